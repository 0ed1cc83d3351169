import { match } from "node:assert/strict";
import { besideControls } from "../../../../src/analyses/significance/words/beside_controls.ts";
import type { Results } from "../../../../src/results.ts";
import { sampleResults } from "../../../site/sample_results.ts";

/** Controls that turn by so many degrees at layer 18, beside a PC1 of which `nAsFar` turn at least as far. */
function told(controls: Record<string, number>, nAsFar: number): string {
  const results: Results = sampleResults({ layers: [18] });
  const [draw] = results.baseline;
  const names = Object.keys(controls);
  results.evidence!.controls = names;
  results.evidence!.as_far = results.evidence!.as_far.filter(({ variant }) => variant === "raw")
    .slice(0, 1)
    .map((row) => ({
      ...row,
      layer: 18,
      baseline: "controls",
      n: names.length,
      n_at_least: nAsFar,
    }));
  results.baseline = names.flatMap((name, index) =>
    ([1, -1] as const).map((sign) => ({
      ...draw!,
      layer: 18,
      baseline: "controls" as const,
      index,
      sign,
      delta_angular: 1 - Math.cos(controls[name]! * Math.PI / 180),
    }))
  );
  return besideControls(results, { layer: 18, input: "PC1" })[0]!.text;
}

Deno.test("besideControls() speak of one control as of one", () => {
  match(
    told({ joy: 30 }, 1),
    /^Of 1 control, a direction that was given .*, 1 turns at least as far as PC1 at layer 18 \(.?joy.? by 30 degrees\); by rank/,
  );
  match(
    told({ joy: 30, fear: 20 }, 1),
    /^Of 2 controls, directions that were given .*, 1 turns .* \(the farthest of them: .?joy.? by 30 degrees\); by rank/,
  );
});
