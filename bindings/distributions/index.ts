export { chiSquared } from "./chi-squared";
export { custom } from "./custom";
export { gamma } from "./gamma";
export { inverseGamma } from "./inverse-gamma";
export { mvn } from "./mvn";
export { normal } from "./normal";
export { poisson } from "./poisson";
export { product } from "./product";
