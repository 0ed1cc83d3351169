/**
 * The TypeScript type of what a schema gives out, in words of TypeScript.
 *
 * @module
 */

import type * as v from "valibot";

/** What types are written with. */
export interface Writing {
  /** The name that stands for a schema; undefined where it is written out. */
  nameOf(schema: v.GenericSchema): string | undefined;
  /** The comment of a key by the way to it; empty where there is none. */
  commentAt(way: readonly string[]): string;
}

/** A schema with all that the kinds hold which results are made of. */
type AnySchema = v.GenericSchema & {
  readonly pipe?: readonly { readonly kind: string }[];
  readonly entries: Readonly<Record<string, AnySchema>>;
  readonly item: AnySchema;
  readonly wrapped: AnySchema;
  readonly key: AnySchema;
  readonly value: AnySchema;
  readonly default: unknown;
  readonly options: readonly unknown[];
  readonly literal: unknown;
};

/**
 * The type of what `schema` gives out: by its name where it has one, else written out.
 *
 * @throws {Error} naming the way to a schema of a kind that is not known here.
 */
export function typeText(
  schema: v.GenericSchema,
  writing: Writing,
  way: readonly string[] = [],
): string {
  return writing.nameOf(schema) ?? writtenOut(schema, writing, way);
}

/** The same of a schema that has a name. */
export function writtenOut(
  schema: v.GenericSchema,
  writing: Writing,
  way: readonly string[] = [],
): string {
  const it = schema as AnySchema;
  const inner = (of: AnySchema) => typeText(of, writing, way);
  const isTransformed = it.pipe?.slice(1).some(({ kind }) => kind !== "validation") ?? false;
  switch (isTransformed ? "transformation" : it.type) {
    case "string":
    case "number":
    case "boolean":
      return it.type;
    case "literal":
      return JSON.stringify(it.literal);
    case "picklist":
      return it.options.map((option) => JSON.stringify(option)).join(" | ");
    case "union":
      return (it.options as AnySchema[]).map(inner).join(" | ");
    case "nullable":
      return it.default === undefined ? `${inner(it.wrapped)} | null` : inner(it.wrapped);
    case "optional":
      return it.default === undefined ? `${inner(it.wrapped)} | undefined` : inner(it.wrapped);
    case "array":
      return listText(inner(it.item));
    case "record":
      return `Record<${inner(it.key)}, ${inner(it.value)}>`;
    case "object":
      return objectText(it, writing, way);
    default:
      throw new Error(
        `Cannot write out the schema at ${way.join(".") || "the top"}: ` +
          `expected one of the kinds in tests/library/interfaces/type_text.ts, got ${it.type}; add it there`,
      );
  }
}

/** A union needs brackets before the square ones. */
function listText(item: string): string {
  return /^\w+$|^\{[\s\S]*\}$/.test(item) ? `${item}[]` : `(${item})[]`;
}

/** The members of an object between braces. */
function objectText({ entries }: AnySchema, writing: Writing, way: readonly string[]): string {
  const members = Object.entries(entries).map(([key, value]) => {
    const to = [...way, key];
    const comment = writing.commentAt(to);
    const mark = value.type === "optional" && value.default === undefined ? "?" : "";
    return `${comment && `${comment}\n`}${key}${mark}: ${typeText(value, writing, to)};`;
  });
  return `{\n${members.join("\n")}\n}`;
}
