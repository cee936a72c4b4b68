export * from "./error";
export * from "./exponential";
export * from "./trigonometric";
