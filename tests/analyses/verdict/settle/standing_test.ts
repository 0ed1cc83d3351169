import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Condition, Reading } from "../../../../src/analyses/verdict/settle/conditions.ts";
import {
  angularPeaks,
  drawsToChange,
  largestCoordinate,
  reversedAngle,
} from "../../../../src/analyses/verdict/settle/standing.ts";
import { verdictEvidence, withRobustness } from "../../measured_results.ts";

function reading(layer: number, angle: number | null, largerAngle = angle): Reading {
  return {
    layer,
    length: null,
    relative: null,
    angle,
    largerAngle,
    pfw: null,
    nPersona: 0,
    nRoles: 0,
    nRolesAtLeast: null,
    rolesQuantile: null,
  };
}

function condition(name: string, angles: Readonly<Record<number, number | null>>): Condition {
  return {
    name,
    readings: Object.entries(angles).map(([layer, angle]) => reading(Number(layer), angle)),
  };
}

Deno.test("drawsToChange() counts the draws that lift the largest deciding p above 0.05", () => {
  // Of 39 draws one may go as far: 2 / 40 = 0.05. With none so far it takes two.
  strictEqual(drawsToChange([{ p: 1 / 40, n: 39 }]), 2);
  strictEqual(drawsToChange([{ p: 1 / 40, n: 39 }, { p: 2 / 40, n: 39 }]), 1);
  // Of 19 draws none may: 1 / 20.
  strictEqual(drawsToChange([{ p: 1 / 20, n: 19 }]), 1);
  strictEqual(drawsToChange([{ p: null, n: 0 }]), null);
});

Deno.test("angularPeaks() gives a tie to the lowest layer, and none where one is unknown or nothing turns", () => {
  const raw = condition("raw", { 3: 7, 4: 9, 5: 9, 6: null });
  deepStrictEqual(angularPeaks([raw], []), { raw: 4, trimmed: null });
  // A layer within the noise is no peak to speak of.
  deepStrictEqual(angularPeaks([raw], [4]), { raw: 5, trimmed: null });
  deepStrictEqual(angularPeaks([raw, condition("trimmed", { 3: 8, 4: 2 })], []), {
    raw: 4,
    trimmed: 3,
  });
  strictEqual(angularPeaks([raw, condition("trimmed", { 3: null })], []), null);
  strictEqual(angularPeaks([condition("raw", { 3: 7 })], []), null);
  strictEqual(angularPeaks([condition("raw", { 3: 0, 4: 0 })], []), null);
});

Deno.test("reversedAngle() is there only where -PC1 turns farther", () => {
  strictEqual(reversedAngle(reading(3, 7, 8)), 8);
  strictEqual(reversedAngle(reading(3, 7, 7)), null);
  strictEqual(reversedAngle(reading(3, null, 8)), null);
  strictEqual(reversedAngle(undefined), null);
});

Deno.test("largestCoordinate() names an outlier dimension by d itself, whatever the shares of others", () => {
  const evidence = verdictEvidence(); // the outlier dimensions 3 and 1 at every layer
  const of = (...d: number[]) =>
    largestCoordinate(evidence, { layer: 18, changes: { d: Float64Array.from(d) } });
  deepStrictEqual(of(1, 2, 0, -3), { share: 0.612, outlier: 3 });
  deepStrictEqual(of(1, -4, 0, -3), { share: 0.612, outlier: 1 });
  deepStrictEqual(of(1, 2, 5, -3), { share: 0.612, outlier: null });
  deepStrictEqual(largestCoordinate(evidence, { layer: 18, changes: undefined }), {
    share: 0.612,
    outlier: null,
  });
  const unknown = withRobustness(evidence, () => true, { top1_share: null });
  strictEqual(largestCoordinate(unknown, { layer: 18, changes: undefined }), null);
});
