export * from "./gamma";
export * from "./mixture";
export * from "./mvn";
export * from "./normal";
export * from "./poisson";
export * from "./transform";
