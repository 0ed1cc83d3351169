import assert from "node:assert/strict";
import { describeInputs } from "../../src/prepare/describe_inputs.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import type { Checkpoint, MlpRecipe } from "../../src/sources/checkpoint/weights.ts";
import { layerCase } from "../compute/layer_fixtures.ts";

Deno.test("describeInputs() tells of each checkpoint what its recipe is, defaults included", () => {
  const { recipe, weights } = layerCase("llama_like").inputs.base;
  const checkpoint = (defaults: MlpRecipe["defaults"]) =>
    ({
      label: "m",
      recipe: { ...recipe, defaults },
      unread: [],
      layerWeights: () => weights,
    }) as unknown as Checkpoint;
  const vectors = { roleNames: [], traitNames: [], skipped: [], unread: [] };
  const { base, instruct } = describeInputs({
    base: checkpoint([]),
    instruct: checkpoint(["eps", "activation"]),
    vectors: vectors as unknown as VectorFolder,
  }, [3]);
  assert.deepEqual(base.defaults, []);
  assert.deepEqual(instruct.defaults, ["eps", "activation"]);
  const { eps, activation, norm_weight, has_post_norm, dtypes } = instruct;
  assert.deepEqual({ eps, activation, norm_weight, has_post_norm, dtypes }, {
    eps: 1e-5,
    activation: "silu",
    norm_weight: "w",
    has_post_norm: false,
    dtypes: ["BF16", "F16", "F32"],
  });
});
