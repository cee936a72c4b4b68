export * from "./noise";
export { sobol } from "./sobol";
export * from "./tilt";
