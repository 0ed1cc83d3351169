/** Against numpy; written by tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import type { Folder } from "../../../src/sources/folder/folder.ts";
import { storedZip as archiveOf } from "../../../src/demonstration/zip_writer.ts";
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

const { named, by_layer: byLayer } = EXPECTED;
const ALL = {
  "role bard": named["role.bard"]!,
  "role poet": named["role.poet"]!,
  "trait calm": named["trait.calm"]!,
};

Deno.test("openVectorFolder() reads .npy files, each named by its file", async () => {
  const folder = await openFiles([...fixturesIn("npy"), ["more.npz.txt", ""]]);
  assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize], ["npy", L, 6]);
  assert.deepEqual([folder.difference, reading(folder)], [
    "default.npy",
    ["block", "raw", "difference"],
  ]);
  assert.deepEqual(folder.unread.map(({ path }) => path), ["more.npz.txt"]);
  await assertRows(folder, ALL);
  assert.deepEqual([...(await folder.readLayers([1]))[0]!.default!], named.default![1]);
});

for (const form of ["stored", "deflated", "stored-wide", "deflated-wide"]) {
  Deno.test(`openVectorFolder() reads ${form}.npz, its keys as names`, async () => {
    const folder = await openOne(`${form}.npz`);
    assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize], ["npz", L, 6]);
    assert.equal(folder.difference, `default of ${form}.npz`);
    await assertRows(folder, ALL);
  });
}

Deno.test("openVectorFolder() reads .npz keys TRAIT|LAYER|VARIANT, whose layers count from 1", async () => {
  const folder = await openOne("by-layer.npz");
  assert.deepEqual([folder.layout, folder.nLayers, folder.isByLayer], ["npz", L, true]);
  assert.deepEqual(folder.rowZero, {
    is: "embedding",
    why: "keys TRAIT|LAYER|VARIANT, whose layers count from 1",
  });
  assert.deepEqual(reading(folder).slice(1), [null, "difference"]);
  assert.deepEqual(folder.absent, [{ kind: "trait", name: "calm", layers: [2] }]);
  await assertRows(folder, { "trait calm": byLayer.calm!, "trait stoic": byLayer.stoic! });
  const [beyond] = await folder.readLayers([L]);
  assert.deepEqual(beyond?.vectors, []);
  const blocks = await openOne("by-layer.npz", { rowZero: "block" });
  assert.deepEqual([...(await blocks.readLayers([1]))[0]!.vectors[0]!.values], byLayer.calm![0]);
});

Deno.test("openVectorFolder() reads .npz keys TRAIT|LAYER, and variants of a trait apart", async () => {
  const short = await openOne("by-layer-short.npz");
  await assertRows(short, { "trait calm": byLayer.calm!, "trait stoic": byLayer.stoic! });
  assert.deepEqual(short.unread, [
    { path: "by-layer-short.npz", reason: "n_slices is an array [], no vector" },
  ]);
  const variants = await openOne("by-layer-variants.npz");
  const doubled = (name: string) => byLayer[name]!.map((row) => row && row.map((it) => 2 * it));
  await assertRows(variants, {
    "trait calm|raw": doubled("calm"),
    "trait calm|unit": byLayer.calm!,
    "trait stoic|raw": doubled("stoic"),
    "trait stoic|unit": byLayer.stoic!,
  });
});

Deno.test("openVectorFolder() inflates no more of an entry than its archive says, and checks it", async () => {
  const edited = (edit: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = fixture("deflated.npz").slice();
    edit(bytes, new DataView(bytes.buffer));
    return openFiles([["a.npz", bytes]]);
  };
  const central = (view: DataView) => view.getUint32(view.byteLength - 6, true);
  const setSize = (view: DataView, size: number) => {
    view.setUint32(22, size, true); // the first local header
    view.setUint32(central(view) + 24, size, true);
  };
  for (const size of [223, 225]) {
    await assert.rejects(edited((_, view) => setSize(view, size)), {
      message: new RegExp(
        `^Cannot read entry "role\\.bard\\.npy" of a\\.npz: expected ${size} bytes when it is inflated, found another number or damage$`,
      ),
    });
  }
  // Not even where there is more: that is what a bomb would be.
  await assert.rejects(edited((_, view) => setSize(view, 10)), (error: Error) => {
    assert.match(String(error.cause), /larger than 11 bytes$/);
    return true;
  });
  await assert.rejects(edited((_, view) => setSize(view, 2 ** 30)), {
    message:
      'Cannot read entry "role.bard.npy" of a.npz: expected at most 268435456 bytes, found 1073741824',
  });
  await assert.rejects(edited((_, view) => view.setUint8(80, view.getUint8(80) ^ 0xff)), {
    message: /^Cannot read entry "role\.bard\.npy" of a\.npz: expected (CRC-32|224 bytes)/,
  });
  await assert.rejects(
    edited((_, view) => {
      view.setUint16(8, 9, true);
      view.setUint16(central(view) + 10, 9, true);
    }),
    /entry "role\.bard\.npy" is compressed \(method 9\); numpy stores or deflates/,
  );
});

Deno.test("openVectorFolder() names arrays that are no vectors", async () => {
  const npy = (name: string) =>
    Deno.readFileSync(new URL(`../../testdata/npy/${name}`, import.meta.url));
  const files = [["role.a.npy", npy("f4-version-1.npy")], [
    "default.npy",
    npy("f8-version-3.npy"),
  ]] as const;
  const folder = await openFiles([...files, ["b.npy", npy("cube.npy")], [
    "c.npy",
    npy("scalar.npy"),
  ]]);
  assert.deepEqual([folder.nLayers, folder.hiddenSize], [4, 3]);
  assert.deepEqual(folder.unread, [
    { path: "b.npy", reason: "an array [2, 3, 4], no vector" },
    { path: "c.npy", reason: "an array [], no vector" },
  ]);
  await assert.rejects(openFiles([["trait.a.npy", npy("object.npy")]]), {
    message:
      "Cannot read trait.a.npy: found Python objects (dtype object), which are never read; " +
      "save it as numpy.float32: numpy.stack(array).astype(numpy.float32)",
  });
  await assert.rejects(openFiles([["trait.a.npy", npy("vector.npy")]]), {
    message:
      "Cannot use trait.a.npy: expected rows [L, C], found [3], a vector that does not say of which layer it is; --vector-layer N does, and --layers N looks at that layer",
  });
  await assert.rejects(openFiles([...files, ["a.npz", fixture("stored.npz")]]), {
    message:
      "Cannot open persona vectors given: expected files of one form, found .npy and .npz; give one of the files, or move the others",
  });
});

Deno.test("openVectorFolder() refuses .npz keys of both kinds in one folder, in whatever order its files are", async () => {
  const [whole, byNumber] = [fixture("stored.npz"), fixture("by-layer.npz")];
  for (const [a, b] of [[whole, byNumber], [byNumber, whole]]) {
    await assert.rejects(openFiles([["a.npz", a!], ["b.npz", b!]]), {
      message:
        /^Cannot use given: expected keys that are all NAME or all TRAIT\|LAYER\|VARIANT, found \S+ of [ab]\.npz and "?calm\|\S+ of [ab]\.npz$/,
    });
  }
});

/** A zip of one stored file, as the format has it: local header, data, central record, end. */
function storedZip(name: string, data: Uint8Array): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const zip = new Uint8Array(30 + 46 + 22 + 2 * nameBytes.length + data.length);
  const view = new DataView(zip.buffer);
  const sizes = (at: number) => {
    view.setUint32(at, crc32(data), true);
    view.setUint32(at + 4, data.length, true);
    view.setUint32(at + 8, data.length, true);
    view.setUint16(at + 12, nameBytes.length, true);
  };
  const directory = 30 + nameBytes.length + data.length;
  view.setUint32(0, 0x04034b50, true);
  sizes(14);
  zip.set(nameBytes, 30);
  zip.set(data, 30 + nameBytes.length);
  view.setUint32(directory, 0x02014b50, true);
  sizes(directory + 16);
  zip.set(nameBytes, directory + 46);
  const end = directory + 46 + nameBytes.length;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, 1, true);
  view.setUint16(end + 10, 1, true);
  view.setUint32(end + 12, end - directory, true);
  view.setUint32(end + 16, directory, true);
  return zip;
}

Deno.test("readLayers() reads an array of an .npz file once for all layers that are asked for together", async () => {
  const C = 20_000; // a file of less than 256 KiB is kept whole
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${L}, ${C}), }`.padEnd(117) +
    "\n";
  const data = new Uint8Array(10 + header.length + 4 * L * C);
  data.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0]);
  data.set(new TextEncoder().encode(header), 10);
  const values = Float32Array.from({ length: L * C }, (_, i) => 1 + i);
  data.set(new Uint8Array(values.buffer), 10 + header.length);
  const inner = memoryFolder("given", new Map([["a.npz", storedZip("role.a.npy", data)]]));
  let nRead = 0;
  const counted: Folder = {
    ...inner,
    async open(path) {
      const source = await inner.open(path);
      const read: typeof source.read = (offsetBytes, into) => {
        nRead += into.byteLength;
        return source.read(offsetBytes, into);
      };
      return { ...source, read };
    },
  };
  const folder = await openVectorFolder(counted, { difference: "none" });
  const before = nRead;
  const read = await folder.readLayers([0, 1, 3]);
  assert.deepEqual(read.map(({ vectors }) => vectors[0]!.values[0]), [1, 1 + C, 1 + 3 * C]);
  assert.ok(nRead - before > data.length && nRead - before < 1.1 * data.length, `${nRead}`);
});

/** A file of numpy's, version 1.0. */
function npyBytes(descr: string, shape: string, data: Uint8Array): Uint8Array {
  const dtype = descr.startsWith("[") ? descr : `'${descr}'`;
  const header = `{'descr': ${dtype}, 'fortran_order': False, 'shape': ${shape}, }\n`;
  const start = Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0);
  return new Uint8Array([...start, ...new TextEncoder().encode(header), ...data]);
}

Deno.test("openVectorFolder() passes over what a .npz file tells beside its vectors, and names it", async () => {
  const [one, two] = [new Uint8Array(8), new Uint8Array(new Float32Array([1, 2]).buffer)];
  const rows = npyBytes("<f4", "(1, 2)", two);
  const file = (entries: Readonly<Record<string, Uint8Array>>) =>
    archiveOf(Object.entries(entries).map(([name, data]) => ({ name: `${name}.npy`, data })));
  const table = "[('n', '<i4'), ('of', [('x', '<f4', (1,))])]";
  const told = {
    names: npyBytes("<U1", "(2,)", one),
    layer: npyBytes("<i8", "()", one),
    table: npyBytes(table, "(1,)", one),
  };
  const folder = await openFiles([["a.npz", file({ "role.a": rows, ...told })]], {
    vectorsAre: "difference",
  });
  assert.deepEqual(folder.roleNames, ["a"]);
  assert.deepEqual(folder.unread, [
    { path: "a.npz", reason: "names is an array of <U1 [2], no vector" },
    { path: "a.npz", reason: "layer is an array of <i8 [], no vector" },
    { path: "a.npz", reason: "table is an array of records [1], no vector" },
  ]);
  await assert.rejects(
    openFiles([["a.npy", npyBytes(`${table}[`, "(1,)", one)]]),
    /expected } in the header, found "\["$/,
  );
  await assert.rejects(
    openFiles([["a.npy", npyBytes("[[('n', '<i4')]", "(1,)", one)]]),
    /expected \] in the header, found its end$/,
  );
  await assert.rejects(
    openFiles([["a.npz", file({ "role.a": npyBytes(">f4", "(1, 2)", two) })]]),
    /expected dtype <f2, <f4 or <f8, found ">f4"; save it as numpy\.float32/,
  );
});

Deno.test("openVectorFolder() says of dicts and of arrays of several vectors how they are saved", async () => {
  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const cube = npyBytes("<f4", "(2, 2, 1)", floats(1, 2, 3, 4));
  const layersFirst = npyBytes("<f4", "(3, 2, 1)", floats(1, 2, 3, 4, 5, 6));
  const matrix = npyBytes("<f4", "(2, 2)", floats(1, 2, 3, 4));
  const halves = npyBytes("|V2", "(2, 2)", new Uint8Array(8));
  const dict = npyBytes("|O", "()", new Uint8Array(8));
  const names = npyBytes("<U1", "(2,)", new Uint8Array(8));
  const objects = npyBytes("|O", "(2,)", new Uint8Array(8));
  const npz = (entries: Readonly<Record<string, Uint8Array>>) =>
    archiveOf(Object.entries(entries).map(([name, data]) => ({ name: `${name}.npy`, data })));
  const each = "a vector is of floating-point numbers [L, C], each under its name: ";
  const zip = (names: string, array: string) =>
    `numpy.savez("roles.npz", **dict(zip(${names}, ${array})))`;
  const inRows = (names: string) =>
    `expected a vector under its name, found one in each row, of which ${names} has the names; save them with `;
  for (
    const [fileName, bytes, advice] of [
      ["a.npy", dict, 'never read; save a dict of arrays with numpy.savez("roles.npz", **vectors)'],
      ["a.npy", objects, "save it as numpy.float32: numpy.stack(array).astype(numpy.float32)"],
      [
        "a.npy",
        halves,
        "(array.view(numpy.uint16).astype(numpy.uint32) << 16).view(numpy.float32)",
      ],
      ["a.npy", cube, `${each}${zip("labels", "X")}`],
      ["a.npz", npz({ means: cube }), `${each}${zip("labels", "means")}`],
      ["a.npz", npz({ means: cube, roles: names }), `${each}${zip("roles", "means")}`],
      [
        "a.npz",
        npz({ X: layersFirst, roles: names }),
        `${each}${zip("roles", "numpy.swapaxes(X, 0, 1)")}`,
      ],
      ["a.npz", npz({ "the means": cube, roles: objects }), `${each}${zip("roles", "X")}`],
      ["a.npz", npz({ means: cube, layer: names }), `${each}${zip("labels", "means")}`],
      ["a.npz", npz({ by_role: dict }), `${each}numpy.savez("roles.npz", **by_role)`],
      ["a.npz", npz({ X: matrix, labels: names }), `${inRows("labels")}${zip("labels", "X")}`],
      ["a.npz", npz({ names: objects, X: matrix }), `${inRows("names")}${zip("names", "X")}`],
    ] as const
  ) {
    await assert.rejects(openFiles([[fileName, bytes]], { kind: "role" }), ({ message }: Error) => {
      assert.ok(message.endsWith(advice), message);
      return true;
    });
  }
  // Two matrices with as many layers as there are names, and a list of another length: each is a vector.
  for (
    const told of [
      { role_names: names, bard: matrix, poet: matrix },
      { names: npyBytes("<U1", "(1,)", new Uint8Array(4)), poet: matrix },
      { layers: names, poet: matrix },
    ]
  ) {
    const folder = await openFiles([["a.npz", npz(told)]], {
      kind: "role",
      vectorsAre: "difference",
    });
    assert.deepEqual(folder.roleNames.at(-1), "poet");
  }
});
