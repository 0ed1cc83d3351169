"""Coefficients of the exact GELU in `kernels/cpu/gated_activation.ts`, highest first, and how far they are from SciPy's erfcx.

Run with Debian's python3-scipy: /usr/bin/python3 tests/oracle/gelu_tail.py
"""

import numpy as np
from numpy.polynomial import chebyshev, polynomial
from scipy.special import erfcx

CENTRE = 3.75
DEGREE = 16


def tail(x):
    """erfc(x) e^(x^2) (1 + 2 x), which is between 1 and 1.3 for every x >= 0."""
    return erfcx(x) * (1 + 2 * x)


def main():
    nodes = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
    in_x = CENTRE * (1 + nodes) / (1 - nodes)
    coefficients = chebyshev.cheb2poly(chebyshev.chebfit(nodes, tail(in_x), DEGREE))
    for coefficient in coefficients[::-1]:
        print(repr(float(coefficient)))
    x = np.concatenate([np.linspace(0, 10, 100001), np.linspace(10, 40, 30001)])
    found = polynomial.polyval((x - CENTRE) / (x + CENTRE), coefficients)
    print("largest relative difference:", np.abs(found / tail(x) - 1).max())


if __name__ == "__main__":
    main()
