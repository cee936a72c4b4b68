export { normal } from "./normal";
