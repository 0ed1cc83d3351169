import { strictEqual } from "node:assert/strict";
import { requestCommand } from "../../../src/library/request_command.ts";
import { repeatCommand } from "../../../src/site/pages/repeat.ts";

const inputs = { base: "b", instruct: "i", vectors: "v" };
const settings = { random: 32, resamples: 20, sweep: false, seed: 7 };
const settled = { inputs, settings, device: { kind: "cpu", name: "WebAssembly (SIMD)" } } as const;

Deno.test("repeatCommand() keeps what was asked and writes machine defaults out once", () => {
  strictEqual(
    repeatCommand({ ...settled, command: "deno task report --random 32 --device auto --pcs 2" }),
    "deno task report --random 32 --pcs 2 --resamples 20 --sweep off --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() gives no --random beside a flag that sets it", () => {
  strictEqual(
    repeatCommand({ ...settled, command: "deno task report --like-published" }),
    "deno task report --like-published --resamples 20 --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() quotes a hostile name and takes no `$&` in it for a pattern", () => {
  strictEqual(
    repeatCommand({
      ...settled,
      inputs: { ...inputs, base: "a'; rm $& x" },
      command: `deno task report --base 'a'\\''; rm $& x' --instruct i --vectors v`,
    }),
    `deno task report --base 'path/to/a'\\''; rm $& x' --instruct path/to/i --vectors path/to/v ` +
      "--random 32 --resamples 20 --sweep off --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() takes nothing within quotes for an option", () => {
  strictEqual(
    repeatCommand({
      ...settled,
      command: "deno task report --base-name 'a --base b --fresh --seed 1' --random 9",
    }),
    "deno task report --base-name 'a --base b --fresh --seed 1' --random 9 " +
      "--resamples 20 --sweep off --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() gives ids with their commits as they are, and drops what changes no number", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  strictEqual(
    repeatCommand({
      ...settled,
      inputs: { base: `org/m@${commit}`, instruct: "i", vectors: `org/v@${commit}:gemma-2-27b` },
      command:
        `deno task report --base org/m@${commit} --instruct i --vectors org/v@${commit}:gemma-2-27b ` +
        "--cache-limit 1MB --fresh --pcs 2 --offline --out mine",
    }),
    `deno task report --base org/m@${commit} --instruct path/to/i --vectors org/v@${commit}:gemma-2-27b --pcs 2 ` +
      "--random 32 --resamples 20 --sweep off --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() asks for the plain loops where they computed", () => {
  // The second as earlier versions called them.
  for (const name of ["plain loops in TypeScript (reference)", "CPU twin (float64 accumulation)"]) {
    const device = { kind: "cpu", name } as const;
    strictEqual(
      repeatCommand({ ...settled, device, command: "deno task report --random 32 --pcs 2" }),
      "deno task report --random 32 --pcs 2 --resamples 20 --sweep off --seed 7 --device reference",
    );
  }
});

Deno.test("repeatCommand() gives every file of the author's a place of the reader's", () => {
  strictEqual(
    repeatCommand({
      ...settled,
      command:
        "deno task report --pca 'my pc'\\''s.pt' --base-adapter lora --activations acts,2.npy " +
        "--activations-layer 3 --input probe.npy,happy.pt:h --controls 'a b.npz' --records mine --random 9",
    }),
    "deno task report --pca 'path/to/my pc'\\''s.pt' --base-adapter path/to/lora --activations path/to/acts,2.npy " +
      "--activations-layer 3 --input path/to/probe.npy,path/to/happy.pt:h --controls 'path/to/a b.npz' --random 9 " +
      "--resamples 20 --sweep off --seed 7 --device cpu",
  );
  strictEqual(
    repeatCommand({ ...settled, command: "deno task report --pca computed --random 9" }),
    "deno task report --pca computed --random 9 --resamples 20 --sweep off --seed 7 --device cpu",
  );
});

Deno.test("repeatCommand() leaves no place of the author's disk without a place of the reader's", () => {
  const path = "/home/me/own.pt";
  const command = requestCommand({
    ...{ base: path, instruct: path, vectors: path, baseAdapter: path, out: path, records: path },
    ...{ input: path, controls: path, pca: { file: path }, activations: { path, layer: 3 } },
  });
  const repeated = repeatCommand({ ...settled, command });
  strictEqual(command.split(" own.pt").length - 1, 10);
  strictEqual(repeated.split(" path/to/").length - 1, 8);
  strictEqual(repeated.includes(" own.pt"), false);
});

Deno.test("repeatCommand() names the base where an adapter of it gave the base side its name", () => {
  strictEqual(
    repeatCommand({
      ...settled,
      inputs: { ...inputs, base: "lora-a", instruct: "lora-b" },
      command:
        "deno task report --base llama --base-adapter lora-a --instruct lora-b --vectors v --random 9",
    }),
    "deno task report --base path/to/llama --base-adapter path/to/lora-a --instruct path/to/lora-b " +
      "--vectors path/to/v --random 9 --resamples 20 --sweep off --seed 7 --device cpu",
  );
});
