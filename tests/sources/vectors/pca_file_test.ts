import assert from "node:assert/strict";
import { readPcaFile } from "../../../src/sources/vectors/pca_file.ts";
import type { PickleRecord, PickleValue } from "../../../src/sources/torch/pickle_values.ts";
import type { TorchFile } from "../../../src/sources/torch/torch_file.ts";
import { fixtureNames, openFixture, readJsonFixture } from "../torch_fixtures.ts";

const COMPUTED = "--pca computed makes components of the roles instead";

/** What scikit-learn knows of a PCA file, as the oracle wrote it. */
interface ExpectedPca {
  readonly layer: number;
  readonly nComponents: number;
  readonly components: readonly number[];
  readonly varianceExplained: readonly number[] | null;
  readonly scalerClass: string | null;
  readonly scalerScale: readonly number[] | null;
  readonly names: readonly string[] | null;
  readonly coordinates: readonly number[] | null;
}

for (const name of fixtureNames("pca")) {
  Deno.test(`readPcaFile() gives what scikit-learn fitted in ${name}.pt`, async () => {
    const expected = readJsonFixture<ExpectedPca>(`pca/${name}.json`);
    const file = await openFixture(`pca/${name}.pt`);
    assert.deepEqual(await readPcaFile(file, `${name}.pt`), {
      fileName: `${name}.pt`,
      layer: expected.layer,
      isLayerTold: true,
      nComponents: expected.nComponents,
      components: Float64Array.from(expected.components),
      varianceExplained: expected.varianceExplained === null
        ? null
        : Float64Array.from(expected.varianceExplained),
      scalerClass: expected.scalerClass,
      scalerScale: expected.scalerScale === null ? null : Float64Array.from(expected.scalerScale),
      fitted: expected.names === null
        ? null
        : { names: expected.names, coordinates: Float64Array.from(expected.coordinates ?? []) },
      unreadKeys: [],
    });
  });
}

/** The PCA file of the fixtures with some keys changed; `undefined` deletes one. */
async function changed(
  keys: Record<string, PickleValue | undefined>,
  name = "mean-scaler",
): Promise<TorchFile> {
  const file = await openFixture(`pca/${name}.pt`);
  assert.ok(file.value instanceof Map);
  const value = new Map(file.value);
  for (const [key, part] of Object.entries(keys)) {
    if (part === undefined) value.delete(key);
    else value.set(key, part);
  }
  return { ...file, value };
}

/** A record of a PCA file of the fixtures with attributes changed. */
async function recordWith(
  attributes: Record<string, PickleValue>,
  { name, key }: { name: string; key: string },
): Promise<PickleRecord> {
  const { value } = await openFixture(`pca/${name}.pt`);
  const record = value instanceof Map ? value.get(key) : null;
  assert.ok(
    typeof record === "object" && record !== null && "kind" in record && record.kind === "record",
  );
  assert.ok(record.state instanceof Map);
  return { ...record, state: new Map([...record.state, ...Object.entries(attributes)]) };
}

/** The PCA record with attributes changed. */
function pcaWith(attributes: Record<string, PickleValue>): Promise<PickleRecord> {
  return recordWith(attributes, { name: "mean-scaler", key: "pca" });
}

const STANDARD = "standard-scaler-protocol-2";

/** The file of a StandardScaler whose scaler has attributes changed. */
async function scaledBy(attributes: Record<string, PickleValue>): Promise<TorchFile> {
  const scaler = await recordWith(attributes, { name: STANDARD, key: "scaler" });
  return await changed({ scaler }, STANDARD);
}

Deno.test("readPcaFile() leaves out what the file does not hold", async () => {
  const file = await changed({
    variance_explained: undefined,
    scaler: null,
    pca_transformed: null,
  });
  const pca = await readPcaFile(file, "x.pt");
  assert.equal(pca.varianceExplained, null);
  assert.equal(pca.scalerClass, null);
  assert.equal(pca.scalerScale, null);
  assert.equal(pca.fitted, null);
});

Deno.test("readPcaFile() reads no sigma where a StandardScaler was made without", async () => {
  const pca = await readPcaFile(await scaledBy({ scale_: null }), "x.pt");
  assert.equal(pca.scalerClass, "StandardScaler");
  assert.equal(pca.scalerScale, null);
});

Deno.test("readPcaFile() takes sigma of a StandardScaler alone, whatever another scaler calls scale_", async () => {
  const scaler = await recordWith({}, { name: STANDARD, key: "scaler" });
  const other = { ...scaler, className: "utils.pca_utils.MeanScaler" };
  const pca = await readPcaFile(await changed({ scaler: other }, STANDARD), "x.pt");
  assert.equal(pca.scalerClass, "MeanScaler");
  assert.equal(pca.scalerScale, null);
});

Deno.test("readPcaFile() refuses a scale_ that is no array", async () => {
  await assert.rejects(readPcaFile(await scaledBy({ scale_: "1" }), "x.pt"), {
    message:
      `Cannot read PCA file ${STANDARD}.pt: expected scale_ of the scaler to be an array, found text; ${COMPUTED}`,
  });
});

Deno.test("readPcaFile() refuses a scale_ of another shape than the components", async () => {
  const pca = await recordWith({}, { name: STANDARD, key: "pca" });
  assert.ok(pca.state instanceof Map);
  const scale_ = pca.state.get("components_") ?? null;
  await assert.rejects(readPcaFile(await scaledBy({ scale_ }), "x.pt"), {
    message:
      `Cannot read PCA file ${STANDARD}.pt: expected scale_ of the scaler [6], found [6, 6]; ${COMPUTED}`,
  });
});

Deno.test("readPcaFile() refuses a scale_ that is not positive", async () => {
  const pca = await recordWith({}, { name: STANDARD, key: "pca" });
  assert.ok(pca.state instanceof Map);
  const scale_ = pca.state.get("mean_") ?? null; // zero but for rounding, of either sign
  await assert.rejects(readPcaFile(await scaledBy({ scale_ }), "x.pt"), {
    message: new RegExp(
      `^Cannot read PCA file ${STANDARD}\\.pt: expected positive numbers of float32 in scale_ of the scaler, ` +
        `found -?[0-9.e-]+ at element [0-5]; ${COMPUTED}$`,
    ),
  });
});

const number: PickleValue = 5;
const cases: [string, Record<string, PickleValue | undefined>, string][] = [
  ["without a layer", { layer: undefined }, 'expected "layer" to be a layer number, found nothing'],
  [
    "of a layer that is no number",
    { layer: "22" },
    'expected "layer" to be a layer number, found text',
  ],
  ["of a negative layer", { layer: -1 }, 'expected "layer" to be a layer number, found -1'],
  ["without a PCA", { pca: undefined }, 'expected "pca" to be a scikit-learn PCA, found nothing'],
  [
    "whose PCA is a dict",
    { pca: new Map() },
    'expected "pca" to be a scikit-learn PCA, found a dict',
  ],
  [
    "whose scaler is a text",
    { scaler: "StandardScaler" },
    'expected "scaler" to be an object or None, found text',
  ],
  [
    "whose ratios are too few",
    { variance_explained: [0.5] },
    "expected variance_explained to hold 3 ratios between 0 and 1",
  ],
  [
    "whose ratios are percentages",
    { variance_explained: [21.2, 8.2, 6.8] },
    "expected variance_explained to hold 3 ratios between 0 and 1",
  ],
  [
    "whose ratios are text",
    { variance_explained: "0.5" },
    "expected variance_explained to be numbers, found text",
  ],
  [
    "with other names than coordinates",
    { traits: ["a", "b"] },
    "expected pca_transformed [2, 3], found [7, 3]",
  ],
  [
    "with names that are numbers",
    { traits: [number] },
    "expected a list of names, found a list with a number at element 0",
  ],
  [
    "with names under keys that are numbers",
    { traits: new Map<PickleValue, PickleValue>([[1, ["a"]]]) },
    "expected names by vector key",
  ],
  [
    "with coordinates that are no matrix",
    { pca_transformed: [1, 2, 3, 4, 5, 6, 7] },
    "expected pca_transformed [7, 3], found [7]",
  ],
];
for (const [name, keys, message] of cases) {
  Deno.test(`readPcaFile() refuses a file ${name}`, async () => {
    await assert.rejects(readPcaFile(await changed(keys), "x.pt"), {
      message: `Cannot read PCA file mean-scaler.pt: ${message}; ${COMPUTED}`,
    });
  });
}

Deno.test("readPcaFile() refuses a PCA that is not fitted", async () => {
  await assert.rejects(
    readPcaFile(await changed({ pca: await pcaWith({ components_: null }) }), "x"),
    {
      message:
        `Cannot read PCA file mean-scaler.pt: expected a fitted PCA, found no components_ in it; ${COMPUTED}`,
    },
  );
});

Deno.test("readPcaFile() refuses components that are not a finite matrix", async () => {
  const mean = (await pcaWith({})).state;
  assert.ok(mean instanceof Map);
  await assert.rejects(
    readPcaFile(
      await changed({ pca: await pcaWith({ components_: mean.get("mean_") ?? null }) }),
      "x",
    ),
    {
      message:
        `Cannot read PCA file mean-scaler.pt: expected components_ [n, C], found [6]; ${COMPUTED}`,
    },
  );
});

Deno.test("readPcaFile() refuses a file that is no dict", async () => {
  const file = { ...await changed({}), value: [] };
  await assert.rejects(readPcaFile(file, "x.pt"), {
    message: `Cannot read PCA file mean-scaler.pt: expected a dict, found a list; ${COMPUTED}`,
  });
});

Deno.test("readPcaFile() names keys that are not read", async () => {
  const { unreadKeys } = await readPcaFile(await changed({ note: "x", "a\nb": 1 }), "x.pt");
  assert.deepEqual(unreadKeys, ["note", "a\nb"]);
});

Deno.test("readPcaFile() refuses names that multiply: a list that a file of a megabyte tells at every key", async () => {
  const names = new Array(1_000).fill("bard");
  const keys = Array.from(
    { length: 150_000 },
    (_, i): [PickleValue, PickleValue] => [`k${i}`, names],
  );
  const refused = async (roles: PickleValue, finding: RegExp) => {
    const file = await changed({ roles });
    await assert.rejects(readPcaFile(file, "x.pt"), finding);
  };
  await refused(new Map(keys), /: expected at most 100000 names, found 101000 or more;/);
  const long = "x".repeat(1e6);
  await refused(
    new Map(keys.map(([key]) => [key, [long]])),
    /: expected names of at most 4194304 characters together, found 5000010 or more;/,
  );
  await refused(
    new Map([[long, ["a", "b", "c", "d", "e"]], ["k", ["f"]]]),
    /: expected names of at most 4194304 characters together, found 5000005 or more;/,
  );
});
