export { setModule } from "./kernels";
export { vector, type BinaryFunction, type UnaryFunction, type Vector } from "./vector";
