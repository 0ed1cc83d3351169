import assert from "node:assert/strict";
import { bandOf, bands, intervalOf, peakShares } from "../../../src/analyses/bootstrap/settle.ts";
import { bootstrapComponents } from "../../../src/prepare/bootstrap_components.ts";
import { principalComponents } from "../../../src/math/pca.ts";
import { cosine, dot, norm } from "../../../src/math/vector_math.ts";
import { seededIndices, seededNormals } from "../../../src/math/random.ts";
import { roundArrayToBf16, roundToBf16 } from "../../../src/math/dtypes.ts";

/** Roles whose first coordinate spreads by `first`, the others by 1. */
function roles(n: number, first: number) {
  const draw = seededNormals(`roles of the test ${first}`);
  return Array.from(
    { length: n },
    () => Float32Array.from({ length: 16 }, (_, i) => draw() * (i === 0 ? first : 1)),
  );
}

function resampled(n: number, first: number, scale: "mean" | "standard" = "mean") {
  const all = roles(n, first);
  const [pc1] = principalComponents(all, 1, { scale }).components;
  assert.ok(pc1 !== undefined);
  return { pc1, components: bootstrapComponents(all, { pc1, n: 20, seed: 42, scale }) };
}

const meanCosine = ({ pc1, components }: ReturnType<typeof resampled>) =>
  components.reduce((sum, axis) => sum + cosine(axis, pc1)!, 0) / components.length;

Deno.test("bootstrapComponents() are unit vectors of bfloat16 values that point along PC1", () => {
  const { pc1, components } = resampled(30, 5);
  assert.equal(components.length, 20);
  for (const axis of components) {
    assert.ok(axis.every((entry) => roundToBf16(entry) === entry));
    assert.ok(Math.abs(norm(axis) - 1) < 2 ** -8);
    assert.ok(dot(axis, pc1) >= 0);
  }
});

Deno.test("bootstrapComponents() take the sign of the PC1 given, whichever it is", () => {
  const all = roles(30, 5);
  const [pc1] = principalComponents(all, 1).components;
  const options = { n: 3, seed: 42, scale: "mean" } as const;
  const plus = bootstrapComponents(all, { ...options, pc1: pc1! });
  const minus = bootstrapComponents(all, { ...options, pc1: pc1!.map((entry) => -entry) });
  assert.deepEqual(minus, plus.map((axis) => axis.map((entry) => -entry)));
});

Deno.test("bootstrapComponents() stay close to a PC1 that stands out and stray from one that does not", () => {
  assert.ok(meanCosine(resampled(30, 8)) > 0.97);
  assert.ok(meanCosine(resampled(30, 1)) < 0.9);
  // z-scores take away what made PC1 stand out.
  assert.ok(meanCosine(resampled(30, 8, "standard")) < 0.9);
});

for (const scale of ["mean", "standard"] as const) {
  Deno.test(`bootstrapComponents() are PC1, scaled by ${scale}, of as many roles drawn with replacement`, () => {
    const all = roles(30, 5);
    const { pc1, components } = resampled(30, 5, scale);
    const index = seededIndices("42 bootstrap 7", all.length);
    const places = all.map(() => index());
    assert.ok(new Set(places).size < 30 && new Set(places).size > 10);
    const drawn = places.map((place) => all[place]!);
    const [axis] = principalComponents(drawn, 1, { scale }).components;
    const sign = Math.sign(dot(axis!, pc1));
    // Repeated roles are worked out once here, so that sums round otherwise.
    const expected = roundArrayToBf16(axis!.map((entry) => sign * entry));
    const nDifferent = expected.filter((entry, i) => entry !== components[7]![i]).length;
    assert.ok(nDifferent <= 1 && cosine(components[7]!, expected)! > 1 - 1e-6, `${nDifferent}`);
  });
}

Deno.test("bootstrapComponents() draw again where a resample of two roles holds one of them alone", () => {
  const { components } = resampled(2, 5);
  assert.equal(components.length, 20);
});

Deno.test("bootstrapComponents() are none where the roles span nothing", () => {
  const options = { pc1: Float32Array.of(1, 0), n: 5, seed: 1, scale: "mean" } as const;
  assert.deepEqual(bootstrapComponents([], options), []);
  assert.deepEqual(bootstrapComponents([Float32Array.of(1, 2)], options), []);
  const alike = [1, 2, 3].map(() => Float32Array.of(1, 2));
  assert.deepEqual(bootstrapComponents(alike, options), []);
});

/** From `tests/oracle/evidence_definitions.py`. */
interface BandCase {
  readonly values: readonly number[];
  readonly interval: "range" | "90 %";
  readonly q05: number;
  readonly q95: number;
}

Deno.test("bandOf() is the range of fewer than 100 values, and their 90 % from there on", async () => {
  const url = new URL("../../testdata/evidence/definitions.json", import.meta.url);
  const { bands: cases }: { bands: BandCase[] } = JSON.parse(await Deno.readTextFile(url));
  assert.ok(cases.some(({ interval }) => interval === "90 %"));
  for (const { values, interval, q05, q95 } of cases) {
    assert.equal(intervalOf(values.length), interval);
    const band = bandOf(values);
    assert.ok(
      band !== null && Math.abs(band.q05 - q05) < 1e-12 && Math.abs(band.q95 - q95) < 1e-12,
    );
  }
  assert.equal(bandOf([]), null);
});

Deno.test("bands() are of each layer, sign, variant and column", () => {
  const delta = (x: number) => ({
    base_output_norm: x,
    instruct_output_norm: 10 * x,
    delta_norm: 100 * x,
    delta_angular: 1000 * x,
  });
  const resample = (x: number) => ({
    plus: { raw: delta(x), trimmed: delta(x + 0.5) },
    minus: { raw: delta(-x), trimmed: delta(-x - 0.5) },
  });
  const rows = bands([
    { layer: 4, numbers: [2, 0, 1].map(resample) },
    { layer: 9, numbers: [resample(3)] },
  ]);
  assert.equal(rows.length, 2 * 2 * 2 * 4);
  const at = (layer: number, input: string, variant: string, column: string) => {
    const row = rows.find((it) =>
      it.layer === layer && it.input_vector === input && it.variant === variant &&
      it.column === column
    );
    return [row?.q05, row?.q95];
  };
  assert.deepEqual(at(4, "PC1", "raw", "delta_angular"), [0, 2000]);
  assert.deepEqual(at(4, "PC1", "trimmed", "base_output_norm"), [0.5, 2.5]);
  assert.deepEqual(at(4, "-PC1", "trimmed", "delta_norm"), [-250, -50]);
  assert.deepEqual(at(9, "-PC1", "raw", "instruct_output_norm"), [-30, -30]);
  assert.deepEqual(bands([]), []);
});

const turned = (deltaNorm: number, deltaAngular: number) => ({ deltaNorm, deltaAngular });

Deno.test("peakShares() count either peak, the lowest layer on a tie", () => {
  const shares = peakShares([
    [turned(1, 0.5), turned(2, 0.1), turned(1, 0.2)],
    [turned(3, 0.1), turned(3, 0.3), turned(1, 0.3)],
    [turned(1, 0.1), turned(2, 0.3), turned(5, 0.2)],
    [turned(1, 0.1), turned(2, 0.3), turned(5, 0.2)],
  ], [17, 18, 19]);
  assert.deepEqual(shares, [
    { layer: 17, absolute: 0.25, angular: 0.25 },
    { layer: 18, absolute: 0.25, angular: 0.75 },
    { layer: 19, absolute: 0.5, angular: 0 },
  ]);
});

Deno.test("peakShares() give no peak to a resample without any change, and are unknown without resamples", () => {
  assert.deepEqual(peakShares([[turned(0, 0)], [turned(1, 1)]], [18]), [
    { layer: 18, absolute: 0.5, angular: 0.5 },
  ]);
  assert.deepEqual(peakShares([], [18]), [{ layer: 18, absolute: null, angular: null }]);
});
