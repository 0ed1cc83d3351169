/**
 * A digest of what the CPU engine gives, of products with every form of weights and of all else that is computed, of numbers whose
 * every last bit counts: run in a process of its own, since flags of V8 are of a process.
 *
 * @module
 */

import { createWasmEngine } from "../../src/compute/wasm_engine.ts";
import { weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

const SHAPES = [[70, 1153], [48, 256], [33, 100]] as const;

const engine = createWasmEngine({ weights: "bf16", nThreads: 2 });
const all: Uint8Array[] = [];
for (const [R, K] of SHAPES) {
  for (const dtype of ["BF16", "F16", "F32"] as const) {
    const weight = weightOf(normals(R * K, 0.3), { shape: [R, K], dtype });
    for (const nVectors of [3, 21]) {
      const x = engine.upload(normals(nVectors * K, 0.7), { nRows: nVectors, nColumns: K });
      const ys = await engine.linear([
        { x, rounding: "bf16" },
        { x, rounding: "stored" },
      ], weight);
      const [one] = await engine.linear([{ x, rounding: "bf16" }], weight);
      const [first, second] = [ys[0]!, ys[1]!];
      const g = engine.upload(normals(nVectors * R, 0.4), { nRows: nVectors, nColumns: R });
      const others = [
        engine.gatedActivation(first, second, "gelu_tanh"),
        engine.gatedActivation(first, second, "silu"),
        engine.compareRows(first, second),
        engine.oppositeRows(first),
        await engine.combineRows(g, weight),
      ];
      for (const isCentred of [false, true]) {
        const scale = weightOf(normals(K, 0.2), { shape: [K], dtype });
        const uses = [{ x, rounding: "bf16" as const, isOutputRounded: isCentred }];
        others.push(...await engine.norm(uses, scale, { eps: 1e-6, normOffset: 1, isCentred }));
      }
      for (const y of await engine.download([...ys, one!, ...others])) {
        all.push(new Uint8Array(y.buffer));
      }
    }
  }
}
engine.dispose();
const digest = await crypto.subtle.digest("SHA-256", await new Blob(all as BlobPart[]).bytes());
Deno.stdout.writeSync(new TextEncoder().encode(`products ${new Uint8Array(digest).toHex()}\n`));
