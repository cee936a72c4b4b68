export * from "./gamma";
export * from "./mvn";
export * from "./normal";
export * from "./poisson";
export * from "./kumaraswamy";
export * from "./triangular";
export * from "./truncated-normal";
export * from "./von-mises";
