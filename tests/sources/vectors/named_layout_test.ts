/** Vectors by names, in safetensors files; the numbers are those of tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fixturePath } from "../torch_fixtures.ts";
import { openLocalVectors } from "../local_inputs.ts";
import { withFolder } from "../temporary_folder.ts";
import {
  assertRows,
  EXPECTED,
  fixture,
  L,
  openFiles,
  openOne,
  reading,
  tensors,
} from "./vector_fixtures.ts";

const { named } = EXPECTED;
const ALL = {
  "role bard": named["role.bard"]!,
  "role poet": named["role.poet"]!,
  "trait calm": named["trait.calm"]!,
};

Deno.test("openVectorFolder() reads vectors by their names in a safetensors file, and subtracts the default", async () => {
  const folder = await openOne("named.safetensors");
  assert.deepEqual(
    [folder.layout, folder.nLayers, folder.hiddenSize, folder.roleKey, folder.traitKey],
    ["safetensors", L, 6, null, null],
  );
  assert.deepEqual(reading(folder), ["block", "raw", "difference"]);
  assert.equal(folder.rolesAre?.why, "as default of named.safetensors lies beside them");
  assert.equal(folder.difference, "default of named.safetensors");
  assert.deepEqual([folder.unread, folder.skipped, folder.absent], [[], [], []]);
  await assertRows(folder, ALL);
  const read = await folder.readLayers([3, 1]);
  assert.deepEqual(read.map((it) => [...it.default!]), [named.default![3], named.default![1]]);
  assert.deepEqual((await folder.identities()).map(({ name }) => name), ["named.safetensors"]);
});

Deno.test("openVectorFolder() reads a safetensors file by its path, and the folder that it lies in", async () => {
  await withFolder(
    { "in/named.safetensors": fixture("named.safetensors"), "in/a.txt": "" },
    async (path) => {
      const file = await openLocalVectors(join(path, "in/named.safetensors"), {
        difference: "default",
      });
      assert.deepEqual([file.label, file.unread], ["named.safetensors", []]);
      await assertRows(file, ALL);
      const folder = await openLocalVectors(join(path, "in"), { difference: "default" });
      assert.deepEqual([folder.label, folder.unread], ["in", [
        { path: "a.txt", reason: "only .safetensors files are read here" },
      ]]);
      await assertRows(folder, ALL);
    },
  );
  await assert.rejects(
    openLocalVectors(fixturePath("axis.json"), { difference: "default" }),
    /expected a folder, or a file of \.safetensors, .* found a file of a form that is not read; save a dict of arrays/,
  );
});

Deno.test("readPca() takes components by name: one of all layers, or the row of the layer that is asked", async () => {
  const one = await openOne("named.safetensors");
  assert.deepEqual(one.pcaFileNames, ["named.safetensors"]);
  const { components, ...rest } = await one.readPca("named.safetensors", 2);
  assert.deepEqual([rest.layer, rest.isLayerTold, rest.nComponents], [2, false, 2]);
  assert.deepEqual([...components], [...EXPECTED.pcs.one["pc.1"]!, ...EXPECTED.pcs.one["pc.2"]!]);
  const layered = await openOne("layered-pcs.safetensors");
  for (const layer of [0, 3]) {
    const file = await layered.readPca("layered-pcs.safetensors", layer);
    assert.deepEqual([file.layer, file.isLayerTold], [layer, true]);
    const { "pc.1": first, "pc.2": second } = EXPECTED.pcs.layered;
    assert.deepEqual([...file.components], [...first![layer]!, ...second![layer]!]);
  }
  const shifted = await openOne("layered-pcs.safetensors", { rowZero: "embedding" });
  const { components: atLayer1 } = await shifted.readPca("layered-pcs.safetensors", 1);
  assert.deepEqual([...atLayer1.subarray(0, 6)], EXPECTED.pcs.layered["pc.1"]![2]);
});

Deno.test("readPca() takes components that kept an axis of one row for those of no layer", async () => {
  const bytes = tensors({ "trait.calm": [4, 6], "pc.1": [1, 6], "pc.2": [6] });
  const folder = await openFiles([["a.safetensors", bytes]]);
  const { nComponents, isLayerTold } = await folder.readPca("a.safetensors", 2);
  assert.deepEqual([nComponents, isLayerTold], [2, false]);
});

Deno.test("openVectorFolder() takes rows [1, C] for vectors of the layer that --vector-layer says", async () => {
  const one = Object.fromEntries(
    ["role.bard", "role.poet", "default"].map((name) => [name, [1, 6]]),
  );
  const files: [string, Uint8Array][] = [["a.safetensors", tensors(one)]];
  const { isByLayer, absent } = await openFiles(files, { vectorLayer: 2 });
  assert.deepEqual([isByLayer, absent.map(({ layers }) => layers)], [true, [[0, 1], [0, 1]]]);
  assert.equal((await openFiles(files)).nLayers, 1);
  await assert.rejects(
    openFiles([["a.safetensors", tensors({ ...one, "role.sage": [4, 6] })]], { vectorLayer: 2 }),
    /expected a vector \[C\] of one layer as the first of the folder is, found \[4, 6\]/,
  );
});

Deno.test("openVectorFolder() takes no names that go through the same numbers for vectors of one layer", async () => {
  const open = (...names: string[]) =>
    openFiles([["a.safetensors", tensors(Object.fromEntries(names.map((name) => [name, [6]])))]], {
      kind: "role",
      vectorLayer: 1,
      difference: "none",
    });
  await assert.rejects(open("bard_9", "bard_10", "poet_9", "poet_10"), {
    message:
      "Cannot take 4 vectors (bard_10, bard_9, poet_10, poet_9) for those of layer 1: by their names they are 2 vectors " +
      "under 2 numbers each (10, 9); where these are layers, give those of one, or save the layers of each as one tensor " +
      '[L, C]; where they are seeds or the like, save the mean of each: numpy.savez("roles.npz", **{name: sum(vectors[k] ' +
      "for k in KEYS[name]) / len(KEYS[name]) for name in NAMES}); where they are vectors of their own, give them names " +
      "without these numbers",
  });
  await assert.rejects(
    open("L1/bard", "L1/poet", "L2/bard", "L2/poet"),
    /2 vectors under 2 numbers each \(1, 2\)/,
  );
  for (
    const names of [
      ["cluster_0", "cluster_1", "cluster_2"],
      ["bard_1", "bard_2", "poet_1"],
      ["bard_1", "poet_1"],
      ["bard_1", "bard_2", "poet_1", "poet_2", "sage"],
    ]
  ) assert.deepEqual((await open(...names)).roleNames, names);
});

Deno.test("openVectorFolder() takes no roles and traits of another spelling for one of the two", async () => {
  const open = (names: readonly string[], kind?: "role" | "trait") =>
    openFiles([
      ["a.safetensors", tensors(Object.fromEntries(names.map((name) => [name, [4, 6]])))],
    ], { difference: "none", ...kind !== undefined && { kind } });
  for (
    const names of [
      ["roles/bard", "roles/poet", "traits/calm", "default"],
      ["role_bard", "Trait: calm"],
      ["role.bard", "trait_calm"],
    ]
  ) {
    for (const kind of [undefined, "role", "trait"] as const) {
      await assert.rejects(open(names, kind), {
        name: "UsageError",
        message:
          /^Cannot tell roles from traits in given: the names of \d vectors? say it in another spelling \(.*\); call them role\.NAME and trait\.NAME, /,
      });
    }
  }
  await assert.rejects(open(["roles/bard", "Traits-calm"]), /NAME, roles\/bard role\.bard$/);
  // Those of one kind alone may be taken for either.
  assert.deepEqual((await open(["traits/calm", "traits/blunt"], "role")).roleNames, [
    "traits/blunt",
    "traits/calm",
  ]);
  assert.equal((await open(["role model", "sage", "bard"], "role")).roleNames.length, 3);
});

Deno.test("readPca() refuses components with a gap, of two lengths, or of both forms", async () => {
  for (
    const [pcs, message] of [
      [
        { "pc.1": [6], "pc.3": [6] },
        /expected pc\.1, pc\.2, \.\.\. without a gap, found pc\.3 and no pc\.2$/,
      ],
      [{ "pc.2": [6] }, /found pc\.2 and no pc\.1$/],
      [
        { "pc.1": [6], "pc.2": [5] },
        /Cannot use pc\.2 of a\.safetensors: expected 6 entries, found 5$/,
      ],
      [{ "pc.1": [6], "pc.2": [4, 6] }, /all \[C\] or all \[L, C\], found \[4, 6\]$/],
    ] as const
  ) {
    const bytes = tensors({ "trait.calm": [4, 6], ...pcs });
    const folder = await openFiles([["a.safetensors", bytes]]);
    await assert.rejects(folder.readPca("a.safetensors", 1), message);
  }
});

Deno.test("openVectorFolder() wants to be told what names do not say, and takes --kind for it", async () => {
  await assert.rejects(openOne("unnamed.safetensors"), {
    name: "UsageError",
    message:
      "Cannot tell roles from traits in given: the names of 2 vectors do not say it (bard, poet); " +
      "give --kind role or --kind trait, or call them role.NAME and trait.NAME; for roles, since no vector is named default, also " +
      "--vectors-are difference where they are differences already, or --difference none to leave them raw",
  });
  const one = (options = {}) =>
    openFiles([["a.safetensors", tensors({ a: [6], b: [6] })]], options);
  await assert.rejects(one(), {
    message:
      /raw; and --vector-layer N, and of report --layers N, since a single row does not say of which layer it is$/,
  });
  await assert.rejects(one({ kind: "role" }), {
    message: /to leave them raw; and --vector-layer N, and of report --layers N, since/,
  });
  await assert.rejects(one({ vectorsAre: "difference", vectorLayer: 2 }), {
    message: /or call them role\.NAME and trait\.NAME$/,
  });
  await assert.rejects(openFiles([["a.safetensors", tensors({ probe: [6] })]], {}), {
    message:
      /1 vector do not say it \(probe\); a probe or steering vector alone is run by report --input FILE, beside --vectors with roles; else give --kind role /,
  });
  const told = await one({ kind: "role", vectorsAre: "difference", vectorLayer: 2 });
  assert.deepEqual(told.roleNames, ["a", "b"]);
  const traits = await openOne("unnamed.safetensors", { kind: "trait" });
  assert.deepEqual(reading(traits), ["block", null, "difference"]);
  await assertRows(traits, { "trait bard": ALL["role bard"], "trait poet": ALL["role poet"] });
  await assert.rejects(openOne("named.safetensors", { kind: "trait" }), {
    name: "UsageError",
    message:
      "Cannot use --kind trait with given: all vectors in it say themselves which are roles and which traits; leave it out",
  });
});

Deno.test("openVectorFolder() tells of a default that is not subtracted from traits, unless somebody said what they are", async () => {
  const beside = async (options = {}) => (await openOne("named.safetensors", options)).besideTraits;
  assert.equal(await beside(), "default of named.safetensors");
  for (
    const options of [{ vectorsAre: "raw" }, { vectorsAre: "difference" }, { difference: "none" }]
  ) assert.equal(await beside(options), undefined, JSON.stringify(options));
  const traits = (names: Record<string, number[]>) =>
    openFiles([["a.safetensors", tensors(names)]], { kind: "trait" });
  const alone = await traits({ a: [L, 6], default: [L, 6] });
  assert.deepEqual([alone.besideTraits, alone.difference], ["default of a.safetensors", null]);
  assert.equal((await traits({ a: [L, 6], b: [L, 6] })).besideTraits, undefined);
});

Deno.test("openVectorFolder() wants to be told whether roles without a default are differences", async () => {
  const role = { kind: "role" } as const;
  await assert.rejects(openOne("unnamed.safetensors", role), {
    name: "UsageError",
    message:
      "Cannot open persona vectors given: expected a vector named default to subtract from the roles, found none; " +
      "give --vectors-are difference where they are differences already, or --difference none to leave them raw",
  });
  const difference = await openOne("unnamed.safetensors", { ...role, vectorsAre: "difference" });
  assert.deepEqual(difference.rolesAre, {
    is: "difference",
    why: "declared by --vectors-are difference",
  });
  assert.equal((await difference.readLayers([0]))[0]?.default, null);
  const raw = await openOne("unnamed.safetensors", { ...role, difference: "none" });
  assert.deepEqual(raw.rolesAre, { is: "raw", why: "as --difference none leaves them" });
  await assert.rejects(openOne("unnamed.safetensors", { kind: "trait", vectorsAre: "raw" }), {
    message: /expected a vector named default to subtract from raw means, found none/,
  });
});

Deno.test("openVectorFolder() subtracts what --difference names among the vectors, or the mean of several defaults", async () => {
  const bard = await openOne("named.safetensors", { difference: "bard" });
  assert.equal(bard.difference, "role.bard of named.safetensors");
  assert.deepEqual(bard.roleNames, ["poet"]);
  assert.deepEqual([...(await bard.readLayers([2]))[0]!.default!], named["role.bard"]![2]);
  await assert.rejects(openOne("named.safetensors", { difference: "judge" }), {
    name: "UsageError",
    message:
      "Cannot subtract judge from the vectors of given: there is no vector of that name; it has role.bard, role.poet, trait.calm, default, pc.1, pc.2",
  });
  const several = tensors({ "role.a": [4, 6], default_1: [4, 6], default_2: [4, 6] });
  const mean = await openFiles([["a.safetensors", several]]);
  assert.equal(
    mean.difference,
    "the mean of default_1 of a.safetensors, default_2 of a.safetensors",
  );
  const declared = await openOne("named.safetensors", { vectorsAre: "raw" });
  assert.deepEqual(reading(declared), ["block", "raw", "raw"]);
});

Deno.test("openVectorFolder() calls vectors by their files where each is alone in its file and all have one name", async () => {
  const mean = () => tensors({ mean: [L, 6] });
  const open = async (files: Record<string, Uint8Array>) => {
    const folder = await openFiles(Object.entries(files), { kind: "role" });
    return [folder.roleNames, folder.difference];
  };
  assert.deepEqual(
    await open({
      "bard.safetensors": mean(),
      "default.safetensors": mean(),
      "poet.safetensors": mean(),
    }),
    [["bard", "poet"], "default of default.safetensors"],
  );
  // What a name says holds, wherever the vector lies.
  assert.deepEqual(
    await open({
      "a.safetensors": tensors({ default: [L, 6], axis: [L, 6] }),
      "bard.safetensors": mean(),
      "role.poet.safetensors": mean(),
    }),
    [["bard", "poet"], "default of a.safetensors"],
  );
  await assert.rejects(
    open({
      "bard.safetensors": mean(),
      "both.safetensors": tensors({ mean: [L, 6], default: [L, 6] }),
    }),
    /Cannot use mean of both\.safetensors: mean occurs twice, first in bard\.safetensors; take one of the two out$/,
  );
  await assert.rejects(
    open({ "layer_1.safetensors": mean(), "layer_2.safetensors": mean() }),
    /expected their names, found layer_1, layer_2, likely layers/,
  );
});

Deno.test("openVectorFolder() names tensors that are no vectors, other shapes, names that occur twice, and several forms", async () => {
  const odd = tensors({ "role.a": [4, 6], default: [4, 6], cube: [2, 2, 3] });
  const folder = await openFiles([["a.safetensors", odd]]);
  assert.deepEqual(folder.unread, [
    { path: "a.safetensors", reason: "tensor cube is F32 [2, 2, 3], no vector" },
  ]);
  for (
    const [files, message] of [
      [
        [["a.safetensors", tensors({ "trait.a": [6] })]],
        "Cannot use trait.a of a.safetensors: expected rows [L, C], found [6], a vector that does not say of which layer it is; --vector-layer N does, and --layers N looks at that layer",
      ],
      [
        [["a.safetensors", tensors({ "trait.a": [4, 6], "trait.b": [4, 5] })]],
        "Cannot use trait.b of a.safetensors: expected shape [4, 6] as in trait.a of a.safetensors, found [4, 5]",
      ],
      [
        ["a", "b"].map((it) => [`${it}.safetensors`, tensors({ "trait.a": [4, 6] })] as const),
        "Cannot use trait.a of b.safetensors: trait.a occurs twice, first in a.safetensors; take one of the two out",
      ],
      [
        [["a.safetensors", tensors({ "pc.1": [6] })]],
        "Cannot open persona vectors given: expected role or trait vectors of the safetensors layout, found principal components alone; " +
        "a report needs vectors of two roles at least, beside which --input FILE runs any other",
      ],
      [
        [["a.safetensors", tensors({ default: [4, 6], axis: [4, 6] })]],
        "Cannot open persona vectors given: expected role or trait vectors of the safetensors layout, found a default vector and an assistant axis alone; " +
        "a report needs vectors of two roles at least, beside which --input FILE runs any other",
      ],
      [
        [["a.safetensors", tensors({ x: [2, 2, 3] })]],
        "Cannot open persona vectors given: expected role or trait vectors of the safetensors layout, found none: " +
        "of a.safetensors tensor x is F32 [2, 2, 3], no vector; a vector is of floating-point numbers [L, C]",
      ],
    ] as const
  ) {
    await assert.rejects(openFiles(files), { message });
  }
  await assert.rejects(
    openFiles([["config.json", "{}"], ["model.safetensors", tensors({ x: [2, 2] })]]),
    /found a checkpoint; give it with --base or --instruct/,
  );
});

Deno.test("openVectorFolder() reads rows of which a batch of one was kept, in either place", async () => {
  const bytes = (shape: (rows: number) => number[]) =>
    tensors({ "role.a": shape(4), "role.b": [4, 6], default: shape(4) });
  const plain = await openFiles([["a.safetensors", bytes((rows) => [rows, 6])]]);
  for (
    const shape of [
      (rows: number) => [1, rows, 6],
      (rows: number) => [rows, 1, 6],
      (rows: number) => [1, rows, 1, 6],
    ]
  ) {
    const folder = await openFiles([["a.safetensors", bytes(shape)]]);
    assert.deepEqual([folder.nLayers, folder.hiddenSize, folder.unread], [4, 6, []]);
    assert.deepEqual(await folder.readLayers([0, 3]), await plain.readLayers([0, 3]));
  }
});

Deno.test("openVectorFolder() takes no layers and no places for names, in whatever form, and no vector without a name", async () => {
  const open = (names: readonly string[]) =>
    openFiles([["a.safetensors", tensors(Object.fromEntries(names.map((it) => [it, [4, 6]])))]], {
      difference: "none",
      ...names.every((it) => it.startsWith("role.")) ? {} : { kind: "role" },
    });
  for (
    const names of [["layer_0", "layer_1"], ["0", "1"], ["arr_0", "arr_1"], ["m.h.0", "m.h.1"]]
  ) {
    await assert.rejects(open(names), {
      message: `Cannot use the vectors in given: expected their names, found ${
        names.join(", ")
      }, likely layers or places in a list; save of each vector its layers as one array [L, C], under its name (role.${
        names[0]
      } where that is one)`,
    });
  }
  for (
    const names of [["cluster_0", "cluster_1"], ["role.0", "role.1"], ["0", "poet"], ["h1n1", "x2"]]
  ) {
    assert.equal((await open(names)).roleNames.length, 2, names.join());
  }
  for (const name of ["", "  ", "role. "]) {
    await assert.rejects(open(["poet", name]), {
      message: `Cannot use a vector in a.safetensors of given: expected a name, found ${
        JSON.stringify(name)
      }; save it under the name of its role or trait`,
    });
  }
});

Deno.test("openVectorFolder() says what there is where no tensor is a vector, whatever is declared", async () => {
  for (
    const [bytes, finding] of [
      [
        tensors({ a: [2, 4, 6], b: [2, 4, 6] }),
        "tensor a is F32 [2, 4, 6], no vector (the first of 2)",
      ],
      [tensors({ a: [4, 6] }, "I32"), "tensor a is I32 [4, 6], no vector"],
    ] as const
  ) {
    for (const kind of ["auto", "role"] as const) {
      await assert.rejects(openFiles([["a.safetensors", bytes]], { kind }), {
        message:
          "Cannot open persona vectors given: expected role or trait vectors of the safetensors layout, found none: " +
          `of a.safetensors ${finding}; a vector is of floating-point numbers [L, C]`,
      });
    }
  }
});

Deno.test("readLayers() refuses a file that was changed meanwhile", async () => {
  const more = tensors({ "trait.calm": [4, 60_000] });
  await withFolder({ "a.safetensors": more }, async (path) => {
    const folder = await openLocalVectors(path, { difference: "default" });
    await Deno.writeFile(join(path, "a.safetensors"), more.subarray(0, 900_000));
    await assert.rejects(
      folder.readLayers([0]),
      /a\.safetensors: it changed \(960\d{3} bytes, .*; now 900000 bytes, .*\) since it was opened/,
    );
  });
});

Deno.test("openVectorFolder() refuses two names of one component, and of the axis", async () => {
  const role = tensors({ "role.a": [L, 6] });
  for (const pair of [["pc.1", "pc_1"], ["pc1", "PC.01"], ["axis", "assistant_axis"]] as const) {
    const both = tensors({ [pair[0]]: [L, 6], [pair[1]]: [L, 6] });
    await assert.rejects(
      openFiles([["a.safetensors", role], ["b.safetensors", both]], { difference: "none" }),
      {
        message: `Cannot use ${pair[1]} of b.safetensors: ${pair[1]} occurs twice, first as ${
          pair[0]
        }; take one of the two out`,
      },
      pair.join(),
    );
  }
});

Deno.test("identities() has every file of the components", async () => {
  const files = ["pc.1", "pc.2", "role.a"].map((name) =>
    [`${name}.safetensors`, tensors({ [name]: [L, 6] })] as const
  );
  const folder = await openFiles(files, { difference: "none" });
  assert.deepEqual((await folder.identities()).map(({ name }) => name).sort(), [
    "pc.1.safetensors",
    "pc.2.safetensors",
    "role.a.safetensors",
  ]);
});

Deno.test("openVectorFolder() refuses vectors of all layers beside those of one, in whatever order", async () => {
  const options = { vectorLayer: 2 };
  const all = [L, 6], one = [6];
  const mixed: Record<string, readonly number[]>[] = [
    { "role.a": one, default: all },
    { "role.a": one, "trait.b": all, default: one },
    { "role.a": all, "trait.b": one, default: all },
  ];
  for (const shapes of mixed) {
    await assert.rejects(openFiles([["a.safetensors", tensors(shapes)]], options), {
      name: "RangeError",
      message:
        /^Cannot use \S+ of a\.safetensors: expected (a vector \[C\] of one layer|rows \[L, C\])/,
    }, JSON.stringify(shapes));
  }
  const folder = await openFiles(
    [["a.safetensors", tensors({ "role.a": one, default: one })]],
    options,
  );
  assert.deepEqual([folder.isByLayer, folder.nLayers], [true, 3]);
});
