/**
 * What a reader must know of a model that is a checkpoint with an adapter added, in whole sentences.
 *
 * @module
 */

import type { AdapterFacts } from "../sources/checkpoint/adapter/adapter_facts.ts";
import { layersText } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { formatNumber, list } from "../text/words.ts";
import type { RunInputs } from "./run_inputs.ts";

/** Names of files whose weights are quantised, as those who publish them call them. */
const QUANTISED = /-bnb-\dbit|-[48]-?bits?\b|-(?:gptq|awq|int[48]|fp8|nf4|exl2)\b/i;

/** Of both sides. `layers` are those analysed. @throws {Error} if the adapter cannot be read. */
export async function adapterRemarks(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layers: readonly number[],
): Promise<string[]> {
  const remarks: string[] = [];
  for (const [side, { adapter }] of [["base", base], ["instruct", instruct]] as const) {
    if (adapter !== undefined) remarks.push(...await remarksOn(side, adapter, layers));
  }
  return remarks;
}

async function remarksOn(
  side: "base" | "instruct",
  adapter: AdapterFacts,
  layers: readonly number[],
): Promise<string[]> {
  const name = shownName(adapter.name);
  const untouched = layers.filter((layer) => !adapter.layers.includes(layer));
  return [
    `The ${side} model is the checkpoint ${
      shownName(adapter.base)
    } with the adapter ${name} added: ${changeText(adapter)}`,
    ...adapter.layers.length > 0 && untouched.length > 0
      ? [
        `The adapter ${name} changes nothing of the MLP in ${
          layersText(untouched)
        }: there the model is the checkpoint ${shownName(adapter.base)}.`,
      ]
      : [],
    ...adapter.others.length > 0
      ? [`The adapter ${name} changes ${list(adapter.others)} too, which this run does not read.`]
      : [],
    ...await adapter.isZero()
      ? [
        `Every lora_B of the adapter ${name} is zero there, as before the first step of training, so that it adds nothing: it was ` +
        "likely saved before it was trained, or by a process that held none of its weights (ZeRO-3).",
      ]
      : [],
    ...baseRemarks(adapter),
    ...adapter.remarks,
  ];
}

/** What it changes, as a sentence goes on after a colon. */
function changeText(adapter: AdapterFacts): string {
  const { ranks, scales, layers, isDora } = adapter;
  if (layers.length === 0) return "it changes no MLP of the layers analysed.";
  const numbers = (values: readonly number[]) => list(values.map((value) => formatNumber(value)));
  const sum = isDora ? "m (W + s B A) / |W + s B A|" : "W + s B A";
  return `${changedText(adapter)}${
    ranks.length === 0
      ? ", replaced whole."
      : ` (${sum}, rank ${numbers(ranks)}, s = ${numbers(scales)}; summed before any rounding).`
  }`;
}

/** The tensors that it changes and of which layers: those of the same together. */
export function changedText({ layersOf }: AdapterFacts): string {
  const alike = Map.groupBy(layersOf, ([, layers]) => layers.join());
  return Array.from(alike.values(), (of) => {
    const [, layers] = of[0]!;
    return `${list(of.map(([name]) => name))} of ${layersText(layers)}`;
  }).join("; ");
}

/** Whether the base is the one that it was trained on can only be told by the name. */
function baseRemarks({ name, base, namedBase }: AdapterFacts): string[] {
  if (namedBase === null) return [];
  const said = `The adapter ${shownName(name)} names ${shownName(namedBase)} as its base`;
  if (QUANTISED.test(namedBase)) {
    return [
      `${said}, whose weights are quantised: its change was trained against those weights dequantised, and is added here to ${
        shownName(base)
      } as it is stored.`,
    ];
  }
  return isSameModel(namedBase, base) ? [] : [
    `${said}, and ${
      shownName(base)
    } was given: if their weights are not the same, the sum is not the model that was trained.`,
  ];
}

/** Names agree where the last parts do, as a folder has no more; two ids agree whole. */
function isSameModel(named: string, given: string): boolean {
  const [a, b] = [named, given].map((name) =>
    name.replace(/[/\\]+$/, "").replace(/@.*$/, "").toLowerCase()
  ) as [string, string];
  const last = (name: string) => name.split(/[/\\]/).at(-1) ?? name;
  const areIds = [a, b].every((name) => /^[^/\\]+\/[^/\\]+$/.test(name));
  return areIds ? a === b : last(a) === last(b);
}
