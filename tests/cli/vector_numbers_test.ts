import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { numbersText } from "../../src/cli/vector_numbers.ts";
import type { RawVectors, VectorFolder } from "../../src/sources/vectors/vectors.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { runMain } from "./run_main.ts";
import { numbers } from "./small_pair.ts";

const [L, C] = [4, 6];

/** What `vectors` says of roles `[L, C]` in one file, with numbers of them replaced. */
async function toldOf(
  vectors: Readonly<Record<string, Readonly<Record<number, number>>>>,
): Promise<{ code: number; stdout: string }> {
  const tensors = Object.entries(vectors).map(([name, replaced], i) => {
    const values = Object.assign(numbers(L * C, 40 + i), replaced);
    return { name, dtype: "F32", shape: [L, C], chunks: [new Uint8Array(values.buffer)] };
  });
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  try {
    await Deno.writeFile(path, safetensorsBytes(tensors, { metadata: {} }));
    return await runMain("vectors", path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("vectors says the refusal that a report would meet in the numbers, of roles, traits and the default", async () => {
  for (
    const [vectors, refusal] of [
      [
        { "role.bard": {}, "role.poet": { [C + 3]: NaN }, default: {} },
        "Cannot use role.poet of FILE: expected finite numbers at layer 1, found NaN at element 3",
      ],
      [
        { "role.bard": {}, "role.poet": {}, default: { [3 * C]: Infinity } },
        "Cannot use default of FILE: expected finite numbers at layer 3, found Infinity at element 0",
      ],
      [
        { "role.bard": {}, "role.poet": {}, "trait.calm": { 5: 3.4e38 }, default: {} },
        "Cannot use trait.calm of FILE: expected finite numbers in bfloat16 at layer 0, found Infinity at element 5 (stored 3.3999999521443642e+38)",
      ],
    ] as const
  ) {
    const { code, stdout } = await toldOf(vectors);
    equal(code, 0);
    equal(
      /^numbers +(.*)$/m.exec(stdout)?.[1]?.replace(/ \S+\.safetensors:/, " FILE:"),
      `${refusal}; a report of that layer is refused`,
    );
  }
  const { stdout } = await toldOf({ "role.bard": {}, "role.poet": {}, default: {} });
  match(stdout, /^numbers +finite$/m);
});

/** Vectors of `nLayers` and which of them were asked for. */
function counted(change: Partial<VectorFolder>): { vectors: VectorFolder; asked: number[] } {
  const asked: number[] = [];
  const vectors = {
    nLayers: 11,
    hiddenSize: 10,
    roleNames: ["bard", "poet"],
    traitNames: [],
    absent: [],
    readLayers(layers: readonly number[]): Promise<RawVectors[]> {
      asked.push(...layers);
      return Promise.resolve([]);
    },
    ...change,
  } as unknown as VectorFolder;
  return { vectors, asked };
}

Deno.test("numbersText() looks at some layers of many numbers, from the first to the last, and says at which", async () => {
  for (
    const [maxNumbers, layers, text] of [
      [220, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "finite"],
      [
        219,
        [0, 1, 2, 3, 4, 6, 7, 8, 9, 10],
        "finite at layers 0-4,6-10; the other layers were not looked at",
      ],
      [60, [0, 5, 10], "finite at layers 0,5,10; the other layers were not looked at"],
      [1, [0], "finite at layer 0; the other layers were not looked at"],
    ] as const
  ) {
    const { vectors, asked } = counted({});
    equal(await numbersText(vectors, { maxNumbers }), text);
    deepEqual(asked, layers);
  }
  const both = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10];
  const absent = [
    { kind: "role", name: "bard", layers: [...both, 3] },
    { kind: "role", name: "poet", layers: both },
  ] as const;
  const { vectors, asked } = counted({ absent });
  equal(await numbersText(vectors, { maxNumbers: 20 }), "finite");
  deepEqual(asked, [3]);
});

Deno.test("numbersText() takes no file that cannot be read for numbers that cannot be used", async () => {
  const { vectors } = counted({ readLayers: () => Promise.reject(new Error("Cannot read a.pt")) });
  await rejects(numbersText(vectors), { message: "Cannot read a.pt" });
});
