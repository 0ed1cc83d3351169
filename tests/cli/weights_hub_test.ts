import assert from "node:assert/strict";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { withVariables } from "../environment.ts";
import { type FakeRepository, startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";
import { C, numbers, writeCheckpoint } from "./small_pair.ts";

const [LAYERS, OUTSIDE] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
const [N_EMBEDDINGS, N_ELSEWHERE] = [30_000, 90_000];

/** A small checkpoint of two shards, one of what is in none; the last of that, 2.9 MB, is called as said. */
async function repository(
  folder: string,
  { id, seed, elsewhere }: { id: string; seed: number; elsewhere: string },
): Promise<FakeRepository> {
  await writeCheckpoint(folder, { seed });
  const { "config.json": config, "model.safetensors": layers } = Object.fromEntries(
    await readFiles(folder),
  );
  const tensors = Object.entries({
    "model.norm.weight": [C],
    "model.embed_tokens.weight": [N_EMBEDDINGS, C],
    [elsewhere]: [N_ELSEWHERE, C],
  }).map(([name, shape]) => ({
    ...{ name, dtype: "BF16", shape } as const,
    chunks: [encodeBf16(numbers(shape.reduce((product, n) => product * n, 1), seed))],
  }));
  const text = new TextDecoder().decode(layers);
  const weight_map = Object.fromEntries([
    ...[...text.matchAll(/"(model\.layers\.[^"]*)"/g)].map(([, name]) => [name, LAYERS]),
    ...tensors.map(({ name }) => [name, OUTSIDE]),
  ]);
  const index = new TextEncoder().encode(JSON.stringify({ weight_map }));
  return {
    ...{ kind: "models", id, commit: String(seed).repeat(40) },
    files: new Map([
      ["config.json", config!],
      ["model.safetensors.index.json", index],
      [LAYERS, layers!],
      [OUTSIDE, safetensorsBytes(tensors)],
    ]),
  };
}

Deno.test("weights --tensors all fetches from the Hub what its plan tells, and of what is in none what both have", () =>
  withFolder({}, async (folder) => {
    await using hub = await startFakeHub([
      await repository(`${folder}/a`, { id: "org/base", seed: 1, elsewhere: "lm_head.weight" }),
      await repository(`${folder}/b`, { id: "org/tuned", seed: 2, elsewhere: "score.weight" }),
    ]);
    const run = (...options: string[]) =>
      withVariables({
        HF_ENDPOINT: hub.endpoint,
        HF_HOME: `${folder}/hf`,
        XDG_CACHE_HOME: `${folder}/cache`,
      }, () =>
        runMain(
          ...["weights", "--base", "org/base", "--instruct", "org/tuned", "--tensors", "all"],
          ...["--out", `${folder}/w.html`, ...options],
        ));
    const plan = await run("--plan");
    assert.equal(plan.code, 0, plan.stderr);
    // Layers of 608 elements came with the header of their shard, and with that of the other its first 64 KiB.
    assert.match(
      plan.stdout,
      /^bytes: {3}org\/base@1{40}: 962 kB, 1\.22 kB a layer, 960 kB in no layer; 67\.7 kB at hand, 895 kB to come of what is in none$/m,
    );
    const { code, stdout, stderr } = await run();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /model\.embed_tokens changed most/);
    assert.match(stderr, /^"lm_head\.weight" is in the base checkpoint alone: /m);
    const fetched = hub.requests.filter(({ host, path }) =>
      host === "content" && path.endsWith(OUTSIDE)
    ).map(({ range }) => /(\d+)-(\d+)/.exec(range ?? "")!.slice(1).map(Number))
      .reduce((sum, [first, last]) => sum + last! + 1 - first!, 0);
    const wanted = 2 * 2 * C * (N_EMBEDDINGS + 1);
    assert.ok(fetched >= wanted && fetched < wanted + 2 ** 18, `${fetched} of ${wanted}`);
    assert.match((await run("--plan", "--offline")).stdout, /960 kB in no layer$/m);
  }));
