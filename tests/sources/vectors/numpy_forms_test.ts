/** Against numpy; written by tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
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
        `^Cannot read entry "role\\.bard\\.npy" of a\\.npz: expected ${size} bytes when it is inflated, found another number or damage `,
      ),
    });
  }
  // Not even where there is more: that is what a bomb would be.
  await assert.rejects(edited((_, view) => setSize(view, 10)), /larger than 11 bytes\)$/);
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
    message: "Cannot read trait.a.npy: found Python objects (dtype object), which are never read",
  });
  await assert.rejects(openFiles([["trait.a.npy", npy("vector.npy")]]), {
    message:
      "Cannot use trait.a.npy: expected rows [L, C], found [3], a vector that does not say of which layer it is; --vector-layer N does",
  });
  await assert.rejects(openFiles([...files, ["a.npz", fixture("stored.npz")]]), {
    message:
      "Cannot open persona vectors given: expected files of one form, found .npy and .npz; give one of the files, or move the others",
  });
});
