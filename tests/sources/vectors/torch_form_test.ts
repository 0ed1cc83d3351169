/** Against torch; written by tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
import { encodeTorchFile, type TorchValue } from "../../../src/demonstration/torch_writer.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import {
  assertRows,
  EXPECTED,
  fixture,
  fixturesIn,
  L,
  openFiles,
  openOne,
  reading,
} from "./vector_fixtures.ts";

const { named } = EXPECTED;
const [bard, poet] = [named["role.bard"]!, named["role.poet"]!];
const tensor = (...shape: number[]): TorchValue => ({
  is: "tensor",
  shape,
  values: new Float32Array(shape.reduce((n, it) => n * it, 1)).fill(1),
});

Deno.test("openVectorFolder() reads .pt files of one tensor each, by the names of the files", async () => {
  const folder = await openFiles(fixturesIn("tensors"));
  assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize], ["tensors", L, 6]);
  assert.deepEqual(reading(folder), ["block", "raw", "difference"]);
  assert.equal(folder.difference, "default.pt");
  await assertRows(folder, {
    "role bard": bard,
    "role poet": poet,
    "trait calm": named["trait.calm"]!,
  });
  const shifted = await openFiles(fixturesIn("tensors"), { rowZero: "embedding" });
  assert.deepEqual([shifted.rowZero.is, shifted.nLayers], ["embedding", L - 1]);
  assert.deepEqual(
    [...(await shifted.readLayers([2]))[0]!.vectors[0]!.values],
    bard[3],
  );
});

Deno.test("openVectorFolder() reads a stack: a list of names and a tensor [S, L, C]", async () => {
  const roles = await openOne("stack.pt");
  assert.deepEqual([roles.layout, roles.nLayers, roles.hiddenSize], ["stack", L, 6]);
  assert.deepEqual(reading(roles), ["block", "raw", null]);
  assert.equal(roles.difference, "default of stack.pt");
  await assertRows(roles, { "role bard": bard, "role poet": poet });
  assert.deepEqual(
    (await roles.readLayers([3, 0])).map((it) => [...it.default!]),
    [named.default![3], named.default![0]],
  );

  await assert.rejects(
    openOne("names-stack.pt"),
    /Cannot tell roles from traits in given: .* \(bard, poet\)/,
  );
  const names = await openOne("names-stack.pt", { kind: "trait" });
  await assertRows(names, { "trait bard": bard, "trait poet": poet });
  assert.deepEqual(names.unread, [
    { path: "names-stack.pt", reason: "keys that are not read: model" },
  ]);
});

Deno.test("openVectorFolder() reads a stack that is a view of a larger tensor", async () => {
  const folder = await openOne("strided-stack.pt");
  await assertRows(folder, { "trait bard": bard, "trait poet": poet });
});

Deno.test("openVectorFolder() reads a dict of tensors by its keys, each with a storage of its own or views of one", async () => {
  const folder = await openOne("dict.pt");
  assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize], ["tensors", L, 6]);
  assert.deepEqual(reading(folder), ["block", "raw", "difference"]);
  assert.equal(folder.difference, "default of dict.pt");
  await assertRows(folder, {
    "role bard": bard,
    "role poet": poet,
    "trait calm": named["trait.calm"]!,
  });
  const views = await openOne("views-dict.pt", { kind: "role" });
  await assertRows(views, { "role bard": bard, "role poet": poet });
  assert.deepEqual([...(await views.readLayers([3]))[0]!.default!], named.default![3]);
});

Deno.test("openVectorFolder() reads a dict of vectors of one layer", async () => {
  const folder = await openOne("one-layer-dict.pt", {
    kind: "trait",
    vectorLayer: 1,
  });
  const [at] = await folder.readLayers([1]);
  assert.deepEqual(at!.vectors.map(({ name, values }) => [name, ...values]), [
    ["bard", ...bard[1]!],
    ["poet", ...poet[1]!],
  ]);
});

Deno.test("openVectorFolder() reads a dict whose components are of one row each, beside vectors of all layers", async () => {
  const [nLayers, C] = [3, 4];
  const rows = (first: number, n = nLayers): TorchValue => ({
    is: "tensor",
    shape: n === 1 ? [C] : [n, C],
    values: Float32Array.from({ length: n * C }, (_, i) => first + i),
  });
  const dict = new Map([
    ["role.bard", rows(100)],
    ["pc.1", rows(500, 1)],
    ["role.poet", rows(200)],
    ["default", rows(300)],
    ["pc.2", rows(600, 1)],
  ]);
  const folder = await openFiles(new Map([["a.pt", encodeTorchFile(dict)]]));
  const [at] = await folder.readLayers([2]);
  assert.deepEqual(at!.vectors.map(({ name, values }) => [name, ...values]), [
    ["bard", 108, 109, 110, 111],
    ["poet", 208, 209, 210, 211],
  ]);
  assert.deepEqual([...at!.default!], [308, 309, 310, 311]);
  const { components } = await folder.readPca("a.pt");
  assert.deepEqual([...components], [500, 501, 502, 503, 600, 601, 602, 603]);
});

Deno.test("openVectorFolder() reads dicts of one vector with words on it, by the names of their files", async () => {
  const dict = (role: string) =>
    encodeTorchFile(
      new Map<string, TorchValue>([["vector", tensor(2, 6)], ["type", "mean"], ["role", role]]),
    );
  const folder = await openFiles([
    ["default.pt", dict("default")],
    ["role.bard.pt", dict("bard")],
    ["role.poet.pt", dict("hermit")],
    ["trait.calm.pt", encodeTorchFile(new Map<string, TorchValue>([["mean", tensor(2, 6)]]))],
  ]);
  assert.deepEqual(
    [folder.roleNames, folder.traitNames, folder.difference, folder.unread],
    [["bard", "poet"], ["calm"], "default.pt", []],
  );
  // The role that a file tells is held against its name, without what the name says of the kind.
  assert.deepEqual(folder.sayings, [{ path: "role.poet.pt", of: "name", text: "hermit" }]);
});

/** Names in no order, between them what has no such rows. */
const MIXED = encodeTorchFile(
  new Map(
    ["role.poet", "pc.1", "default", "pc.2", "trait.calm", "role.bard"].map((name) => [
      name,
      name.startsWith("pc.") ? tensor(6) : tensor(4, 6),
    ]),
  ),
);

for (
  const [path, bytes] of [
    ["stack.pt", fixture("stack.pt")],
    ["dict.pt", fixture("dict.pt")],
    ["mixed.pt", MIXED],
  ] as const
) {
  Deno.test(`readLayers() opens ${path} once for all its vectors`, async () => {
    const files = memoryFolder("given", new Map([[path, bytes]]));
    let nOpened = 0;
    const counting = {
      ...files,
      open: (path: string) => {
        nOpened++;
        return files.open(path);
      },
    };
    const folder = await openVectorFolder(counting, { difference: "default" });
    nOpened = 0;
    await folder.readLayers([2, 3]);
    assert.equal(nOpened, 1);
  });
}

for (
  const [name, value, message] of [
    [
      "a dict of something else",
      new Map([["pca", tensor(2, 2)]]),
      /expected \.pt files of a tensor \[L, C\], or of a dict of such by their names, or a dict of a list of names \(roles, .*\) and a tensor \[S, L, C\] \(vectors\), found a\.pt, a dict of pca; save a dict of tensors \[L, C\] by their names, or each alone; files of the persona/,
    ],
    [
      "a list",
      [1],
      /found a\.pt, which holds a list; save it as a tensor: torch\.save\(torch\.tensor\(v\)\.float\(\), FILE\)$/,
    ],
    [
      "layers by number",
      new Map<string, TorchValue>([["layer_10", tensor(6)], ["layer_11", tensor(6)]]),
      /a dict of layer_10, layer_11; save its layers as one tensor, in their order: torch\.save.*; if these are names, call them so that they do not end in a number$/,
    ],
    [
      "layers by the name of a hook",
      new Map<string, TorchValue>([["blocks.0.hook_resid_post", tensor(6)]]),
      /a dict of blocks\.0\.hook_resid_post; save its layers as one tensor, in their order/,
    ],
    [
      "tensors of another shape",
      new Map<string, TorchValue>([["bard", tensor(2, 6)], ["poet", tensor(2, 2, 6)]]),
      /a dict of bard, poet, of which poet is a tensor of F32 \[2, 2, 6\]; save a dict of tensors/,
    ],
    [
      "ways of averaging",
      new Map<string, TorchValue>([["pos_2", tensor(2, 6)], ["pos_3", tensor(2, 6)]]),
      /a dict of pos_2, pos_3; save a dict of tensors/,
    ],
    [
      "what is read beside what is no vector",
      new Map<string, TorchValue>([["bard", tensor(2, 6)], ["role", "bard"]]),
      /a dict of bard, role, of which role is text; save a dict of tensors/,
    ],
    [
      "a vector beside a tensor that is none",
      new Map<string, TorchValue>([["vector", tensor(2, 6)], ["spread", tensor(2, 2, 6)]]),
      /a dict of vector, spread, of which spread is a tensor of F32 \[2, 2, 6\]; save a dict/,
    ],
    [
      "names that are none",
      new Map<string, TorchValue>([["names", 3], ["vectors", tensor(2, 4, 6)]]),
      /^Cannot use a\.pt: expected "names" to be a list of names, found a number$/,
    ],
    [
      "numbers for names",
      new Map<string, TorchValue>([["names", ["a", 3]], ["vectors", tensor(2, 4, 6)]]),
      /^Cannot use a\.pt: expected "names" to be a list of names, found a list with a number at element 1$/,
    ],
    [
      "more names than vectors",
      new Map<string, TorchValue>([["names", ["a", "b", "c"]], ["vectors", tensor(2, 4, 6)]]),
      /^Cannot use a\.pt: expected a tensor \[S, L, C\] of floating-point numbers for 3 names, found F32 \[2, 4, 6\]$/,
    ],
    [
      "a matrix for a stack",
      new Map<string, TorchValue>([["names", ["a", "b"]], ["vectors", tensor(2, 6)]]),
      /for 2 names, found F32 \[2, 6\]; save each under its name: torch\.save\(dict\(zip\(v\["names"\], v\["vectors"\]\)\), FILE\)$/,
    ],
  ] as [string, TorchValue, RegExp][]
) {
  Deno.test(`openVectorFolder() refuses ${name} in a .pt file`, async () => {
    await assert.rejects(openFiles([["a.pt", encodeTorchFile(value)]]), { message });
  });
}

Deno.test("openVectorFolder() names notes beside the vectors of a dict, which it reads all the same", async () => {
  const notes: [string, TorchValue][] = [["model", "gemma"], ["layer", 22], ["isRaw", true]];
  const value = new Map<string, TorchValue>([
    ["role.bard", tensor(4, 6)],
    notes[0]!,
    ["role.poet", tensor(4, 6)],
    ["default", tensor(4, 6)],
    ...notes.slice(1),
  ]);
  const folder = await openFiles([["a.pt", encodeTorchFile(value)]]);
  assert.deepEqual([folder.layout, folder.nLayers, folder.roleNames], ["tensors", 4, [
    "bard",
    "poet",
  ]]);
  assert.deepEqual(folder.unread, [
    { path: "a.pt", reason: "keys that are not read: model, layer, isRaw" },
  ]);
  // Layers and ways of averaging are no names, with notes beside them or without.
  for (const keys of [["layer_0", "layer_1"], ["pos_2", "pos_3"]]) {
    const file = encodeTorchFile(
      new Map<string, TorchValue>([...keys.map((key) => [key, tensor(4, 6)] as const), ...notes]),
    );
    await assert.rejects(openFiles([["a.pt", file]], { kind: "role" }), /found a\.pt, a dict of /);
  }
});

Deno.test("openVectorFolder() names what is no vector among .pt files, and refuses stacks beside tensors", async () => {
  const other = encodeTorchFile(new Map([["pca", tensor(2, 2)]]));
  const folder = await openFiles([...fixturesIn("tensors"), ["pca.pt", other]]);
  assert.deepEqual(folder.unread, [{ path: "pca.pt", reason: "a dict of pca" }]);
  await assert.rejects(
    openFiles([...fixturesIn("tensors"), ["stack.pt", fixture("stack.pt")]]),
    /expected \.pt files of tensors or of stacks of several, found both \(default\.pt, stack\.pt\)/,
  );
});

Deno.test("openVectorFolder() leads from a folder of roles to the folder that holds it", async () => {
  const folder = memoryFolder("in/role_vectors", fixturesIn("tensors"));
  await assert.rejects(openVectorFolder(folder, { difference: "default" }), {
    message: /; give the folder that holds role_vectors$/,
  });
});

Deno.test("openVectorFolder() takes no vectors of several layers for those of one", async () => {
  const files = (...names: string[]) =>
    names.map((name): [string, Uint8Array] => [`${name}.pt`, encodeTorchFile(tensor(3))]);
  const options = { vectorLayer: 13, kind: "trait" } as const;
  await assert.rejects(openFiles(files("vec_layer_13_llama", "vec_layer_14_llama"), options), {
    message:
      "Cannot take vec_layer_13_llama and vec_layer_14_llama for two vectors of layer 13: by their names they are one " +
      "vector at two layers; give those of one layer, or save its layers as one tensor [L, C]",
  });
  for (const names of [["calm_layer_13", "blunt_layer_13"], ["player1", "player2"], ["v1", "v2"]]) {
    assert.equal((await openFiles(files(...names), options)).traitNames.length, 2);
  }
});

Deno.test("openVectorFolder() takes .pt files of one layer's vectors where --vector-layer says which", async () => {
  const vector = (start: number) =>
    encodeTorchFile({
      is: "tensor",
      shape: [3],
      values: Float32Array.of(start, start + 1, start + 2),
    });
  const files: [string, Uint8Array][] = [["role.a.pt", vector(1)], ["role.b.pt", vector(5)]];
  const folder = await openFiles(files, { vectorLayer: 2, vectorsAre: "difference" });
  const [at1, at2] = await folder.readLayers([1, 2]);
  assert.deepEqual(at1!.vectors, []);
  assert.deepEqual(at2!.vectors.map(({ name, values }) => [name, [...values]]), [
    ["a", [1, 2, 3]],
    ["b", [5, 6, 7]],
  ]);
  await assert.rejects(
    openFiles(files, { vectorsAre: "difference" }),
    /does not say of which layer it is; --vector-layer N does/,
  );
});

Deno.test("openVectorFolder() leads from a part of the persona layout to the folder that holds it", async () => {
  const bytes = encodeTorchFile(new Map([["pos_all", tensor(4, 6)]]));
  for (const label of ["roles_240", "traits_275"]) {
    const folder = memoryFolder(
      `in/${label}`,
      new Map([["vectors/poet.pt", bytes], ["vectors/sage.pt", bytes], [
        "default_vectors.pt",
        bytes,
      ]]),
    );
    await assert.rejects(openVectorFolder(folder, { difference: "default" }), {
      message: new RegExp(
        `, found a part of the persona layout; give the folder that holds ${label}$`,
      ),
    });
  }
});
