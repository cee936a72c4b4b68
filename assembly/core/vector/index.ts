export * from "./trigonometric";
