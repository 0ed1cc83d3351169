import assert from "node:assert/strict";
import { join } from "node:path";
import { weightsPlanText } from "../../src/cli/weights_plan.ts";
import { compareWeights } from "../../src/library/compare_weights.ts";
import { comparedBytes, openWeights, tensorsToCompare } from "../../src/library/open_weights.ts";
import { settledWeights } from "../../src/library/weights_request.ts";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { bytesText } from "../../src/text/words.ts";
import { numbers } from "../cli/small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { C, writeHybrid } from "./attention_files.ts";
import { at } from "./expected_rows.ts";

Deno.test("compareWeights() takes the norm of linear attention as it is stored where all others act as 1 + w", () =>
  withFolder({}, async (folder) => {
    const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
    await writeHybrid(base, 0);
    await writeHybrid(instruct, 1);
    const { others } = await compareWeights({
      ...{ base, instruct, weights: "stored", tensors: "layer" } as const,
    });
    const stored = numbers(4, 0);
    for (const [tensor, offset] of [["linear_attn.norm", 0], ["self_attn.q_norm", 1]] as const) {
      const { base_norm } = others!.find((row) => row.tensor === tensor)!;
      const expected = Math.hypot(...stored.map((w) => offset + w));
      assert.ok(Math.abs(base_norm / expected - 1) < 1e-12, `${tensor}: ${base_norm}, ${expected}`);
    }
  }));

Deno.test("compareWeights() of all tensors of layers takes those of more dimensions as vectors and matrices", () =>
  withFolder({}, async (folder) => {
    const more = Object.fromEntries(
      [[], [1, 1, 5], [1, 1, 3, 4], [3, 1, 4], [2, 3, 4], [1, 5], [1, 1, 1]].map((
        shape,
        i,
      ) => [`self_attn.of${i}`, { dtype: "F32", shape } as const]),
    );
    const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
    await writeHybrid(base, 0, more);
    await writeHybrid(instruct, 1, more);
    const { others } = await compareWeights({ base, instruct, tensors: "layer" });
    const shapes = others!.filter(({ tensor }) => tensor.includes(".of")).map(({ shape }) => shape);
    assert.deepEqual(shapes, ["[1]", "[5]", "[3, 4]", "[3, 4]", "[2, 12]", "[1, 5]", "[1]"]);
  }));

Deno.test("compareWeights() of all tensors of layers refuses what holds no weights, and says how MLPs are compared all the same", () =>
  withFolder({}, async (folder) => {
    const cases = [
      [{ dtype: "BOOL", shape: [2, 2] }, "found BOOL; save it in float32"],
      [{ dtype: "I8", shape: [2, 2] }, "found quantised weights of dtype I8; give the checkpoint "],
      [{ dtype: "F32", shape: [0] }, "expected numbers, found shape [0]; each process likely had "],
    ] as const;
    for (const [i, [tensor, finding]] of cases.entries()) {
      const base = join(folder, `${i}`);
      await writeHybrid(base, 0, { "self_attn.x": tensor });
      await assert.rejects(compareWeights({ base, instruct: base, tensors: "layer" }), (error) => {
        const { message } = error as Error;
        assert.ok(
          message.startsWith('Cannot use tensor "model.layers.1.self_attn.x" in '),
          message,
        );
        assert.ok(message.includes(finding), message);
        assert.ok(message.endsWith("; without --tensors layer MLPs alone are read"), message);
        return true;
      });
      // What is in no layer is another matter.
      await assert.rejects(compareWeights({ base, instruct: base, tensors: "all" }), {
        message: /; without --tensors all MLPs alone are read$/,
      });
      const { rows } = await compareWeights({ base, instruct: base });
      assert.equal(rows.length, 8);
    }
    const base = join(folder, "empty");
    await writeHybrid(base, 0, {}, { "lm_head.weight": { dtype: "F32", shape: [0] } });
    await assert.rejects(compareWeights({ base, instruct: base, tensors: "all" }), {
      message:
        /^Cannot use tensor "lm_head.weight" in .*; --tensors layer reads what is in layers alone$/,
    });
  }));

Deno.test("compareWeights() of all tensors of layers reads attention out of the shards that hold it alone", () =>
  withFolder({}, async (folder) => {
    const sharded = join(folder, "sharded");
    await Deno.mkdir(sharded);
    await Deno.copyFile(at("llama/base/config.json"), join(sharded, "config.json"));
    const file = await Deno.readFile(at("llama/base/model.safetensors"));
    const nBytes = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header: Record<string, { dtype: "F16"; shape: number[]; data_offsets: number[] }> = JSON
      .parse(new TextDecoder().decode(file.subarray(8, 8 + nBytes)));
    const entries = Object.entries(header).map((
      [name, { dtype, shape, data_offsets: [from, to] }],
    ) => ({
      ...{ name, dtype, shape },
      chunks: [file.subarray(8 + nBytes + from!, 8 + nBytes + to!)],
    }));
    const shardOf = (name: string) =>
      name.includes("self_attn") ? "attention" : name.includes("layers.") ? "mlp" : "outside";
    for (const shard of ["attention", "mlp", "outside"]) {
      await writeSafetensors(
        join(sharded, `${shard}.safetensors`),
        entries.filter(({ name }) => shardOf(name) === shard),
      );
    }
    await Deno.writeTextFile(
      join(sharded, "model.safetensors.index.json"),
      JSON.stringify({
        weight_map: Object.fromEntries(
          entries.map(({ name }) => [name, `${shardOf(name)}.safetensors`]),
        ),
      }),
    );
    const request = { instruct: at("llama/instruct"), tensors: "layer" } as const;
    const whole = await compareWeights({ base: at("llama/base"), ...request });
    const { rows, others } = await compareWeights({ base: sharded, ...request });
    assert.deepEqual([rows, others], [whole.rows, whole.others]);
    const all = await compareWeights({ ...request, base: sharded, tensors: "all" });
    assert.deepEqual(all.others!.filter(({ layer }) => layer !== null), others);
    assert.ok(all.others!.length > others!.length);
    await Deno.remove(join(sharded, "outside.safetensors"));
    await assert.rejects(compareWeights({ ...request, base: sharded, tensors: "all" }), {
      message: /outside.safetensors: expected a shard that .* names, found no such file/,
    });
    await Deno.remove(join(sharded, "attention.safetensors"));
    await assert.rejects(compareWeights({ base: sharded, ...request }), {
      message: /attention.safetensors: expected a shard that .* names, found no such file/,
    });
    const alone = await compareWeights({ base: sharded, instruct: request.instruct });
    assert.deepEqual(alone.rows, rows);
  }));

for (const tensors of ["layer", "all"] as const) {
  Deno.test(`comparedBytes() counts what is read, and not what one checkpoint has alone: ${tensors}`, () =>
    withFolder({}, async (folder) => {
      const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
      const outside = { "model.norm.weight": { dtype: "F32", shape: [C] } } as const;
      const more = { "self_attn.v_proj.weight": { dtype: "F32", shape: [100, 10] } } as const;
      await writeHybrid(base, 0, more, outside);
      await writeHybrid(instruct, 1, {}, outside);
      const request = settledWeights({ base, instruct, tensors, spectrum: false });
      await using run = await openWeights(request, { say() {} });
      const { nBytes } = comparedBytes(tensorsToCompare(run));
      let nRead = 0;
      await compareWeights({
        ...{ base, instruct, tensors, spectrum: false },
        onWeightBytes: (nBytes) => void (nRead += nBytes),
      });
      assert.equal(nBytes, nRead);
      const ofSides = weightsPlanText(run).split("\n").filter((line) => line.startsWith("bytes:"));
      assert.equal(ofSides.length, 2);
      for (const line of ofSides) assert.ok(line.includes(`: ${bytesText(nBytes / 2)}, `), line);
    }));
}
