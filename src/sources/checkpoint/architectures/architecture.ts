/**
 * What sets one family of decoders apart, as data: what its MLP tensors are called, how its norms are meant, and the keys of
 * `config.json` that tell the rest with what holds where they are left out.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import type { Activation } from "../weights.ts";

/** A tensor of the MLP, in the order of the arithmetic. */
export type Part = "preNorm" | "gate" | "up" | "down" | "postNorm";

/** Where the weight of one part is stored. */
export interface TensorRule {
  /** Name within its layer, without the last `.weight`, for instance `mlp.gate_proj`. */
  readonly name: string;
  /** The part's rows of a fused matrix, in units of F, the end exclusive; absent where the tensor is the part alone. */
  readonly rows?: readonly [from: number, to: number];
  /** Whether a `.bias` stands beside the weight and is added. */
  readonly hasBias: boolean;
}

/** What the norms before and after the MLP compute of x, as they are in every layer. */
export interface NormRule {
  /** RMSNorm with the effective weight w (`"w"`) or 1 + w (`"1+w"`), or LayerNorm, which takes the mean off first. */
  readonly form: "w" | "1+w" | "layer";
  /** False where no weight is stored, so that the norm does not scale its coordinates. */
  readonly isScaled: boolean;
  readonly hasBias: boolean;
}

/**
 * One family, written down from its published code.
 *
 * To support another one, add its entry to one of the tables that `index.ts` lists, and a fixture of independent arithmetic
 * (`tests/oracle/make_architectures.py`).
 */
export interface Architecture {
  /** Entries of `architectures` in `config.json`. */
  readonly names: readonly string[];
  /** Its `model_type`, by which a larger model (text and images) names its text model. */
  readonly modelTypes: readonly string[];
  /** What may stand before the number of the layer in a tensor's name, for instance `model.layers.`; one of them is there. */
  readonly layerPrefixes: readonly string[];
  /** Null where the family has no such tensor: no norm before the MLP, or none after it. */
  readonly tensors: Readonly<Record<Part, TensorRule | null>>;
  readonly norm: NormRule;
  /** Key of the epsilon under the root of both norms. */
  readonly epsKey: string;
  /** Epsilon where the key is left out; null where it may not be. */
  readonly epsDefault: number | null;
  /** Keys that may name the activation of the gate; the first that is set counts. */
  readonly activationKeys: readonly string[];
  /** Activation where all these keys are left out; null where they may not be. */
  readonly activationDefault: Activation | null;
  /** What a name of an activation means in this family, where that is not what it means elsewhere. */
  readonly activationNames: Readonly<Record<string, Activation>>;
  /** Key of a number by which the output is multiplied before it joins the residual stream; null where there is none. */
  readonly multiplierKey: string | null;
}
