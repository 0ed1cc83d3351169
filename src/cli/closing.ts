/**
 * The last words of a run on the terminal: the answer and where it was looked for, in at most thirty words after its question.
 *
 * @module
 */

import { GIVEN_INPUT } from "../results/input_names.ts";
import { degreesOrNull } from "../math/angle.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../results/peak_input.ts";
import {
  BEYOND_PERSONA,
  BEYOND_ROLES,
  cellAt,
  isNoOfDirectionAlone,
  largerPeak,
  RAW,
} from "../results/verdict_cells.ts";
import { toldAlongOne, VECTOR_WARNING } from "../results/projection_decisions.ts";
import { isWithinNoise } from "../results/spoken.ts";
import { apartElsewhere } from "../text/apart_elsewhere.ts";
import type { Results, Verdict } from "../results.ts";

const ANSWERS: Record<Verdict["answer"], (verdict: Verdict) => [answer: string, why: string]> = {
  "yes": () => ["Yes", ", more than role mixtures under every condition that decides"],
  "no": (verdict) => ["No", `, ${againstIt(verdict)}`],
  "only under": ({ asked }) => {
    const deciding = asked.filter(({ decides }) => decides);
    const held = deciding.filter(({ is_beyond }) => is_beyond === true);
    return held.length === 1
      ? [`Only ${heldAlone(held[0]!.condition)}`, ", more than role mixtures"]
      : [
        "Only in part",
        `, more than role mixtures under ${held.length} of ${deciding.length} conditions`,
      ];
  },
  "cannot tell": () => ["Cannot tell", "; too little is known to judge that"],
  "no difference": ({ no_difference }) =>
    no_difference === "within_noise"
      ? ["No difference to speak of", ", not clear of rounding noise"]
      : ["No difference", ""],
};

/**
 * The closing sentence. Where PC1 turns further at another layer than the one that was judged, it says why that is not the answer.
 *
 * @example
 * ```ts ignore
 * closingText(results); // "Does PC1 stand out? No: at layer 18 PC1 turns 5.1°, farther than role mixtures, but not than single roles. …"
 * ```
 */
export function closingText(results: Results): string {
  const { run, mlp, peaks, evidence } = results;
  const synthetic = run.is_synthetic ? "Synthetic data. " : "";
  const { absolute, angular: peak } = peaks;
  if (absolute === null) {
    return `${synthetic}No difference: base and instruct give the same MLP outputs.`;
  }
  if (peak === null) {
    return `${synthetic}Outputs for PC1 differ in length alone, most at layer ${absolute.layer}: no angle could be judged.`;
  }
  const angleAt = (layer: number) => {
    const angle = degreesOrNull(rowAt(mlp, layer)?.delta_angular);
    return angle === null ? "an unknown angle" : `${angle.toFixed(1)}°`;
  };
  const reversedAt = (layer: number) => {
    const angle = degreesOrNull(reversedAngular(mlp, layer));
    return angle === null ? "" : ` (−${PEAK_INPUT} ${angle.toFixed(1)}°)`;
  };
  const verdict = evidence?.verdict ?? null;
  if (verdict === null) {
    return `${synthetic}PC1 turns most at layer ${peak.layer}, by ${angleAt(peak.layer)}; ` +
      "without baselines (--random) nothing tells whether that is much.";
  }
  const [answer, why] = ANSWERS[verdict.answer](verdict);
  const ofState = isNoOfDirectionAlone(verdict) ? "; farther than both at the operating point" : "";
  const larger = isWithinNoise(results, peak.layer) ? null : largerPeak(verdict, peak.layer);
  const elsewhere = larger === null
    ? `${ofState}.${atOtherLayers(results, verdict)}`
    // Two of one figure are not told apart by it.
    : `. Layer ${larger} turns ${
      angleAt(larger) === angleAt(verdict.layer) ? "a little more" : `more (${angleAt(larger)})`
    }; its own page judges that.`;
  // Without its question a bare no reads as if nothing had changed.
  const asked = verdict.answer === "no difference" ? "" : `Does ${PEAK_INPUT} stand out? `;
  return `${synthetic}${asked}${answer}: at layer ${verdict.layer} PC1 turns ${
    angleAt(verdict.layer)
  }${reversedAt(verdict.layer)}${why}${elsewhere}`;
}

/** After a no, other layers that pass role mixtures: where one turns more, that is said in its place. */
function atOtherLayers(results: Results, { layer, answer }: Verdict): string {
  const found = answer !== "no" ? null : apartElsewhere(results, { name: PEAK_INPUT, layer });
  return found === null
    ? ""
    : ` At ${found.where} mixtures are passed on all coordinates: --focus ${found.layers[0]}.`;
}

/** Given vectors of which the terminal tells; a file may hold thousands. */
const MOST_GIVEN = 5;

/**
 * A line for each vector that was run beside the components, which the closing sentence does not judge.
 *
 * @example
 * ```ts ignore
 * givenLines(results); // ["probe turns the output farthest at layer 2, by 45 degrees: not set apart from random role mixtures (p_fw = 0.121)."]
 * ```
 */
export function givenLines({ findings }: Pick<Results, "findings">): string[] {
  const told = findings.filter(({ topic }) => topic === GIVEN_INPUT);
  const rest = told.length - MOST_GIVEN;
  return [
    ...told.slice(0, MOST_GIVEN).map(({ text, short }) => short ?? text),
    ...rest > 0 ? [`The overview tells of ${rest} more given vectors.`] : [],
  ];
}

/** Along which vector most of the change lies at the layer that was judged, where one holds it: a no says nothing of it. */
export function alongLines(
  { findings, evidence }: Pick<Results, "findings" | "evidence">,
): string[] {
  const layer = evidence?.verdict?.layer ?? null;
  return layer === null ? [] : toldAlongOne(findings, layer);
}

/** What the vectors of a run are suspicious of, at the first layer decomposed that shows it: all projections hang on it. */
export function vectorWarningLines({ findings }: Pick<Results, "findings">): string[] {
  const told = findings.filter(({ topic }) => topic === VECTOR_WARNING);
  return told.filter(({ layer }) => layer === told[0]?.layer).map(({ text }) => text);
}

/** The one deciding condition that holds, as the pages call it: without all coordinates it is that of the operating point. */
function heldAlone(condition: string): string {
  return condition === RAW ? "on all coordinates" : condition;
}

/** What of the two that decide PC1 does not go beyond on all coordinates: a *no* is one of them at least. */
function againstIt({ table }: Verdict): string {
  const holds = (claim: string) => cellAt(table, claim, RAW)?.holds ?? null;
  if (holds(BEYOND_PERSONA) === true) {
    return "farther than role mixtures, but not than single roles";
  }
  switch (holds(BEYOND_ROLES)) {
    case true:
      return "farther than single roles, not shown to pass role mixtures";
    case false:
      return "not shown to pass role mixtures or single roles";
    case null:
      return "not shown to pass role mixtures"; // nothing is known of single roles
  }
}
