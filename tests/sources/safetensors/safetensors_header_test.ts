import assert from "node:assert/strict";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  SafetensorsError,
  type SafetensorsHeader,
} from "../../../src/sources/safetensors/safetensors_header.ts";
import { safetensorsFile } from "../memory_bytes.ts";

interface Verdict {
  case: string;
  /** Rule by which the Rust crate refuses the file; null where it accepts it. */
  rule: string | null;
  base64: string;
}

const verdicts: Verdict[] = JSON.parse(
  await Deno.readTextFile(new URL("../../testdata/safetensors/verdicts.json", import.meta.url)),
);

/** Where this reader is meant to differ from the crate, and the rule it names instead. */
const STRICTER: Readonly<Record<string, string>> = {
  "metadata null": "InvalidHeaderDeserialization",
  "metadata with a duplicate key": "InvalidHeaderDeserialization",
  "entry a list": "InvalidHeaderDeserialization",
  "zero before an overflow": "ValidationOverflow",
  "size past 2^53": "ValidationOverflow",
  "duplicate name on one range": "InvalidHeaderDeserialization",
  "duplicate name on two ranges": "InvalidHeaderDeserialization",
  "duplicate name by escape": "InvalidHeaderDeserialization",
  "header length of 100 MB, absent": "HeaderTooLarge",
};

function readFile(bytes: Uint8Array): SafetensorsHeader {
  const context = { where: "a.safetensors", fileSizeBytes: bytes.length };
  const length = headerLength(bytes.subarray(0, PREFIX_BYTES), context);
  return parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length), context);
}

function assertRefused(bytes: Uint8Array, message: string): void {
  assert.throws(() => readFile(bytes), { name: "SafetensorsError", message });
}

for (const verdict of verdicts) {
  const rule = STRICTER[verdict.case] ?? verdict.rule;
  const isStricter = verdict.case in STRICTER;
  const finding = rule === null ? "accepts" : `refuses by ${rule}`;
  Deno.test(`parseHeader() ${finding}${isStricter ? ", unlike the crate" : ""}: ${verdict.case}`, () => {
    const bytes = Uint8Array.fromBase64(verdict.base64);
    if (rule === null) {
      assert.doesNotThrow(() => readFile(bytes));
    } else {
      assert.throws(() => readFile(bytes), (error) => {
        assert.ok(error instanceof SafetensorsError, String(error));
        assert.equal(error.rule, rule, error.message);
        assert.ok(error.message.startsWith(`Cannot read a.safetensors: ${rule}: `), error.message);
        assert.doesNotMatch(error.message, /\p{Cc}/u);
        return true;
      });
    }
  });
}

Deno.test("parseHeader() differs from the crate exactly where it says so", () => {
  const byCase = new Map(verdicts.map((verdict) => [verdict.case, verdict.rule]));
  for (const [name, rule] of Object.entries(STRICTER)) assert.notEqual(byCase.get(name), rule);
});

Deno.test("parseHeader() returns metadata, and tensors in the order of their data", () => {
  const json = `{"b": {"dtype": "BF16", "shape": [2, 3], "data_offsets": [4, 16]},
    "__metadata__": {"format": "pt"}, "__proto__": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}`;
  const { metadata, tensors } = readFile(safetensorsFile(json, new Uint8Array(16)));
  const dataStart = 8 + json.length;
  assert.deepEqual([...metadata], [["format", "pt"]]);
  assert.deepEqual([...tensors.values()], [
    { name: "__proto__", dtype: "F32", shape: [], offsetBytes: dataStart, sizeBytes: 4 },
    { name: "b", dtype: "BF16", shape: [2, 3], offsetBytes: dataStart + 4, sizeBytes: 12 },
  ]);
});

const entry = (dtype: string, shape: number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

Deno.test("parseHeader() names tensor, expectation and finding", () => {
  const refused = (json: string, nDataBytes: number, finding: string) =>
    assertRefused(
      safetensorsFile(json.padEnd(92), new Uint8Array(nDataBytes)),
      `Cannot read a.safetensors: ${finding}`,
    );
  refused(
    `{"t": ${entry("F32", [1], 4, 8)}}`,
    8,
    'InvalidOffset: tensor "t" has data_offsets [4, 8], expected [0, …]',
  );
  refused(
    `{"t": ${entry("F32", [2], 0, 4)}}`,
    4,
    'TensorInvalidInfo: tensor "t" of F32 [2] takes 8 bytes, its data_offsets span 4',
  );
  refused(
    `{"t": ${entry("F4", [3], 0, 2)}}`,
    2,
    'MisalignedSlice: tensor "t" of F4 [3] is no whole number of bytes',
  );
  refused(
    `{"t": ${entry("F8", [3], 0, 2)}}`,
    2,
    'InvalidHeaderDeserialization: tensor "t" has no known dtype, found "F8"',
  );
  refused(
    `{"t": ${entry("F32", [2], 0, 8)}}`,
    6,
    "MetadataIncompleteBuffer: the tensors end at byte 108, the file at 106; the download may be incomplete",
  );
  refused(
    `{"t": ${entry("F32", [2], 0, 8)}}`,
    9,
    "MetadataIncompleteBuffer: the tensors end at byte 108, the file at 109",
  );
});

Deno.test("parseHeader() keeps a hostile name out of its message", () => {
  const name = JSON.stringify(`\n\u001b[2J${"x".repeat(1e6)}`);
  const bytes = safetensorsFile(`{${name}: ${entry("F32", [1], 4, 8)}}`, new Uint8Array(8));
  assert.throws(() => readFile(bytes), (error) => {
    assert.ok(error instanceof SafetensorsError);
    assert.ok(error.message.length < 300 && !/\p{Cc}/u.test(error.message), error.message);
    return true;
  });
});

/** Time that a hostile header of 100,000 entries may take; about a tenth of it was measured. */
const MAX_HOSTILE_MS = 5000;

Deno.test("parseHeader() refuses 100,000 overlapping entries in bounded time", () => {
  const entries = Array.from({ length: 1e5 }, (_, i) => `"t${i}": ${entry("F32", [1], 0, 4)}`);
  const bytes = safetensorsFile(`{${entries.join()}}`, new Uint8Array(4));
  const start = performance.now();
  assert.throws(() => readFile(bytes), { name: "SafetensorsError", rule: "InvalidOffset" });
  assert.ok(performance.now() - start < MAX_HOSTILE_MS);
});

Deno.test("parseHeader() accepts 100,000 tensors in reversed order in bounded time", () => {
  const entries = Array.from(
    { length: 1e5 },
    (_, i) => `"t${i}": ${entry("U8", [1], 1e5 - 1 - i, 1e5 - i)}`,
  );
  const bytes = safetensorsFile(`{${entries.join()}}`, new Uint8Array(1e5));
  const start = performance.now();
  assert.equal(readFile(bytes).tensors.size, 1e5);
  assert.ok(performance.now() - start < MAX_HOSTILE_MS);
});

Deno.test("parseHeader() takes 64 dimensions, and refuses more before it has read them", () => {
  const shaped = (n: number) =>
    `{"t": {"dtype": "U8", "shape": [${"1,".repeat(n - 1)}1], "data_offsets": [0, 1]}}`;
  const file = (json: string) => safetensorsFile(json, new Uint8Array(1));
  assert.equal(readFile(file(shaped(64))).tensors.get("t")?.shape.length, 64);
  for (const n of [65, 1e6]) {
    assert.throws(() => readFile(file(shaped(n))), {
      rule: "InvalidHeaderDeserialization",
      message: /: Expected at most 64 dimensions of a tensor, found more at character 1\d\d$/,
    });
  }
});

Deno.test("parseHeader() takes 200,000 tensors and as many texts, and no more", () => {
  const tensors = (n: number) =>
    Array.from({ length: n }, (_, i) => `"t${i}": ${entry("U8", [0], 0, 0)}`);
  const header = (nTensors: number, nTexts: number) => {
    const texts = Array.from({ length: nTexts }, (_, i) => `"${i}":""`);
    return safetensorsFile(`{${['"__metadata__":{' + texts + "}", ...tensors(nTensors)]}}`);
  };
  const { tensors: read, metadata } = readFile(header(200_000, 200_000));
  assert.deepEqual([read.size, metadata.size], [200_000, 200_000]);
  const most = "Expected at most 200000";
  assert.throws(() => readFile(header(200_001, 0)), new RegExp(`: ${most} tensors, found more$`));
  assert.throws(
    () => readFile(header(0, 200_001)),
    new RegExp(`: ${most} texts in __metadata__, found more at character `),
  );
});

Deno.test("parseHeader() holds what it ignores to the grammar alone", () => {
  const ignoring = (value: string) =>
    readFile(safetensorsFile(
      `{"t": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1], "x": ${value}}}`,
      new Uint8Array(1),
    ));
  for (const value of ["[]", "[[1, {}], -0.5e3, 0.25, 12, null]", '{"a": 1, "a": {"b": ["c"]}}']) {
    assert.equal(ignoring(value).tensors.size, 1);
  }
  for (
    const value of ["[01]", "[1.]", "[1 2]", '{"a" 1}', "[nul]", '"\\x"', "1e999", "[".repeat(200)]
  ) {
    assert.throws(() => ignoring(value), { rule: "InvalidHeaderDeserialization" });
  }
});

Deno.test("headerLength() says of a file that ends too early that the download may be incomplete", () => {
  const prefix = new Uint8Array(8);
  prefix[0] = 100;
  for (const [bytes, fileSizeBytes] of [[prefix, 50], [prefix.subarray(0, 7), 7]] as const) {
    assert.throws(
      () => headerLength(bytes, { where: "x", fileSizeBytes }),
      /^SafetensorsError: Cannot read x: \w+: .*; the download may be incomplete$/,
    );
  }
});
