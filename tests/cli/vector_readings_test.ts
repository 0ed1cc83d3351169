import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { runMain } from "./run_main.ts";
import { numbers } from "./small_pair.ts";

/** What `vectors` says of a file of vectors of these names. */
async function vectorsOf(
  names: readonly string[],
  { args = [], shape = [2, 3] }: { args?: readonly string[]; shape?: readonly number[] } = {},
) {
  const nNumbers = shape.reduce((n, it) => n * it, 1);
  const tensors = names.map((name, i) => ({
    name,
    dtype: "F32",
    shape,
    chunks: [new Uint8Array(numbers(nNumbers, 60 + i).buffer)],
  }));
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  try {
    await Deno.writeFile(path, safetensorsBytes(tensors, { metadata: {} }));
    return await runMain("vectors", path, ...args);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("vectors leads to a default of another name before any reading that takes it for a role", async () => {
  const role = ["--kind", "role"];
  for (
    const [names, args, nearest, others] of [
      [
        ["assistant", "bard", "poet"],
        role,
        "--difference assistant",
        "--vectors-are difference; --difference none",
      ],
      [
        ["assistant", "bard", "poet"],
        [],
        "--kind role --difference assistant",
        "--kind role --vectors-are difference; --kind role --difference none",
      ],
      [
        ["role.Default", "role.bard", "role.poet"],
        [],
        "--difference Default",
        "--vectors-are difference; --difference none",
      ],
      [
        ["bard", "baseline", "no role", "poet"],
        [...role, "--vectors-are", "raw"],
        "--difference baseline",
        "--difference 'no role'; --difference none",
      ],
      [
        ["bard", "none", "poet"],
        role,
        "--difference role.none",
        "--vectors-are difference; --difference none",
      ],
      [["bard", "chef", "poet"], role, "--vectors-are difference", "--difference none"],
    ] as const
  ) {
    const { code, stdout, stderr } = await vectorsOf(names, { args });
    equal(code, 2);
    ok(
      stdout.startsWith(`It is refused as it is. With ${nearest} it would be read so:\n\n`),
      stdout,
    );
    ok(stdout.endsWith(`\n\nOther ways to read it: ${others}\n\n`), stdout);
    const isNamed = nearest.includes("--difference");
    ok(stderr.includes(nearest.replace("--kind role ", "")), stderr);
    equal(/^roles +[23]: bard, (?:no role, )?poet$/m.test(stdout), isNamed, stdout);
  }
});

Deno.test("vectors says of a role that is likely the default that it is read as any other", async () => {
  const { code, stdout } = await vectorsOf(["assistant", "bard", "poet"], {
    args: ["--kind", "role", "--vectors-are", "difference"],
  });
  equal(code, 0);
  match(
    stdout,
    /taken as stored\n +Role assistant is a role like any other here, .*; what is subtracted is nothing\.\ntraits /,
  );
});

Deno.test("vectors tells once at which layers vectors of one layer are not", async () => {
  const names = ["bard", "chef", "poet", "default"];
  const { code, stdout } = await vectorsOf(names, {
    args: ["--kind", "role", "--vector-layer", "2"],
    shape: [3],
  });
  equal(code, 0);
  deepEqual(stdout.split("\n").filter((line) => /layers 0-1/.test(line)), [
    "none at     layers 0-1: all of them",
  ]);
});
