/**
 * The pair of which figures were published, and what those need: they are of two roundings, so the one that a run was not asked
 * for goes through the same pass over the weights, for as many inputs as those figures need.
 *
 * @module
 */

import type { OtherRounding, Reproduction } from "../results.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import type { GroupName } from "./input_groups.ts";
import published from "./published_gemma_2_27b.json" with { type: "json" };

type Mark = Reproduction["rows"][number]["rounding"];
type Rounding = OtherRounding["rounding"];

/** The pair by its names on the Hub, with or without organisation and commit, and by its shape. */
const BASE_NAME = /^(google\/)?gemma-2-27b(@.*)?$/;
const INSTRUCT_NAME = /^(google\/)?gemma-2-27b-it(@.*)?$/;
const HIDDEN_SIZE = 4608, LAYERS = 46; // C, L

/** What tells a checkpoint from others. */
type Told = Pick<Checkpoint, "label" | "ownLabel"> & {
  readonly recipe: Pick<Checkpoint["recipe"], "hiddenSize" | "nLayers">;
};

/** Whether figures were published of the pair: google/gemma-2-27b and -it, by shape and own name, whatever a page calls them. */
export function isPublishedPair({ base, instruct }: { base: Told; instruct: Told }): boolean {
  const is = ({ label, ownLabel, recipe }: Told, name: RegExp) =>
    name.test(ownLabel ?? label) && recipe.hiddenSize === HIDDEN_SIZE && recipe.nLayers === LAYERS;
  return is(base, BASE_NAME) && is(instruct, INSTRUCT_NAME);
}

/** How the published figures of a section were rounded. */
export function roundingOf(section: keyof typeof published): Mark {
  return published.rounding["f32-output"].includes(section) ? "f32-output" : "bf16-output";
}

/** How figures of a rounding are marked. */
const OUTPUT_MARKS = { none: "f32-output", notebook: "bf16-output" } as const;
/** The mark of the published means of random directions. */
export const RANDOM_MARK: Mark = roundingOf("delta_angular");

/** The rounding that is not `rounding`. */
export function otherThan(rounding: Rounding): Rounding {
  return rounding === "none" ? "notebook" : "none";
}

/** The inputs that need `rounding`: the components, and the random directions where figures of it do. */
export function groupsUnder(rounding: Rounding): readonly GroupName[] {
  return OUTPUT_MARKS[rounding] === RANDOM_MARK
    ? ["components", "spaces", "isotropic"]
    : ["components"];
}
