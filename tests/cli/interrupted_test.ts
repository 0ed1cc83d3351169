import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { interruptReports } from "../interruptions/interrupted_report.ts";
import { N_LAYERS, withSharedLayers } from "./shared_layers.ts";

/** Takes each of the signals: two are told to end, three are killed. */
const SEED = 3;

Deno.test("report that is interrupted at any moment leaves one site whole, and goes on to the bytes of one that was not", () =>
  withSharedLayers(async ({ options }) => {
    const oldOptions = options.with(options.indexOf("--random") + 1, "3");
    const outcomes = await interruptReports(
      { options, oldOptions, nLayers: N_LAYERS },
      { n: 5, seed: SEED },
    );
    equal(outcomes.length, 5);
    deepEqual(
      new Set(outcomes.map(({ signal }) => signal)),
      new Set(["SIGKILL", "SIGINT", "SIGTERM"]),
    );
  }));
