/** Columns x[d][i] of a block of rows; lent for the call. */
export type Block = readonly Float64Array[];
