import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import type { Results } from "../../src/results.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { runMain, withReport } from "./run_main.ts";
import { numbers } from "./small_pair.ts";

const C = 64, L = 5;
const PAIR = [
  ...STORIES_PAIR,
  ...["--device", "cpu", "--random", "4", "--resamples", "0", "--layers", "1-2"],
];

/** A file of a role of all layers, a probe of one row, and a decoder of many. */
function vectorsFile(): Uint8Array {
  const tensor = (name: string, shape: number[], seed: number) => ({
    name,
    dtype: "F32",
    shape,
    chunks: [new Uint8Array(numbers(shape.reduce((a, b) => a * b, 1), seed).buffer)],
  });
  return safetensorsBytes([
    tensor("role.bard", [L, C], 1),
    tensor("probe", [C], 2),
    tensor("W_dec", [40, C], 3),
  ]);
}

/** The rows of an input, without its name. */
function rowsOf({ mlp }: Results, name: string) {
  return mlp.filter(({ input_vector }) => input_vector === name)
    .map(({ input_vector: _, ...row }) => row);
}

testOnStories(
  "report runs a given vector with all evidence, as it runs a component",
  () =>
    withFolder({}, async (folder) => {
      const file = join(folder, "v.safetensors");
      await Deno.writeFile(file, vectorsFile());
      const input = `${file}:probe,${file}:W_dec[7],${file}:bard`;
      await withReport([...PAIR, "--input", input], async (results) => {
        const names = ["PC1", "PC2", "PC3", "probe", "W_dec[7]", "role.bard"];
        deepEqual(results.pcs.map(({ name }) => name), names);
        deepEqual(
          [...new Set(results.mlp.map(({ input_vector }) => input_vector))],
          names.flatMap((name) => [name, `-${name}`]),
        );
        match(results.run.command, /--input 'v\.safetensors:probe,v\.safetensors:W_dec\[7\],/);
        ok(results.evidence!.robustness.some(({ input_vector }) => input_vector === "probe"));
        ok(results.causes!.attribution.some(({ input_vector }) => input_vector === "-W_dec[7]"));
        const told = results.findings.filter(({ topic }) => topic === "given-input");
        deepEqual(
          told.map(({ layer, short }) => `${layer} ${/^\S+/.exec(short!)}`),
          ["null probe", "null W_dec[7]", "null role.bard"],
        );
        await Promise.resolve();
      });
      // The same row, given as a vector of its own.
      const row = numbers(40 * C, 3).subarray(7 * C, 8 * C);
      const alone = join(folder, "row.safetensors");
      await Deno.writeFile(
        alone,
        safetensorsBytes([{
          name: "row",
          dtype: "F32",
          shape: [C],
          chunks: [new Uint8Array(row.slice().buffer)],
        }]),
      );
      await withReport([...PAIR, "--input", `${file}:W_dec[7],${alone}`], async (results) => {
        deepEqual(rowsOf(results, "W_dec[7]"), rowsOf(results, "row"));
        await Promise.resolve();
      });
    }),
);

testOnStories(
  "report tells of a given vector on the terminal and the overview, beside its claim about PC1",
  () =>
    withFolder({}, async (folder) => {
      const file = join(folder, "v.safetensors");
      await Deno.writeFile(file, vectorsFile());
      const out = join(folder, "site");
      const { stdout } = await runMain(
        ...["report", ...PAIR, "--input", `${file}:probe`, "--out", out],
      );
      const line =
        /^probe turns the output farthest at layer [12], (reversed )?by [\d.]+ degrees: 4 random role mixtures are too few for a p-value\.$/m;
      match(stdout, line);
      const [said] = line.exec(stdout)!;
      ok((await Deno.readTextFile(join(out, "index.html"))).includes(said));
      match(await Deno.readTextFile(join(out, "report.md")), /^- probe turns the output farthest/m);
    }),
);

testOnStories(
  "report refuses an input that is not there, or does not fit",
  () =>
    withFolder({}, async (folder) => {
      const file = join(folder, "v.safetensors");
      await Deno.writeFile(file, vectorsFile());
      const wide = join(folder, "wide.safetensors");
      await Deno.writeFile(
        wide,
        safetensorsBytes([{
          name: "x",
          dtype: "F32",
          shape: [3],
          chunks: [new Uint8Array(12).fill(1)],
        }]),
      );
      const found: [input: string, code: number, line: RegExp][] = [
        [`${folder}/none.npy`, 1, /Cannot open .*none\.npy: no such file/],
        [
          `${file}:W_dec`,
          1,
          /expected one row, or one of each of 5 layers, found \[40, 64\]; say which row with \S+\.safetensors:W_dec\[ROW\]/,
        ],
        [`${file}:W_dec[40]`, 1, /it has no row 40; it has 40, counted from 0/],
        [`${file}:W_enc`, 1, /expected a vector "W_enc" in it; it has role\.bard, probe, W_dec/],
        [wide, 1, /expected vectors of 64 entries, as the model's hidden size, found \[3\]/],
        [`${folder}/x.txt`, 2, /expected FILE or FILE:NAME/],
        [`${file}:probe,${file}:probe`, 2, /probe is the name of two vectors/],
      ];
      for (const [input, code, line] of found) {
        const out = join(folder, "site");
        const outcome = await runMain("report", ...PAIR, "--input", input, "--out", out);
        equal(outcome.code, code, input);
        match(outcome.stderr, line);
      }
    }),
);

testOnStories(
  "the assistant axis of the vectors is an input by itself",
  () =>
    withFolder({}, async (folder) => {
      const vectors = join(folder, "vectors.safetensors");
      const tensor = (name: string, seed: number) => ({
        name,
        dtype: "F32",
        shape: [L, C],
        chunks: [new Uint8Array(numbers(L * C, seed).buffer)],
      });
      await Deno.writeFile(
        vectors,
        safetensorsBytes(["role.a", "role.b", "role.c", "default", "axis"].map(tensor)),
      );
      const args = [...PAIR.slice(0, 4), "--vectors", vectors, ...PAIR.slice(6)];
      await withReport(args, async ({ pcs }) => {
        deepEqual(pcs.map(({ name }) => name), ["PC1", "PC2", "assistant_axis"]);
        await Promise.resolve();
      });
      // Given once more it is the same input; another vector of that name would stand where its table tells of the vectors' own.
      const named = async (seed: number) => {
        const file = join(folder, `given-${seed}.safetensors`);
        await Deno.writeFile(
          file,
          safetensorsBytes([{ ...tensor("", seed), name: "assistant_axis" }]),
        );
        return [...args, "--input", file];
      };
      await withReport(await named(4), ({ pcs }) => {
        deepEqual(pcs.map(({ name }) => name), ["PC1", "PC2", "assistant_axis"]);
      });
      const { code, stderr } = await runMain("report", ...await named(5), "--out", `${folder}/o`);
      equal(code, 2);
      match(
        stderr,
        /Cannot use assistant_axis of --input: vectors\.safetensors has an assistant axis of its own, which is run under that name; rename it in its file$/m,
      );
    }),
);

testOnStories(
  "controls are one more baseline, named in a sentence",
  () =>
    withFolder({}, async (folder) => {
      const file = join(folder, "emotions.safetensors");
      const names = ["joy", "fear", "anger"];
      await Deno.writeFile(
        file,
        safetensorsBytes(names.map((name, seed) => ({
          name,
          dtype: "F32",
          shape: [C],
          chunks: [new Uint8Array(numbers(C, 10 + seed).buffer)],
        }))),
      );
      // A control that is also an input turns as far as the input does, whatever its length.
      const args = [...PAIR, "--controls", file, "--input", `${file}:joy`];
      await withReport(args, async (results) => {
        const { evidence, baseline, mlp, findings, run } = results;
        deepEqual(evidence!.controls, names);
        deepEqual(evidence!.missing_baselines, []);
        const rows = baseline.filter((row) => row.baseline === "controls" && row.layer === 2);
        deepEqual(
          rows.map(({ index, sign }) => [index, sign]),
          [0, 1, 2].flatMap((index) => [[index, 1], [index, -1]]),
        );
        const joy = mlp.find(({ layer, input_vector }) => layer === 2 && input_vector === "joy")!;
        ok(Math.abs(rows[0]!.delta_angular! / joy.delta_angular! - 1) < 0.01); // rounded to bfloat16 at another length
        const { text } = findings.find(({ topic }) => topic === "controls")!;
        match(text, /^Of 3 controls, .* turns? at least as far as PC1 at layer \d/);
        match(run.command, /--controls emotions\.safetensors/);
        await Promise.resolve();
      });
      const plan = await runMain("report", ...args, "--plan");
      match(
        plan.stdout,
        /input vectors a layer: 3 principal components, 1 named vector, 3 controls, 4 isotropic, /,
      );
      const off = await runMain(
        "report",
        ...PAIR.map((word, i) => PAIR[i - 1] === "--random" ? "0" : word),
        "--controls",
        file,
      );
      match(off.stderr, /Cannot use --controls with --random 0/);
      equal(off.code, 2);
    }),
);
