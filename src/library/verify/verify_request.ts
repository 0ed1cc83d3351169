/**
 * The request that computes results again: what was measured as the file says, and inputs as they are given.
 *
 * @module
 */

import { optionsAgain } from "../../prepare/describe_run.ts";
import type { LayerRange } from "../../prepare/options.ts";
import type { Results } from "../../results.ts";
import { readCommand } from "../../text/command.ts";
import { formatLayers } from "../../text/layers.ts";
import { shellWord, shownName } from "../../text/quote.ts";
import { UsageError } from "../../usage_error.ts";
import { type OptionName, optionName, optionOf } from "../options.ts";
import type { Asked, ReportInputs, ReportPlaces } from "../request.ts";
import { REPORT_PROGRAM } from "../request_command.ts";
import { type SettledRequest, settledRequest } from "../settled_request.ts";

/** What a file of results cannot hold: where the inputs lie, and how they are read where that was told. */
export type VerifyInputs = Asked<
  & Omit<ReportInputs, "baseName" | "instructName">
  & Pick<ReportPlaces, "device" | "threads" | "isOffline">
>;

/** Files beside the three inputs, of which the file of results has no more than the name. */
const FILES = [
  "baseAdapter",
  "input",
  "controls",
] as const satisfies readonly (OptionName & keyof VerifyInputs)[];

/** Options that say how inputs are read and are plain words: no place, and no id of a network. Keys are told by the file itself. */
export const READINGS = [
  "difference",
  "rowZero",
  "vectorsAre",
  "kind",
] as const satisfies readonly (OptionName & keyof VerifyInputs)[];

/**
 * How the run of `results` read its inputs, as its command says it, as far as it is not asked otherwise; and the same as it is typed.
 * What is not of our options is left out.
 */
export function readingsOf(
  { run: { command } }: Pick<Results, "run">,
  asked: VerifyInputs,
): { readings: Pick<VerifyInputs, typeof READINGS[number]>; typed: string | null } {
  const given = optionsOf(command);
  const taken = READINGS.flatMap((name) => {
    const text = given.get(optionName(name)) ?? null;
    const isTaken = text !== null && asked[name] === undefined &&
      optionOf(name).form.expected(text) === null;
    return isTaken ? [{ name, text }] : [];
  });
  const words = taken.map(({ name, text }) => `--${optionName(name)} ${shellWord(text)}`);
  return {
    readings: Object.fromEntries(taken.map(({ name, text }) => [name, text])),
    typed: words.length === 0 ? null : words.join(" "),
  };
}

/** What a command of ours sets; nothing of another, which a program may give in its place. */
function optionsOf(command: string): ReadonlyMap<string, string | null> {
  return new Map(isReportCommand(command) ? readCommand(command).options : []);
}

/** Whether it is one of ours, which sets whatever is not the default. */
export function isReportCommand(command: string): boolean {
  return readCommand(command).program === REPORT_PROGRAM;
}

/**
 * A request for the layers and options of `results`.
 *
 * @throws {UsageError} if the inputs are left out and are not those of the demonstration, or something is missing that the run had.
 */
export function verifyRequest(results: Results, asked: VerifyInputs): SettledRequest {
  const { options, inputs: { vectors }, run } = results;
  const { activations_layer } = options;
  if (asked.base === undefined && !run.is_synthetic) {
    throw new UsageError(
      "Cannot verify without --base, --instruct and --vectors: results.json names no places; give the inputs that the report had",
    );
  }
  if (activations_layer !== null && asked.activations === undefined) {
    throw new UsageError(
      `Cannot verify without --activations: the report ran real inputs at layer ${activations_layer}; give the file that it had`,
    );
  }
  const given = optionsOf(run.command);
  for (const name of FILES) {
    const file = given.get(optionName(name)) ?? null;
    if (file === null || asked[name] !== undefined) continue;
    throw new UsageError(
      `Cannot verify without --${optionName(name)}: the report had ${
        shownName(file)
      }; give the same`,
    );
  }
  const settled = settledRequest({
    ...asked,
    roleKey: asked.roleKey ?? vectors.role_key,
    traitKey: asked.traitKey ?? vectors.trait_key,
    difference: asked.difference ?? differenceOf(vectors),
    ...optionsAgain(options),
    records: null,
    command: run.command,
  });
  const { like_notebook: likeNotebook, like_published: likePublished } = options;
  return { ...settled, analysis: { ...settled.analysis, likeNotebook, likePublished } };
}

/**
 * The layers that are computed again: those asked for, else the decomposed ones, else the first.
 *
 * @throws {UsageError} if the file has no such layer.
 */
export function verifiedLayers(
  { options: { layers, focus } }: Results,
  asked: readonly LayerRange[] | "all" | null,
): number[] {
  if (asked === "all") return [...layers];
  if (asked === null) {
    const decomposed = layers.filter((layer) => focus.includes(layer));
    return decomposed.length > 0 ? decomposed : layers.slice(0, 1);
  }
  const named = asked.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, ix) => first + ix)
  );
  const missing = named.find((layer) => !layers.includes(layer));
  if (missing !== undefined) {
    throw new UsageError(
      `Cannot verify layer ${missing}: expected one of those in the file, ${formatLayers(layers)}`,
    );
  }
  return layers.filter((layer) => named.includes(layer));
}

/** The option by the label of what was subtracted: `activations.KEY` of the persona layout, else the only one that there is. */
function differenceOf({ difference }: Results["inputs"]["vectors"]): string | undefined {
  return difference === null ? "none" : /^activations\.(.+)$/.exec(difference)?.[1];
}
