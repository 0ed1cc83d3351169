/**
 * What the text of a schema module says that its values do not: the names of its types, and its comments.
 *
 * @module
 */

/** A type that a schema module exports, `export type Name = v.InferOutput<typeof constant>`. */
export interface SchemaType {
  readonly name: string;
  /** The constant that holds the schema. */
  readonly constant: string;
  /** The comment above it, `/** ... *` + `/`; empty where there is none. */
  readonly comment: string;
}

/** What the text of a module says beside its types. */
export interface SchemaText {
  readonly constants: ReadonlyMap<string, Constant>;
  /** What it imports from other files of the project, by the name here. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

/** One constant. */
interface Constant {
  /** Comments by the way to a key, joined by dots. */
  readonly comments: ReadonlyMap<string, string>;
  /**
   * Names that stand behind a key, or are spread beside it, by the way to the key or to the object, such as `inner` or `other.part`:
   * some are other constants.
   */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const TYPE = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export type (\w+) = v\.InferOutput<typeof (\w+)>;/g;
const CONSTANT = /^(?:export )?const (\w+)(?:: [^=]+)? = /;
const KEY = /^([a-z_0-9]+)(?::|,)/i;
const IMPORT = /^import (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm;
const MEANING = "meaning";

/** The types that a module exports, in order. */
export function schemaTypes(text: string): SchemaType[] {
  return Array.from(text.matchAll(TYPE), ([, comment = "", name = "", constant = ""]) => ({
    name,
    constant,
    comment: comment.trim(),
  }));
}

/** Reads a module as `deno fmt` leaves it, where a level of objects is two spaces. */
export function schemaText(text: string): SchemaText {
  return { constants: constantsOf(text), imports: importsOf(text) };
}

function importsOf(text: string): SchemaText["imports"] {
  const found = [...text.matchAll(IMPORT)].flatMap(([, names = "", from = ""]) =>
    names.split(",").map((it) => it.trim().replace(/^type /, "")).filter((it) => it !== "").map(
      (it) => {
        const [name = "", alias = name] = it.split(" as ");
        return [alias, { from, name }] as const;
      },
    )
  );
  return new Map(found);
}

function constantsOf(text: string): Map<string, Constant> {
  const lines = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of text.split("\n")) {
    const [, name] = CONSTANT.exec(line) ?? [];
    if (name !== undefined) lines.set(name, current = [line.replace(CONSTANT, "")]);
    else if (/^\s|^[\])}]/.test(line)) current?.push(line);
    else current = null;
  }
  return new Map([...lines].map(([name, it]) => [name, readConstant(it)]));
}

function readConstant([head = "", ...lines]: readonly string[]): Constant {
  const comments = new Map<string, string>();
  const names = new Map<string, string[]>([["", namesIn(head)]]);
  const way: { indent: number; key: string }[] = [];
  const placeOf = (keys: readonly { key: string }[]) => keys.map(({ key }) => key).join(".");
  let comment: string[] = [];
  for (const line of lines) {
    const indent = line.search(/\S/);
    const code = line.trim();
    if (code.startsWith("/**") || comment.length > 0 && code.startsWith("*")) {
      comment.push(code);
      continue;
    }
    while ((way.at(-1)?.indent ?? -1) >= indent) way.pop();
    const [, key] = KEY.exec(code) ?? [];
    const [, trailing] = /,\s*\/\/ (.+)$/.exec(code) ?? [];
    if (key !== undefined) way.push({ indent, key });
    const at = placeOf(way);
    names.set(at, [...names.get(at) ?? [], ...namesIn(code)]);
    if (key !== undefined && comment.length > 0) comments.set(at, comment.join("\n"));
    else if (key !== undefined && trailing !== undefined) comments.set(at, `/** ${trailing} */`);
    // A column of a table tells its meaning in a word of its own.
    const [literal] = way.at(-1)?.key === MEANING ? /"(?:[^"\\]|\\.)*"/.exec(code) ?? [] : [];
    if (literal !== undefined) {
      comments.set(placeOf(way.slice(0, -1)), `/** ${JSON.parse(literal)} */`);
    }
    comment = [];
  }
  return { comments, names };
}

function namesIn(code: string): string[] {
  return Array.from(
    code.replace(/\/\/.*$|"[^"]*"/g, "").matchAll(
      /(?<![\w.]|\bv\.)[A-Za-z_]\w*(?:\.\w+)*|(?<=\.\.\.)[A-Za-z_][\w.]*/g,
    ),
    ([name]) => name,
  ).filter((name) => !name.startsWith("v."));
}

/** Where a key stands: in a constant of a module, at the end of a way into it. */
export interface KeyPlace {
  /** The module's path. */
  readonly module: string;
  readonly constant: string;
  readonly way: readonly string[];
}

/**
 * The comment of a key, which names behind the keys before it may lead to in other constants and modules; empty where there is none.
 *
 * @param modules By path; what is imported from others is not followed.
 */
export function commentAt(
  modules: ReadonlyMap<string, SchemaText>,
  { module, constant, way }: KeyPlace,
  seen: readonly string[] = [],
): string {
  const text = modules.get(module);
  const place = `${module} ${constant} ${way.join(".")}`;
  if (text === undefined || seen.includes(place)) return "";
  const known = text.constants.get(constant);
  if (known === undefined) {
    const imported = text.imports.get(constant);
    if (imported === undefined) return "";
    const from = new URL(imported.from, `file:///${module}`).pathname.slice(1);
    return commentAt(modules, { module: from, constant: imported.name, way }, [...seen, place]);
  }
  const own = known.comments.get(way.join("."));
  if (own !== undefined) return own;
  for (let n = way.length; n >= 0; n--) {
    for (const name of known.names.get(way.slice(0, n).join(".")) ?? []) {
      const [constant = "", ...inner] = name.replace(/\.entries$/, "").split(".");
      const further = { module, constant, way: [...inner, ...way.slice(n)] };
      const found = commentAt(modules, further, [...seen, place]);
      if (found !== "") return found;
    }
  }
  return "";
}
