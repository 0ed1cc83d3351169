/**
 * What a user must not overlook before a run: files passed over, kinds of vectors that are not there, what differs beside the
 * weights.
 *
 * @module
 */

import { ALPHA, MIN_DRAWS } from "../math/significance.ts";
import { missingVectors } from "../prepare/describe_inputs.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { formatLayers } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { namesAdvice } from "./title_names.ts";
import type { UnreadFile } from "../sources/folder/unread_files.ts";

/** Files that a line names before the rest are counted. */
const N_NAMED = 5;

/** Lines for standard error. */
export function aloud(
  { base, instruct, vectors }: RunInputs,
  { activations, notes, pairRemarks }: Pick<PreparedRun, "activations" | "notes" | "pairRemarks">,
): string[] {
  const { skipped } = vectors;
  return [
    ...adviceOn({ base, instruct }),
    ...passedOver(
      "vector files",
      skipped.map(({ kind, name, reason }) => ({ path: `${kind} ${shownName(name)}`, reason })),
    ),
    ...notRead("the vectors", vectors.unread),
    ...notRead("base", base.unread),
    ...notRead("instruct", instruct.unread),
    ...notRead(
      "the activations",
      (activations?.unreadTensors ?? []).map((path) => ({
        path,
        reason: "another tensor is read",
      })),
    ),
    ...missingVectors(vectors).map((text) => `Not in this run: ${text}`),
    ...(activations !== null && activations.indices.length < activations.rowsInFile
      ? [
        `Of the ${activations.rowsInFile} activations in ${
          shownName(activations.fileName)
        } a seeded sample of ${activations.indices.length} is run`,
      ]
      : []),
    ...notes,
    ...pairRemarks,
  ];
}

/** The same of two checkpoints without vectors. */
export function pairAloud(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  remarks: readonly string[],
): string[] {
  return [
    ...adviceOn({ base, instruct }),
    ...notRead("base", base.unread),
    ...notRead("instruct", instruct.unread),
    ...remarks,
  ];
}

function adviceOn({ base, instruct }: Pick<RunInputs, "base" | "instruct">): string[] {
  const advice = namesAdvice({ base: base.label, instruct: instruct.label });
  return advice === null ? [] : [advice];
}

/** What is said where nobody chose the layers and the model has others. */
export function unaskedLayers(layers: readonly number[], nLayers: number): string[] {
  if (layers.length === nLayers) return [];
  return [
    `Layers looked at: ${formatLayers(layers)}, of 0-${
      nLayers - 1
    }, since --layers is not given; --layers all takes every one`,
  ];
}

/** That so many random directions of each baseline can answer nothing; none at all are a choice. */
export function fewDraws(random: number): string[] {
  if (random === 0 || random >= MIN_DRAWS) return [];
  return [
    `--random ${random} draws too few for an answer: a p of ${ALPHA} takes ${MIN_DRAWS}, and with fewer the report can only say ` +
    "that it cannot tell",
  ];
}

function notRead(input: string, files: readonly UnreadFile[]): string[] {
  const shown = files.map(({ path, reason }) => ({ path: shownName(path), reason }));
  return named(shown).map((text) => `Not read of ${input}: ${text}`);
}

function passedOver(what: string, files: readonly UnreadFile[]): string[] {
  return named(files).map((text) => `Passed over: ${files.length} of the ${what}: ${text}`);
}

/** The first files with their reasons, and how many there are; nothing of none. */
function named(files: readonly UnreadFile[]): string[] {
  if (files.length === 0) return [];
  const first = files.slice(0, N_NAMED).map(({ path, reason }) => `${path} (${reason})`);
  const more = files.length > N_NAMED
    ? `, and ${files.length - N_NAMED} more, named in the report`
    : "";
  return [first.join(", ") + more];
}
