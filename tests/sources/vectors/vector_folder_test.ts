import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { encodeBf16 } from "../../../src/math/dtypes.ts";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { openSafetensors } from "../../../src/sources/safetensors/safetensors.ts";
import { encodeTorchFile } from "../../../src/demonstration/torch_writer.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { realPath, testOnRealData } from "../../real_data.ts";
import { STORIES } from "../../stories.ts";
import {
  expectedRow,
  type ExpectedRows,
  fixtureFiles,
  fixturePath,
  readJsonFixture,
} from "../torch_fixtures.ts";
import { withFolder } from "../temporary_folder.ts";
import { openLocalVectors } from "../local_inputs.ts";

const OPTIONS = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };

const persona = () => fixtureFiles("persona");
const axis = () => fixtureFiles("axis/tiny-model");
/** The same in each of these folders of one. */
const axisIn = (...folders: readonly string[]) =>
  memoryFolder(
    "given",
    new Map(folders.flatMap((folder) =>
      Object.entries(axis()).map(([name, bytes]) => [`${folder}/${name}`, bytes] as const)
    )),
  );

Deno.test("openVectorFolder() reads the persona layout, whatever number its folders carry", async () => {
  const folder = await openLocalVectors(fixturePath("persona"), OPTIONS);
  assert.equal(folder.label, "persona");
  assert.equal(folder.layout, "persona");
  assert.equal(folder.nLayers, 4);
  assert.equal(folder.hiddenSize, 6);
  assert.equal(folder.roleKey, "pos_all");
  assert.equal(folder.traitKey, "pos_neg_50");
  assert.equal(folder.difference, "activations.default_1");
  assert.deepEqual([folder.rolesAre?.is, folder.traitsAre?.is, folder.rowZero.is], [
    "raw",
    "difference",
    "block",
  ]);
  assert.deepEqual(folder.roleNames, ["bard", "poet", "stoic"]);
  assert.deepEqual(folder.traitNames, ["calm", "stoic"]);
  assert.deepEqual(folder.skipped, [
    { kind: "role", name: "ghost", reason: "no key pos_all; it has pos_1, pos_3" },
  ]);
  assert.deepEqual(folder.pcaFileNames, ["layer2_mean_pos23.pt", "layer2_pos23.pt"]);
  assert.equal(folder.syntheticNote, null);
  assert.equal(await folder.assistantAxis(0), null);
  folder.close();
});

Deno.test("readLayers() gives the layers in the order asked, roles then traits, a shared name under both", async () => {
  const expected = readJsonFixture<ExpectedRows>("persona.json");
  const folder = await openLocalVectors(fixturePath("persona"), OPTIONS);
  const read = await folder.readLayers([3, 0]);
  assert.deepEqual(read.map(({ layer }) => layer), [3, 0]);
  for (const { layer, vectors, default: defaultVector } of read) {
    assert.deepEqual(
      defaultVector,
      expectedRow(expected, "persona/roles_120", "default_vectors.pt", layer),
    );
    const at = (kind: "role" | "trait", name: string) => ({
      kind,
      name,
      values: expectedRow(expected, `persona/${kind}s_120/vectors`, `${name}.pt`, layer),
    });
    assert.deepEqual(vectors, [
      at("role", "bard"),
      at("role", "poet"),
      at("role", "stoic"),
      at("trait", "calm"),
      at("trait", "stoic"),
    ]);
  }
});

Deno.test("readLayers() throws for a layer that the vectors do not have", async () => {
  const path = fixturePath("persona");
  const folder = await openLocalVectors(path, OPTIONS);
  for (const layer of [4, -1]) {
    const message =
      `Cannot read layer ${layer} of persona vectors ${path}: they have 4 layers, counted from 0`;
    await assert.rejects(folder.readLayers([0, layer]), { name: "RangeError", message });
    await assert.rejects(folder.assistantAxis(layer), { name: "RangeError", message });
  }
});

Deno.test("readPca() reads the PCA file of a name, and refuses one that is not there", async () => {
  const path = fixturePath("persona");
  const folder = await openLocalVectors(path, OPTIONS);
  const pca = await folder.readPca("layer2_pos23.pt");
  assert.equal(pca.fileName, "layer2_pos23.pt");
  assert.equal(pca.nComponents, 3);
  await assert.rejects(folder.readPca("../vectors/bard.pt"), {
    message:
      `Cannot read PCA file ../vectors/bard.pt of ${path}: it has layer2_mean_pos23.pt, layer2_pos23.pt`,
  });
});

Deno.test("openVectorFolder() reads the axis layout", async () => {
  const expected = readJsonFixture<ExpectedRows>("axis.json");
  const folder = await openLocalVectors(fixturePath("axis/tiny-model"), OPTIONS);
  assert.equal(folder.label, "tiny-model");
  assert.equal(folder.layout, "axis");
  assert.equal(folder.roleKey, null);
  assert.equal(folder.traitKey, null);
  assert.equal(folder.difference, "default_vector.pt");
  assert.deepEqual(folder.roleNames, ["bard", "poet", "stoic"]);
  assert.deepEqual(folder.traitNames, ["stoic"]);
  assert.deepEqual(folder.skipped, []);
  assert.deepEqual(folder.pcaFileNames, []);
  const model = "axis/tiny-model";
  assert.deepEqual(
    await folder.assistantAxis(2),
    expectedRow(expected, model, "assistant_axis.pt", 2),
  );
  const [read] = await folder.readLayers([2]);
  assert.deepEqual(read?.default, expectedRow(expected, model, "default_vector.pt", 2));
  assert.deepEqual(
    read?.vectors.map(({ values }) => values),
    [
      expectedRow(expected, `${model}/role_vectors`, "bard.pt", 2),
      expectedRow(expected, `${model}/role_vectors`, "poet.pt", 2),
      expectedRow(expected, `${model}/role_vectors`, "stoic.pt", 2),
      expectedRow(expected, `${model}/trait_vectors`, "stoic.pt", 2),
    ],
  );
});

Deno.test("openVectorFolder() flags trait keys that hold raw means", async () => {
  for (const [traitKey, isRaw] of [["pos_70", true], ["pos_neg", false]] as const) {
    const folder = await openLocalVectors(fixturePath("persona"), { ...OPTIONS, traitKey });
    assert.equal(folder.traitsAre?.is, isRaw ? "raw" : "difference");
    assert.deepEqual(folder.traitNames, ["calm", "stoic"]);
  }
});

Deno.test("openVectorFolder() refuses a key for --difference in the axis layout", async () => {
  const path = fixturePath("axis/tiny-model");
  await assert.rejects(openLocalVectors(path, { ...OPTIONS, difference: "default_1" }), {
    message:
      `Cannot subtract default_1 from the vectors of ${path}: default_vector.pt holds one tensor; ` +
      "expected --difference default or none",
  });
});

Deno.test("readLayers() names file and layer of a number that is not finite", async () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const values = new Float32Array(4 * 6).fill(1);
    values[2 * 6 + 3] = bad;
    const tensor = encodeTorchFile({ is: "tensor", shape: [4, 6], values });
    await withFolder({ ...axis(), "trait_vectors/stoic.pt": tensor }, async (folder) => {
      const opened = await openLocalVectors(folder, OPTIONS);
      await opened.readLayers([0, 1, 3]); // only what is asked is judged
      await assert.rejects(opened.readLayers([0, 2]), {
        name: "RangeError",
        message:
          `Cannot use trait_vectors/stoic.pt: expected finite numbers at layer 2, found ${bad} at element 3`,
      });
    });
  }
});

Deno.test("openVectorFolder() names the models of a data set folder", async () => {
  const path = fixturePath("axis");
  await assert.rejects(openLocalVectors(path, OPTIONS), {
    message:
      `Cannot open persona vectors ${path}: its vectors lie in a folder of it; give that: tiny-model`,
  });
  await assert.rejects(openVectorFolder(axisIn("a", "b"), OPTIONS), {
    message:
      "Cannot open persona vectors given: it holds a folder for each of several models; give one of them: a, b",
  });
});

Deno.test("openVectorFolder() takes a folder called vectors that holds another layout for none of the pipeline's", async () => {
  await assert.rejects(openVectorFolder(axisIn("vectors"), OPTIONS), {
    message:
      "Cannot open persona vectors given: its vectors lie in a folder of it; give that: vectors",
  });
});

Deno.test("openVectorFolder() says what a folder of no layout holds", async () => {
  await withFolder({ "vectors/a.npy": "", "notes.txt": "" }, async (folder) => {
    await assert.rejects(openLocalVectors(folder, OPTIONS), (error: Error) => {
      assert.ok(error.message.startsWith(`Cannot open persona vectors ${folder}: expected `));
      for (
        const needed of [
          "roles_240 or traits_240 with a folder vectors (persona layout)",
          "role_vectors or trait_vectors (axis layout)",
          "a folder vectors of .pt files (pipeline layout)",
          "files TRAIT_response_avg_diff.pt (persona_vectors' layout)",
          " files of vectors by name in it, found vectors/, notes.txt",
        ]
      ) assert.ok(error.message.includes(needed), error.message);
      return true;
    });
  });
  await withFolder({}, async (folder) => {
    await assert.rejects(openLocalVectors(folder, OPTIONS), /in it, found nothing$/);
  });
  await withFolder({ "role_vectors/readme.txt": "" }, async (folder) => {
    await assert.rejects(openLocalVectors(folder, OPTIONS), {
      message:
        `Cannot open persona vectors ${folder}: expected role or trait vectors of the axis layout, found no .pt file in them`,
    });
  });
});

Deno.test("openVectorFolder() names what lies in a folder of vectors in the place of all .pt files", async () => {
  const moved = (files: Record<string, Uint8Array>, from: string, to: (name: string) => string) =>
    Object.fromEntries(
      Object.entries(files).map(([name, data]) => [name.startsWith(from) ? to(name) : name, data]),
    );
  for (
    const [files, said] of [
      [
        moved(axis(), "role_vectors/", (name) => name.replace("/", "/all/")),
        "expected .pt files in role_vectors, found role_vectors/all/; put the .pt files right into role_vectors",
      ],
      [
        moved(persona(), "roles_120/vectors/", (name) => name.replace(".pt", ".PT")),
        "expected .pt files in roles_120/vectors, found roles_120/vectors/",
      ],
    ] as const
  ) {
    await withFolder(files, async (folder) => {
      await assert.rejects(openLocalVectors(folder, OPTIONS), ({ message }: Error) => {
        assert.ok(message.startsWith(`Cannot open persona vectors ${folder}: ${said}`), message);
        return true;
      });
    });
  }
});

Deno.test("openVectorFolder() reads roles beside a folder of traits that holds notes alone", async () => {
  const { ...files } = axis();
  for (const name of Object.keys(files)) {
    if (name.startsWith("trait_vectors/")) delete files[name];
  }
  files["trait_vectors/index.json"] = new Uint8Array([123, 125]);
  await withFolder(files, async (folder) => {
    const { unread, traitNames } = await openLocalVectors(folder, OPTIONS);
    assert.deepEqual(traitNames, []);
    assert.ok(unread.some(({ path }) => path === "trait_vectors/index.json"));
  });
});

Deno.test("openVectorFolder() takes roles_240 among several folders of roles, and asks where there is none", async () => {
  const files = persona();
  const copied = (number: string) =>
    Object.fromEntries(
      Object.entries(files).map(([name, data]) => [name.replace("_120", `_${number}`), data]),
    );
  await withFolder({ ...files, ...copied("240") }, async (folder) => {
    const opened = await openLocalVectors(folder, OPTIONS);
    assert.equal(opened.roleNames.length, 3);
    assert.deepEqual(opened.unread.filter(({ path }) => /^\w+\/$/.test(path)), [
      {
        path: "roles_120/",
        reason: "roles_240 is read; give a folder that holds roles_120 without it to have that one",
      },
      {
        path: "traits_120/",
        reason:
          "traits_240 is read; give a folder that holds traits_120 without it to have that one",
      },
    ]);
  });
  await withFolder({ ...files, ...copied("30") }, async (folder) => {
    await assert.rejects(openLocalVectors(folder, OPTIONS), {
      message:
        `Cannot open persona vectors ${folder}: expected roles_240 or one other folder like it, found roles_120, roles_30; ` +
        "give a folder that holds one of them",
    });
  });
});

Deno.test("openVectorFolder() refuses paths that are no folder", async () => {
  await assert.rejects(openLocalVectors("/absent/folder/of/vectors", OPTIONS), {
    message: "Cannot open persona vectors /absent/folder/of/vectors: no such folder",
  });
  const file = fixturePath("axis.json");
  await assert.rejects(openLocalVectors(file, OPTIONS), {
    message:
      `Cannot open persona vectors ${file}: expected a folder, or a file of .safetensors, .pt, .npy, .npz, .csv and .gguf, ` +
      "found a file of a form that is not read; save a dict of arrays [L, C] by name with " +
      'numpy.savez("roles.npz", **vectors), or of tensors with torch.save(vectors, "roles.pt")',
  });
});

Deno.test("identities() are of all files that are or can be read, and of no others", async () => {
  const defaults = "roles_120/default_vectors.pt";
  const { [defaults]: stored = new Uint8Array(0), ...others } = persona();
  const files = new Map<string, Uint8Array>([
    ...Object.entries(others),
    ["notes.txt", stored],
    ["roles_120/vectors/notes.txt", stored],
  ]);
  const vectors = [...files.keys()].filter((path) => path.endsWith(".pt"));
  const namesOf = async (difference: string) => {
    const folder = memoryFolder("persona", files);
    const opened = await openVectorFolder(folder, { ...OPTIONS, difference });
    return (await opened.identities()).map(({ name, identity }) => {
      assert.match(identity, /^sha256 [0-9a-f]{64}$/, name);
      return name;
    });
  };
  assert.deepEqual(await namesOf("none"), vectors.toSorted());
  files.set(defaults, stored);
  files.set("synthetic.txt", new TextEncoder().encode("made"));
  assert.deepEqual(await namesOf("none"), [...vectors, "synthetic.txt"].sort());
  assert.deepEqual(await namesOf("default"), [...vectors, defaults, "synthetic.txt"].sort());

  const opened = await openVectorFolder(memoryFolder("persona", files), OPTIONS);
  files.delete(defaults);
  const gone = (await opened.identities()).filter(({ identity }) => identity === "missing");
  assert.deepEqual(gone.map(({ name }) => name), [defaults]);
});

Deno.test("openVectorFolder() owns its folder: it is closed with the vectors, and on failure", async () => {
  let nClosed = 0;
  const closing = (files: Record<string, Uint8Array>) => ({
    ...memoryFolder("given", new Map(Object.entries(files))),
    close: () => void nClosed++,
  });
  await assert.rejects(openVectorFolder(closing({}), OPTIONS), /in it, found nothing$/);
  assert.equal(nClosed, 1);
  const opened = await openVectorFolder(closing(persona()), OPTIONS);
  assert.equal(nClosed, 1);
  opened.close();
  assert.equal(nClosed, 2);
});

Deno.test("identities() of the axis layout have the default vector and the axis", async () => {
  const files = new Map(Object.entries(axis()));
  const folder = await openVectorFolder(memoryFolder("tiny-model", files), OPTIONS);
  const names = (await folder.identities()).map(({ name }) => name);
  assert.deepEqual(names, [...files.keys()].filter((path) => path.endsWith(".pt")).sort());
  assert.ok(names.includes("default_vector.pt") && names.includes("assistant_axis.pt"));
});

Deno.test("openVectorFolder() reads the first line of synthetic.txt as a note", async () => {
  for (
    const [text, note] of [
      ["Made by a program\nand more", "Made by a program"],
      ["Made by a program\r\n", "Made by a program"],
      ["", null],
    ] as const
  ) {
    await withFolder({ ...axis(), "synthetic.txt": text }, async (folder) => {
      assert.equal((await openLocalVectors(folder, OPTIONS)).syntheticNote, note);
    });
  }
});

testOnRealData(
  "readLayers() gives Qwen 3 32B's published vectors bit for bit",
  "qwen-3-32b",
  async () => {
    const { rows, crc32: expected } = readJsonFixture<
      { rows: number[]; crc32: Record<string, number[]> }
    >("qwen.json");
    const folder = await openLocalVectors(realPath("qwen-3-32b"), OPTIONS);
    assert.deepEqual([folder.nLayers, folder.hiddenSize], [64, 5120]);
    assert.equal(folder.roleNames.length, 16);
    const read = await folder.readLayers(rows);
    for (const [i, { layer, vectors, default: defaultVector }] of read.entries()) {
      assert.ok(defaultVector);
      const axisRow = await folder.assistantAxis(layer);
      assert.ok(axisRow);
      const found = [
        ["default_vector.pt", defaultVector],
        ["assistant_axis.pt", axisRow],
        ...vectors.map(({ name, values }) => [`role_vectors/${name}.pt`, values] as const),
      ] as const;
      assert.equal(found.length, Object.keys(expected).length);
      for (const [file, values] of found) {
        assert.equal(crc32(encodeBf16(values)), expected[file]?.[i], `${file}, layer ${layer}`);
      }
    }
  },
);

testOnRealData(
  "readLayers() agrees with the safetensors file of all roles at layer 32",
  "qwen-3-32b",
  async () => {
    const source = await openFileBytes(realPath("qwen-3-32b/roles-layer32.safetensors"));
    const file = await openSafetensors(source);
    const folder = await openLocalVectors(realPath("qwen-3-32b"), OPTIONS);
    const [read] = await folder.readLayers([32]);
    assert.ok(read?.default);
    const vectors = [
      ...read.vectors.map(({ name, values }) => [`role.${name}`, values] as const),
      ["default", read.default] as const,
    ];
    for (const [name, values] of vectors) {
      const tensor = file.tensors.get(name);
      assert.ok(tensor, name);
      const bytes = new Uint8Array(tensor.sizeBytes);
      await tensor.read(0, bytes);
      assert.deepEqual(encodeBf16(values), bytes, name);
    }
    source.close();
  },
);

testOnRealData(
  "readLayers() reads the stand-in vectors of stories260k",
  "stories260k",
  async () => {
    const folder = await openLocalVectors(STORIES.vectors, OPTIONS);
    assert.deepEqual([folder.nLayers, folder.hiddenSize], [5, 64]);
    assert.deepEqual([folder.roleNames.length, folder.traitNames.length], [16, 16]);
    const [first, last] = await folder.readLayers([0, 4]);
    assert.deepEqual(first?.vectors, last?.vectors); // the same row at every layer, as its README says
  },
);

Deno.test("a folder of few vectors opens each file once for layers that were read before", async () => {
  const files = memoryFolder("persona", new Map(Object.entries(persona())));
  const opened: string[] = [];
  const open = (path: string) => {
    opened.push(path);
    return files.open(path);
  };
  const folder = await openVectorFolder({ ...files, open }, OPTIONS);
  opened.length = 0;
  const [first] = await folder.readLayers([1, 2]);
  const nFirst = opened.length;
  const [third, again] = await folder.readLayers([3, 1]);
  assert.equal(opened.length, 2 * nFirst); // for layer 3
  assert.deepEqual([third?.layer, again], [3, first]);
  await folder.readLayers([2, 3]);
  assert.equal(opened.length, 2 * nFirst);
});
