/** Results against all that tests/oracle/causes.py computed of a run. */

import assert from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import {
  assertCauses,
  assertDecompositions,
  assertNeurons,
  type Bounds,
  type ExpectedCauses,
} from "../expected_causes.ts";

/** On the CPU twin. */
export const CPU_BOUNDS: Bounds = { e: 1e-4, z: 1e-6, p: 1e-6 };

/** The focus, causes, neurons and decompositions. */
export function assertAll(results: Results, expected: ExpectedCauses, bounds: Bounds): void {
  assert.deepEqual(results.options.focus, expected.focus, "focus");
  assertCauses(results, expected, bounds);
  assertNeurons(results, expected, bounds);
  assertDecompositions(results, expected, bounds);
}
