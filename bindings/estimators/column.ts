import { LEAF } from "../random";

/** Bytes of a column of a leaf. @internal */
export const COLUMN = LEAF * 8;
