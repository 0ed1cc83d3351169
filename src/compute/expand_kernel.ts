/**
 * Unrolling of kernels: what a tile's size decides is written once in `kernels/` and repeated before it is compiled, because
 * an array of accumulators would live in memory and not in registers.
 *
 * Three marks, each a comment on a line of its own, and names that begin with `$`:
 *
 * - `// @for r in 0..ROWS` to `// @end`: the lines between are repeated for r = 0, 1, ..., ROWS - 1, and `$r` in them is that
 *   number. The variable is one small letter; it starts at a number, and the bound is a number or the name of a size. Loops may nest.
 * - `// @if SIZE`, perhaps `// @else`, to `// @end`: the first lines where the size is not 0, else the others.
 * - `$SIZE` anywhere is the size.
 *
 * @module
 */

/** Values of the capitalised names, whole numbers. */
export type KernelSizes = Readonly<Record<string, number>>;

/**
 * Unrolls `code` for `sizes`.
 *
 * @throws {SyntaxError} naming the line, if a mark has no end, an end has no mark, or a name has no size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expandKernel } from "./expand_kernel.ts";
 * const code = "// @for r in 0..ROWS\nvar s$r = f32($r);\n// @end\nlet n = $ROWSu;";
 * assert(expandKernel(code, { ROWS: 2 }) === "var s0 = f32(0);\nvar s1 = f32(1);\nlet n = 2u;");
 * ```
 */
export function expandKernel(code: string, sizes: KernelSizes): string {
  // A checkout of Windows may have its line ends.
  const lines = code.split(/\r?\n/);
  const { expanded, next } = expandLines(lines, { start: 0, sizes, isInside: false });
  if (next < lines.length) throw mistake(lines, next, "an end without a beginning");
  return expanded.join("\n");
}

const FOR = /^\s*\/\/ @for ([a-z]) in (\d+)\.\.(\w+)$/;
const IF = /^\s*\/\/ @if ([A-Z_]+)$/;
const ELSE = /^\s*\/\/ @else$/;
const END = /^\s*\/\/ @end$/;

/** Expands from `start` to the end of the text, or to the `@else` or `@end` of the mark that the lines lie in. */
function expandLines(
  lines: readonly string[],
  { start, sizes, isInside }: { start: number; sizes: KernelSizes; isInside: boolean },
): { expanded: string[]; next: number } {
  const expanded: string[] = [];
  let ix = start;
  for (; ix < lines.length; ix++) {
    const line = lines[ix] as string;
    if (END.test(line) || ELSE.test(line)) return { expanded, next: ix };
    const [, variable, least = "", bound = ""] = FOR.exec(line) ?? [];
    const [, condition] = IF.exec(line) ?? [];
    if (variable !== undefined) {
      const n = /^\d+$/.test(bound) ? Number(bound) : sizeOf(bound, { lines, ix, sizes });
      const body = expandLines(lines, { start: ix + 1, sizes, isInside: true });
      for (let i = Number(least); i < n; i++) {
        for (const text of body.expanded) expanded.push(text.replaceAll(`$${variable}`, String(i)));
      }
      ix = endOf(lines, body.next, ix);
    } else if (condition !== undefined) {
      const first = expandLines(lines, { start: ix + 1, sizes, isInside: true });
      const hasElse = ELSE.test(lines[first.next] ?? "");
      const second = hasElse
        ? expandLines(lines, { start: first.next + 1, sizes, isInside: true })
        : { expanded: [], next: first.next };
      const isChosen = sizeOf(condition, { lines, ix, sizes }) !== 0;
      expanded.push(...(isChosen ? first : second).expanded);
      ix = endOf(lines, second.next, ix);
    } else {
      const at = ix;
      expanded.push(
        line.replaceAll(
          /\$([A-Z_]+)/g,
          (_, name: string) => String(sizeOf(name, { lines, ix: at, sizes })),
        ),
      );
    }
  }
  if (isInside) throw mistake(lines, start - 1, "a mark without @end");
  return { expanded, next: ix };
}

function endOf(lines: readonly string[], ix: number, markIx: number): number {
  if (!END.test(lines[ix] ?? "")) throw mistake(lines, markIx, "a mark without @end");
  return ix;
}

function sizeOf(
  name: string,
  { lines, ix, sizes }: { lines: readonly string[]; ix: number; sizes: KernelSizes },
): number {
  const size = sizes[name];
  if (size === undefined) throw mistake(lines, ix, `no size ${name}`);
  return size;
}

function mistake(lines: readonly string[], ix: number, finding: string): SyntaxError {
  return new SyntaxError(
    `Cannot unroll a kernel: ${finding} in line ${ix + 1}: ${lines[ix]?.trim()}`,
  );
}
