export * from "./bessel";
export * from "./beta";
export * from "./error";
export * from "./exponential";
export * from "./gamma";
export * from "./trigonometric";
