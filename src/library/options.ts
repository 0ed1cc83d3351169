/**
 * The options of a report: the one table of which the command line, its help, the published command and the check of a request are
 * made.
 *
 * @module
 */

import { MAX_THREADS } from "../compute/most_threads.ts";
import {
  type AnalysisOptions,
  DEVICE_DEFAULTS,
  MAX_RANDOM,
  MAX_RESAMPLES,
} from "../prepare/options.ts";
import { PC_SPACES } from "../prepare/pc_spaces.ts";
import { publishableVectors } from "./file_vectors.ts";
import {
  ACTIVATIONS,
  BYTES,
  FLAG,
  type Form,
  KEY,
  lastPart,
  LAYERS,
  oneOf,
  PCA,
  PLACE,
  SWITCH,
  TEXT,
  whole,
} from "./option_forms.ts";
import { type Part, partText, readPart } from "./part.ts";
import type { ReportInputs, ReportPlaces } from "./request.ts";

/** An option, under its name in a request. */
interface Option {
  // deno-lint-ignore no-explicit-any -- each has values of its own
  readonly form: Form<any, any>;
  /** Its name on the command line, where that is not its name in a request with dashes. */
  readonly typed?: string;
  /** What help shows in the place of its value, where it has one: the default, or what stands for any. */
  readonly shown?: string;
  readonly help: string;
  /** Words that others have for it: whoever types one as an option is told this one. */
  readonly others?: readonly string[];
}

/** What a comparison of weights alone has. */
const OF_WEIGHTS = ["spectrum", "tensors"] as const;

/** What the command line alone has, or writes as an option of its own. */
const TYPED_ONLY = ["activationsLayer", "part", "isPlan", "singleFile"] as const;

type Requested = keyof (AnalysisOptions & ReportInputs & Omit<ReportPlaces, "command">);

const { slow, fast } = DEVICE_DEFAULTS;

/** Lists of files of vectors. */
const VECTORS: Form<string> = { ...TEXT, write: publishableVectors, isList: true };
const PART: Form<Part> = { read: readPart, expected: () => null, write: partText };

/** All options, in the order in which commands and help have them. */
export const OPTIONS = {
  base: { form: PLACE, shown: "SRC", help: "the base checkpoint" },
  instruct: {
    form: PLACE,
    shown: "SRC",
    help: "the instruct checkpoint, or an adapter of the base",
    others: ["adapter", "chat", "finetuned", "lora", "model", "tuned"],
  },
  vectors: {
    form: PLACE,
    shown: "SRC",
    help: "the persona vectors",
    others: ["persona", "roles", "traits"],
  },
  baseAdapter: {
    form: PLACE,
    shown: "SRC",
    help:
      "an adapter that is added to --base on the base side, so that two adapters of one base are compared",
  },
  baseName: {
    form: TEXT,
    shown: "NAME",
    help: "what titles call the base (the base name of its folder, or its id)",
  },
  instructName: { form: TEXT, shown: "NAME", help: "what titles call the instruct checkpoint" },
  layers: {
    form: LAYERS,
    shown: "15-24",
    help:
      "layers to analyse: 15-24, 3,7,15-24 or all (15-24, clipped to the model; all if that leaves none)",
  },
  focus: {
    form: LAYERS,
    shown: "18",
    help: "layers to decompose (18 if analysed, and the two peak layers)",
  },
  pcs: {
    form: whole({ least: 1 }),
    shown: "3",
    help: "principal components, each run with its negative",
  },
  pca: {
    form: PCA,
    shown: "auto",
    help: "auto, computed (from the role vectors) or the name of a PCA file of the folder",
  },
  pcaLayer: { form: whole(), shown: "N", help: "layer at which components are computed" },
  roleKey: { form: KEY, shown: "pos_all", help: "key of a role file" },
  traitKey: {
    form: KEY,
    shown: "pos_neg_50",
    help:
      "key of a trait file; of persona_vectors' files response_avg, prompt_avg or prompt_last (response_avg)",
  },
  difference: {
    form: TEXT,
    shown: "default",
    help: "what is subtracted from raw means: default, a key of the default file, or none",
  },
  rowZero: {
    form: oneOf(["auto", "block", "embedding"]),
    shown: "auto",
    help: "what row 0 of a vector is: block (the output of block 0) or embedding (row l + 1 is " +
      "block l, as in hidden_states); auto: as the layout has it, else block; one row more than " +
      "the model's layers is refused until it is declared",
  },
  vectorsAre: {
    form: oneOf(["auto", "raw", "difference"]),
    shown: "auto",
    help: "raw (means, from which the default is subtracted) or difference (taken as stored); " +
      "auto: as the layout has roles and traits",
  },
  kind: {
    form: oneOf(["auto", "role", "trait"]),
    shown: "auto",
    help: "role or trait: what vectors are whose names and layout do not say it",
  },
  vectorLayer: {
    form: whole({ word: "probed" }),
    shown: "probed",
    help: "layer at which role and trait vectors are taken: the one looked at, or a number",
  },
  outliers: {
    form: whole({ word: "auto" }),
    shown: "auto",
    help: "dimensions that the trimmed variant leaves out: those that hold more than 1 % of the " +
      "squared length of the mean state and are above ten times its median, at most 16; or a " +
      "number of the largest; 0 for none",
  },
  resamples: {
    form: whole({ most: MAX_RESAMPLES }),
    shown: "N",
    help:
      `resamples of the roles for the bands of PC1 (${slow.resamples}; ${fast.resamples} on a GPU); 0 for none`,
  },
  pcSpace: {
    form: oneOf(PC_SPACES),
    shown: "components",
    help:
      "components, activation or readout: PCs as stored, times or over a PCA's standard deviations",
  },
  pcaScale: {
    form: oneOf(["mean", "standard"]),
    shown: "mean",
    help: "mean or standard: scaling before a computed PCA",
  },
  inputRow: {
    form: oneOf(["same", "before"]),
    shown: "same",
    help: "same or before: the row of the default vector that is the operating point",
  },
  random: {
    form: whole({ most: MAX_RANDOM }),
    shown: "N",
    help:
      `random directions of each baseline (${slow.random}; ${fast.random} on a GPU); 0 runs none, and leaves out evidence, attribution and neurons`,
  },
  seed: { form: whole(), shown: "42", help: "seed of the random directions" },
  sweep: {
    form: SWITCH,
    shown: "on|off",
    help: "every role and trait as an input at every layer (on with a GPU)",
  },
  activations: {
    form: ACTIVATIONS,
    shown: "FILE",
    help: "real MLP inputs of one layer, [N, C], .npy or .safetensors: one more baseline there",
  },
  activationsLayer: { form: whole(), shown: "N", help: "the layer that they are of" },
  input: {
    form: VECTORS,
    shown: "FILE[:NAME]",
    help: "a vector that is run as an input of its own beside the components, with all evidence: " +
      "a probe, a steering vector, a row of a decoder (sae.safetensors:W_dec[7]); several are set " +
      "apart by commas. Of a vector of all layers it is the row of --pca-layer. The assistant axis of the vectors comes by itself",
    others: ["probe", "steering"],
  },
  controls: {
    form: VECTORS,
    shown: "FILE[:NAME]",
    help:
      "named directions that have nothing to do with the question (emotions, say) as one more baseline",
  },
  weights: {
    form: oneOf(["bf16", "stored"]),
    shown: "bf16",
    help: "bf16 rounds every weight to bfloat16, stored keeps F32 and F16",
  },
  spectrum: {
    form: SWITCH,
    shown: "on",
    help:
      "on or off: singular values of what changed in each matrix, for which both are read up to four times",
  },
  tensors: {
    form: oneOf(["mlp", "layer", "all"]),
    shown: "mlp",
    help:
      "mlp compares the tensors of MLPs; layer all of each layer, attention and its norms included; " +
      "all also what is in none, as embeddings",
    others: ["attention"],
  },
  rounding: {
    form: oneOf(["none", "notebook"]),
    shown: "none",
    help: "notebook repeats the roundings of the reference notebook",
  },
  device: {
    form: oneOf(["auto", "gpu", "cpu", "reference"]),
    shown: "auto",
    help: "auto: a hardware GPU, else cpu; gpu: any adapter; cpu: WebAssembly; reference: the " +
      "plain loops that define every operation, slow",
  },
  threads: {
    form: whole({ least: 1, most: MAX_THREADS }),
    shown: "N",
    help: "threads of --device cpu (default: one for each processor); results do not depend on it",
  },
  out: {
    form: { ...TEXT, write: lastPart },
    shown: "_site",
    help: "folder of the site: absent, empty, an earlier site, or nothing but CNAME, .nojekyll, " +
      ".gitkeep and README; files that are not ours stay, and two runs never write there at once",
  },
  singleFile: {
    form: TEXT,
    shown: "FILE.html",
    help: "write all pages but those of single roles and traits into one HTML file too, to mail; " +
      "deno task site --single-file makes it of a report that is there",
  },
  records: {
    form: { ...KEY, write: lastPart },
    shown: "DIR",
    help: "folder in which the result of each layer is written down, and from which it is taken " +
      "where another run of the same command wrote it, on this machine or another (default: the " +
      "user's cache folder)",
  },
  part: {
    form: PART,
    shown: "i/n",
    help:
      "compute only this share of the layers, every n-th from the i-th on, write each down in " +
      "--records and no site; n machines take one share each, then the same command without " +
      "--part writes the site (docs/clusters.md)",
  },
  cacheLimit: {
    form: BYTES,
    shown: "100GB",
    help: "most of the disk that what is kept of the Hub may take; what was used least goes " +
      "first (no limit, but 5 GB of the disk stay free)",
  },
  likeNotebook: {
    form: FLAG,
    help: "the reference analysis as it ran: layers 15-24, PC1, focus 18, keys pos_all, notebook " +
      "rounding",
  },
  likePublished: {
    form: FLAG,
    help: "the settings of the published figures: layers 17-27, 20 draws, keys pos_3 and " +
      "pos_neg_50, vectors of layer 22, the sweep",
  },
  isPlan: {
    form: FLAG,
    typed: "plan",
    help: "print what would be read and about how long it takes, and compute no layer",
  },
  isFresh: {
    form: FLAG,
    typed: "fresh",
    help: "take no results that are written down: compute every layer and write it anew",
  },
  isHashed: {
    form: FLAG,
    typed: "hash",
    help: "read files of weights whole whose SHA-256 the Hub's tools noted, and stop where one " +
      "has another; the page of methods says verified, in part or not",
  },
  isOffline: {
    form: FLAG,
    typed: "offline",
    help: "leave the network alone: of ids on the Hub what is cached is read",
  },
} as const satisfies Record<
  Requested | typeof TYPED_ONLY[number] | typeof OF_WEIGHTS[number],
  Option
>;

/** An option by its name in a request. */
export type OptionName = keyof typeof OPTIONS;

/** All of them, in their order. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** Those of a report. */
export const REPORT_OPTIONS = OPTION_NAMES.filter((name) =>
  !OF_WEIGHTS.some((ofWeights) => ofWeights === name)
) as readonly Exclude<OptionName, typeof OF_WEIGHTS[number]>[];

/** Those that a request may hold under the same name. */
export const REQUEST_OPTIONS: readonly OptionName[] = OPTION_NAMES.filter((name) =>
  !TYPED_ONLY.some((typed) => typed === name)
);

/** What is known of one, whatever its values. */
export function optionOf(name: OptionName): Option {
  return OPTIONS[name];
}

/** How the command line calls what a request calls `name`. */
export function optionName(name: OptionName): string {
  return optionOf(name).typed ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether it takes no value. */
export function isFlag(name: OptionName): boolean {
  return optionOf(name).form === FLAG;
}
