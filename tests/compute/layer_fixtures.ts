/** Layers whose outputs PyTorch computed, written by tests/oracle/make_compute.py. */

import type { ModelLayer } from "../../src/compute/layer_pass.ts";
import type { Side } from "../../src/compute/mixture.ts";
import type {
  Activation,
  MlpRecipe,
  Part,
  WeightDtype,
} from "../../src/sources/checkpoint/weights.ts";
import { type MemoryWeight, weightOfBytes } from "./memory_weight.ts";
import type { PassCase } from "./pass_requests.ts";

interface LayerFixture {
  recipe: { eps: number; norm_offset: 0 | 1; activation: Activation; has_post_norm: boolean };
  C: number;
  F: number;
  V: number;
  inputs: string;
  models: Record<
    Side,
    Partial<Record<Part, { dtype: WeightDtype; shape: number[]; data: string }>>
  >;
  /** f64 [V, C] by arithmetic and model. */
  expected: Record<
    "bf16" | "stored" | "notebook" | "notebook_stored",
    Record<Side, number[][]>
  >;
}

/** Names of tensors in the fixtures, as in a checkpoint of Gemma 2. */
const TENSOR_NAMES: Record<Part, string> = {
  preNorm: "model.layers.3.pre_feedforward_layernorm.weight",
  gate: "model.layers.3.mlp.gate_proj.weight",
  up: "model.layers.3.mlp.up_proj.weight",
  down: "model.layers.3.mlp.down_proj.weight",
  postNorm: "model.layers.3.post_feedforward_layernorm.weight",
};

/** One layer's inputs and what is expected of it. */
export interface LayerCase {
  readonly name: string;
  readonly inputs: PassCase;
  readonly nColumns: number; // C
  readonly nInner: number; // F
  readonly nVectors: number; // V
  readonly expected: LayerFixture["expected"];
}

/** Reads a fixture; `change` may alter the stored bytes of a tensor. */
export function layerCase(
  name: "gemma_like" | "llama_like",
  change: (tensor: `${Side}.${Part}`, bytes: Uint8Array<ArrayBuffer>) => void = () => {},
): LayerCase {
  const url = new URL(`../testdata/compute/${name}.json`, import.meta.url);
  const fixture: LayerFixture = JSON.parse(Deno.readTextFileSync(url));
  const { recipe: stored, C, F, V, expected } = fixture;
  const recipe: MlpRecipe = {
    architecture: name,
    hiddenSize: C,
    intermediateSize: F,
    doubledFrom: null,
    nLayers: 4,
    eps: stored.eps,
    normOffset: stored.norm_offset,
    isCentred: false,
    isNormScaled: true,
    activation: stored.activation,
    hasPreNorm: true,
    hasPostNorm: stored.has_post_norm,
    biased: [],
    multiplier: 1,
    defaults: [],
  };
  const modelLayer = (model: Side): ModelLayer => {
    const weight = (tensor: Part): MemoryWeight => {
      const entry = fixture.models[model][tensor];
      if (entry === undefined) throw new Error(`Cannot find ${tensor} in ${name}.json`);
      const bytes = Uint8Array.fromBase64(entry.data);
      change(`${model}.${tensor}`, bytes);
      return weightOfBytes(bytes, { ...entry, name: TENSOR_NAMES[tensor] });
    };
    const weights = {
      layer: 3,
      preNorm: weight("preNorm"),
      gate: weight("gate"),
      up: weight("up"),
      down: weight("down"),
      postNorm: recipe.hasPostNorm ? weight("postNorm") : null,
      biases: {},
    };
    return { recipe, weights };
  };
  const inputs = new Float32Array(Uint8Array.fromBase64(fixture.inputs).buffer);
  return {
    name,
    inputs: { base: modelLayer("base"), instruct: modelLayer("instruct"), inputs },
    nColumns: C,
    nInner: F,
    nVectors: V,
    expected,
  };
}
