"""
Writes assembly/random/sobol-table.ts:  python3 scripts/tables/sobol.py new-joe-kuo-6.21201 > assembly/random/sobol-table.ts

The argument is Joe and Kuo's file of that name: lines of dimension d, degree s, coefficients a, then m_1 … m_s. Their polynomials are the
primitive ones in rising order, which is checked here; so the table holds only the m, of column 1 first. Of each m_k < 2^k, odd, it has the
k − 1 bits above the lowest, the highest first, one after the other from the low end of each word.
"""
import sys

COLUMNS = 256


def primitive(p):
    """Does x have order 2^s − 1 modulo p?"""
    s, x = p.bit_length() - 1, 1
    for n in range(1, 1 << s):
        x <<= 1
        if x >> s:
            x ^= p
        if x == 1:
            return n == (1 << s) - 1
    return False


rows = [[int(v) for v in line.split()] for line in open(sys.argv[1]).readlines()[1:COLUMNS]]
polynomial, bits = 3, ""
for at, (d, s, a, *m) in enumerate(rows):
    while not primitive(polynomial):
        polynomial += 2
    assert d == at + 2 and (1 << s) + 2 * a + 1 == polynomial and len(m) == s, d
    polynomial += 2
    for k, value in enumerate(m):
        assert value % 2 == 1 and value >> k + 1 == 0, (d, k)
        if k:
            bits += format(value >> 1, f"0{k}b")
bits += "0" * (-len(bits) % 64)
words = [f"0x{int(bits[i:i + 64][::-1], 2):016x}" for i in range(0, len(bits), 64)]

print("""/**
 * Written by scripts/tables/sobol.py: initial direction numbers m_1 … m_s of columns 1 to %d, in that order; of each m_k the k − 1 bits above
 * the lowest, highest first, one after the other from the low end.
 *
 * S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008) 2635–2654:
 * their file new-joe-kuo-6.21201, Copyright (c) 2008, Frances Y. Kuo and Stephen Joe, under the BSD 3-clause licence, whose text stands in LICENSE.
 */
export abstract class SobolTable {
  static readonly BITS: usize = memory.data<u64>([""" % (COLUMNS - 1))
for i in range(0, len(words), 6):
    print("    " + ", ".join(words[i:i + 6]) + ",")
print("  ], 16);\n}")
