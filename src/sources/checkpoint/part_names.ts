/**
 * Where the tensors of one layer's MLP lie.
 *
 * @module
 */

import type { Architecture, TensorRule } from "./architectures/architecture.ts";
import { type Part, PARTS } from "./weights.ts";

/** Where the weight of a part lies. */
export interface PartName {
  /** Of the tensor, `.weight` or `.bias` included. */
  readonly name: string;
  /** Its rows there in units of F, the end exclusive; null where the tensor is the part alone. */
  readonly rows: readonly [from: number, to: number] | null;
}

/** Names of the tensors of one layer's MLP. */
export interface PartNames {
  /** By part; null where no weight is stored: the architecture has no such norm, or one that does not scale. */
  readonly weights:
    & Readonly<Record<"gate" | "up" | "down", PartName>>
    & Readonly<Record<"preNorm" | "postNorm", PartName | null>>;
  /** Of the parts that have one. */
  readonly biases: Readonly<Partial<Record<Part, PartName>>>;
}

/** Names within a layer. */
export function partNames({ tensors, norm }: Architecture): PartNames {
  const weight = ({ name, rows }: TensorRule): PartName => ({
    name: `${name}.weight`,
    rows: rows ?? null,
  });
  const ofNorm = (rule: TensorRule | null) => rule === null || !norm.isScaled ? null : weight(rule);
  const { preNorm, gate, up, down, postNorm } = tensors;
  return {
    weights: {
      preNorm: ofNorm(preNorm),
      gate: weight(gate),
      up: weight(up),
      down: weight(down),
      postNorm: ofNorm(postNorm),
    },
    biases: Object.fromEntries(PARTS.flatMap((part) => {
      const rule = tensors[part];
      return rule?.hasBias !== true
        ? []
        : [[part, { name: `${rule.name}.bias`, rows: rule.rows ?? null }]];
    })),
  };
}

/** The same names, each as `of` gives it. */
export function renamed(names: PartNames, of: (name: string) => string): PartNames {
  const one = ({ name, rows }: PartName): PartName => ({ name: of(name), rows });
  const { preNorm, gate, up, down, postNorm } = names.weights;
  return {
    weights: {
      preNorm: preNorm && one(preNorm),
      gate: one(gate),
      up: one(up),
      down: one(down),
      postNorm: postNorm && one(postNorm),
    },
    biases: Object.fromEntries(
      Object.entries(names.biases).map(([part, name]) => [part, one(name)]),
    ),
  };
}

/** All of them. */
export function allNames({ weights, biases }: PartNames): PartName[] {
  return [...Object.values(weights), ...Object.values(biases)].filter((name) => name !== null);
}
