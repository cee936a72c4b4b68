export * from "./exponential";
