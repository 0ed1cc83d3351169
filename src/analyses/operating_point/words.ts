/**
 * Sentences about a step along PC1 from the mean state.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import { index } from "../../results/lookup.ts";
import { type Judgement, spokenVerdict } from "../../results/spoken.ts";
import type { Finding, Measured } from "../../results.ts";
import { countedP } from "../../text/counted_p.ts";
import { formatAngle, formatNumber } from "../../text/words.ts";

/** What a step does at the layer of the verdict. */
export function words(measured: Measured): Finding[] {
  const judged = spokenVerdict(measured);
  return judged === null ? [] : operatingPoint(measured, judged);
}

/** What a step along PC1 does around the state mu, at the layer of the verdict. */
function operatingPoint(measured: Measured, { evidence, verdict }: Judgement): Finding[] {
  const { layer } = verdict;
  if (verdict.answer === "no difference") return [];
  const { input_row } = measured.options;
  const rowOf = index(evidence.operating_point, "layer", "row", "alpha");
  const at = (alpha: number) => rowOf({ layer, row: input_row, alpha });
  const [origin, step] = [at(0), at(1)];
  const known = index(evidence.layers, "layer")({ layer });
  if (step === undefined || step.response_angular === null || known === undefined) return [];
  const mu = known.mu === "default" ? "the default vector" : "the mean role vector";
  const length = known.step === null ? "" : ` of length ${formatNumber(known.step, 3)}`;
  const { pfw_operating_point: pfw } = known;
  const { operating_test: test } = evidence;
  const p = pfw === null || test === null
    ? ", without a p-value"
    : `; by the larger of the two, in units of each layer's spread, ${
      countedP(pfw, { n: test.n, nLayers: test.layers })
    }`;
  const reverse = at(-1)?.response_angular ?? null;
  const back = reverse === null ? "" : `, and ${formatAngle(reverse)} for a step back`;
  const itself = origin === undefined || origin.response_angular === null
    ? ""
    : ` At µ itself their outputs are ${
      formatAngle(origin.response_angular)
    } apart (|f_i(µ) − f_b(µ)| = ${formatNumber(origin.response_delta)}).`;
  return [{
    topic: "operating-point",
    layer: null,
    text:
      `At the operating point of layer ${layer} a step${length} from µ along ${PEAK_INPUT} makes base and instruct respond ` +
      `${formatAngle(step.response_angular)} apart (|R_i − R_b| = ${
        formatNumber(step.response_delta)
      })${back}${p}.${itself} ` +
      `µ is ${mu} and is taken to be of the instruct model, so that the base model is run at a state that is not its own.`,
    short:
      `At the operating point of layer ${layer} a step along ${PEAK_INPUT} makes the models respond ${
        formatAngle(step.response_angular)
      } apart.`,
    layers: [layer],
  }];
}
