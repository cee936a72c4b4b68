export * from "./accumulate";
export * from "./columns";
export * from "./proposals";
export * from "./histogram";
export * from "./pareto";
export * from "./polynomials";
export * from "./sketch";
export * from "./student";
