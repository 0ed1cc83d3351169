/**
 * What has to be computed for the values wanted of a layer: every expression once, however many values need it.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors.
 *
 * @module
 */

import type { WeightRounding } from "./engine.ts";
import type { MlpRecipe, Part } from "../sources/checkpoint/weights.ts";
import type { Mixture, Side } from "./mixture.ts";

/** How far a value has come: after the pre-norm, the products, the activation, the down product, and the whole block. */
export type Stage = "normed" | "gate" | "up" | "hidden" | "down" | "output";

/** Input vectors that go through the layer together. */
export interface Rows {
  /** Names them in what is wanted, and in messages. */
  readonly name: string;
  /** f32 `[V, C]`, already rounded to bfloat16. */
  readonly values: Float32Array;
  /** Each row u stands for two inputs, u and next -u, and every value of them has 2 V rows. */
  readonly isPaired: boolean;
}

/** Rows at one stage of one mixture. */
export interface Value {
  /** Name of the rows. */
  readonly rows: string;
  /** Which model each tensor is taken from. */
  readonly mixture: Mixture;
  /** After which step of the MLP. */
  readonly stage: Stage;
}

/** A value, or what tells two of them apart row by row, which stays on the device: {@link Engine.compareRows}. */
export type Wanted = Value | { readonly a: Value; readonly b: Value };

/** What makes a node: rows as they enter, a stage, or a comparison. */
export type Operation = "rows" | Stage | "compared";

/** One expression over one set of rows. */
export interface PassNode {
  readonly operation: Operation;
  /** The model whose tensor is applied; null where none is. */
  readonly side: Side | null;
  readonly inputs: readonly PassNode[];
  readonly rounding: WeightRounding;
  readonly isNormRounded: boolean;
  /** Rows of the matrix that it becomes. */
  readonly nRows: number;
  /** Whether each of them stands for itself and its negative: without biases the norm and the linear maps are odd. */
  readonly isHalved: boolean;
}

/** The part of a mixture that each stage applies. */
const PART_OF: Readonly<Record<Exclude<Stage, "hidden">, Part>> = {
  normed: "preNorm",
  gate: "gate",
  up: "up",
  down: "down",
  output: "postNorm",
};

/** The nodes of one pass, in an order in which each comes after its inputs. */
export class PassNodes {
  readonly #norms: Pick<MlpRecipe, "hasPreNorm" | "hasPostNorm">;
  readonly #byKey = new Map<string, PassNode>();
  readonly #ids = new Map<PassNode, number>();

  constructor(norms: Pick<MlpRecipe, "hasPreNorm" | "hasPostNorm">) {
    this.#norms = norms;
  }

  /** Rows that enter, of which no other node is made. */
  rows(nRows: number, isHalved: boolean): PassNode {
    return this.#add(`rows ${this.#byKey.size}`, {
      operation: "rows",
      side: null,
      inputs: [],
      rounding: "stored",
      isNormRounded: false,
      nRows,
      isHalved,
    });
  }

  /** The node of a stage of a mixture over `rows`, and those that it needs. */
  value(rows: PassNode, mixture: Mixture, stage: Stage): PassNode {
    const { hasPreNorm, hasPostNorm } = this.#norms;
    if (stage === "output" && !hasPostNorm) return this.value(rows, mixture, "down");
    // Rows enter rounded to bfloat16 already.
    if (stage === "normed" && !hasPreNorm) return rows;
    const arithmetic = {
      rounding: mixture.weights,
      isNormRounded: hasPreNorm && mixture.isNormRounded,
    };
    if (stage === "hidden") {
      const inputs = [this.value(rows, mixture, "gate"), this.value(rows, mixture, "up")];
      return this.#node("hidden", null, inputs, arithmetic);
    }
    const side = mixture[PART_OF[stage]];
    if (stage === "normed") return this.#node("normed", side, [rows], arithmetic);
    const before = { gate: "normed", up: "normed", down: "hidden", output: "down" } as const;
    return this.#node(stage, side, [this.value(rows, mixture, before[stage])], arithmetic);
  }

  /** The comparison of two nodes of as many rows. */
  compared(a: PassNode, b: PassNode): PassNode {
    return this.#node("compared", null, [a, b], a);
  }

  /** All nodes of an operation, of one model where it applies a tensor. */
  of(operation: Operation, side: Side | null = null): PassNode[] {
    return [...this.#byKey.values()]
      .filter((node) => node.operation === operation && node.side === side);
  }

  /** How many nodes are made of each. */
  countUses(): Map<PassNode, number> {
    const uses = new Map<PassNode, number>();
    for (const { inputs } of this.#byKey.values()) {
      for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
    }
    return uses;
  }

  #node(
    operation: Operation,
    side: Side | null,
    inputs: readonly PassNode[],
    { rounding, isNormRounded }: Pick<PassNode, "rounding" | "isNormRounded">,
  ): PassNode {
    const [{ nRows, isHalved }] = inputs as [PassNode];
    // Of a halved product all rows are written out: what follows is not odd.
    const isWritten = isHalved && (operation === "gate" || operation === "up");
    const ids = inputs.map((input) => this.#ids.get(input)).join();
    return this.#add(`${operation} ${side} ${rounding} ${isNormRounded} ${ids}`, {
      operation,
      side,
      inputs,
      rounding,
      isNormRounded,
      nRows: isWritten ? 2 * nRows : nRows,
      isHalved: isHalved && !isWritten,
    });
  }

  #add(key: string, made: PassNode): PassNode {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#ids.set(made, this.#byKey.size);
    this.#byKey.set(key, made);
    return made;
  }
}
