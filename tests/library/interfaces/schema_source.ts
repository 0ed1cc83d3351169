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

/** Comments of keys in the constants of a schema module. */
export type Constants = ReadonlyMap<string, Constant>;

/** One constant. */
interface Constant {
  /** Comments by the way to a key, joined by dots. */
  readonly comments: ReadonlyMap<string, string>;
  /** Names that stand behind a key, or are spread beside it, by the way to the key or to the object; may be other constants. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const TYPE = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export type (\w+) = v\.InferOutput<typeof (\w+)>;/g;
const CONSTANT = /^(?:export )?const (\w+)(?:: [^=]+)? = /;
const KEY = /^([a-z_0-9]+)(?::|,)/i;

/** The types that a module exports, in order. */
export function schemaTypes(text: string): SchemaType[] {
  return Array.from(text.matchAll(TYPE), ([, comment = "", name = "", constant = ""]) => ({
    name,
    constant,
    comment: comment.trim(),
  }));
}

/** The constants of a module as `deno fmt` leaves them: a level of objects is two spaces. */
export function schemaConstants(text: string): Constants {
  const constants = new Map<string, Constant>();
  let lines: string[] | null = null;
  for (const line of text.split("\n")) {
    const [, name] = CONSTANT.exec(line) ?? [];
    if (name !== undefined) {
      lines = [line.replace(CONSTANT, "")];
      constants.set(name, readConstant(lines));
    } else if (/^\s|^[\])}]/.test(line) && lines !== null) {
      lines.push(line);
    } else lines = null;
    if (lines !== null) setLast(constants, readConstant(lines));
  }
  return constants;
}

function setLast(constants: Map<string, Constant>, constant: Constant): void {
  const last = [...constants.keys()].at(-1);
  if (last !== undefined) constants.set(last, constant);
}

function readConstant([head = "", ...lines]: readonly string[]): Constant {
  const comments = new Map<string, string>();
  const names = new Map<string, string[]>([["", namesIn(head)]]);
  const way: { indent: number; key: string }[] = [];
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
    const at = way.map((it) => it.key).join(".");
    names.set(at, [...names.get(at) ?? [], ...namesIn(code)]);
    if (key !== undefined && comment.length > 0) comments.set(at, comment.join("\n"));
    else if (key !== undefined && trailing !== undefined) comments.set(at, `/** ${trailing} */`);
    comment = [];
  }
  return { comments, names };
}

function namesIn(code: string): string[] {
  return [...code.replace(/\/\/.*$|"[^"]*"/g, "").matchAll(/(?<!\bv\.)\b[A-Za-z_]\w*/g)]
    .map(([name]) => name);
}

/** The comment of the key at the end of a way into a constant, which may lead on into other constants; empty where there is none. */
export function commentAt(
  constants: Constants,
  constant: string,
  way: readonly string[],
  seen: ReadonlySet<string> = new Set(),
): string {
  const known = constants.get(constant);
  if (known === undefined || seen.has(constant)) return "";
  const own = known.comments.get(way.join("."));
  if (own !== undefined) return own;
  const inner = new Set([...seen, constant]);
  for (let n = way.length - 1; n >= 0; n--) {
    for (const name of known.names.get(way.slice(0, n).join(".")) ?? []) {
      const found = commentAt(constants, name, way.slice(n), inner);
      if (found !== "") return found;
    }
  }
  return "";
}
