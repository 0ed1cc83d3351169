import assert from "node:assert/strict";
import {
  checkpointFingerprint,
  vectorsFingerprint,
} from "../../../src/sources/checkpoint/fingerprint.ts";
import { layerTensors } from "../../../src/sources/checkpoint/weights.ts";
import { layerCase } from "../../compute/layer_fixtures.ts";

type Change = Parameters<typeof layerCase>[1];

/** Fingerprint of the base of a fixture. */
function fingerprint(name: "gemma_like" | "llama_like", change?: Change): Promise<string> {
  const { recipe, weights } = layerCase(name, change).inputs.base;
  return checkpointFingerprint({ recipe, layerWeights: () => weights }, [3]);
}

Deno.test("checkpointFingerprint() is the same for the same tensors, and another for others", async () => {
  const own = await fingerprint("gemma_like");
  assert.match(own, /^[0-9a-f]{64}$/);
  assert.equal(await fingerprint("gemma_like"), own);
  assert.notEqual(await fingerprint("llama_like"), own);
  const changed = await fingerprint("gemma_like", (tensor, bytes) => {
    if (tensor === "base.down") bytes[5]! ^= 1;
  });
  assert.notEqual(changed, own);
});

Deno.test("checkpointFingerprint() is the same for a default and the same value in config.json", async () => {
  const { recipe, weights } = layerCase("gemma_like").inputs.base;
  const ofDefault = { ...recipe, defaults: ["eps"] as const };
  const checkpoint = { recipe: ofDefault, layerWeights: () => weights };
  assert.equal(await checkpointFingerprint(checkpoint, [3]), await fingerprint("gemma_like"));
});

Deno.test("checkpointFingerprint() reads at most 4,096 bytes of a tensor", async () => {
  const { recipe, weights } = layerCase("gemma_like").inputs.base;
  await checkpointFingerprint({ recipe, layerWeights: () => weights }, [3]);
  for (const tensor of layerTensors(weights)) {
    const { reads } = tensor as unknown as { reads: { sizeBytes: number }[] };
    assert.ok(reads.length === 1 && reads[0]!.sizeBytes <= 4096);
  }
});

Deno.test("vectorsFingerprint() depends on kinds, names, values and order", () => {
  const vector = (kind: string, name: string, ...values: number[]) => ({
    kind,
    name,
    values: Float32Array.from(values),
  });
  const all = [vector("role", "poet", 1, 2), vector("trait", "poet", 3, 4)];
  const own = vectorsFingerprint(all);
  assert.equal(vectorsFingerprint(all.map((it) => ({ ...it, values: it.values.slice() }))), own);
  assert.notEqual(vectorsFingerprint(all.toReversed()), own);
  assert.notEqual(vectorsFingerprint([vector("role", "poet", 1, 2.5), all[1]!]), own);
});
