/** The part of `@std/csv/parse` that deltascope uses; the npm package that carries it has no types. */
export interface ParseOptions {
  /** 0 to refuse a row of another number of fields than the first. */
  fieldsPerRecord?: number;
}

/**
 * The rows of a CSV text, fields as text; empty lines are left out.
 *
 * @throws {SyntaxError} naming the line of what is ill-formed.
 */
export function parse(input: string, options?: ParseOptions): string[][];
