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

Deno.test("parseHeader() refuses a shape of a million dimensions in bounded time", () => {
  const shape = "4294967296,".repeat(1e6) + "4";
  const json = `{"t": {"dtype": "U8", "shape": [${shape}], "data_offsets": [0, 4]}}`;
  assert.throws(() => readFile(safetensorsFile(json, new Uint8Array(4))), {
    rule: "ValidationOverflow",
    message: /of U8 \[4294967296, .*4294967296, …\] is too large$/,
  });
});
