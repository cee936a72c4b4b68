import { GammaFunction } from "../gamma-function";

export function vectorLgamma(x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.lgamma(load<f64>(x + i)));
}
export function vectorDigamma(x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.digamma(load<f64>(x + i)));
}
export function vectorTrigamma(x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) store<f64>(out + i, GammaFunction.trigamma(load<f64>(x + i)));
}
export function vectorGammaP(a: usize, x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.gammaP(load<f64>(a + i), load<f64>(x + i)));
  }
}
export function vectorGammaQ(a: usize, x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.gammaQ(load<f64>(a + i), load<f64>(x + i)));
  }
}
export function vectorGammaPInverse(a: usize, p: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.gammaPInverse(load<f64>(a + i), load<f64>(p + i)));
  }
}
export function vectorGammaQInverse(a: usize, q: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.gammaQInverse(load<f64>(a + i), load<f64>(q + i)));
  }
}
export function vectorLogGammaP(a: usize, x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.logGammaP(load<f64>(a + i), load<f64>(x + i)));
  }
}
export function vectorLogGammaQ(a: usize, x: usize, out: usize, n: i32): void {
  for (let i: usize = 0, size = <usize>n << 3; i < size; i += 8) {
    store<f64>(out + i, GammaFunction.logGammaQ(load<f64>(a + i), load<f64>(x + i)));
  }
}
