export * from "./accumulate";
export * from "./columns";
export * from "./controls";
export * from "./proposals";
export * from "./histogram";
export * from "./pareto";
export * from "./sketch";
export * from "./student";
