export * from "./beta";
export * from "./gamma";
export * from "./multivariate-t";
export * from "./mvn";
export * from "./normal";
export * from "./poisson";
export * from "./student-t";
