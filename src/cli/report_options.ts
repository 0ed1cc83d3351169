/**
 * The options of `deno task report`, from text to a request.
 *
 * @module
 */

import {
  type AnalysisOptions,
  DEFAULT_OPTIONS,
  MAX_RANDOM,
  MAX_RESAMPLES,
  type PcaChoice,
} from "../prepare/options.ts";
import type { OutlierChoice } from "../prepare/outlier_dimensions.ts";
import { PC_SPACES } from "../prepare/pc_spaces.ts";
import { inputPlaceOf, placeOf } from "../places.ts";
import { quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { type Arguments, readArguments, readChoice, readLayers, readNumber } from "./arguments.ts";
import { readName } from "./named_inputs.ts";
import type { RecordsRequest } from "./run_records.ts";

/** The three inputs, as places or as they were typed. */
export interface Sources {
  readonly base: string;
  readonly instruct: string;
  readonly vectors: string;
}

/** What one run is to do. */
export interface ReportRequest {
  /** Null: the demonstration. */
  readonly sources: Sources | null;
  /** The same as typed, for the terminal. */
  readonly typed: Sources | null;
  /** Names in titles; null: the base name of the folder. */
  readonly names: { readonly base: string | null; readonly instruct: string | null };
  readonly analysis: AnalysisOptions;
  /** Real inputs of one layer's MLP; null where none are given. */
  readonly activations: { path: string; layer: number } | null;
  /** Null: the default of the layout. */
  readonly roleKey: string | null;
  readonly traitKey: string | null;
  /** `default`, `none` or a key. */
  readonly difference: string;
  readonly device: "auto" | "gpu" | "cpu";
  readonly out: string;
  /** Where results of layers are written down. */
  readonly records: RecordsRequest;
  /** Print what would be read, and compute nothing. */
  readonly isPlan: boolean;
  /** The command as it may be published. */
  readonly command: string;
}

const SOURCES = ["base", "instruct", "vectors"] as const;
const VALUES = [
  ...SOURCES,
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
  "weights",
  "rounding",
  "device",
  "out",
  "records",
] as const;
const FLAGS = ["like-notebook", "like-published", "plan", "fresh"] as const;
/** Options whose value may be a place on the author's disk. */
const PLACES: readonly string[] = [...SOURCES, "out", "pca", "activations", "records"];

/** Options that a flag sets; they cannot be given beside it. */
const PRESETS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  // The seed analysis as it ran; traits were asked for a key that they do not have, so none loaded.
  [
    "like-notebook",
    new Map([
      ["layers", "15-24"],
      ["pcs", "1"],
      ["focus", "18"],
      ["role-key", "pos_all"],
      ["trait-key", "pos_all"],
      ["rounding", "notebook"],
    ]),
  ],
  // The notebooks whose figures are published.
  [
    "like-published",
    new Map([
      ["layers", "17-27"],
      ["random", "20"],
      ["role-key", "pos_3"],
      ["trait-key", "pos_neg_50"],
      ["vector-layer", "22"],
      ["sweep", "on"],
    ]),
  ],
]);

/** Folder of the site where none is asked. */
export const DEFAULT_OUT = "_site";

/**
 * Reads the arguments after `report`.
 *
 * @throws {UsageError} in one line on any of them that cannot be met whatever the inputs.
 */
export function readReportOptions(args: readonly string[]): ReportRequest {
  const given = readArguments(args, { values: VALUES, flags: FLAGS });
  const values = withPresets(given);
  const pcaLayer = values.get("pca-layer");
  const vectorLayer = values.get("vector-layer") ?? "probed";
  const [random, resamples] = [values.get("random"), values.get("resamples")];
  const [layers, focus] = [values.get("layers"), values.get("focus")];
  const typed = readSources(values);
  return {
    sources: typed && {
      base: inputPlaceOf(typed.base),
      instruct: inputPlaceOf(typed.instruct),
      vectors: inputPlaceOf(typed.vectors),
    },
    typed,
    names: readNames(values),
    analysis: {
      layers: layers === undefined ? null : readLayers("layers", layers),
      focus: focus === undefined ? null : readLayers("focus", focus),
      pcs: readNumber("pcs", values.get("pcs") ?? String(DEFAULT_OPTIONS.pcs), { least: 1 }),
      pca: readPca(values.get("pca") ?? "auto"),
      pcaLayer: pcaLayer === undefined ? null : readNumber("pca-layer", pcaLayer),
      vectorLayer: vectorLayer === "probed" ? vectorLayer : readNumber("vector-layer", vectorLayer),
      random: random === undefined ? null : readNumber("random", random, { most: MAX_RANDOM }),
      resamples: resamples === undefined
        ? null
        : readNumber("resamples", resamples, { most: MAX_RESAMPLES }),
      seed: readNumber("seed", values.get("seed") ?? String(DEFAULT_OPTIONS.seed)),
      weights: readChoice("weights", values.get("weights") ?? "bf16", ["bf16", "stored"]),
      rounding: readChoice("rounding", values.get("rounding") ?? "none", ["none", "notebook"]),
      likeNotebook: given.flags.has("like-notebook"),
      likePublished: given.flags.has("like-published"),
      outliers: readOutliers(values.get("outliers")),
      pcSpace: readChoice("pc-space", values.get("pc-space") ?? DEFAULT_OPTIONS.pcSpace, PC_SPACES),
      pcaScale: readChoice("pca-scale", values.get("pca-scale") ?? DEFAULT_OPTIONS.pcaScale, [
        "mean",
        "standard",
      ]),
      inputRow: readChoice("input-row", values.get("input-row") ?? DEFAULT_OPTIONS.inputRow, [
        "same",
        "before",
      ]),
      sweep: readSwitch("sweep", values.get("sweep")),
    },
    activations: readActivations(values),
    roleKey: values.get("role-key") ?? null,
    traitKey: values.get("trait-key") ?? null,
    difference: values.get("difference") ?? "default",
    device: readChoice("device", values.get("device") ?? "auto", ["auto", "gpu", "cpu"]),
    out: values.get("out") ?? DEFAULT_OUT,
    records: {
      folder: readRecords(values.get("records")),
      isFresh: given.flags.has("fresh"),
    },
    isPlan: given.flags.has("plan"),
    command: publishableCommand(given),
  };
}

/** The values with those that a flag sets. @throws {UsageError} if both set one. */
function withPresets({ values, flags }: Arguments): ReadonlyMap<string, string> {
  const all = new Map(values);
  for (const [flag, preset] of PRESETS) {
    if (!flags.has(flag)) continue;
    for (const [name, value] of preset) {
      if (all.has(name)) {
        throw new UsageError(
          `Cannot use --${name} with --${flag}, which sets it to ${value}: leave one of them out`,
        );
      }
      all.set(name, value);
    }
  }
  return all;
}

/** @throws {UsageError} for the demonstration, whose names say that it is synthetic. */
function readNames(values: ReadonlyMap<string, string>): ReportRequest["names"] {
  const options = ["base-name", "instruct-name"] as const;
  const given = options.find((option) => values.has(option));
  if (given !== undefined && !values.has("base")) {
    throw new UsageError(`Cannot use --${given} without --base: the demonstration has names`);
  }
  const [base, instruct] = options.map((option) => readName(option, values.get(option)));
  return { base: base ?? null, instruct: instruct ?? null };
}

function readSources(values: ReadonlyMap<string, string>): Sources | null {
  const [base, instruct, vectors] = SOURCES.map((name) => values.get(name));
  if (base !== undefined && instruct !== undefined && vectors !== undefined) {
    return { base, instruct, vectors };
  }
  const missing = SOURCES.filter((name) => !values.has(name));
  if (missing.length < SOURCES.length) {
    throw new UsageError(
      `Cannot run without ${missing.map((name) => `--${name}`).join(" and ")}: ` +
        `give --base, --instruct and --vectors, or none of them for the demonstration`,
    );
  }
  return null;
}

/** Null: the user's cache. */
function readRecords(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  if (typed === "" || /^[a-z][a-z0-9+.-]+:\/\//i.test(typed)) {
    throw new UsageError(
      `Cannot use --records ${
        quote(typed)
      }: expected a folder of this machine, or a shared one that is mounted here`,
    );
  }
  return placeOf(typed);
}

/** Null where nothing is asked. */
function readSwitch(option: string, text: string | undefined): boolean | null {
  return text === undefined ? null : readChoice(option, text, ["on", "off"]) === "on";
}

function readOutliers(text: string | undefined): OutlierChoice {
  return text === undefined || text === "auto" ? "auto" : readNumber("outliers", text);
}

function readActivations(values: ReadonlyMap<string, string>): ReportRequest["activations"] {
  const [path, layer] = [values.get("activations"), values.get("activations-layer")];
  if (path === undefined && layer === undefined) return null;
  if (path === undefined || layer === undefined) {
    const [given, missing] = path === undefined
      ? ["activations-layer", "activations"]
      : ["activations", "activations-layer"];
    throw new UsageError(
      `Cannot use --${given} without --${missing}: give the file and the layer whose MLP inputs it holds`,
    );
  }
  return { path: placeOf(path), layer: readNumber("activations-layer", layer) };
}

function readPca(text: string): PcaChoice {
  return text === "auto" || text === "computed" ? text : { file: text };
}

/** The command with every place on disk cut down to its last part. */
function publishableCommand({ values, flags }: Arguments): string {
  const words = [...values].map(([name, value]) => {
    const shown = PLACES.includes(name) ? lastPart(value) : value;
    return `--${name} ${
      /^[\w.,@:+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
    }`;
  });
  return ["deno task report", ...words, ...[...flags].map((name) => `--${name}`)].join(" ");
}

function lastPart(place: string): string {
  return place.split(/[/\\]+/).filter((part) => part !== "").at(-1) ?? place;
}
