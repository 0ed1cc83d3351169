/**
 * That the names of the two say the other order: a slip of whoever typed them, which turns every sign and no number tells.
 *
 * @module
 */

import { shownName } from "../text/quote.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";

/** Parts of a name that a tuned model has. */
const TUNED =
  /^(?:it|instruct|instruction|chat|sft|dpo|rlhf|rl|aligned|assistant|tuned|finetuned)$/;
/** Those of a model that was not tuned. */
const UNTUNED = /^(?:base|pt|pretrain|pretrained)$/;

/**
 * In one whole sentence where the two have one name but for such parts, and these the wrong way round; else nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { turnedNamesRemark } from "./turned_names.ts";
 * const remarks = (base: string, instruct: string) =>
 *   turnedNamesRemark({ base: { label: base }, instruct: { label: instruct } }).length;
 * assert(remarks("google/gemma-2-9b-it", "gemma-2-9b") === 1);
 * assert(remarks("gemma-2-9b", "gemma-2-9b-it") === 0);
 * ```
 */
export function turnedNamesRemark(
  { base, instruct }: { [side in "base" | "instruct"]: Pick<Checkpoint, "label" | "adapter"> },
): string[] {
  // An adapter was made from the base, whatever the two are called.
  if (instruct.adapter !== undefined) return [];
  const [first, second] = [partsOf(base.label), partsOf(instruct.label)];
  const isTurned = first.rest === second.rest &&
    (first.isTuned && !second.isTuned || second.isUntuned && !first.isUntuned);
  return !isTurned ? [] : [
    `By their names base (${shownName(base.label)}) is the tuned model and instruct (${
      shownName(instruct.label)
    }) the one that it was made from: all that changed is told from base to instruct; if that is not meant, give them the ` +
    "other way round.",
  ];
}

/** The name without its owner and commit, in its parts. */
function partsOf(label: string): { rest: string; isTuned: boolean; isUntuned: boolean } {
  const name = label.replace(/@.*$/s, "").replace(/\/+$/, "").replace(/^.*\//s, "");
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  return {
    rest: parts.filter((part) => !TUNED.test(part) && !UNTUNED.test(part)).join(" "),
    isTuned: parts.some((part) => TUNED.test(part)),
    isUntuned: parts.some((part) => UNTUNED.test(part)),
  };
}
