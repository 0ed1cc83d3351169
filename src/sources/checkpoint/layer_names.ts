/**
 * What the tensors of a checkpoint are called: the family gives their names within a layer, what stands before them is found among
 * the names that are there.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { type PartNames, partNames, renamed } from "./part_names.ts";
import { quote } from "../../text/quote.ts";

/** Parts of names that trainers put in (torch.compile, DistributedDataParallel, FSDP): they tell nothing. */
export const TRAINER_WRAPPERS = [
  "_orig_mod",
  "module",
  "_fsdp_wrapped_module",
  "_checkpoint_wrapped_module",
] as const;

/** A name without the parts that tell nothing. */
export function unwrapped(name: string, wrappers: ReadonlySet<string>): string {
  return name.split(".").filter((part) => !wrappers.has(part)).join(".");
}

/**
 * Gives the names of a layer's tensors as they are in this checkpoint. Where none of the prefixes of the family is there, the first
 * of them stands in every name, to be missed by whoever reads it.
 *
 * @param names Of all tensors that are listed.
 * @throws {Error} if the layers are there under two prefixes, or one name stands for two tensors; `where` names the list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ARCHITECTURES } from "./architectures/index.ts";
 * import { layerNames } from "./layer_names.ts";
 * const names = ["module.layers.0.mlp.down_proj.weight"];
 * const namesOf = layerNames(ARCHITECTURES[0]!, { names, where: "the index" });
 * assert(namesOf(0).weights.down.name === "module.layers.0.mlp.down_proj.weight");
 * ```
 */
export function layerNames(
  architecture: Architecture,
  { names, where }: { names: Iterable<string>; where: string },
): (layer: number) => PartNames {
  const inLayers = partNames(architecture);
  const { layerPrefixes, wrapper } = architecture;
  const wrappers = new Set([...TRAINER_WRAPPERS, ...wrapper === null ? [] : [wrapper]]);
  const storedBy = new Map<string, string>();
  const found = new Set<string>();
  for (const name of names) {
    const [, prefix, inLayer] =
      /^(.*?layers\.|.*?\bh\.)\d+\.(.*)$/.exec(unwrapped(name, wrappers)) ?? [];
    if (prefix === undefined || !layerPrefixes.includes(prefix)) continue;
    const other = storedBy.get(unwrapped(name, wrappers));
    if (other !== undefined) {
      throw new Error(
        `Cannot use ${where}: expected every tensor once, found ${quote(other)} and ${quote(name)}`,
      );
    }
    storedBy.set(unwrapped(name, wrappers), name);
    if (inLayer === inLayers.weights.down.name) found.add(prefix);
  }
  if (found.size > 1) {
    throw new Error(
      `Cannot use ${where}: expected the layers of one model, found names that begin with ${
        [...found].map((prefix) => quote(prefix)).join(" and ")
      }`,
    );
  }
  const prefix = [...found][0] ?? layerPrefixes[0] ?? "";
  return (layer) =>
    renamed(inLayers, (name) => {
      const whole = `${prefix}${layer}.${name}`;
      return storedBy.get(whole) ?? whole;
    });
}
