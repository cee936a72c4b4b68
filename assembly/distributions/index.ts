export * from "./bernoulli";
export * from "./binomial";
export * from "./categorical";
export * from "./gamma";
export * from "./geometric";
export * from "./mvn";
export * from "./normal";
export * from "./poisson";
