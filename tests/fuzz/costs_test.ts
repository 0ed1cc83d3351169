import assert from "node:assert/strict";
import { join } from "node:path";
import { storedZip } from "../../src/demonstration/zip_writer.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { safetensorsFile } from "../sources/memory_bytes.ts";
import type { Cost } from "./cost_process.ts";
import { readFixture } from "./fixtures.ts";
import { readZip } from "./readers/zip.ts";
import { denoArguments, MAX_MEGABYTES } from "./slice.ts";

const one = (rest: string) =>
  safetensorsFile(`{"t":{"dtype":"U8","data_offsets":[0,1],${rest}}}`, new Uint8Array(1));
const times = (n: number, item: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => item(i)).join();
const text = (it: string) => new TextEncoder().encode(it);

/** A PCA file of a megabyte that names one list of long names at each of many keys, by its memo. */
function multiplyingPca(): Uint8Array {
  const entries = [
    ...readZip(readFixture("torch/pca/mean-scaler.pt"), { isDeflatable: false }).values(),
  ];
  const short = (it: string) => `\x8c${String.fromCharCode(it.length)}${it}`;
  const list = `]r\x10\x27\0\0(${`X\xe8\x03\0\0${"x".repeat(1_000)}`}r\x11\x27\0\0${
    "j\x11\x27\0\0".repeat(20_000)
  }e`;
  const roles = `${short("roles")}}(${short("k")}${list}${
    Array.from({ length: 60_000 }, (_, i) => `${short(`k${i}`)}j\x10\x27\0\0`).join("")
  }u`;
  return storedZip(entries.map((entry) => {
    if (!entry.name.endsWith("/data.pkl")) return { name: entry.name, data: entry.bytes() };
    const pickle = String.fromCharCode(...entry.bytes());
    assert.equal(pickle.slice(-2), "u.");
    const longer = `${pickle.slice(0, -2)}${roles}u.`;
    return { name: entry.name, data: Uint8Array.from(longer, (unit) => unit.charCodeAt(0)) };
  }));
}

/** What is garbage is collected by when it has to be: else its size would tell how busy the machine is. */
const HEAP = "--v8-flags=--max-old-space-size=224";

/** Files that cost what files of their size cost at most, with what is said of them. */
const CASES: readonly [name: string, format: string, make: () => Uint8Array, said: RegExp][] = [
  [
    "1,400,000 tensors of no size",
    "safetensors",
    () =>
      safetensorsFile(
        `{${times(1_400_000, (i) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`)}}`,
      ),
    /HeaderTooLarge: expected a header of at most 25000000 bytes/,
  ],
  [
    "as many as 25 MB take",
    "safetensors",
    () =>
      safetensorsFile(
        `{${times(400_000, (i) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`)}}`,
      ),
    /Expected at most 200000 tensors, found more$/,
  ],
  [
    "200,000 tensors",
    "safetensors",
    () =>
      safetensorsFile(
        `{${times(200_000, (i) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`)}}`,
      ),
    /^accepted$/,
  ],
  [
    "200,000 tensors of 33 dimensions",
    "safetensors",
    () =>
      safetensorsFile(
        `{${
          times(
            200_000,
            (i) => `"${i}":{"dtype":"U8","shape":[${"0,".repeat(32)}0],"data_offsets":[0,0]}`,
          )
        }}`,
      ),
    /Expected at most 1000000 dimensions of all tensors, found more$/,
  ],
  [
    "200,000 tensors under names of 60 characters",
    "safetensors",
    () =>
      safetensorsFile(
        `{${
          times(
            200_000,
            (i) =>
              `"${String(i).padStart(60, "n")}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
          )
        }}`,
      ),
    /^accepted$/,
  ],
  [
    "200,000 tensors of five dimensions",
    "safetensors",
    () =>
      safetensorsFile(
        `{${
          times(200_000, (i) => `"${i}":{"dtype":"U8","shape":[0,0,0,0,0],"data_offsets":[0,0]}`)
        }}`,
      ),
    /^accepted$/,
  ],
  [
    "nine further fields of each of 200,000 tensors",
    "safetensors",
    () =>
      safetensorsFile(
        `{${
          times(
            200_000,
            (i) =>
              `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0],${
                times(9, (f) => `"${f}":1`)
              }}`,
          )
        }}`,
      ),
    /^accepted$/,
  ],
  [
    "a shape of 12 million ones",
    "safetensors",
    () => one(`"shape":[${"1,".repeat(12e6)}1]`),
    /Expected at most 64 dimensions of a tensor/,
  ],
  [
    "an ignored list of 24 MB",
    "safetensors",
    () => one(`"shape":[1],"x":[${"0,".repeat(12e6)}0]`),
    /^accepted$/,
  ],
  [
    "an ignored object of 24 MB",
    "safetensors",
    () => one(`"shape":[1],"x":{${times(2_000_000, (i) => `"${i}":[]`)}}`),
    /^accepted$/,
  ],
  [
    "texts of 24 MB",
    "safetensors",
    () => safetensorsFile(`{"__metadata__":{${times(1_900_000, (i) => `"${i}":""`)}}}`),
    /Expected at most 200000 texts/,
  ],
  [
    "an index of 16 MB",
    "index",
    () => text(`{"metadata":[${"0,".repeat(7e6)}0],"weight_map":{"a":"a.safetensors"}}`),
    /^accepted$/,
  ],
  [
    "a config of 1 MB",
    "config",
    () => text(`{"x":[${"[],".repeat(300_000)}0]}`),
    /expected "architectures" to be a list that names one/,
  ],
  [
    "a PCA file whose names multiply",
    "pca",
    multiplyingPca,
    /expected names of at most 4194304 characters together/,
  ],
];

for (const [name, format, make, said] of CASES) {
  Deno.test(`${name} cost at most ${MAX_MEGABYTES} MB`, () =>
    withFolder({}, async (folder) => {
      const path = join(folder, "file");
      await Deno.writeFile(path, make());
      const process = new URL("cost_process.ts", import.meta.url);
      const { stdout, success } = await new Deno.Command(Deno.execPath(), {
        args: [...denoArguments(), HEAP, process.pathname, format, path],
        stderr: "null",
      }).output();
      assert.ok(success, "the process ended");
      const cost: Cost = JSON.parse(new TextDecoder().decode(stdout));
      assert.match(cost.said, said);
      // Where the system does not tell of memory, nothing is asked of it.
      assert.ok((cost.megabytes ?? 0) <= MAX_MEGABYTES, `${cost.megabytes} MB`);
    }));
}
