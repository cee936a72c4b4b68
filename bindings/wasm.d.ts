/** The build inlines `.wasm` files: a function that decodes and answers their bytes. */
declare module "*.wasm" {
  const bytes: () => Uint8Array<ArrayBuffer>;
  export default bytes;
}
