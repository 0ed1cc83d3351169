import assert from "node:assert/strict";
import {
  describeFile,
  openActivationsFile,
  openInputFolder,
} from "../../src/sources/input_folder.ts";
import { NO_NETWORK } from "./local_inputs.ts";
import { withVariable } from "../environment.ts";
import { withFolder } from "./temporary_folder.ts";

Deno.test("openInputFolder() opens a folder, which messages call as it was typed", () =>
  withFolder({ "base/config.json": "{}" }, async (path) => {
    const folder = await openInputFolder(`${path}/base/`, "checkpoint", NO_NETWORK);
    assert.deepEqual([folder.label, folder.name], ["base", `${path}/base/`]);
    assert.deepEqual((await folder.list("")).files, ["config.json"]);
  }));

Deno.test("openInputFolder() takes what is no folder for an id, and says where it is not cached", () =>
  withFolder({}, async (path) => {
    await withVariable(
      "HF_HUB_CACHE",
      path,
      () =>
        assert.rejects(openInputFolder("google/gemma-2-27b", "checkpoint", NO_NETWORK), {
          message:
            "Cannot open google/gemma-2-27b: no folder of that name, it is neither in the Hub's cache " +
            `${path} nor in deltascope's own (deno task cache), and --offline keeps the network out; fetch it before with deno task cache fetch and the same options, or with hf download`,
        }),
    );
  }));

Deno.test("openInputFolder() names what the Hub's cache has in the place of an id that it has not", () => {
  const [main, dev, other] = ["a", "b", "c"].map((digit) => digit.repeat(40));
  const files = {
    "models--org--tiny/refs/dev": `${dev}\n`,
    "models--org--tiny/refs/gone": main!,
    [`models--org--tiny/snapshots/${dev}/config.json`]: "{}",
    [`models--org--tiny/snapshots/${dev}/a/config.json`]: "{}",
    [`models--org--tiny/snapshots/${other}/config.json`]: "{}",
    "models--Org--Big/refs/main": main!,
    [`models--Org--Big/snapshots/${main}/config.json`]: "{}",
    [`datasets--org--big/snapshots/${main}/config.json`]: "{}",
  };
  return withFolder(files, (path) =>
    withVariable("HF_HUB_CACHE", path, async () => {
      const refused = async (id: string, has: string) =>
        await assert.rejects(
          openInputFolder(id, "checkpoint", NO_NETWORK),
          ({ message }: Error) => {
            assert.ok(
              message.endsWith(
                `or with hf download; the Hub's cache has ${has}: give that where it is meant`,
              ),
              message,
            );
            return true;
          },
        );
      await refused("org/tiny", `org/tiny@dev, org/tiny@${other}`);
      await refused("org/tiny@main", `org/tiny@dev, org/tiny@${other}`);
      await refused("org/big", `datasets/org/big@${main}, Org/Big`);
      await assert.rejects(openInputFolder(`org/tiny@${dev}:b`, "checkpoint", NO_NETWORK), {
        message:
          `Cannot open org/tiny@${dev}:b: commit ${dev} in the cache of the Hub's tools has no folder b; it has a`,
      });
      for (
        const found of [
          "org/tiny@dev",
          `org/tiny@${other}`,
          "Org/Big",
          "datasets/org/big",
          "org/tiny@dev:a",
        ]
      ) {
        await openInputFolder(found, "checkpoint", NO_NETWORK);
      }
    }));
});

Deno.test("openInputFolder() takes a missing file of vectors for no id, unless it has the mark of one", async () => {
  await assert.rejects(openInputFolder("data/vectors.npz", "vectors", NO_NETWORK), {
    message: "Cannot open persona vectors data/vectors.npz: no such file",
  });
  for (const id of ["org/vectors.npz@main", "org/name:sub/vectors.npz"]) {
    await assert.rejects(
      openInputFolder(id, "vectors", NO_NETWORK),
      /: no folder of that name, .* is neither in the Hub's cache/,
    );
  }
});

Deno.test("openInputFolder() takes a folder before an id of that name, and says so", () =>
  withFolder(
    { "google/gemma/config.json": "{}", "models/a/config.json": "{}" },
    (path) =>
      withVariable("INIT_CWD", path, async () => {
        const said: string[] = [];
        const access = { isOffline: true, say: (text: string) => void said.push(text) };
        await openInputFolder(`${path}/google/gemma`, "checkpoint", access);
        await openInputFolder(`${path}/models/a`, "checkpoint", access);
        assert.deepEqual(said, [
          "google/gemma is a folder here and is used, not what the Hub has of that name",
        ]);
      }),
  ));

Deno.test("openInputFolder() does not take an id with .. for the folder that is left when both are crossed out", async () => {
  await assert.rejects(openInputFolder("org/..", "checkpoint", NO_NETWORK), {
    message:
      'Cannot use the id org/..: expected org/name[@revision][:sub/folder], found ".." as a name',
  });
  await assert.rejects(openInputFolder("org/../docs", "checkpoint", NO_NETWORK), {
    message: "Cannot open checkpoint org/../docs: no such folder",
  });
  assert.equal((await openInputFolder("docs/../docs", "checkpoint", NO_NETWORK)).label, "docs");
});

Deno.test("openInputFolder() finds a folder whose accents are written as other characters", () =>
  withFolder({ [`${"modèle".normalize("NFD")}/config.json`]: "{}" }, async (path) => {
    const typed = `${path}/${"modèle".normalize("NFC")}`;
    await assert.rejects(openInputFolder(typed, "checkpoint", NO_NETWORK), {
      message:
        `Cannot open checkpoint ${typed}: no such folder, but one whose accents are written as other characters ` +
        "(Unicode NFD); let the shell complete its name",
    });
  }));

Deno.test("openInputFolder() says what an id is where a name is neither folder nor id", async () => {
  for (const src of ["gpt2-of-nobody", "org/name-of-nobody/"]) {
    await assert.rejects(openInputFolder(src, "checkpoint", NO_NETWORK), {
      message:
        `Cannot open checkpoint ${src}: no such folder, and no id on the Hugging Face Hub, which is org/name`,
    });
  }
});

Deno.test("describeFile() says which folder to give", () => {
  assert.equal(describeFile("a/model.safetensors", "checkpoint"), "a file; give its folder, a");
  assert.match(describeFile("a/b.gguf", "checkpoint"), /^a GGUF file; /);
  assert.match(describeFile("a/b.nemo", "checkpoint"), /^a checkpoint of NeMo; export it/);
  assert.match(describeFile("a/b.tar.gz", "vectors"), /^an archive; unpack it/);
  assert.equal(describeFile("a/b.pt", "vectors"), "a file; give its folder, a");
  assert.equal(describeFile("a/b", "vectors"), "a file");
  // By its folder it would not be read either.
  for (const [name, ending] of [["b.PT", ".pt"], ["b.GGUF", ".gguf"], ["b.Npz", ".npz"]] as const) {
    assert.equal(
      describeFile(`a/${name}`, "vectors"),
      `another ending; give the name the ending ${ending}, by which the form is told`,
    );
  }
  assert.match(describeFile("a/b.pth", "vectors"), /^a file of a form that is not read; rename/);
  assert.match(describeFile("a/b.PT", "checkpoint"), /^a PyTorch file; /);
});

for (
  const [src, finding] of [
    ["file:///models/a%20b", "a file:// address, expected a path: /models/a b"],
    [
      "https://huggingface.co/google/gemma-2-27b/tree/main",
      "on the Hugging Face Hub: google/gemma-2-27b",
    ],
    [
      "hf://datasets/org/vectors",
      "a hf:// address, expected a folder or an id on the Hugging Face Hub: datasets/org/vectors",
    ],
    ["s3://bucket/a", "a s3:// address, expected a folder or an id"],
    ["$HOME/models", "the variable in it was not replaced"],
    ['"/models/a"', "the quotes are part of it"],
    ["“/models/a”", "the quotes are part of it"],
    ["‘/models/a’", "the quotes are part of it"],
    [" /models/a", "it begins or ends with a space"],
  ] as const
) {
  Deno.test(`openInputFolder() says what ${src} looks like`, async () => {
    await assert.rejects(openInputFolder(src, "checkpoint", NO_NETWORK), (error: Error) => {
      assert.ok(error.message.startsWith("Cannot open checkpoint "), error.message);
      assert.ok(error.message.includes(finding), error.message);
      return true;
    });
  });
}

Deno.test("openActivationsFile() refuses a file of another kind before it looks for it", async () => {
  await assert.rejects(openActivationsFile("/absent/a.csv"), {
    message:
      "Cannot read the activations in /absent/a.csv: expected a .npy or .safetensors file; " +
      "save the rows [N, C] with numpy.save(FILE, array), those of a tensor as tensor.float().numpy()",
  });
  await assert.rejects(openActivationsFile("/absent/a.npy"), {
    message: "Cannot open /absent/a.npy: no such file",
  });
});

Deno.test("openInputFolder() looks for nearly the name in the folder in which the command was typed, of an id too", () =>
  withFolder(
    { "runs/gemma-2-9b/config.json": "{}", "roles.npz": "", "doc/a": "" },
    (path) =>
      withVariable("INIT_CWD", path, async () => {
        for (
          const [src, wanted, finding] of [
            ["./runs/gemma-2-9", "checkpoint", "no such folder; did you mean runs/gemma-2-9b?"],
            [
              "runs/gemma-2-9/",
              "checkpoint",
              "no such folder, and no id on the Hugging Face Hub, which is org/name; did you mean runs/gemma-2-9b?",
            ],
            ["rolles.npz", "vectors", "no such file; did you mean roles.npz?"],
            // Of this repository's own, in which a task runs, none is meant.
            ["./READM", "checkpoint", "no such folder"],
            ["./tests-of-nobody/a/b", "checkpoint", "no such folder"],
          ] as const
        ) {
          const what = wanted === "checkpoint" ? wanted : "persona vectors";
          await assert.rejects(openInputFolder(src, wanted, NO_NETWORK), {
            message: `Cannot open ${what} ${src}: ${finding}`,
          });
        }
        const said: string[] = [];
        const access = { isOffline: true, say: (text: string) => void said.push(text) };
        for (const id of ["runs/gemma-2-9", "runs/qwen", "run/gemma-2-9b"]) {
          await assert.rejects(openInputFolder(id, "checkpoint", access), /neither in the Hub's/);
        }
        assert.deepEqual(said, [
          "runs/gemma-2-9 is no folder here, and is looked for on the Hub; did you mean runs/gemma-2-9b?",
        ]);
      }),
  ));

Deno.test("openInputFolder() tells where a path breaks off, and what has nearly its name there", () =>
  withFolder(
    { "models/gemma-2-9b/config.json": "{}", "models/Llama/config.json": "{}", "roles.npz": "" },
    async (path) => {
      for (
        const [src, wanted, finding] of [
          [
            "models/gemma-2-9",
            "checkpoint",
            "no such folder; did you mean PATH/models/gemma-2-9b?",
          ],
          ["models/llama/", "checkpoint", "no such folder; did you mean PATH/models/Llama?"],
          ["modles/gemma-2-9b", "checkpoint", "no such folder; did you mean PATH/models?"],
          ["weights/gemma-2-9b", "checkpoint", "no such folder: PATH has no weights"],
          ["models/qwen", "checkpoint", "no such folder"],
          ["rolles.npz", "vectors", "no such file; did you mean PATH/roles.npz?"],
        ] as const
      ) {
        const typed = `${path}/${src}`;
        const what = wanted === "checkpoint" ? wanted : "persona vectors";
        await assert.rejects(openInputFolder(typed, wanted, NO_NETWORK), {
          message: `Cannot open ${what} ${typed}: ${finding.replace("PATH", path)}`,
        });
      }
    },
  ));
