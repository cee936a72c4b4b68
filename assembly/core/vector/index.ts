export * from "./error";
export * from "./exponential";
