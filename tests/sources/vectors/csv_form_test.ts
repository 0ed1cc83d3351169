/** Tables of the numbers of tests/oracle/vector_fixtures.py, by numpy's shortest digits. */

import assert from "node:assert/strict";
import { assertRows, EXPECTED, L, openFiles, openOne, reading } from "./vector_fixtures.ts";

const { named } = EXPECTED;
const ALL = {
  "role bard": named["role.bard"]!,
  "role poet": named["role.poet"]!,
  "trait calm": named["trait.calm"]!.map((row, layer) => layer === 2 ? null : row),
};
const HEADER = "name,layer,kind,v0,v1";

for (const form of ["wide", "long"]) {
  Deno.test(`openVectorFolder() reads ${form}.csv, and names the layer that a vector has not`, async () => {
    const folder = await openOne(`${form}.csv`);
    assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize, folder.isByLayer], [
      "csv",
      L,
      6,
      true,
    ]);
    assert.deepEqual(reading(folder), ["block", "raw", "difference"]);
    assert.equal(folder.difference, `default of ${form}.csv`);
    assert.deepEqual(folder.absent, [{ kind: "trait", name: "calm", layers: [2] }]);
    assert.deepEqual(folder.unread, []);
    await assertRows(folder, ALL);
    const read = await folder.readLayers([2]);
    assert.deepEqual([...read[0]!.default!], named.default![2]);
  });
}

Deno.test("openVectorFolder() takes layers of a CSV file as of hidden_states where that is declared", async () => {
  const folder = await openOne("wide.csv", { rowZero: "embedding" });
  assert.equal(folder.nLayers, L - 1);
  assert.deepEqual(folder.absent, [{ kind: "trait", name: "calm", layers: [1] }]);
  assert.deepEqual(
    [...(await folder.readLayers([0]))[0]!.vectors[0]!.values],
    named["role.bard"]![1],
  );
});

Deno.test("readLayers() says at which layer the default of a CSV file is missing", async () => {
  const text = `${HEADER}\na,0,role,1,2\na,1,role,1,2\ndefault,0,,3,4\n`;
  const folder = await openFiles([["a.csv", text]]);
  await folder.readLayers([0]);
  await assert.rejects(folder.readLayers([1]), {
    message: "Cannot subtract the default vector at layer 1: default of a.csv has none there",
  });
});

Deno.test("openVectorFolder() reads a CSV file without kinds, quoted names and columns of its own", async () => {
  const text = '\ufeffname,layer,v1,v0,note\r\n"x, ""y""",1,-2e-1,+.5,a\r\n';
  await assert.rejects(openFiles([["a.csv", text]]), /give --kind role or --kind trait/);
  const folder = await openFiles([["a.csv", text]], { kind: "trait" });
  assert.deepEqual(folder.unread, [{ path: "a.csv", reason: "columns that are not read: note" }]);
  const [zero, one] = await folder.readLayers([0, 1]);
  assert.deepEqual(zero?.vectors, []);
  assert.deepEqual(one?.vectors, [
    { kind: "trait", name: 'x, "y"', values: Float32Array.of(0.5, -0.2) },
  ]);
});

Deno.test("openVectorFolder() takes a default for no role, and a trait of that name for a trait", async () => {
  const row = (name: string, kind: string) => `${name},0,${kind},1,2\n`;
  const roles = ["a", "default", "axis"].map((name) => row(name, "role"));
  const folder = await openFiles([[
    "a.csv",
    `${HEADER}\n${roles.join("")}${row("default", "trait")}`,
  ]]);
  assert.deepEqual([folder.roleNames, folder.traitNames, folder.difference], [
    ["a", "axis"],
    ["default"],
    "default of a.csv",
  ]);
  const twice = `${HEADER}\n${row("a", "role")}${row("role.a", "")}${row("default", "")}`;
  await assert.rejects(
    openFiles([["a.csv", twice]]),
    /role\.a occurs twice, first as a; take one of the two out$/,
  );
  const untold = `${HEADER}\n${row("a", "role")}${row("a", "")}${row("default", "")}`;
  await assert.rejects(openFiles([["a.csv", untold]], { kind: "role" }), /: a occurs twice$/);
  assert.deepEqual((await openFiles([["a.csv", untold]], { kind: "trait" })).traitNames, ["a"]);
});

for (
  const [name, text, message] of [
    ["no header", "", /^Cannot read a\.csv as CSV: expected a header and rows, found none$/],
    [
      "other columns",
      "trait,layer\nx,1\n",
      /^Cannot use a\.csv: expected columns name, layer, v0, v1, \.\.\. or name, layer, dimension, value \(and kind where names do not say it\) in its header, found trait, layer$/,
    ],
    [
      "a gap in its columns",
      "name,layer,v0,v2\nx,1,1,1\n",
      /in its header, found v columns without v1$/,
    ],
    [
      "both forms at once",
      "name,layer,dimension,value,v0\nx,1,1,1,1\n",
      /in its header, found name, /,
    ],
    [
      "a layer that is none",
      `${HEADER}\nx,1.5,role,1,2\n`,
      /expected layer to be a whole number from 0 to 9999 in row 2, found "1\.5"$/,
    ],
    ["a huge layer", `${HEADER}\nx,99999999,role,1,2\n`, /in row 2, found "99999999"$/],
    [
      "another kind",
      `${HEADER}\nx,1,pc,1,2\n`,
      /expected kind role or trait, or an empty cell in row 2, found "pc"$/,
    ],
    ["no name", `${HEADER}\n,1,role,1,2\n`, /expected a name in row 2, found none$/],
    [
      "a word for a number",
      `${HEADER}\nx,1,role,1,2\ny,1,role,1,nan\n`,
      /expected a decimal number in row 3, found "nan"$/,
    ],
    ["an empty cell", `${HEADER}\nx,1,role,1,\n`, /expected a decimal number in row 2, found ""$/],
    ["hexadecimal digits", `${HEADER}\nx,1,role,1,0x10\n`, /found "0x10"$/],
    [
      "a row twice",
      `${HEADER}\nx,1,role,1,2\nx,1,role,1,2\n`,
      /expected x once at layer 1 in row 3, found it again$/,
    ],
    ["a short row", `${HEADER}\nx,1,role,1\n`, /^Cannot read a\.csv as CSV: .*line 2/],
    [
      "a line before the header",
      `# made today\n${HEADER}\nx,1,role,1,2\n`,
      /line 2: expected 1 fields but got 5; the first line names the columns, and every other has as many cells$/,
    ],
    [
      "a column twice",
      "name,layer,layer,v0\nx,1,2,1\n",
      /expected one column layer in its header, found two of that name$/,
    ],
    ["a number's column twice", "name,layer,v0,v0\nx,1,1,2\n", /expected one column v0 in its/],
    ["a quote that stays open", `${HEADER}\n"x,1,role,1,2\n`, /^Cannot read a\.csv as CSV: /],
    [
      "a dimension too few",
      "name,layer,dimension,value\nx,1,0,1\nx,1,1,1\ny,1,1,1\n",
      /expected 2 dimensions of y at layer 1, as the largest one tells in row 4, found 1 row$/,
    ],
    [
      "a dimension twice",
      "name,layer,dimension,value\nx,1,1,1\nx,1,1,1\n",
      /expected dimension 1 once of x at layer 1 in row 3, found it again$/,
    ],
    [
      "a dimension that no vector has",
      "name,layer,dimension,value\nx,1,1048576,1\n",
      /expected dimension to be a whole number from 0 to 1048575 in row 2, found "1048576"$/,
    ],
  ] as const
) {
  Deno.test(`openVectorFolder() refuses a CSV file with ${name}`, async () => {
    await assert.rejects(openFiles([["a.csv", text]]), { message });
  });
}

Deno.test("openVectorFolder() refuses a CSV file that is no UTF-8, and numbers beyond bfloat16 when they are read", async () => {
  await assert.rejects(openFiles([["a.csv", Uint8Array.of(0xff, 0x61)]]), {
    message: "Cannot read a.csv as CSV: expected UTF-8",
  });
  const folder = await openFiles([["a.csv", `${HEADER}\nx,1,trait,1,1e300\n`]]);
  await assert.rejects(folder.readLayers([1]), {
    message:
      "Cannot use x of a.csv: expected finite numbers at layer 1, found Infinity at element 1",
  });
});

for (
  const [what, content, said] of [
    [
      "UTF-16",
      Uint8Array.of(0xff, 0xfe, 0x61, 0),
      "expected UTF-8, found UTF-16, as Excel saves Unicode text; save it as CSV UTF-8",
    ],
    [
      "two carriage returns",
      `${HEADER}\r\r\na,0,role,1,2\r\r\n`,
      "expected lines that end with a line feed, found two carriage returns before each, as Python's csv " +
      'module writes them on Windows; open the file that it writes with newline=""',
    ],
    [
      "carriage returns",
      `${HEADER}\rx,1,trait,1,2\r`,
      "expected lines that end with a line feed, found carriage returns alone; save it as CSV UTF-8",
    ],
    [
      "semicolons",
      "name;layer;v0;v1\r\nx;1;0,5;2\r\n",
      "expected columns separated by commas, found semicolons; save it with commas between the columns and points in the numbers",
    ],
    [
      "tabs",
      "name\tlayer\tv0\nx\t1\t2\n",
      "expected columns separated by commas, found tabs; save it with commas between the columns and points in the numbers",
    ],
  ] as const
) {
  Deno.test(`openVectorFolder() says what to do with a CSV file of ${what}, as spreadsheets and scripts write it`, async () => {
    await assert.rejects(openFiles([["a.csv", content]]), {
      message: `Cannot read a.csv as CSV: ${said}`,
    });
  });
}
