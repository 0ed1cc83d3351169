/**
 * The two checkpoints side by side, as the methods page tells of them.
 *
 * @module
 */

import type { CheckpointInfo, Results } from "../../../results.ts";
import { formatLayers } from "../../../text/layers.ts";
import { COMPONENT_WORDS } from "../../../text/parts.ts";
import { weightFilesText } from "../../../text/weight_files.ts";
import { formatNumber } from "../../../text/words.ts";
import { grouped, UNKNOWN } from "../../kit/numbers.ts";
import { type TableView, tableView } from "../../kit/tables.ts";

const ACTIVATION_WORDS = {
  gelu: "GELU, exact",
  gelu_tanh: "GELU, tanh form",
  silu: "SiLU",
} as const satisfies Record<CheckpointInfo["activation"], string>;

/** One row. */
interface CheckpointFact {
  readonly term: string;
  readonly of: (info: CheckpointInfo) => string;
  /** Left out where this is so of neither checkpoint. */
  readonly isKnown?: (info: CheckpointInfo) => boolean;
}

const FACTS: readonly CheckpointFact[] = [
  { term: "name", of: (info) => info.name },
  { term: "architecture", of: (info) => info.architecture },
  { term: "adapter", of: adapterText, isKnown: ({ adapter }) => adapter !== null },
  { term: "hidden size C", of: (info) => grouped(info.hidden_size) },
  {
    term: "intermediate size F",
    of: (info) =>
      grouped(info.intermediate_size) +
      (info.doubled_from === null ? "" : `, twice that from layer ${info.doubled_from} on`),
  },
  { term: "layers L", of: (info) => grouped(info.layers) },
  { term: "stored types", of: (info) => info.dtypes.join(", ") },
  { term: "ε", of: (info) => `${info.eps}${defaultWords(info, "eps")}` },
  {
    term: "activation",
    of: (info) => ACTIVATION_WORDS[info.activation] + defaultWords(info, "activation"),
  },
  { term: "norm", of: (info) => info.norm === "layer" ? "LayerNorm" : "RMSNorm" },
  { term: "norm weight", of: (info) => info.norm_weight },
  {
    term: "norm before the MLP",
    of: (info) => info.is_parallel ? "that of attention" : info.has_pre_norm ? "yes" : "no",
  },
  { term: "norm after the MLP", of: (info) => info.has_post_norm ? "yes" : "no" },
  {
    term: "biases",
    of: ({ biased }) => biased.map((part) => COMPONENT_WORDS[part]).join(", ") || "none",
  },
  { term: "factor on the output", of: (info) => String(info.multiplier) },
  {
    term: "files of weights",
    of: ({ weight_files }) => weight_files === null ? UNKNOWN : weightFilesText(weight_files),
    isKnown: ({ weight_files }) => weight_files !== null,
  },
];

/** What was read of each, and the MLP that it makes. */
export function checkpointTable({ base, instruct }: Results["inputs"]): TableView {
  const shown = FACTS.filter(({ isKnown = () => true }) => [base, instruct].some(isKnown));
  return tableView("Checkpoints", shown, [
    { label: "property", value: ({ term }) => term },
    { label: "base", value: ({ of }) => of(base) },
    { label: "instruct", value: ({ of }) => of(instruct) },
  ]);
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
