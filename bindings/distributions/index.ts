export { custom } from "./custom";
export { mvn } from "./mvn";
export { normal } from "./normal";
export { product } from "./product";
