import { Lanes } from "../core/lanes";

describe("lanes", () => {
  test("first and second transpose two rows", () => {
    const a = f64x2(1, 2), b = f64x2(3, 4);
    expect(f64x2.extract_lane(Lanes.first(a, b), 1)).toBe(3);
    expect(f64x2.extract_lane(Lanes.second(a, b), 0)).toBe(2);
  });
});
