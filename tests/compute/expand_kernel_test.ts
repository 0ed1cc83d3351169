import assert from "node:assert/strict";
import { expandKernel } from "../../src/compute/expand_kernel.ts";

Deno.test("expandKernel() nests loops and keeps the lines around them", () => {
  const code = [
    "let a = 0;",
    "// @for r in 0..ROWS",
    "  // @for v in 0..2",
    "var s$r_$v = $ru;",
    "  // @end",
    "// @end",
    "let b = $ROWSu;",
  ].join("\n");
  assert.deepEqual(expandKernel(code, { ROWS: 2 }).split("\n"), [
    "let a = 0;",
    "var s0_0 = 0u;",
    "var s0_1 = 0u;",
    "var s1_0 = 1u;",
    "var s1_1 = 1u;",
    "let b = 2u;",
  ]);
});

Deno.test("expandKernel() takes line ends of Windows, as a checkout there may have them", () => {
  assert.equal(
    expandKernel("// @for r in 0..2\r\ns$r\r\n// @end\r\n$ROWS", { ROWS: 2 }),
    "s0\ns1\n2",
  );
});

Deno.test("expandKernel() starts a loop where it says, and leaves out one that ends before it begins", () => {
  const code = "// @for v in 4..VECTORS\nlet s$v = 0;\n// @end";
  assert.equal(expandKernel(code, { VECTORS: 6 }), "let s4 = 0;\nlet s5 = 0;");
  assert.equal(expandKernel(code, { VECTORS: 4 }), "");
});

Deno.test("expandKernel() takes one side of a condition, also within a loop", () => {
  const code = "// @for i in 0..2\n// @if HAS\nyes $i\n// @else\nno $i\n// @end\n// @end";
  assert.equal(expandKernel(code, { HAS: 1 }), "yes 0\nyes 1");
  assert.equal(expandKernel(code, { HAS: 0 }), "no 0\nno 1");
});

Deno.test("expandKernel() names the line of a mark without an end, an end without a mark and an unknown size", () => {
  assert.throws(
    () => expandKernel("a\n// @for r in 0..2\nb", {}),
    /^SyntaxError: Cannot unroll a kernel: a mark without @end in line 2: \/\/ @for r in 0\.\.2$/,
  );
  assert.throws(() => expandKernel("a\n// @end", {}), /an end without a beginning in line 2/);
  assert.throws(() => expandKernel("// @for r in 0..N\n// @end", {}), /no size N in line 1/);
  assert.throws(() => expandKernel("let n = $N;", {}), /no size N in line 1: let n = \$N;$/);
});
