/**
 * What the names and dtypes of a weight file's tensors tell of it, where they are not those expected.
 *
 * @module
 */

import {
  GGUF_ADVICE,
  MERGE_ADVICE,
  ONE_MODEL_ADVICE,
  QUANTISED_ADVICE,
  TRANSFORMERS_ADVICE,
} from "../folder/advice.ts";
import { firstOf } from "../../text/first_of_many.ts";
import { layersText } from "../../text/layers.ts";
import { quote } from "../../text/quote.ts";

/** Names that a finding lists at most. */
const MAX_NAMES_SHOWN = 4;

const PARAMETRISED =
  "the parts of a weight that a training or a pruning makes of it; make it whole " +
  "(torch.nn.utils.parametrize.remove_parametrizations, remove_weight_norm or prune.remove) and save it again";

/** Code that calls the tensors of a layer otherwise than transformers does, and may lay them out otherwise. */
const OTHER_CODES: readonly (readonly [RegExp, whose: string])[] = [
  [/^layers\.\d+\.(?:feed_forward\.w\d|attention\.w[qkvo])\./, "Meta's or Mistral's own code"],
  [/^blocks\.\d+\.(?:mlp\.W_|attn\.W_|ln[12]\.)/, "TransformerLens"],
  [/^transformer\.h\.\d+\.(?:mlp\.fc_[12]|norm_[12])\./, "LitGPT"],
  [/^layers\.\d+\.(?:mlp\.w\d|mlp_norm|sa_norm)\./, "torchtune"],
  [/(?:^|\.)decoder\.layers\.\d+\.mlp\.linear_fc[12]\./, "Megatron"],
  [/_proj\.kernel$/, "Flax"],
];

/** Forms by a part of a name; the first that any name has counts. */
const FORMS: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /(^|\.)lora_[AB]\.|^base_model\.model\.|\.lora_magnitude_vector|\.base_layer\./,
    () => `the tensors of a PEFT adapter; ${MERGE_ADVICE}`,
  ],
  [
    /\.(qweight|qzeros|g_idx)$/,
    () => `quantised weights (GPTQ or AWQ: qweight, qzeros, scales); ${QUANTISED_ADVICE}`,
  ],
  [
    /\.(weight_packed|weight_scale|weight_scale_inv|weight_zero_point|input_scale)$/,
    () => `quantised weights (compressed-tensors or FP8: weight_scale); ${QUANTISED_ADVICE}`,
  ],
  [
    /\.weight\.(absmax|quant_map|quant_state|nested_)|\.SCB$/,
    () => `quantised weights (bitsandbytes); ${QUANTISED_ADVICE}`,
  ],
  [
    /\.weight\._(data|scale|packed)|\.(W_q|codes|codebooks)$|_fake_quant\./,
    () => `quantised weights (Quanto, HQQ, AQLM or those of a training); ${QUANTISED_ADVICE}`,
  ],
  [/\.parametrizations\.|\.weight_([gv]|orig|mask)$/, () => PARAMETRISED],
  [/\.(scales|biases)$/, () => `quantised weights (MLX: scales, biases); ${QUANTISED_ADVICE}`],
  [
    /^blk\.\d+\./,
    (name) => `${quote(name)}, the names of a GGUF file; ${GGUF_ADVICE}`,
  ],
  [
    /\.experts\.|block_sparse_moe/,
    (name) => `${quote(name)}, a mixture of experts, which is not supported`,
  ],
  ...OTHER_CODES.map(([pattern, whose]): typeof FORMS[number] => [
    pattern,
    (name) => `${quote(name)}, the names of ${whose}; ${TRANSFORMERS_ADVICE}`,
  ]),
  [/\.gate_up_proj\./, (name) => `${quote(name)}, gate and up in one tensor, which is not read`],
];

/**
 * Says what a weight file is by its tensors, as it reads after "found"; null where the names tell nothing. `name` is a tensor
 * that was looked for: one that differs from it only in what stands before `layers` is named.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeTensorNames } from "./tensor_names.ts";
 * const name = "model.layers.0.mlp.up_proj.weight";
 * assert(describeTensorNames([name.slice(6)], name)?.startsWith('"layers.0.mlp.up_proj.weight"'));
 * ```
 */
export function describeTensorNames(names: Iterable<string>, name: string): string | null {
  const all = [...names];
  for (const [pattern, describe] of FORMS) {
    const example = all.find((other) => pattern.test(other));
    if (example !== undefined) return describe(example);
  }
  const start = name.indexOf(".layers.");
  if (start < 0) return null;
  const tail = name.slice(start);
  const other = all.find((other) => other !== name && `.${other}`.endsWith(tail));
  if (other === undefined) return null;
  return `${
    quote(other)
  }; such a prefix is not supported: save the model itself that lies in what was saved`;
}

/** What a file holds of a layer in place of the tensor `name`, or holds at all, as it reads after "found"; null where it is empty. */
export function describeOtherNames(names: Iterable<string>, name: string): string | null {
  const all = [...names];
  const layer = /\.\d+\./.exec(name)?.[0];
  const ofLayer = layer === undefined ? [] : all.filter((other) => other.includes(layer));
  const others = layersWith(name, all);
  if (ofLayer.length === 0 && others.length > 0) {
    return `it of ${layersText(others)} alone; ${ONE_MODEL_ADVICE}`;
  }
  const told = ofLayer.length > 0 ? ofLayer : all;
  if (told.length === 0) return null;
  const where = told === ofLayer ? "in that layer " : "";
  return `${where}${firstOf(told.map(quote), MAX_NAMES_SHOWN)}; ${ONE_MODEL_ADVICE}`;
}

/** The layers that have the tensor which `name` is of another, ascending. */
function layersWith(name: string, names: readonly string[]): number[] {
  const [before = "", , after] = name.split(/\.(\d+)(?=\.)(.*)/s);
  if (after === undefined) return [];
  const layers = names.flatMap((other) => {
    const digits = other.slice(before.length + 1, other.length - after.length);
    return other === `${before}.${digits}${after}` && /^\d+$/.test(digits) ? [Number(digits)] : [];
  });
  return layers.sort((a, b) => a - b);
}
