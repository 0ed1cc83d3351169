/**
 * The interfaces of `results.json` written out from its schema, and the check that both are equal.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as v from "valibot";
import {
  commentAt,
  type SchemaText,
  schemaText,
  type SchemaType,
  schemaTypes,
} from "./schema_source.ts";
import { writtenOut } from "./type_text.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the two files lie, from the root. */
export const INTERFACES = "src/results/interfaces.ts";
export const CHECK = "tests/library/interfaces_check.ts";

/** Modules that hold a part of the schema. */
const SCHEMA_MODULE = /^src\/(?:results\/.+|.+\/schema)\.ts$/;

/** Where the parts of what is put together of all analyses stand in the schema of each. */
const PARTS: Readonly<Record<string, readonly [constant: string, ...way: string[]]>> = {
  mlpRow: ["mlp"],
  layerEvidence: ["layerColumns"],
  evidence: ["schema", "evidence"],
  causes: ["schema", "causes"],
  results: ["schema", "results"],
};

/** A module of the schema. */
interface SchemaModule {
  /** From the root. */
  readonly path: string;
  readonly types: readonly (SchemaType & { readonly schema: v.GenericSchema })[];
}

type Texts = ReadonlyMap<string, SchemaText>;

/** Both files as they should be, by their paths from the root. */
export async function interfaceFiles(): Promise<Map<string, string>> {
  const { modules, texts } = await schemaModules();
  return new Map([
    [INTERFACES, await formatted(interfacesText(modules, texts))],
    [CHECK, await formatted(checkText(modules))],
  ]);
}

/** The modules that export types of schemas, by path, and the texts of all that may hold a part of one. */
async function schemaModules(): Promise<{ modules: SchemaModule[]; texts: Texts }> {
  const modules: SchemaModule[] = [];
  const texts = new Map<string, SchemaText>();
  for (const path of await schemaFiles()) {
    const text = await Deno.readTextFile(join(ROOT, path));
    texts.set(path, schemaText(text));
    const types = schemaTypes(text);
    if (types.length === 0) continue;
    const values = await import(pathToFileURL(join(ROOT, path)).href);
    modules.push({
      path,
      types: types.map((type) => ({ ...type, schema: exported(values, type, path) })),
    });
  }
  return { modules, texts };
}

function exported(
  values: Readonly<Record<string, unknown>>,
  { name, constant }: SchemaType,
  path: string,
): v.GenericSchema {
  const schema = values[constant];
  if (schema === undefined) {
    throw new Error(`Cannot write out ${name} of ${path}: expected that ${constant} is exported`);
  }
  return schema as v.GenericSchema;
}

/** All interfaces in one module. */
function interfacesText(modules: readonly SchemaModule[], texts: Texts): string {
  const names = new Map<v.GenericSchema, string>();
  for (const { path, types } of modules) {
    for (const { name, schema } of types) {
      if ([...names.values()].includes(name)) {
        throw new Error(`Cannot write out ${name} of ${path}: another module has that name`);
      }
      if (!names.has(schema)) names.set(schema, name);
    }
  }
  const written = modules.map(({ path, types }) => {
    const ofModule = types.map(({ name, constant, comment, schema }) => {
      const text = names.get(schema) === name
        ? writtenOut(schema, {
          nameOf: (it) => names.get(it),
          commentAt: (way) =>
            commentAt(texts, { module: path, constant, way }) ||
            commentOfPart(texts, { constant, way }),
        })
        : names.get(schema);
      // A type and no interface, so that a row can still be taken as a record of its columns.
      return `${comment && `${comment}\n`}export type ${name} = ${text};`;
    });
    return `// ${path}\n\n${ofModule.join("\n\n")}`;
  });
  return `/**
 * What \`results.json\` holds, written out from its schema by \`deno task interfaces\`: a reader of the library meets no schema.
 *
 * Not to be edited: a test holds this file to the schema.
 *
 * @module
 */

${written.join("\n\n")}
`;
}

/** The comment of a key that some analysis declares. */
function commentOfPart(
  texts: Texts,
  { constant, way }: { constant: string; way: readonly string[] },
): string {
  const [part, ...before] = PARTS[constant] ?? [];
  if (part === undefined) return "";
  const found = Array.from(
    texts.keys(),
    (module) => commentAt(texts, { module, constant: part, way: [...before, ...way] }),
  );
  return found.find((comment) => comment !== "") ?? "";
}

/** A module that compiles only where every interface is the type of its schema. */
function checkText(modules: readonly SchemaModule[]): string {
  const aliases = new Map(
    modules.map(({ path }) => [path, path.replace(/^src\/|\.ts$/g, "").replace(/\W/g, "_")]),
  );
  const imports = Array.from(
    aliases,
    ([path, alias]) => `import type * as ${alias} from "../../${path}";`,
  );
  const checks = modules.flatMap(({ path, types }) =>
    types.map(({ name }) => `Expect<Same<written.${name}, ${aliases.get(path)}.${name}>>,`)
  );
  return `/**
 * Compiles only where every interface of \`${INTERFACES}\` is the type of its schema; written by \`deno task interfaces\`.
 *
 * @module
 */

import type * as written from "../../${INTERFACES}";
${imports.join("\n")}

/** True where two types are one, to the last optional key. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
type Expect<T extends true> = T;

/** All of them. */
export type Checks = [
${checks.join("\n")}
];
`;
}

/** As `deno fmt` leaves it. */
async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = new Blob([text]).stream().pipeTo(child.stdin).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  await input;
  if (!success) throw new Error(`Cannot format: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Paths of the modules that hold the schema, from the root, in order. */
async function schemaFiles(): Promise<string[]> {
  return (await sourceFiles("src")).filter((path) => SCHEMA_MODULE.test(path)).sort();
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    if (isDirectory) files.push(...await sourceFiles(`${folder}/${name}`));
    else if (name.endsWith(".ts")) files.push(`${folder}/${name}`);
  }
  return files;
}
