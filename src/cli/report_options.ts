/**
 * The options of `deno task report`, from text to a request.
 *
 * @module
 */

import type { PcaChoice } from "../prepare/options.ts";
import { type Bounds, CHOICES, NUMBERS } from "../library/bounds.ts";
import { optionName, presetOptions } from "../library/presets.ts";
import type { ReportRequest } from "../library/request.ts";
import { publishableCommand } from "../library/request_command.ts";
import {
  expectAllOrNone,
  expectNamesOfInputs,
  type SettledRequest,
  settledRequest,
  SOURCES,
  type Sources,
} from "../library/settled_request.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments, readBytes, readChoice, readLayers, readNumber } from "./arguments.ts";
import { readName } from "../library/named_inputs.ts";
import { type Part, readPart } from "../library/part.ts";

/** What one run of the command is to do. */
export interface ReportCommand extends SettledRequest {
  /** The inputs as typed, for the terminal; null for the demonstration. */
  readonly typed: Sources<string> | null;
  readonly out: string;
  /** Print what would be read, and compute nothing. */
  readonly isPlan: boolean;
  /** The share of the layers that is asked for; null: all of them, and the site. */
  readonly part: Part | null;
}

const VALUES = [
  ...SOURCES,
  "base-adapter",
  "base-name",
  "instruct-name",
  "layers",
  "focus",
  "pcs",
  "pca",
  "pca-layer",
  "role-key",
  "trait-key",
  "difference",
  "row-zero",
  "vectors-are",
  "kind",
  "vector-layer",
  "outliers",
  "resamples",
  "pc-space",
  "pca-scale",
  "input-row",
  "random",
  "seed",
  "sweep",
  "activations",
  "activations-layer",
  "input",
  "controls",
  "weights",
  "rounding",
  "device",
  "threads",
  "out",
  "records",
  "part",
  "cache-limit",
] as const;
const FLAGS = ["like-notebook", "like-published", "plan", "fresh", "hash", "offline"] as const;

/** Folder of the site where none is asked. */
export const DEFAULT_OUT = "_site";

/**
 * Reads the arguments after `report`; what is left out is filled in by {@link settledRequest}.
 *
 * @throws {UsageError} in one line on any of them that cannot be met whatever the inputs.
 */
export function readReportOptions(args: readonly string[]): ReportCommand {
  const { values, flags } = readArguments(args, { values: VALUES, flags: FLAGS });
  const ask = <T>(name: typeof VALUES[number], read: (text: string, name: string) => T) => {
    const text = values.get(name);
    return text === undefined ? undefined : read(text, name);
  };
  const whole = (bounds: Bounds) => (text: string, name: string) => readNumber(name, text, bounds);
  const oneOf = <T extends string>(choices: readonly T[]) => (text: string, name: string): T =>
    readChoice(name, text, choices);
  // Refused before any value is looked at.
  presetOptions((name) => values.has(optionName(name)) || flags.has(optionName(name)));
  const typed = readSources(values);
  const names = readNames(values);
  const out = values.get("out") ?? DEFAULT_OUT;
  const part = readShare(values, flags);
  // In the order in which they are refused.
  const settled = settledRequest({
    ...typed,
    baseAdapter: values.get("base-adapter"),
    ...names,
    layers: ask("layers", (text) => readLayers("layers", text)),
    focus: ask("focus", (text) => readLayers("focus", text)),
    pcs: ask("pcs", whole(NUMBERS.pcs)),
    pca: ask("pca", readPca),
    pcaLayer: ask("pca-layer", whole(NUMBERS.pcaLayer)),
    vectorLayer: ask("vector-layer", orWord("probed", whole(NUMBERS.vectorLayer))),
    random: ask("random", whole(NUMBERS.random)),
    resamples: ask("resamples", whole(NUMBERS.resamples)),
    seed: ask("seed", whole(NUMBERS.seed)),
    weights: ask("weights", oneOf(CHOICES.weights)),
    rounding: ask("rounding", oneOf(CHOICES.rounding)),
    likeNotebook: flags.has("like-notebook"),
    likePublished: flags.has("like-published"),
    outliers: ask("outliers", orWord("auto", whole(NUMBERS.outliers))),
    pcSpace: ask("pc-space", oneOf(CHOICES.pcSpace)),
    pcaScale: ask("pca-scale", oneOf(CHOICES.pcaScale)),
    inputRow: ask("input-row", oneOf(CHOICES.inputRow)),
    sweep: ask("sweep", (text) => readChoice("sweep", text, ["on", "off"]) === "on"),
    activations: readActivations(values),
    input: values.get("input"),
    controls: values.get("controls"),
    roleKey: values.get("role-key"),
    traitKey: values.get("trait-key"),
    difference: values.get("difference"),
    rowZero: ask("row-zero", oneOf(CHOICES.rowZero)),
    vectorsAre: ask("vectors-are", oneOf(CHOICES.vectorsAre)),
    kind: ask("kind", oneOf(CHOICES.kind)),
    device: ask("device", oneOf(CHOICES.device)),
    threads: ask("threads", whole(NUMBERS.threads)),
    out,
    records: values.get("records"),
    isFresh: flags.has("fresh"),
    isHashed: flags.has("hash"),
    isOffline: flags.has("offline"),
    cacheLimit: ask("cache-limit", (text) => readBytes("cache-limit", text)),
    command: publishableCommand(values, flags),
  });
  return { ...settled, out, typed, isPlan: flags.has("plan"), part };
}

/** @throws {UsageError} where the others could not find what this share gives. */
function readShare(
  values: ReadonlyMap<string, string>,
  flags: ReadonlySet<string>,
): Part | null {
  const text = values.get("part");
  if (text === undefined) return null;
  const part = readPart(text);
  if (!values.has("records")) {
    throw new UsageError(
      `Cannot use --part ${text} without --records: give a folder that every part sees, and the same to all`,
    );
  }
  if (flags.has("fresh")) {
    throw new UsageError(
      `Cannot use --part ${text} with --fresh, which takes no part from another: give --records a new folder`,
    );
  }
  return part;
}

/** Reads a word that stands in the place of a number. */
function orWord<W extends string>(word: W, read: (text: string, name: string) => number) {
  return (text: string, name: string): W | number => text === word ? word : read(text, name);
}

/** @throws {UsageError} for the demonstration, whose names say that it is synthetic. */
function readNames(values: ReadonlyMap<string, string>) {
  const [base, baseName, instructName] = ["base", "base-name", "instruct-name"]
    .map((name) => values.get(name));
  expectNamesOfInputs({ base, baseName, instructName });
  readName("base-name", baseName);
  readName("instruct-name", instructName);
  return { baseName, instructName };
}

/** Null for the demonstration. */
function readSources(values: ReadonlyMap<string, string>): Sources<string> | null {
  const [base, instruct, vectors] = SOURCES.map((name) => values.get(name));
  expectAllOrNone({ base, instruct, vectors });
  return base === undefined || instruct === undefined || vectors === undefined
    ? null
    : { base, instruct, vectors };
}

/** The file of real inputs and their layer, of which either needs the other. */
export function readActivations(values: ReadonlyMap<string, string>): ReportRequest["activations"] {
  const [path, layer] = [values.get("activations"), values.get("activations-layer")];
  if (path === undefined && layer === undefined) return undefined;
  if (path === undefined || layer === undefined) {
    const [given, missing] = path === undefined
      ? ["activations-layer", "activations"]
      : ["activations", "activations-layer"];
    throw new UsageError(
      `Cannot use --${given} without --${missing}: give the file and the layer whose MLP inputs it holds`,
    );
  }
  return { path, layer: readNumber("activations-layer", layer) };
}

function readPca(text: string): PcaChoice {
  return text === "auto" || text === "computed" ? text : { file: text };
}
