export * from "./beta";
export * from "./chi-squared";
export * from "./dirichlet";
export * from "./gamma";
export * from "./inverse-gamma";
export * from "./mvn";
export * from "./normal";
export * from "./poisson";
