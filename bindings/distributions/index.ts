export { custom } from "./custom";
export { gamma } from "./gamma";
export { mvn } from "./mvn";
export { normal } from "./normal";
export { product } from "./product";
