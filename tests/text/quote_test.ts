import assert from "node:assert/strict";
import { quote, shownShape } from "../../src/text/quote.ts";

Deno.test("quote() keeps a name on one line and harmless to a terminal", () => {
  assert.equal(quote("model.layers.0"), '"model.layers.0"');
  assert.equal(quote('a"b\\c'), String.raw`"a\"b\\c"`);
  assert.equal(quote("a\nb\u001b[31m"), String.raw`"a\nb\u001b[31m"`);
  assert.equal(
    quote("\u009b\u202e\u200b\u2028\u{e0001}"),
    String.raw`"\u{9b}\u{202e}\u{200b}\u{2028}\u{e0001}"`,
  );
  assert.equal(quote("\ud800"), String.raw`"\ud800"`);
  assert.equal(quote("Ünïcode π 😀"), '"Ünïcode π 😀"');
});

Deno.test("quote() cuts a long name short", () => {
  assert.equal(quote("x".repeat(120)), `"${"x".repeat(120)}"`);
  assert.equal(quote("x".repeat(1e6)), `"${"x".repeat(120)}…"`);
});

Deno.test("shownShape() shows eight dimensions at most", () => {
  assert.equal(shownShape([]), "[]");
  assert.equal(shownShape([4608n]), "[4608]");
  assert.equal(shownShape(Array(1e6).fill(1)), "[1, 1, 1, 1, 1, 1, 1, 1, …]");
});
