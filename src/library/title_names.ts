/**
 * What the inputs are called: in titles a name, on the terminal the place as typed.
 *
 * @module
 */

import { shownName } from "../text/quote.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import { UsageError } from "../usage_error.ts";

/** Folder names that say nothing of the model in them. */
const GENERIC =
  /^(?:base|instruct|it|chat|tuned|finetuned|fine-tuned|models?|checkpoints?|ckpt|adapters?|lora|final|merged|output|out|hf|main|latest|[abxy]|(?:checkpoint|step|epoch)[-_]?\d+|[0-9a-f]{40})$/i;
const MAX_NAME = 120;

/** The checkpoint under a name that was given, else under its own. */
export function named(checkpoint: Checkpoint, name: string | null): Checkpoint {
  return name === null ? checkpoint : { ...checkpoint, label: name, ownLabel: checkpoint.label };
}

/** A name as it may be published. @throws {UsageError} if it is not one line of plain text. */
export function readName(option: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.length > MAX_NAME || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new UsageError(
      `Cannot use --${option} ${
        shownName(text)
      }: expected one line of at most ${MAX_NAME} characters`,
    );
  }
  return text;
}

/** Advice where both names would say nothing in titles, or are one; null where they tell the two apart. */
export function namesAdvice({ base, instruct }: { base: string; instruct: string }): string | null {
  if (base === instruct) {
    return `Titles will call both ${
      shownName(base)
    }: --base-name NAME and --instruct-name NAME tell them apart`;
  }
  if (!GENERIC.test(base) || !GENERIC.test(instruct)) return null;
  return `Titles will call the two ${shownName(base)} and ${shownName(instruct)}: ` +
    `--base-name NAME and --instruct-name NAME say what they are`;
}
