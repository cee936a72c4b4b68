export * from "./mvn";
export * from "./normal";
