/**
 * How a value that does not fit the schema is told.
 *
 * @module
 */

/** Whether a value has keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What was expected and found where, as an error. */
export function mismatch(
  path: readonly { key: unknown }[],
  expected: string,
  found: unknown,
): TypeError {
  const place = path.length > 0 ? ` at ${pathText(path)}` : "";
  return new TypeError(`Cannot read results${place}: expected ${expected}, found ${shown(found)}`);
}

/** A path as a message gives it: `mlp[0].delta_norm`. */
export function pathText(path: readonly { key: unknown }[]): string {
  const parts = path.map(({ key }) =>
    /^[a-z_0-9]+$/.test(String(key)) && typeof key === "string" ? `.${key}` : `[${shown(key)}]`
  );
  return parts.join("").slice(1);
}

/** Characters that break a line, or that a terminal obeys. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The found value in at most about 60 characters, without line breaks. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isObject(value)) return "an object";
  return typeof value === "string" ? shortened(JSON.stringify(value)) : String(value);
}

function shortened(line: string): string {
  const characters = Array.from(line);
  const shown = characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : line;
  return shown.replace(OBEYED, (it) => `\\u{${it.codePointAt(0)?.toString(16)}}`);
}
