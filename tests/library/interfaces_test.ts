import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import * as v from "valibot";
import { interfaceFiles } from "./interfaces/interfaces_text.ts";
import { commentAt, schemaText, schemaTypes } from "./interfaces/schema_source.ts";
import { typeText, type Writing, writtenOut } from "./interfaces/type_text.ts";

Deno.test("the interfaces of results.json, and the check that they are its types, are those of the schema", async () => {
  for (const [path, text] of await interfaceFiles()) {
    const found = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
    equal(found, text, `${path} is out of date: run deno task interfaces`);
  }
});

const PLAIN: Writing = { nameOf: () => undefined, commentAt: () => "" };

Deno.test("typeText() writes what a schema gives out, whatever it takes in", () => {
  const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
  const cases: [schema: v.GenericSchema, text: string][] = [
    [whole, "number"],
    [v.literal("a"), '"a"'],
    [v.picklist([1, -1]), "1 | -1"],
    [v.nullable(v.boolean()), "boolean | null"],
    [v.optional(v.nullable(whole), null), "number | null"],
    [v.array(v.string()), "string[]"],
    [v.array(v.picklist(["a", "b"])), '("a" | "b")[]'],
    [v.record(v.pipe(v.string(), v.regex(/a/)), v.array(whole)), "Record<string, number[]>"],
    [v.union([v.literal("auto"), whole]), '"auto" | number'],
    [
      v.object({ a: v.optional(whole), b: v.optional(whole, 1) }),
      "{\na?: number | undefined;\nb: number;\n}",
    ],
  ];
  for (const [schema, text] of cases) equal(typeText(schema, PLAIN), text);
});

Deno.test("typeText() calls a schema by its name, and sets comments before keys", () => {
  const row = v.object({ layer: v.number() });
  const table = v.object({ rows: v.array(row) });
  const writing: Writing = {
    nameOf: (schema) => schema === row ? "Row" : undefined,
    commentAt: (way) => way.join() === "rows" ? "/** By layer. */" : "",
  };
  equal(typeText(table, writing), "{\n/** By layer. */\nrows: Row[];\n}");
  equal(writtenOut(row, writing), "{\nlayer: number;\n}");
});

Deno.test("typeText() refuses a schema of an unknown kind, and one that changes the value, with the way to it", () => {
  throws(() => typeText(v.object({ a: v.object({ b: v.bigint() }) }), PLAIN), {
    message: "Cannot write out the schema at a.b: expected one of the kinds in " +
      "tests/library/interfaces/type_text.ts, got bigint; add it there",
  });
  throws(() => typeText(v.object({ a: v.pipe(v.string(), v.transform(Number)) }), PLAIN), /at a:/);
});

const OTHER = `
export const schema = {
  mlp: {
    depth: column(count, {
      meaning: "Elsewhere.",
    }),
  },
};
`;
const SOURCE = `
import { schema as other } from "./c/d.ts";
import {
  count,
  text,
} from "./values.ts";

const draws = {
  /** Median. */
  q50: number,
};

const inner = v.object({ one: text, two: text });
export const row = v.object({
  /** Of the layer,
   * in two lines. */
  layer: count,
  size: count, // C
  ...draws,
  nested: v.array(v.object({
    /** Nested. */
    layer: count,
  })),
  other: v.array(more),
});

const more = v.object({
  /** Further on. */
  deep: text,
});

const table = rowOf({
  width: column(count, {
    label: "width",
    meaning: "In a \\"word\\" of its own.",
  }),
  height: column(count, {
    meaning:
      "On a line of its own.",
  }),
  ...other.mlp,
});

/** One row. */
export type Row = v.InferOutput<typeof row>;
export type More = v.InferOutput<typeof more>;
`;

Deno.test("schemaTypes() and commentAt() find names and comments in the text of a module", () => {
  deepEqual(schemaTypes(SOURCE), [
    { name: "Row", constant: "row", comment: "/** One row. */" },
    { name: "More", constant: "more", comment: "" },
  ]);
  const modules = new Map([["a/b.ts", schemaText(SOURCE)], ["a/c/d.ts", schemaText(OTHER)]]);
  const at = (constant: string, ...way: string[]) =>
    commentAt(modules, { module: "a/b.ts", constant, way });
  equal(at("row", "layer"), "/** Of the layer,\n* in two lines. */");
  equal(at("row", "size"), "/** C */");
  equal(at("row", "q50"), "/** Median. */");
  equal(at("row", "nested", "layer"), "/** Nested. */");
  equal(at("row", "other", "deep"), "/** Further on. */");
  equal(at("row", "other"), "");
  equal(at("inner", "one"), "");
  equal(at("table", "width"), '/** In a "word" of its own. */');
  equal(at("table", "height"), "/** On a line of its own. */");
  equal(at("table", "depth"), "/** Elsewhere. */");
});
