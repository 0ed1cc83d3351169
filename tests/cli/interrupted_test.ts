import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import {
  areEnough,
  type Interruption,
  interruptReports,
  type Moment,
  wasInterrupted,
} from "../interruptions/interrupted_report.ts";
import { N_LAYERS, withSharedLayers } from "./shared_layers.ts";

/** Takes each of the signals: two are told to end, three are killed. */
const SEED = 3;
/** How many come to their end before their signal is of the machine: more are tried until so many did not. */
const MIN_INTERRUPTED = 3;

Deno.test("report that is interrupted at any moment leaves one site whole, and goes on to the bytes of one that was not", () =>
  withSharedLayers(async ({ options }) => {
    const oldOptions = options.with(options.indexOf("--random") + 1, "3");
    const outcomes = await interruptReports(
      { options, oldOptions, nLayers: N_LAYERS },
      { n: 5, nInterrupted: MIN_INTERRUPTED, seed: SEED },
    );
    ok(outcomes.length >= 5);
    ok(outcomes.filter(wasInterrupted).length >= MIN_INTERRUPTED);
    deepEqual(
      new Set(outcomes.map(({ signal }) => signal)),
      new Set(["SIGKILL", "SIGINT", "SIGTERM"]),
    );
  }));

Deno.test("reports that come to their end before their signal do not count as interrupted", () => {
  const of = (...moments: Moment[]) =>
    moments.map((moment): Interruption => ({ signal: "SIGKILL", moment, found: "new", ms: 1 }));
  const asked = { n: 2, nInterrupted: 2 };
  equal(areEnough(of("during layers"), asked), false);
  equal(areEnough(of("during layers", "after the end"), asked), false);
  equal(areEnough(of("during layers", "after the end", "during the swap"), asked), true);
  throws(
    () => areEnough(of(...Array.from({ length: 10 }, (): Moment => "after the end")), asked),
    /^Error: Of 10 reports 0 were interrupted before their end, expected 2$/,
  );
});
