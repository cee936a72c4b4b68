export * from "./exponential";
export * from "./trigonometric";
