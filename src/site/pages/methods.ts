/**
 * Methods: formulas, limits, precision, inputs, options, device and versions.
 *
 * @module
 */

import { bytesText, durationText, formatNumber, list } from "../../text/words.ts";
import { formatLayers } from "../../text/layers.ts";
import type { CheckpointInfo, Results, VectorsInfo } from "../../results.ts";
import { weightFilesText } from "../../text/weight_files.ts";
import { COMPONENT_WORDS } from "../../text/parts.ts";
import { peakLabel } from "../kit/components.ts";
import { grouped, UNKNOWN } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { type TableView, tableView } from "../kit/tables.ts";
import { sectionsAt } from "./sections.ts";

/** The arithmetic first; any other analysis stands behind. */
const FIRST_CAUSES = ["stages", "parity"];

/** `methods.html`. */
export function methodsPage(results: Results): Page {
  const { base, vectors } = results.inputs;
  const unread = unreadRows(results.inputs);
  return {
    path: PATHS.methods,
    title: "Methods",
    template: "methods",
    content: {
      formulas: {
        component: peakLabel(results.pcs),
        // Of a model without norms there is none to write down.
        norm: base.has_pre_norm || base.has_post_norm ? base.norm : null,
        hasPreNorm: base.has_pre_norm,
        isNormScaled: base.norm_weight !== "none",
        isOffsetNorm: base.norm_weight === "1 + w",
        activation: base.activation,
        biased: base.biased,
        multiplier: base.multiplier,
        hasPostNorm: base.has_post_norm,
        semantic: semanticSentence(vectors),
      },
      evidence: sectionsAt(results, { page: "methods", part: "evidence" }),
      causes: sectionsAt(results, { page: "methods", part: "causes" }, FIRST_CAUSES),
      decomposition: sectionsAt(results, { page: "methods", part: "decomposition" }),
      precision: precision(results),
      checks: sectionsAt(results, { page: "methods", part: "precision" }),
      checkpoints: checkpointTable(results),
      vectors: vectorFacts(vectors),
      skipped: vectors.skipped.length === 0 ? null : skippedTable(vectors),
      skippedSummary: `Vector files passed over: ${grouped(vectors.skipped.length)}`,
      unread: unread.length === 0 ? null : unreadTable(unread),
      unreadSummary: `Files in the folders of the inputs that were not read: ${
        grouped(unread.length)
      }`,
      citePath: PATHS.cite,
      options: optionFacts(results),
      device: deviceFacts(results),
      deviceNote: results.device.note,
    },
  };
}

const ACTIVATION_WORDS = {
  gelu: "GELU, exact",
  gelu_tanh: "GELU, tanh form",
  silu: "SiLU",
} as const satisfies Record<CheckpointInfo["activation"], string>;

/** A list of facts as its template takes it. */
interface FactList {
  facts: { term: string; value: string }[];
}

function factList(facts: Record<string, string>): FactList {
  return { facts: Object.entries(facts).map(([term, value]) => ({ term, value })) };
}

function semanticSentence(
  { difference, layout, roles_are: roles, traits_are: traits }: VectorsInfo,
): string {
  const ofTraits = traits?.is === "raw" && difference !== null
    ? "For a trait, which is stored as a raw mean, it is the same."
    : layout === "persona"
    ? "A trait under a contrast key holds a difference already and is taken as it is; under a key of raw means (pos_70, pos_40_70) it gets the same subtraction."
    : "Traits are taken as stored.";
  if (roles?.is === "difference") {
    return `Roles are differences already and are taken as stored. ${ofTraits}`;
  }
  return difference === null
    ? `Roles are taken as they are (no difference). ${ofTraits}`
    : `For a role, a is its activation minus ${difference}. ${ofTraits}`;
}

/** What vectors are as stored, with what tells it; nothing of earlier runs, which did not say. */
function toldFacts(vectors: VectorsInfo): Record<string, string> {
  const told = [
    ["row 0", vectors.row_zero, { block: "the output of block 0", embedding: "the embedding" }],
    ["roles as stored", vectors.roles_are, { raw: "raw means", difference: "differences" }],
    ["traits as stored", vectors.traits_are, { raw: "raw means", difference: "differences" }],
  ] as const;
  return Object.fromEntries(
    told.flatMap(([term, known, words]) =>
      known === null
        ? []
        : [[term, `${(words as Record<string, string>)[known.is]} (${known.why})`]]
    ),
  );
}

/** Of -u they are those of u with the sign changed. */
function isOdd({ biased }: CheckpointInfo): boolean {
  return !biased.some((part) => part === "pre_norm" || part === "gate" || part === "up");
}

function precision({ inputs, options }: Results): string[] {
  return [
    options.weights === "bf16"
      ? "Every weight, norms included, is rounded to bfloat16 (to nearest even), whatever type the checkpoint stores."
      : "Weights keep the type in which the checkpoint stores them.",
    "Every input vector is rounded to bfloat16. In the MLP everything after that is float32 or better; norms, dot products and what is derived from them are float64.",
    isOdd(inputs.base)
      ? "The norm and the linear maps are odd: n, gate and up of an input -u are those of u with the sign changed, to the last bit, and are taken so. From the activation on each is computed for itself."
      : "Biases make u and -u different from the start: each is computed for itself.",
    options.rounding === "notebook"
      ? "As in the reference notebook, n and y are rounded to bfloat16, and so is the difference of the outputs; products are float32. The shares of tensors and the contributions of neurons are of outputs that are not rounded."
      : "No intermediate result of the MLP is rounded further.",
    "Role and trait vectors are rounded to bfloat16 twice, as in the reference: the difference a, and s once it has unit length.",
  ];
}

function checkpointTable({ inputs }: Results): TableView {
  const facts: [string, (info: CheckpointInfo) => string][] = [
    ["name", (info) => info.name],
    ["architecture", (info) => info.architecture],
    ...[inputs.base, inputs.instruct].some(({ adapter }) => adapter !== null)
      ? [["adapter", adapterText] as [string, (info: CheckpointInfo) => string]]
      : [],
    ["hidden size C", (info) => grouped(info.hidden_size)],
    [
      "intermediate size F",
      (info) =>
        grouped(info.intermediate_size) +
        (info.doubled_from === null ? "" : `, twice that from layer ${info.doubled_from} on`),
    ],
    ["layers L", (info) => grouped(info.layers)],
    ["stored types", (info) => info.dtypes.join(", ")],
    ["ε", (info) => `${info.eps}${defaultWords(info, "eps")}`],
    [
      "activation",
      (info) =>
        ACTIVATION_WORDS[info.activation] +
        defaultWords(info, "activation"),
    ],
    ["norm", (info) => info.norm === "layer" ? "LayerNorm" : "RMSNorm"],
    ["norm weight", (info) => info.norm_weight],
    [
      "norm before the MLP",
      (info) => info.is_parallel ? "that of attention" : info.has_pre_norm ? "yes" : "no",
    ],
    ["norm after the MLP", (info) => info.has_post_norm ? "yes" : "no"],
    [
      "biases",
      (info) =>
        info.biased.length === 0
          ? "none"
          : info.biased.map((part) => COMPONENT_WORDS[part]).join(", "),
    ],
    ["factor on the output", (info) => String(info.multiplier)],
    ...[inputs.base, inputs.instruct].some(({ weight_files }) => weight_files !== null)
      ? [["files of weights", weightsText] as [string, (info: CheckpointInfo) => string]]
      : [],
  ];
  return tableView("Checkpoints", facts, [
    { label: "property", value: ([term]) => term },
    { label: "base", value: ([, of]) => of(inputs.base) },
    { label: "instruct", value: ([, of]) => of(inputs.instruct) },
  ]);
}

function weightsText({ weight_files }: CheckpointInfo): string {
  return weight_files === null ? UNKNOWN : weightFilesText(weight_files);
}

/** The adapter that a checkpoint has, with the numbers of its products. */
function adapterText({ adapter }: CheckpointInfo): string {
  if (adapter === null) return "none";
  const { name, base, named_base, ranks, scales, tensors, layers, is_dora } = adapter;
  return [
    `${name}, added to ${base}`,
    ...named_base === null ? [] : [`names ${named_base} as its base`],
    ...ranks.length === 0 ? [] : [
      `${is_dora ? "DoRA" : "LoRA"} of rank ${ranks.join(", ")}, scale ${
        scales.map((scale) => formatNumber(scale)).join(", ")
      }`,
    ],
    layers.length === 0
      ? "changes no MLP of the layers analysed"
      : `changes ${tensors.join(", ")} of layers ${formatLayers(layers)}`,
  ].join("; ");
}

/** What follows a value that stands in no config.json. */
function defaultWords(
  { defaults, architecture }: CheckpointInfo,
  value: CheckpointInfo["defaults"][number],
): string {
  return defaults.includes(value)
    ? ` (default of ${architecture}: config.json does not name it)`
    : "";
}

function vectorFacts(vectors: VectorsInfo): FactList {
  return factList({
    "name": vectors.name,
    "layout": vectors.layout,
    "roles used": grouped(vectors.roles),
    "traits used": grouped(vectors.traits),
    "role key": vectors.role_key ?? "none: one vector a role",
    "trait key": vectors.trait_key ?? "none: one vector a trait",
    ...toldFacts(vectors),
    "subtracted": vectors.difference ?? "nothing",
    "missing": vectors.missing.join(", ") || "nothing",
  });
}

function skippedTable({ skipped }: VectorsInfo): TableView {
  return tableView("Vector files passed over", skipped, [
    { label: "name", value: (file) => file.name },
    { label: "kind", value: (file) => file.kind },
    { label: "reason", value: (file) => file.reason },
  ]);
}

/** A file in an input's folder that was not read. */
interface UnreadRow {
  readonly input: string;
  readonly path: string;
  readonly reason: string;
}

function unreadRows({ base, instruct, vectors }: Results["inputs"]): UnreadRow[] {
  const inputs = [["base", base], ["instruct", instruct], ["vectors", vectors]] as const;
  return inputs.flatMap(([input, { unread }]) => unread.map((file) => ({ input, ...file })));
}

function unreadTable(rows: readonly UnreadRow[]): TableView {
  return tableView("Files that were not read", rows, [
    { label: "input", value: (file) => file.input },
    { label: "file", value: (file) => file.path },
    { label: "reason", value: (file) => file.reason },
  ]);
}

function optionFacts({ options, evidence, pcs }: Results): FactList {
  const { layers, focus, vector_layer, random, seed } = options;
  return factList({
    "layers": formatLayers(layers),
    "layers decomposed": `${formatLayers(focus) || "none"}${
      options.is_focus_automatic ? " (layer 18 where analysed, and the two peaks)" : ""
    }`,
    "components": `${pcs.length}${
      pcs.length < options.pcs ? ` of ${options.pcs} asked for` : ""
    }, each with its negative`,
    "components from": options.pca,
    "component layer": String(options.pca_layer),
    "vector layer": vector_layer === "probed" ? "the probed layer" : String(vector_layer),
    "random directions": random === 0 ? "none" : `${random}, each in both signs, from seed ${seed}`,
    "weights": options.weights,
    "rounding": options.rounding,
    ...evidence === null ? {} : {
      "outlier dimensions": String(options.outliers),
      "space of components": options.pc_space,
      "scaling before the PCA": options.pca_scale,
      "row of µ": options.input_row,
    },
    "like the notebook": options.like_notebook ? "yes" : "no",
    "like the published figures": options.like_published ? "yes" : "no",
  });
}

/** Which layers came from records, and which engine computed each. */
function recordsText({ layers_from_records, records_by_engine }: Results["run"]): string {
  const engines = records_by_engine.map(({ name, layers }) =>
    records_by_engine.length === 1 ? name : `${formatLayers(layers)} on ${name}`
  );
  const computed = `layers ${
    formatLayers(layers_from_records)
  }, computed by another run of the same inputs and options`;
  const where = engines.length === 0
    ? ""
    : engines.length === 1
    ? ` on ${engines[0]}`
    : `: ${list(engines)}`;
  return `${computed}${where}. Duration and weights read are without them`;
}

function deviceFacts({ device, run }: Results): FactList {
  const kind = device.kind === "cpu" ? "CPU" : device.is_fallback ? "software adapter" : "GPU";
  return factList({
    "device": `${device.name} (${kind})`,
    "started": run.started,
    "duration": durationText(run.seconds),
    "weights read": bytesText(run.weight_bytes_read),
    ...Object.fromEntries(run.hub.map((it) => [
      `${it.input} from the Hub`,
      `the ${it.kind === "models" ? "model" : "data set"} ${it.repository}${
        it.folder === "" ? "" : `:${it.folder}`
      }, commit ${it.commit}; ${bytesText(it.bytes_fetched)} came over the network in this run`,
    ])),
    ...run.layers_from_records.length === 0 ? {} : {
      "from records": recordsText(run),
    },
    "deltascope": run.deltascope,
    ...run.versions,
  });
}
