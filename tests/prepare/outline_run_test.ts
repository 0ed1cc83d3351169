import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { countVectors } from "../../src/library/planned_bytes.ts";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { outlineRun } from "../../src/prepare/outline_run.ts";
import { prepareRun } from "../../src/prepare/prepare.ts";
import type { SettledOptions } from "../../src/prepare/settled_options.ts";
import { testOnStories } from "../stories.ts";
import { withStories } from "./stories_inputs.ts";

const SETTLED = { ...DEFAULT_OPTIONS, pcaLayer: 2, random: 7, sweep: false, resamples: 4 };

const REQUESTS: Readonly<Record<string, Partial<SettledOptions>>> = {
  "by default": {},
  "without baselines": { random: 0 },
  "with the sweep": { sweep: true },
  "of z-scores, in their own space": { pcaScale: "standard", pcSpace: "activation" },
  "of z-scores as stored": { pcaScale: "standard" },
  "of more components than there are": { pcs: 1000 },
  "of two layers": { layers: [{ first: 0, last: 0 }, { first: 3, last: 3 }] },
};

for (const [name, request] of Object.entries(REQUESTS)) {
  testOnStories(
    `outlineRun() counts what prepareRun() prepares: ${name}`,
    () =>
      withStories(async (inputs) => {
        const options = { ...SETTLED, ...request };
        const [outline, run] = [
          await outlineRun(inputs, options),
          await prepareRun(inputs, options),
        ];
        equal(countVectors(inputs, outline), countVectors(inputs, run));
        for (const key of ["layers", "focus", "pcaLayer", "weighedRoles", "isSweep"] as const) {
          deepEqual(outline[key], run[key], key);
        }
      }),
  );
}

testOnStories(
  "outlineRun() reads no vector, and refuses what does not fit the model",
  () =>
    withStories(async ({ vectors, ...models }) => {
      const unread = {
        ...vectors,
        readLayers: () => Promise.reject(new Error("a vector was read")),
      };
      const inputs = { ...models, vectors: unread };
      await outlineRun(inputs, SETTLED);
      await rejects(
        outlineRun(inputs, { ...SETTLED, pcaLayer: 99 }),
        /^UsageError: Cannot use --pca-layer 99: expected a layer from 0 to 4/,
      );
      const alone = { ...unread, roleNames: unread.roleNames.slice(0, 1) };
      await rejects(
        outlineRun({ ...models, vectors: alone }, SETTLED),
        /^Error: Cannot compute principal components at layer 2: expected at least two different/,
      );
    }),
);
