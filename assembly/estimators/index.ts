export * from "./accumulate";
export * from "./columns";
export * from "./pareto";
export * from "./student";
