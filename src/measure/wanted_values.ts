/**
 * What the analyses want of a layer, in the words of a pass.
 *
 * @module
 */

import { type Arithmetic, hybrids, type Mixture, whole } from "../compute/mixture.ts";
import type { Stage, Value, Wanted } from "../compute/pass_nodes.ts";
import type { GroupName } from "../prepare/input_groups.ts";
import { type MlpRecipe, storedParts } from "../sources/checkpoint/weights.ts";

/** The groups of which more than the outputs is wanted. */
export interface ValuesRequest {
  readonly arithmetic: Arithmetic;
  /** The base under the other rounding of its weights. */
  readonly otherWeights: readonly GroupName[];
  readonly otherRounding: readonly GroupName[];
  readonly trace: readonly GroupName[];
  readonly change: readonly GroupName[];
  readonly hybrids: readonly GroupName[];
  readonly hidden: readonly GroupName[];
}

/** A field of the values of an input, which groups have it, and the value or comparison behind it. */
export interface Asked {
  readonly groups: readonly GroupName[];
  readonly of: (rows: string) => Wanted;
}

/** Every field by name. */
export function askedOf(
  request: ValuesRequest,
  { recipe, all }: { recipe: MlpRecipe; all: readonly GroupName[] },
): Record<string, Asked> {
  const { arithmetic } = request;
  const [base, instruct] = [whole("base", arithmetic), whole("instruct", arithmetic)];
  const turned = { ...arithmetic, isNormRounded: !arithmetic.isNormRounded };
  const value = (mixture: Mixture, stage: Stage) => (rows: string): Value => ({
    rows,
    mixture,
    stage,
  });
  const compared = (stage: Stage, b: Mixture = instruct) => (rows: string): Wanted => ({
    a: value(base, stage)(rows),
    b: value(b, stage)(rows),
  });
  const crossed = { ...instruct, preNorm: "base" } as const;
  const downAlone = { ...base, down: "instruct" } as const;
  return {
    base: { groups: all, of: value(base, "output") },
    instruct: { groups: all, of: value(instruct, "output") },
    otherWeights: {
      groups: request.otherWeights,
      of: value({
        ...base,
        weights: arithmetic.weights === "stored" ? "bf16" : "stored",
      }, "output"),
    },
    otherBase: { groups: request.otherRounding, of: value(whole("base", turned), "output") },
    otherInstruct: {
      groups: request.otherRounding,
      of: value(whole("instruct", turned), "output"),
    },
    gate: { groups: request.trace, of: compared("gate") },
    up: { groups: request.trace, of: compared("up") },
    hidden: { groups: request.trace, of: compared("hidden") },
    downBase: { groups: request.trace, of: value(base, "down") },
    downInstruct: { groups: request.trace, of: value(instruct, "down") },
    ...recipe.hasPostNorm
      ? {
        baseNormed: {
          groups: request.trace,
          of: value({ ...instruct, postNorm: "base" }, "output"),
        },
      }
      : {},
    gateChange: { groups: request.change, of: compared("gate", crossed) },
    upChange: { groups: request.change, of: compared("up", crossed) },
    downChange: { groups: request.change, of: compared("down", downAlone) },
    hiddenBase: { groups: request.hidden, of: value(base, "hidden") },
    hiddenInstruct: { groups: request.hidden, of: value(instruct, "hidden") },
    ...Object.fromEntries(
      hybrids(arithmetic, storedParts(recipe)).map((mixture, ix) => [
        hybridKey(ix),
        { groups: request.hybrids, of: value(mixture, "output") },
      ]),
    ),
  };
}

/** The name of the field of a hybrid, by its index among all. */
export function hybridKey(ix: number): string {
  return `hybrid ${ix}`;
}
