/**
 * The tensors of an attached file, those of one kind in one line.
 *
 * @module
 */

import type { TensorEntry } from "../../sources/safetensors/safetensors_header.ts";
import { grouped } from "../kit/numbers.ts";

const MEANINGS: Readonly<Record<string, string>> = {
  x: "The input.",
  y_base: "Output of the base model.",
  y_instruct: "Output of the instruct model.",
  difference: "y_instruct − y_base.",
  shapley: "Part of the difference that this tensor of the MLP carries (Shapley value).",
  response_base: "How the base output moves for one step from the mean state along PC1.",
  response_instruct: "The same of the instruct output.",
  response_difference: "Instruct response less base response.",
  common_mode: "Mean direction of all role and trait vectors, of length 1.",
  mixture_cosine:
    "Cosine of the change of each random role mixture (a row) with each role and trait vector (a column); the metadata names them.",
  mixture_specific: "The same with the mean direction removed from both.",
  pcs: "The components, a row each, PC1 first, then vectors of --input and the assistant axis.",
  isotropic: "Random directions of baseline.csv, a row each by index.",
  persona: "Random role mixtures of baseline.csv, a row each by index.",
  roles: "Single roles and traits of baseline.csv, a row each by index; the metadata names them.",
  controls: "Controls of baseline.csv, a row each by index; the metadata names them.",
  cosine: "d . s / (|d| |s|) of a layer, an input and a role or trait vector.",
  projection: "d . s of the same, with s of length 1.",
  cosine_known:
    "1 where the cosine is known: not where d is zero, nor where the vector has no length or is not there at the layer.",
  projection_known: "1 where the projection is known.",
  bootstrap: "PC1 of every resample of the roles, a row each.",
};

/** Kinds of tensors in the order of the file: from which name to which, what they hold, of which type and shape. */
export function tensorFamilies(
  tensors: readonly TensorEntry[],
): { name: string; meaning: string }[] {
  return Array.from(Map.groupBy(tensors, ({ name }) => family(name)), ([kind, group]) => {
    const { name, dtype, shape } = group[0]!;
    const meaning = MEANINGS[kind.split(".")[0]!] ??
      (kind.includes(":") ? "PC1 in another space." : "A tensor that this version does not know.");
    const size = `${dtype} [${shape.map(grouped).join(" × ")}]`;
    return {
      name: group.length === 1 ? name : `${name} to ${group.at(-1)!.name}`,
      meaning: `${meaning} ${size}${
        group.length === 1 ? "" : `, ${grouped(group.length)} of them`
      }`,
    };
  });
}

/** Names end with the input that they are of; Shapley values name the tensor of the MLP before it. */
function family(name: string): string {
  const [kind = "", component = ""] = name.split(".");
  return kind === "shapley" ? `${kind}.${component}` : kind;
}
