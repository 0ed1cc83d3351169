import { match, strictEqual as equal } from "node:assert/strict";
import { words } from "../../../src/analyses/attribution/words.ts";
import type { LeadingTensor, Measured } from "../../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

/** The sentence about layer 18, where this was settled of it: down holds 90 %, first in 92 % and last in 87 %. */
function told(settled: Pick<LeadingTensor, "variant" | "component" | "unnamed">[]): string {
  const results = sampleResults({ layers: THREE_LAYERS });
  results.causes!.leading_tensors = settled.map((row) => ({ layer: 18, ...row }));
  return words(results as Measured).map(({ text }) => text).join("\n");
}

const RAW = { variant: "raw", component: "down", unnamed: null } as const;
const TRIMMED = { ...RAW, variant: "trimmed" } as const;

Deno.test("words() of attribution name the tensor that may be named, with and without the outlier dimensions", () => {
  const shares = String.raw`90 % of it \(first in 92 %, last in 87 %\)`;
  match(
    told([RAW, TRIMMED]),
    new RegExp(
      `^At layer 18 the change of PC1 is carried by down_proj, ${shares}, by Shapley share`,
    ),
  );
  match(
    told([RAW, TRIMMED]),
    / Without the outlier dimensions it is down_proj, 90 % of it \(first in 91 %, last in 89 %\)\.$/,
  );
  match(
    told([RAW, { ...TRIMMED, component: null, unnamed: "no_half" }]),
    / Without the outlier dimensions no tensor can be named\.$/,
  );
  match(told([RAW]), /along itself\.$/);
});

Deno.test("words() of attribution give all shares where no tensor may be named, and nothing where none is known", () => {
  match(
    told([{ ...RAW, component: null, unnamed: "orders_disagree" }]),
    /^At layer 18 no single tensor can be named .*: the norm before the MLP −2 %, gate_proj 3 %, up_proj 5 %, down_proj 90 % and the norm after the MLP 4 %\.$/,
  );
  equal(told([]), "");
});
