import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import {
  type TensorToWrite,
  writeSafetensors,
} from "../../src/sources/safetensors/safetensors_writer.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { runMain, withReport } from "./run_main.ts";
import { numbers } from "./small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** Qwen 3 32B's own numbers, but for F, which no vector depends on. */
const [C, F, L] = [5120, 8, 64];
const CONFIG = {
  architectures: ["Qwen3ForCausalLM"],
  hidden_size: C,
  intermediate_size: F,
  num_hidden_layers: L,
};

/** Writes a made-up checkpoint that holds layer 32 alone. */
async function writeLayer32(folder: string, seed: number, config = {}): Promise<void> {
  const shapes = [
    ["post_attention_layernorm", [C]],
    ["mlp.gate_proj", [F, C]],
    ["mlp.up_proj", [F, C]],
    ["mlp.down_proj", [C, F]],
  ] as const;
  const tensors = shapes.map(([name, shape], i): TensorToWrite => ({
    name: `model.layers.32.${name}.weight`,
    dtype: "BF16",
    shape,
    chunks: [encodeBf16(numbers(shape.reduce((a: number, b) => a * b, 1), seed + i))],
  }));
  await Deno.mkdir(folder);
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify({ ...CONFIG, ...config }));
}

testOnRealData(
  "report takes Qwen 3 32B's published vectors with a checkpoint of its shape, and tells defaults from what config.json says",
  "qwen-3-32b",
  async () => {
    await withFolder({}, async (folder) => {
      const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
      await writeLayer32(base, 1, { rms_norm_eps: 1e-6, hidden_act: "silu" });
      await writeLayer32(instruct, 5);
      const inputs = ["--base", base, "--instruct", instruct, "--vectors", realPath("qwen-3-32b")];
      const few = ["--layers", "32", "--random", "2", "--resamples", "0", "--device", "cpu"];
      await withReport([...inputs, ...few], async ({ inputs, mlp }, site) => {
        for (const side of [inputs.base, inputs.instruct]) {
          assert.equal(side.architecture, "Qwen3ForCausalLM");
          assert.deepEqual([side.eps, side.activation, side.norm_weight, side.has_post_norm], [
            1e-6,
            "silu",
            "w",
            false,
          ]);
        }
        assert.deepEqual(inputs.base.defaults, []);
        assert.deepEqual(inputs.instruct.defaults, ["eps", "activation"]);
        assert.deepEqual([inputs.vectors.layout, inputs.vectors.roles], ["axis", 16]);
        assert.ok(mlp.length > 0 && mlp.every(({ delta_norm }) => delta_norm > 0));
        const methods = await Deno.readTextFile(join(site, "methods.html"));
        assert.ok(methods.includes("(default of Qwen3ForCausalLM: config.json does not name it)"));
      });
    });
  },
);

testOnRealData(
  "report takes vectors of one layer by --vector-layer, and finds the PCA that scikit-learn found of all 273 roles",
  "qwen-3-32b",
  async () => {
    await withFolder({}, async (folder) => {
      const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
      await writeLayer32(base, 1);
      await writeLayer32(instruct, 5);
      const vectors = realPath("qwen-3-32b/roles-layer32.safetensors");
      const args = ["--base", base, "--instruct", instruct, "--vectors", vectors];
      const few = ["--layers", "32", "--random", "2", "--resamples", "0", "--device", "cpu"];
      const expected = JSON.parse(
        await Deno.readTextFile(realPath("qwen-3-32b/expected-pca.json")),
      );
      await withReport([...args, ...few, "--vector-layer", "32"], async ({ inputs, pcs }) => {
        assert.equal(inputs.vectors.roles, expected.roles);
        for (const [k, { layer, variance_explained }] of pcs.entries()) {
          assert.equal(layer, 32);
          const error = variance_explained! - expected.explained_variance_ratio_first5[k];
          assert.ok(Math.abs(error) < 1e-12);
        }
        assert.deepEqual(pcs[0]!.highest.slice(0, 8), expected.most_positive_on_PC1);
        assert.deepEqual(pcs[0]!.lowest.slice(0, 8), expected.most_negative_on_PC1);
        await Promise.resolve();
      });
      const untold = await runMain("report", ...args, ...few, "--out", join(folder, "site"));
      assert.equal(untold.code, 1);
      assert.match(untold.stderr, /does not say of which layer it is; --vector-layer N does/);
    });
  },
);
