export * from "./noise";
