export * from "./noise";
export * from "./tilt";
