import { encodeBf16 } from "../../src/math/dtypes.ts";
import type {
  Checkpoint,
  MlpRecipe,
  WeightDtype,
  WeightTensor,
} from "../../src/sources/checkpoint/weights.ts";
import { GEMMA_2_FAMILY } from "../sources/checkpoint/recipes.ts";

const RECIPE: MlpRecipe = {
  ...GEMMA_2_FAMILY,
  hiddenSize: 4,
  intermediateSize: 6,
  nLayers: 2,
};

/** A checkpoint whose norm weights are `norm` at every layer. */
export function checkpoint(
  label: string,
  recipe: Partial<MlpRecipe> = {},
  { norm = [0.5, 0, -0.25, 2], dtype = "BF16" }: { norm?: number[]; dtype?: WeightDtype } = {},
): Checkpoint {
  const bytes = dtype === "BF16"
    ? encodeBf16(Float32Array.from(norm))
    : new Uint8Array(Float32Array.from(norm).buffer);
  const tensor = (name: string): WeightTensor => ({
    name,
    fileName: "model.safetensors",
    shape: [4],
    dtype,
    sizeBytes: bytes.byteLength,
    read: (offset, into) =>
      Promise.resolve(into.set(bytes.subarray(offset, offset + into.byteLength))),
  });
  return {
    label,
    isParallel: false,
    hook: { layers: "model.layers", module: "mlp" },
    recipe: { ...RECIPE, ...recipe },
    syntheticNote: null,
    unread: [],
    identities: () => Promise.resolve([]),
    layerWeights: (layer) => ({
      layer,
      preNorm: tensor("pre"),
      gate: tensor("gate"),
      up: tensor("up"),
      down: tensor("down"),
      postNorm: tensor("post"),
      biases: {},
    }),
    close() {},
  };
}
