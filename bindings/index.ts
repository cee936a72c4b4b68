export { setModule } from "./kernels";
