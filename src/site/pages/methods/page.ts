/**
 * Methods: formulas, limits, precision, inputs, options, device and versions.
 *
 * @module
 */

import type { CheckpointInfo, Results } from "../../../results.ts";
import { peakLabel } from "../../kit/components.ts";
import { factsOf } from "../../kit/facts.ts";
import { grouped } from "../../kit/numbers.ts";
import type { Page } from "../../kit/page.ts";
import { PATHS } from "../../kit/paths.ts";
import { type TableView, tableView } from "../../kit/tables.ts";
import { sectionsAt } from "../sections.ts";
import { checkpointTable } from "./checkpoint_table.ts";
import { deviceFacts, optionFacts } from "./run_facts.ts";
import { semanticSentence, skippedTable, vectorFacts } from "./vector_facts.ts";

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
      checkpoints: checkpointTable(results.inputs),
      vectors: {
        facts: [
          ...factsOf({ name: vectors.name }),
          ...vectorFacts(vectors, { hasReasons: true }),
        ],
      },
      skipped: vectors.skipped.length === 0 ? null : skippedTable(vectors),
      skippedSummary: `Vector files passed over: ${grouped(vectors.skipped.length)}`,
      unread: unread.length === 0 ? null : unreadTable(unread),
      unreadSummary: `Files in the folders of the inputs that were not read: ${
        grouped(unread.length)
      }`,
      citePath: PATHS.cite,
      options: { facts: optionFacts(results) },
      device: { facts: deviceFacts(results) },
      deviceNote: results.device.note,
    },
  };
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
