/**
 * What sets one family of decoders apart, as data: what its MLP tensors are called, how its norms are meant, and the keys of
 * `config.json` that tell the rest with what holds where they are left out.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Activation } from "../weights.ts";

/** Where the weight of one part is stored. */
export interface TensorRule {
  /** Name within its layer, without the last `.weight`, for instance `mlp.gate_proj`. */
  readonly name: string;
  /** The part's rows of a fused matrix, in units of F, the end exclusive; absent where the tensor is the part alone. */
  readonly rows?: readonly [from: number, to: number];
  /** Whether a `.bias` stands beside the weight and is added. */
  readonly hasBias: boolean;
}

/** By part; null where there is no norm before the MLP, or none after it. */
export type TensorRules =
  & Readonly<Record<"gate" | "up" | "down", TensorRule>>
  & Readonly<Record<"preNorm" | "postNorm", TensorRule | null>>;

/** What the norms before and after the MLP compute of x, as they are in every layer. */
export interface NormRule {
  /** RMSNorm with the effective weight w (`"w"`) or 1 + w (`"1+w"`), or LayerNorm, which takes the mean off first. */
  readonly form: "w" | "1+w" | "layer";
  /** False where no weight is stored, so that the norm does not scale its coordinates. */
  readonly isScaled: boolean;
}

/** A number by which the output is multiplied before it joins the residual stream. */
export interface MultiplierRule {
  /** Its key; null there means that nothing is multiplied. */
  readonly key: string;
  /** Where the key is left out; null where it may not be. */
  readonly byDefault: number | null;
  /** Whether it is divided by the square root of L. */
  readonly isOverRootLayers: boolean;
}

/** What is otherwise where a flag of `config.json` says so. */
export interface Variant {
  readonly flag: string;
  readonly is: boolean;
  /** What the flag is where it is left out. */
  readonly byDefault: boolean;
  readonly then: Partial<TensorRules>;
}

/** F of a layer, where it is not the same number in every one. */
export interface DoubledRule {
  /** Flag that switches it on. */
  readonly flag: string;
  /** Key of how many of the last layers have twice the F of the others. */
  readonly layersKey: string;
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
  /** A part of names that this family's files put in and that tells nothing; null where there is none. */
  readonly wrapper: string | null;
  /** What this family's files hold in an MLP that text does not pass, by names within a layer; left out where there is nothing of the kind. */
  readonly beside?: RegExp;
  readonly tensors: TensorRules;
  readonly variants: readonly Variant[];
  readonly norm: NormRule;
  /** Flags that give gate, up and down a bias each. */
  readonly biasFlags: readonly string[];
  /** Key of the epsilon under the root of both norms; null where the code has it. */
  readonly epsKey: string | null;
  /** Epsilon where the key is left out; null where it may not be. */
  readonly epsDefault: number | null;
  /** Keys that may name the activation of the gate; the first that is set counts; none where the code has it. */
  readonly activationKeys: readonly string[];
  /** Activation where all these keys are left out; null where they may not be. */
  readonly activationDefault: Activation | null;
  /** What a name of an activation means in this family, where that is not what it means elsewhere. */
  readonly activationNames: Readonly<Record<string, Activation>>;
  /** Null where the output joins the residual stream as it is. */
  readonly multiplier: MultiplierRule | null;
  /** Keys that may tell F; the first that is set counts. */
  readonly widthKeys: readonly string[];
  /** Whether F is made from that number as LFM2 does: two thirds of it, times a factor, rounded up to a multiple. */
  readonly isWidthAdjusted: boolean;
  /** Null where all layers have the same F. */
  readonly doubled: DoubledRule | null;
  /** Key of L. */
  readonly layersKey: string;
  /** C, F and L where their keys are left out, as in text models within larger ones; null where they may not be. */
  readonly sizeDefaults: readonly [hidden: number, intermediate: number, layers: number] | null;
  /** Key of a number of experts that has to be there and 0; null where there is none. */
  readonly expertsKey: string | null;
}
