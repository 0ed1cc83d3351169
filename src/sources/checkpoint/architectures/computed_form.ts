/**
 * What of an architecture the compute stage can do: the one place that refuses the rest.
 *
 * @module
 */

import { quote } from "../../../text/quote.ts";
import type { Architecture, Part, TensorRule } from "./architecture.ts";

/** Where the weight of a part lies. */
export interface PartName {
  /** Of the tensor, `.weight` included. */
  readonly name: string;
  /** Its rows there in units of F, the end exclusive; null where the tensor is the part alone. */
  readonly rows: readonly [from: number, to: number] | null;
}

/** Names of the tensors of one layer's MLP; null where the architecture has no norm after the MLP. */
export type PartNames =
  & Readonly<Record<Exclude<Part, "postNorm">, PartName>>
  & { readonly postNorm: PartName | null };

/** An architecture as it is computed: y = post(down(act(gate n) * (up n))), n = pre(x), both norms RMSNorm. */
export interface ComputedForm {
  /** By part; null where there is no post-norm. */
  readonly tensors: PartNames;
  /** Added to every stored norm weight. */
  readonly normOffset: 0 | 1;
}

/**
 * The form in which an architecture is computed; `where` names what asks for it in the message.
 *
 * @throws {Error} naming what is not computed yet, if the architecture asks for more.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { computedForm } from "./computed_form.ts";
 * import { ARCHITECTURES } from "./index.ts";
 * assert(computedForm(ARCHITECTURES[0]!, "config.json").tensors.gate.name === "mlp.gate_proj.weight");
 * ```
 */
export function computedForm(architecture: Architecture, where: string): ComputedForm {
  const { names, norm, multiplierKey } = architecture;
  const { preNorm, gate, up, down, postNorm } = architecture.tensors;
  const rules = Object.values(architecture.tensors);
  const notComputed = (what: string) =>
    new Error(
      `Cannot use ${where}: architecture ${
        names.map(quote).join(" or ")
      } has ${what}, which is not computed yet`,
    );
  if (norm.form === "layer") throw notComputed("LayerNorm");
  if (!norm.isScaled) throw notComputed("norms without weights");
  if (norm.hasBias) throw notComputed("norms with biases");
  if (preNorm === null) throw notComputed("an MLP without a norm before it");
  if (gate === null) throw notComputed("an MLP without a gate");
  if (up === null || down === null) {
    throw notComputed("an MLP without an up or down projection");
  }
  if (rules.some((rule) => rule?.hasBias)) throw notComputed("tensors with biases");
  if (multiplierKey !== null) {
    throw notComputed(`an output multiplied by ${multiplierKey}`);
  }
  return {
    tensors: {
      preNorm: partName(preNorm),
      gate: partName(gate),
      up: partName(up),
      down: partName(down),
      postNorm: postNorm === null ? null : partName(postNorm),
    },
    normOffset: norm.form === "1+w" ? 1 : 0,
  };
}

function partName({ name, rows }: TensorRule): PartName {
  return { name: `${name}.weight`, rows: rows ?? null };
}
