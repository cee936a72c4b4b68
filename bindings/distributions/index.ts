export { beta } from "./beta";
export { custom } from "./custom";
export { gamma } from "./gamma";
export { mvn } from "./mvn";
export { normal } from "./normal";
export { poisson } from "./poisson";
export { product } from "./product";
export { studentT } from "./student-t";
