import assert from "node:assert/strict";
import { join } from "node:path";
import type { Results } from "../../src/results.ts";
import { verdictText } from "../../src/results/verdict_text.ts";
import { run, writeCheckpoint } from "./small_pair.ts";

/** Whose down projections of which layers are zero, as block expansion and pruning leave them. */
async function withZeros(
  zeros: { base?: readonly number[]; instruct?: readonly number[] },
  use: (results: Results, site: string, stdout: string) => Promise<void> | void,
  options: readonly string[] = [],
): Promise<void> {
  await run(
    async (at) => {
      for (const [seed, name] of (["base", "instruct"] as const).entries()) {
        const isZero = (tensor: string) =>
          (zeros[name] ?? []).some((layer) =>
            tensor === `model.layers.${layer}.mlp.down_proj.weight`
          );
        await writeCheckpoint(at(name), { seed: seed + 1, isZero });
      }
    },
    async ({ code, stderr, stdout }, site) => {
      assert.equal(code, 0, stderr);
      await use(
        JSON.parse(await Deno.readTextFile(join(site, "data", "results.json"))),
        site,
        stdout,
      );
    },
    { random: "19", options: ["--pca-layer", "0", ...options] },
  );
}

function pc1(results: Results, layer: number) {
  return results.mlp.find((row) => row.layer === layer && row.input_vector === "PC1")!;
}

Deno.test("report takes a layer whose MLP is zero in the base: norm 0, no angle, the other layer as ever", async () => {
  let whole: Results | undefined;
  await withZeros({}, (results) => void (whole = results));
  await withZeros({ base: [0] }, async (results, site) => {
    const row = pc1(results, 0);
    assert.deepEqual([row.base_output_norm, row.delta_angular, row.angle_degrees], [0, null, null]);
    assert.equal(row.delta_norm, row.instruct_output_norm);
    assert.ok(row.delta_norm > 0);
    assert.equal(row.delta_relative, null);
    assert.equal(row.pfw_persona, null);
    const columns = ["base_output_norm", "delta_norm", "delta_angular", "p_persona"] as const;
    for (const column of columns) {
      assert.equal(pc1(results, 1)[column], pc1(whole!, 1)[column], column);
    }
    // The family is the one layer that is left.
    assert.equal(pc1(results, 1).pfw_persona, pc1(results, 1).p_persona);
    const csv = await Deno.readTextFile(join(site, "data", "mlp.csv"));
    assert.match(csv, /^0,PC1,0,[\d.]+,[\d.]+,,,/m);
    for await (const entry of Deno.readDir(site)) {
      if (!entry.name.endsWith(".html")) continue;
      assert.doesNotMatch(
        await Deno.readTextFile(join(site, entry.name)),
        /NaN|undefined|Infinity/,
      );
    }
  });
});

Deno.test("report says that a layer has no angle where the one that is judged is zero in one model", () =>
  withZeros({ instruct: [1] }, (results, _, stdout) => {
    const verdict = results.evidence?.verdict;
    assert.equal(verdict?.answer, "cannot tell");
    assert.match(
      verdictText(results).sentence ?? "",
      /turns by an unknown angle .* but one of the two outputs is zero there, so there is no angle\.$/,
    );
    assert.match(
      stdout,
      /^Does PC1 stand out\? Cannot tell: at layer 1 PC1 turns an unknown angle;/,
    );
  }, ["--focus", "1"]));

Deno.test("report takes a layer that is zero in both models for one that does not differ", () =>
  withZeros({ base: [1], instruct: [1] }, (results) => {
    const { base_output_norm, instruct_output_norm, delta_norm, delta_angular } = pc1(results, 1);
    assert.deepEqual([base_output_norm, instruct_output_norm, delta_norm, delta_angular], [
      0,
      0,
      0,
      0,
    ]);
  }));

Deno.test("report takes a model that is all zero, with the sweep and without baselines", async () => {
  for (const options of [["--sweep", "on"], ["--sweep", "off"]]) {
    await withZeros({ instruct: [0, 1] }, (results, _, stdout) => {
      assert.equal(results.peaks.angular, null);
      assert.ok(results.peaks.absolute !== null);
      assert.doesNotMatch(stdout, /No difference/);
    }, options);
  }
});
