/** The sequence before it is scrambled, against points printed by Joe and Kuo. What is scrambled is tested, on the product, in test/points. */
import { Sobol } from "../random/sobol";

describe("Sobol' points", () => {
  test("the first ten, of three columns", () => {
    // S. Joe and F. Y. Kuo, "Notes on generating Sobol′ sequences", 2008: in sixteenths
    const published: StaticArray<u32>[] = [[0, 8, 12, 4, 6, 14, 10, 2, 3, 11], [0, 8, 4, 12, 6, 14, 2, 10, 5, 13], [0, 8, 4, 12, 10, 2, 14, 6, 15, 7]];
    Sobol.ready(3);
    for (let column = 0; column < 3; column++) {
      for (let i = 0; i < 10; i++) {
        let reversed = Sobol.digits(i, Sobol.of(column)), x: u32 = 0;
        for (let k = 0; k < 4; k++, reversed >>= 1) x = (x << 1) | (reversed & 1);
        expect(x).toBe(published[column][i], `column ${column}, point ${i}`);
        expect(reversed).toBe(0);
      }
    }
  });
});
