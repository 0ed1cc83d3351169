/**
 * The command that repeats a run: what its author typed, with placeholders for places on disk and with the defaults written
 * out that depend on the machine.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type CommandOption, commandText, readCommand } from "../../text/command.ts";

/** The flag that sets the number of random directions and the sweep, so that both options are refused beside it. */
const PRESET = "like-published";
/** Of a repository at a commit: as good as a place. */
const HUB_LABEL = /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}(:\S+)?$/;
/** Where a run writes, and what it keeps or asks: nothing of it changes a number. */
const OWN: ReadonlySet<string> = new Set(["out", "records", "cache-limit", "fresh", "offline"]);
/** Options with a file of the author's beside the inputs, or with several, set apart by commas. */
const WITH_FILE: ReadonlySet<string> = new Set(["pca", "activations"]);
const WITH_FILES: ReadonlySet<string> = new Set(["input", "controls"]);
/** Checkpoints. */
const INPUTS: ReadonlySet<string> = new Set(["base", "instruct", "base-adapter"]);
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
  const { program, options } = readCommand(command);
  const labels = new Map(Object.entries(inputs));
  // A base with an adapter is called after that.
  if (options.some(([name]) => name === "base-adapter")) labels.delete("base");
  const elsewhere = (name: string, value: string) => {
    const label = labels.get(name);
    if (label !== undefined) return placeholder(label);
    if (INPUTS.has(name)) return placeholder(value);
    if (WITH_FILES.has(name)) return value.split(",").map(placeholder).join(",");
    return WITH_FILE.has(name) && !NO_FILE.test(value) ? placeholder(value) : value;
  };
  const asked = options
    // Always the kind that computed: `--device auto` of the run may find another one elsewhere.
    .filter(([name]) => !OWN.has(name) && name !== "device")
    .map(([name, value]): CommandOption => [name, value && elsewhere(name, value)]);
  const names = new Set(asked.map(([name]) => name));
  const { random, resamples, sweep, seed } = settings;
  const settled: CommandOption[] = [
    ["random", String(random)],
    ["resamples", String(resamples)],
    ["sweep", sweep ? "on" : "off"],
    ["seed", String(seed)],
  ];
  const unasked = settled.filter(([name]) =>
    !names.has(name) && !(names.has(PRESET) && (name === "random" || name === "sweep"))
  );
  return commandText({ program, options: [...asked, ...unasked, ["device", choiceOf(device)]] });
}

/** The same of a comparison of weights, of which every option stands in its command. */
export function repeatWeights(command: string): string {
  const { program, options } = readCommand(command);
  return commandText({
    program,
    options: options.filter(([name]) => !OWN.has(name)).map(([name, value]) => [
      name,
      value !== null && INPUTS.has(name) ? placeholder(value) : value,
    ]),
  });
}

/** The report on the two checkpoints of a comparison of weights, where the reader has vectors. */
export function reportOnTheSame(command: string): string {
  const { options } = readCommand(repeatWeights(command));
  return commandText({
    program: "deno task report",
    options: [
      ...options.filter(([name]) => INPUTS.has(name)),
      ["vectors", placeholder("vectors")],
    ],
  });
}

/** The plain loops compute on the CPU too, and are asked for by another word; earlier results call them CPU twin. */
function choiceOf({ kind, name }: Pick<Results["device"], "kind" | "name">): string {
  return kind === "cpu" && /^(?:plain loops|CPU twin)\b/.test(name) ? "reference" : kind;
}

/** Where the reader's own copy may lie; the Hub's is the same for everybody. */
function placeholder(label: string): string {
  return HUB_LABEL.test(label) ? label : `path/to/${label}`;
}
