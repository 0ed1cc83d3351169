import assert from "node:assert/strict";
import { join } from "node:path";
import { findWeightFiles } from "../../../src/sources/checkpoint/checkpoint_files.ts";
import { readJsonFile } from "../../../src/sources/folder/json_file.ts";
import { localFolder } from "../../../src/sources/folder/local_folder.ts";
import { withFolder } from "../temporary_folder.ts";

const INDEX = "model.safetensors.index.json";
const ADVICE = "fetch the file again, or mend it there";

/** Runs `body` with a folder that holds these files. */
async function withFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(folder, name), bytes);
    }
    await body(folder);
  });
}

Deno.test("findWeightFiles() finds every tensor in the single file", () =>
  withFiles({ "model.safetensors": "", [INDEX]: "no JSON" }, async (folder) => {
    const files = await findWeightFiles(localFolder(folder));
    assert.equal(files.listedIn, "model.safetensors");
    assert.equal(files.fileOf("anything"), "model.safetensors");
    assert.deepEqual([...files.listedNames()], []);
  }));

Deno.test("findWeightFiles() names weights in other forms beside those that it finds", () =>
  withFiles(
    {
      "model.safetensors": "",
      "pytorch_model-00001-of-00002.bin": "",
      "pytorch_model.bin": "",
      "pytorch_model.bin.index.json": "{}",
      "model-Q4_K_M.gguf": "",
      "tf_model.h5": "",
      "training_args.bin": "",
      "tokenizer.json": "",
      "README.md": "",
    },
    async (folder) => {
      const { unread } = await findWeightFiles(localFolder(folder));
      assert.deepEqual(unread.map(({ path }) => path).sort(), [
        "model-Q4_K_M.gguf",
        "pytorch_model-00001-of-00002.bin",
        "pytorch_model.bin",
        "tf_model.h5",
      ]);
      assert(unread.every(({ reason }) => reason === "model.safetensors is read"));
    },
  ));

Deno.test("findWeightFiles() takes all shards of one set without an index, and no others", async () => {
  const found = async (...names: string[]) => {
    let fileNames: readonly string[] | null = null;
    await withFiles(Object.fromEntries(names.map((name) => [name, ""])), async (folder) => {
      fileNames = await findWeightFiles(localFolder(folder)).then((it) => it.fileNames, () => null);
    });
    return fileNames;
  };
  const shard = (i: number, n = 3, name = "model") => `${name}-0000${i}-of-0000${n}.safetensors`;
  const whole = [shard(1), shard(2), shard(3)];
  assert.deepEqual(await found(...whole), whole);
  for (
    const names of [
      [shard(1), shard(3)],
      [shard(1), shard(2), shard(3, 4)],
      [shard(1), shard(2), shard(3, 3, "other")],
      [...whole, "consolidated.safetensors"],
      [shard(1), shard(2), shard(2, 3, "model-x")],
      [shard(0), shard(1), shard(2)],
      ["a.safetensors", "b.safetensors"],
    ]
  ) assert.equal(await found(...names), null, names.join());
});

Deno.test("findWeightFiles() reads the index where there is no single file", () =>
  withFiles({ [INDEX]: '{"weight_map": {"a": "1.safetensors"}}' }, async (folder) => {
    const files = await findWeightFiles(localFolder(folder));
    assert.equal(files.listedIn, INDEX);
    assert.equal(files.fileOf("a"), "1.safetensors");
    assert.equal(files.fileOf("toString"), undefined);
    assert.deepEqual([...files.listedNames()], ["a"]);
  }));

const OUTSIDE = [
  "../model.safetensors",
  "/etc/a.safetensors",
  "a/b.safetensors",
  "a\\b.safetensors",
];
const NOT_SAFETENSORS = ["..", "", "a.bin", "a.safetensors.txt", ".safetensors"];
const UNPORTABLE = ["C:x.safetensors", "a\0.safetensors", "a\n.safetensors"];
for (const name of [...OUTSIDE, ...NOT_SAFETENSORS, ...UNPORTABLE]) {
  Deno.test(`findWeightFiles() refuses ${JSON.stringify(name)} as the name of a shard`, () =>
    withFiles(
      { [INDEX]: JSON.stringify({ weight_map: { a: "1.safetensors", b: name } }) },
      async (folder) => {
        await assert.rejects(findWeightFiles(localFolder(folder)), {
          message:
            `Cannot read ${INDEX} of ${folder}: expected the file of "b" to be a name ending in ` +
            `.safetensors without a folder, found ${JSON.stringify(name)}`,
        });
      },
    ));
}

for (
  const [text, finding] of [
    ["[]", 'expected an object "weight_map"'],
    ['{"weight_map": 1}', 'expected an object "weight_map"'],
    ["{", `Expected a key in quotes at line 1, found end; ${ADVICE}`],
    [
      '{"weight_map": {"a": "1.safetensors", "a": "2.safetensors"}}',
      `Duplicate key "a" at line 1; ${ADVICE}`,
    ],
    [
      '{"weight_map": {"a": 1}}',
      'expected the file of "a" to be a name ending in .safetensors without a folder, found no text',
    ],
  ] as const
) {
  Deno.test(`findWeightFiles() refuses the index ${text}`, () =>
    withFiles({ [INDEX]: text }, async (folder) => {
      await assert.rejects(findWeightFiles(localFolder(folder)), {
        message: `Cannot read ${INDEX} of ${folder}: ${finding}`,
      });
    }));
}

for (
  const files of [
    { "model.safetensors": "", "model.safetensors.aria2": "" },
    {
      [INDEX]: '{"weight_map": {"a": "1.safetensors"}}',
      "1.safetensors": "",
      "1.safetensors.aria2": "",
    },
  ]
) {
  Deno.test(`findWeightFiles() refuses ${Object.keys(files).at(-2)} while it is downloaded`, () =>
    withFiles(files, async (folder) => {
      await assert.rejects(
        findWeightFiles(localFolder(folder)),
        /expected a whole file, found (?:model|1)\.safetensors\.aria2 beside it, as of a download/,
      );
    }));
}

Deno.test("findWeightFiles() says what it expected, and what to do with PyTorch files", async () => {
  const message = (folder: string) =>
    `Cannot open checkpoint ${folder}: expected model.safetensors or ${INDEX} in it, found `;
  await withFiles({}, async (folder) => {
    await assert.rejects(findWeightFiles(localFolder(folder)), {
      message: `${message(folder)}nothing`,
    });
  });
  for (const name of ["pytorch_model.bin", "pytorch_model.bin.index.json"]) {
    await withFiles({ [name]: "" }, async (folder) => {
      const hint = `PyTorch files (${name}); save it with save_pretrained of transformers first`;
      await assert.rejects(findWeightFiles(localFolder(folder)), {
        message: `${message(folder)}${hint}`,
      });
    });
  }
});

Deno.test("readJsonFile() takes an answer of the Hub's for no file, though it be JSON", () =>
  withFiles(
    { "a.json": '{"error":"Access denied"}', "b.json": '{"error":1,"b":2}' },
    async (path) => {
      const folder = localFolder(path);
      await assert.rejects(readJsonFile(folder, { path: "a.json", where: "a.json of base" }), {
        message:
          'Cannot read a.json of base: found what a server answered in its place, "{\\"error\\":\\"Access denied\\"}"; ' +
          "log in where the files are gated and download again",
      });
      await readJsonFile(folder, { path: "b.json", where: "b.json of base" });
    },
  ));

Deno.test("readJsonFile() names the file and what is wrong with it", () =>
  withFiles(
    { "a.json": '{"a": ', "b.json": new Uint8Array([0x22, 0xff, 0x22]) },
    async (folder) => {
      await assert.rejects(
        readJsonFile(localFolder(folder), { path: "a.json", where: "a.json of base" }),
        {
          name: "SyntaxError",
          message: `Cannot read a.json of base: Expected a value at line 1, found end; ${ADVICE}`,
        },
      );
      await assert.rejects(
        readJsonFile(localFolder(folder), { path: "b.json", where: "b.json of base" }),
        {
          name: "SyntaxError",
          message: `Cannot read b.json of base: it is not UTF-8; ${ADVICE}`,
        },
      );
      await Deno.truncate(join(folder, "a.json"), 1_000_001);
      await assert.rejects(
        readJsonFile(localFolder(folder), { path: "a.json", where: "a.json of base" }),
        {
          message:
            "Cannot read a.json of base: expected at most 1000000 bytes, found 1000001; this may be another file",
        },
      );
    },
  ));

Deno.test("findWeightFiles() takes an index of 16 MB and 200,000 tensors, and of what else it tells nothing", async (t) => {
  const index = (nTensors: number, metadata = '{"a": 1, "a": 2}') => {
    const map = Array.from({ length: nTensors }, (_, i) => `"t${i}": "1.safetensors"`);
    return `{"metadata": ${metadata}, "weight_map": {${map}}}`;
  };
  await t.step("200,000 tensors", () =>
    withFiles({ [INDEX]: index(200_000) }, async (folder) => {
      assert.equal([...(await findWeightFiles(localFolder(folder))).listedNames()].length, 200_000);
    }));
  await t.step("one more", () =>
    withFiles({ [INDEX]: index(200_001) }, async (folder) => {
      await assert.rejects(findWeightFiles(localFolder(folder)), {
        message:
          `Cannot read ${INDEX} of ${folder}: Expected at most 200000 tensors in weight_map, found more at line 1; ${ADVICE}`,
      });
    }));
  await t.step(
    "a byte more",
    () =>
      withFiles({ [INDEX]: index(1, `"${"x".repeat(16_000_000)}"`) }, async (folder) => {
        await assert.rejects(
          findWeightFiles(localFolder(folder)),
          /: expected at most 16000000 bytes, found 160000\d\d; this may be another file$/,
        );
      }),
  );
});
