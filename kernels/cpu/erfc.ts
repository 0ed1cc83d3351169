// @ts-nocheck: AssemblyScript, which its own compiler checks

import { exp } from "./exp.ts";

/** From here on the continued fraction converges fast, below it the series. */
const LARGE: f64 = 2;
/** Terms of the fraction that give 1e-11 of its value from `LARGE` on. */
const N_FRACTIONS: i32 = 28;

const TWO_OVER_SQRT_PI: f64 = 1.1283791670955126;
const SQRT_PI: f64 = 1.7724538509055159;

/** 1 - erf(x), by the formulas of `src/math/erfc.ts`: Abramowitz and Stegun 1964, 7.1.6 and 7.1.14. */
export function erfc(x: f64): f64 {
  return x < 0 ? 2 - ofPositive(-x) : ofPositive(x);
}

function ofPositive(x: f64): f64 {
  const power = f64x2.extract_lane(exp(f64x2.splat(-x * x)), 0);
  if (x < LARGE) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 5e-17; n++) {
      term *= 2 * x * x / <f64> (2 * n + 1);
      sum += term;
    }
    return 1 - TWO_OVER_SQRT_PI * power * sum;
  }
  let fraction = x;
  for (let k = N_FRACTIONS; k > 0; k--) fraction = x + <f64> k * 0.5 / fraction;
  return power / (SQRT_PI * fraction);
}
