export * from "./gamma";
export * from "./mvn";
export * from "./normal";
