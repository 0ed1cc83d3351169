import assert from "node:assert/strict";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { runMain, withReport } from "./run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const PAIR = [...STORIES_PAIR, "--device", "cpu"];
const HIDDEN_SIZE = 64; // C

/** A file of activations whose row i is all 1 + i mod 250 but for its first entry, which is 2. */
async function withActivations(nRows: number, use: (path: string) => Promise<void>): Promise<void> {
  await withFolder({}, async (folder) => {
    const values = Float32Array.from(
      { length: nRows * HIDDEN_SIZE },
      (_, k) => k % HIDDEN_SIZE === 0 ? 2 : 1 + Math.floor(k / HIDDEN_SIZE) % 250,
    );
    const path = `${folder}/mlp in.safetensors`;
    const chunks = [new Uint8Array(values.buffer)];
    await writeSafetensors(path, [{
      name: "x",
      dtype: "F32",
      shape: [nRows, HIDDEN_SIZE],
      chunks,
    }]);
    await use(path);
  });
}

testOnStories(
  "report --sweep on runs every role and trait at every layer, without baselines too",
  async () => {
    await withReport([...PAIR, "--sweep", "on", "--random", "0"], async (results, site) => {
      const { sweep, inputs, options } = results;
      assert.ok(sweep !== null && options.sweep);
      const nVectors = inputs.vectors.roles + inputs.vectors.traits;
      assert.equal(sweep.rows.length, nVectors);
      assert.ok(sweep.rows.every(({ layers }) => layers === options.layers.length));
      const ranks = sweep.rows.map((row) => row.delta_angular_rank).sort((a, b) => a! - b!);
      assert.deepEqual(ranks, Array.from({ length: nVectors }, (_, i) => i + 1));
      // Without a mean state there is nothing to trim.
      assert.ok(sweep.rows.every((row) => row.trimmed_angular_mean === null));
      const csv = await Deno.readTextFile(`${site}/data/sweep.csv`);
      assert.equal(csv.trimEnd().split("\n").length, nVectors + 1);
      assert.match(
        csv,
        /^kind,name,layers,delta_norm_mean,delta_norm_sd,delta_norm_max,delta_angular_mean,delta_angular_sd,delta_angular_max,/,
      );
    });
  },
);

testOnStories("report on the CPU runs no sweep unasked, and writes no table of one", async () => {
  await withReport([...PAIR, "--random", "0", "--layers", "3"], async (results, site) => {
    assert.deepEqual([results.sweep, results.options.sweep, results.activations], [
      null,
      false,
      null,
    ]);
    await assert.rejects(Deno.stat(`${site}/data/sweep.csv`), Deno.errors.NotFound);
    await assert.rejects(Deno.stat(`${site}/data/activations.csv`), Deno.errors.NotFound);
  });
});

testOnStories(
  "report --activations sets PC1 among the rows of the file, and says no place on disk",
  async () => {
    await withActivations(9, async (path) => {
      const args = ["--activations", path, "--activations-layer", "3", "--random", "4"];
      // By the criterion the pair has no outlier dimensions, and then there is nothing trimmed.
      await withReport([...PAIR, ...args, "--outliers", "8"], async (results, site) => {
        const { activations, options, mlp } = results;
        assert.ok(activations !== null);
        assert.equal(options.activations_layer, 3);
        assert.deepEqual([activations.file, activations.rows_in_file], ["mlp in.safetensors", 9]);
        assert.deepEqual(activations.rows.map(({ index }) => index), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        const [raw] = activations.variants;
        const pc1 = mlp.find((row) => row.layer === 3 && row.input_vector === "PC1");
        assert.equal(raw?.pc1_delta_angular, pc1?.delta_angular);
        assert.deepEqual(activations.variants.map(({ variant }) => variant), ["raw", "trimmed"]);
        const csv = await Deno.readTextFile(`${site}/data/activations.csv`);
        assert.equal(csv.trimEnd().split("\n").length, 10);
        const folder = path.slice(0, path.lastIndexOf("/"));
        for await (const entry of Deno.readDir(`${site}/data`)) {
          assert.ok(!(await Deno.readTextFile(`${site}/data/${entry.name}`)).includes(folder));
        }
      });
    });
  },
);

testOnStories("report says aloud that it runs a sample of more than 1024 activations", async () => {
  await withActivations(1100, async (path) => {
    const args = [
      "--activations",
      path,
      "--activations-layer",
      "3",
      "--random",
      "0",
      "--layers",
      "3",
    ];
    const out = `${path.slice(0, path.lastIndexOf("/"))}/site`;
    const { code, stderr } = await runMain("report", ...PAIR, ...args, "--out", out);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^Of the 1100 activations in mlp in\.safetensors a seeded sample of 1024 is run$/m,
    );
    const { activations } = JSON.parse(await Deno.readTextFile(`${out}/data/results.json`));
    assert.deepEqual([activations.rows_in_file, activations.rows.length], [1100, 1024]);
  });
});

testOnStories("report refuses activations of a layer that is not analysed", async () => {
  await withActivations(1, async (path) => {
    const args = ["--activations", path, "--activations-layer", "1", "--layers", "3"];
    const { code, stderr } = await runMain("report", ...PAIR, ...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Cannot run activations at layer 1 of --activations-layer/);
  });
});

testOnStories("report --plan counts the sweep and the activations", async () => {
  const plan = async (...args: string[]) => {
    const { code, stdout, stderr } = await runMain(
      "report",
      ...PAIR,
      "--plan",
      "--random",
      "0",
      ...args,
    );
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const held = (text: string) => /to hold: (\S+) (\S+) of/.exec(text)?.slice(1).join(" ");
  const [without, swept] = [await plan("--sweep", "off"), await plan("--sweep", "on")];
  const count = (text: string) => Number(/^(\d+) input vectors a layer/m.exec(text)?.[1]);
  const [, roles, traits] = /(\d+) roles, (\d+) traits/.exec(without)!;
  const nVectors = Number(roles) + Number(traits);
  assert.equal(count(swept), count(without) + nVectors);
  assert.match(swept, new RegExp(`, and up to ${nVectors} roles and traits$`, "m"));
  assert.doesNotMatch(without, /up to|activation/);
  await withActivations(5, async (path) => {
    const text = await plan("--sweep", "off", "--activations", path, "--activations-layer", "2");
    assert.match(text, /; at layer 2 5 activations more$/m);
    assert.equal(count(text), count(without));
    // V (4 F + 7 C) float32 with C = 64 and F = 172: 4544 bytes an input.
    assert.equal(held(without), "27.3 kB");
    assert.equal(held(text), "50.0 kB");
  });
});
