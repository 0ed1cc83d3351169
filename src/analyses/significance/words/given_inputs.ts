/**
 * A sentence about each vector that was run beside the components: where it turns farthest, and whether that sets it apart from random
 * role mixtures. The overview's claim is of PC1 alone.
 *
 * @module
 */

import { MIN_DRAWS } from "../../../math/significance.ts";
import { standingByP } from "../../../results/chance_standing.ts";
import { GIVEN_INPUT, isComponent } from "../../../results/input_names.ts";
import { mixturesAt } from "../../../results/apart_layers.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import type { Finding, Measured, MlpRow } from "../../../results.ts";
import { countedP } from "../../../text/counted_p.ts";
import { inputText } from "../../../text/input_text.ts";
import { apartElsewhere } from "../../../text/apart_elsewhere.ts";
import { analysedLayers } from "../../../text/no_difference.ts";
import { shownName } from "../../../text/quote.ts";
import { formatAngle, formatP, plural } from "../../../text/words.ts";
import { hiddenBy } from "../../noise_floor/schema.ts";

/** One a vector, in their order. */
export function givenInputs(measured: Measured): Finding[] {
  return measured.pcs.filter(({ name }) => !isComponent(name)).map(({ name }) => ({
    topic: GIVEN_INPUT,
    layer: null,
    ...told(measured, name),
  }));
}

/** Its largest angle of either sign that is clear of noise, as p-values take the larger of the two. */
function told(measured: Measured, name: string): Pick<Finding, "text" | "short" | "layers"> {
  const { mlp, options: { layers } } = measured;
  const rows = mlp.filter(({ input_vector }) => input_vector === name);
  const shown = shownName(name);
  const where = analysedLayers(layers);
  if (rows.every(({ delta_norm }) => delta_norm === 0)) {
    return { text: `${shown} gives the same output in both models at ${where}.`, layers: [] };
  }
  const signed = mlp.filter(({ input_vector }) => [name, `-${name}`].includes(input_vector));
  const [most] = signed.filter((row) => row.delta_angular !== null && hiddenBy(row) === null)
    .toSorted((a, b) => b.delta_angular! - a.delta_angular!);
  const farthest = most && rowAt(mlp, most.layer, name);
  if (farthest === undefined || farthest.delta_angular === null) {
    return {
      text:
        `No difference to speak of for ${shown}: of ${where}, at none does its output turn by more than rounding noise.`,
      layers: [],
    };
  }
  const { layer } = farthest;
  const reversed = rowAt(mlp, layer, `-${name}`)?.delta_angular ?? null;
  const turns = formatAngle(farthest.delta_angular);
  const beside = reversed === null
    ? ""
    : ` (${inputText(`-${shown}`)}: ${formatAngle(reversed)}; the larger counts)`;
  // The sign whose angle p is of.
  const isReversed = reversed !== null && reversed > farthest.delta_angular;
  const larger = isReversed ? `reversed by ${formatAngle(reversed)}` : `by ${turns}`;
  const length = measured.inputs.base.has_pre_norm ? "" : ", at length 1";
  const at = layers.length === 1
    ? { text: `at layer ${layer}, the only one analysed`, short: `at layer ${layer}` }
    : { text: `farthest at layer ${layer} of ${where}`, short: `farthest at layer ${layer}` };
  const chance = besideMixtures(measured, { row: farthest, name, shown });
  return {
    text: `${shown} turns the output ${at.text}${length}, by ${turns}${beside}: ${chance.text}`,
    short: `${shown} turns the output ${at.short}, ${larger}: ${chance.short}.`,
    layers: [layer, ...chance.layers],
  };
}

/** How it stands to the mixtures, by the family-wise p of its row. */
function besideMixtures(
  measured: Measured,
  { row, name, shown }: { row: MlpRow; name: string; shown: string },
): { text: string; short: string; layers: readonly number[] } {
  const { layers } = measured.options;
  const n = mixturesAt(measured, row.layer);
  const pfw = row.pfw_persona ?? null;
  const standing = standingByP({ n, pfw });
  if (pfw === null || standing === "not_run" || standing === "too_few") {
    const short = standing === "too_few"
      ? `${plural(n, "random role mixture is", "random role mixtures are")} too few for a p-value`
      : standing === "not_run"
      ? "no random role mixtures were run"
      : "no p-value could be computed";
    return {
      text: `${short}${
        standing === "too_few" ? `, which takes ${MIN_DRAWS}` : ""
      }, so nothing here tells whether that is much.`,
      short,
      layers: [],
    };
  }
  const set = standing === "apart" ? "set apart" : "not set apart";
  const elsewhere = apartElsewhere(measured, { name, layer: row.layer });
  return {
    text: `in units of each layer's spread, ${countedP(pfw, { n, nLayers: layers.length })}. ` +
      `So ${shown} is ${set} from random role mixtures, which are of roles without their part along ${PEAK_INPUT}; ` +
      `the p-value counts the layers, and not how many vectors were given.${
        elsewhere === null
          ? ""
          : ` But at ${elsewhere.where} it is set apart from them (${elsewhere.p}).`
      }`,
    short: `${set} from random role mixtures (p_fw = ${formatP(pfw)})${
      elsewhere === null ? "" : `, but it is at ${elsewhere.where} (${elsewhere.p})`
    }`,
    layers: elsewhere?.layers ?? [],
  };
}
