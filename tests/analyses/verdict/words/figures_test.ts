import assert from "node:assert/strict";
import { cellNumber } from "../../../../src/analyses/verdict/words/figures.ts";
import {
  BEYOND_PERSONA,
  BEYOND_ROLES,
  LARGEST_ANGLE,
  LARGEST_RELATIVE,
  SPECIFIC,
} from "../../../../src/results/verdict_cells.ts";
import type { VerdictCell } from "../../../../src/results.ts";
import { NO_NUMBERS } from "../../../site/sample_verdict.ts";

const CELL: VerdictCell = {
  ...NO_NUMBERS,
  claim: LARGEST_ANGLE,
  condition: "raw",
  holds: true,
  decides: false,
  told: null,
};

Deno.test("cellNumber() gives the one number that decides each claim", () => {
  const number = (changes: Partial<VerdictCell>) => cellNumber({ ...CELL, ...changes });
  assert.equal(number({ claim: LARGEST_ANGLE, value: 22.24 }), "22.2°");
  assert.equal(number({ claim: LARGEST_RELATIVE, value: 0.123456 }), "0.123");
  assert.equal(number({ claim: BEYOND_PERSONA, p: 0.01 }), "p_fw 0.01");
  assert.equal(number({ claim: BEYOND_ROLES, value: 0.5, count: 12, n: 100 }), "12 of 100");
  assert.equal(number({ claim: BEYOND_ROLES, value: 22.24, n: 100 }), "22.2°");
  assert.equal(number({ claim: SPECIFIC, role_mixture_ratio: 3.46 }), "3.5 ×");
});

Deno.test("cellNumber() gives none where a cell has none, and the value where no other layer is", () => {
  assert.equal(cellNumber({ ...CELL, told: "in words", value: 0.5 }), "");
  assert.equal(cellNumber({ ...CELL, reason: "not_run", value: 0.5 }), "");
  assert.equal(cellNumber({ ...CELL, claim: BEYOND_PERSONA }), "");
  assert.equal(cellNumber({ ...CELL, claim: SPECIFIC }), "");
  assert.equal(cellNumber({ ...CELL, reason: "one_layer", value: 22.24 }), "22.2°");
});
