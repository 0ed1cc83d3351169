/**
 * The command that repeats a run: what its author typed, with placeholders for places on disk and with the defaults written
 * out that depend on the machine.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { shellWord } from "../../text/quote.ts";

/** A value as the published command writes it: bare, or in single quotes. */
const VALUE = String.raw`(?:'(?:[^']|'\\'')*'|[^\s']+)+`;
/** The flag that sets the number of random directions and the sweep, so that both options are refused beside it. */
const PRESET = /\s--like-published(?=\s|$)/;
/** Of a repository at a commit: as good as a place. */
const HUB_LABEL = /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}(:\S+)?$/;
/** Where a run writes, and what it keeps or asks: nothing of it changes a number. */
const OWN = [
  ` --out ${VALUE}`,
  ` --records ${VALUE}`,
  ` --cache-limit ${VALUE}`,
  " --fresh",
  " --offline",
];
/** Options with a file of the author's beside the inputs, or with several, set apart by commas. */
const WITH_FILES = new RegExp(
  ` --(base-adapter|pca|activations|input|controls) (${VALUE})`,
  "g",
);
const SEVERAL: ReadonlySet<string> = new Set(["input", "controls"]);
/** Values that name no file. */
const NO_FILE = /^(?:auto|computed)$/;

/**
 * The command to copy.
 *
 * @example
 * ```ts
 * import { repeatCommand } from "./repeat.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const command = repeatCommand({
 *   command: "deno task report --base b --instruct i --vectors v --out mine",
 *   inputs: { base: "b", instruct: "i", vectors: "v" },
 *   settings: { random: 99, resamples: 20, sweep: false, seed: 42 },
 *   device: { kind: "gpu", name: "llvmpipe" },
 * });
 * strictEqual(command, "deno task report --base path/to/b --instruct path/to/i --vectors path/to/v " +
 *   "--random 99 --resamples 20 --sweep off --seed 42 --device gpu");
 * ```
 */
export function repeatCommand(
  { command, inputs, settings, device }: {
    command: string;
    inputs: Record<"base" | "instruct" | "vectors", string>;
    /** As resolved on the machine of the run. */
    settings: { random: number; resamples: number; sweep: boolean; seed: number };
    device: Pick<Results["device"], "kind" | "name">;
  },
): string {
  let repeated = OWN.reduce(
    (rest, option) => rest.replace(new RegExp(`${option}(?=\\s|$)`), ""),
    command,
  );
  for (const [name, label] of Object.entries(inputs)) {
    repeated = repeated.replace(
      new RegExp(` --${name} ${VALUE}`),
      () => ` --${name} ${shellWord(placeholder(label))}`,
    );
  }
  repeated = repeated.replace(WITH_FILES, (whole, option: string, value: string) => {
    const files = unquoted(value);
    if (NO_FILE.test(files)) return whole;
    const each = SEVERAL.has(option) ? files.split(",") : [files];
    return ` --${option} ${shellWord(each.map(placeholder).join(","))}`;
  });
  const isPreset = PRESET.test(repeated);
  const { random, resamples, sweep, seed } = settings;
  const settled: [string, string | number][] = [
    ...isPreset ? [] : [["random", random] as [string, number]],
    ["resamples", resamples],
    ...isPreset ? [] : [["sweep", sweep ? "on" : "off"] as [string, string]],
    ["seed", seed],
  ];
  for (const [name, value] of settled) {
    if (!repeated.includes(` --${name} `)) repeated += ` --${name} ${value}`;
  }
  // Always the kind that computed: `--device auto` of the run may find another one elsewhere.
  return `${repeated.replace(new RegExp(` --device ${VALUE}`), "")} --device ${choiceOf(device)}`;
}

/** The plain loops compute on the CPU too, and are asked for by another word; earlier results call them CPU twin. */
function choiceOf({ kind, name }: Pick<Results["device"], "kind" | "name">): string {
  return kind === "cpu" && /^(?:plain loops|CPU twin)\b/.test(name) ? "reference" : kind;
}

/** Where the reader's own copy may lie; the Hub's is the same for everybody. */
function placeholder(label: string): string {
  return HUB_LABEL.test(label) ? label : `path/to/${label}`;
}

/** What the shell takes a word for. */
function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|\\(.)/g,
    (_, inQuotes?: string, escaped?: string) => inQuotes ?? escaped ?? "",
  );
}
