import assert from "node:assert/strict";
import { decodeUtf8, parseStrictJson } from "../../../src/sources/folder/strict_json.ts";

function assertSyntaxError(text: string, message: string): void {
  assert.throws(() => parseStrictJson(text), { name: "SyntaxError", message });
}

Deno.test("parseStrictJson() reads every kind of value", () => {
  assert.deepEqual(
    parseStrictJson(' {"a": [null, true, false, "x", {}], "b": -12, "c": 1.5e-3, "d": []}\n'),
    new Map<string, unknown>([
      ["a", [null, true, false, "x", new Map()]],
      ["b", -12n],
      ["c", 0.0015],
      ["d", []],
    ]),
  );
});

Deno.test("parseStrictJson() tells integers from floats and keeps large ones exact", () => {
  assert.equal(parseStrictJson("9007199254740993"), 9007199254740993n);
  assert.equal(parseStrictJson("18446744073709551615"), 18446744073709551615n);
  assert.equal(parseStrictJson("4e0"), 4);
  assert.equal(parseStrictJson("4.0"), 4);
  assert.ok(Object.is(parseStrictJson("-0"), -0));
  assert.equal(parseStrictJson("9".repeat(30)), 1e30);
});

Deno.test("parseStrictJson() agrees with JSON.parse on escapes", () => {
  const text = String.raw`"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`;
  assert.equal(parseStrictJson(text), JSON.parse(text));
});

Deno.test("parseStrictJson() keeps __proto__ a key like any other", () => {
  const value = parseStrictJson('{"__proto__": {"polluted": true}, "constructor": 1}');
  assert.ok(value instanceof Map);
  assert.deepEqual([...value.keys()], ["__proto__", "constructor"]);
  assert.equal(Reflect.get({}, "polluted"), undefined);
});

Deno.test("parseStrictJson() refuses a duplicate key however it is spelled", () => {
  assertSyntaxError('{"a": 1, "a": 1}', 'Duplicate key "a"');
  assertSyntaxError(String.raw`{"a": 1, "\u0061": 2}`, 'Duplicate key "a"');
  assertSyntaxError('[{"b": {"x": 1, "x": 1}}]', 'Duplicate key "x"');
});

Deno.test("parseStrictJson() refuses lone surrogates", () => {
  for (const escape of [String.raw`\ud800`, String.raw`\udc00`, String.raw`\udc00\ud800`]) {
    assertSyntaxError(`["${escape}"]`, "Lone surrogate in the string at character 1");
  }
});

Deno.test("parseStrictJson() names what it expected and where", () => {
  assertSyntaxError("", "Expected a value at character 0, found end");
  assertSyntaxError("{} {}", 'Expected the end of the text at character 3, found "{"');
  assertSyntaxError('{"a" 1}', 'Expected ":" at character 5, found "1"');
  assertSyntaxError('{"a": 1,}', 'Expected a key in quotes at character 8, found "}"');
  assertSyntaxError('{"a": 1', 'Expected "," or "}" at character 7, found end');
  assertSyntaxError("[1 2]", 'Expected "," or "]" at character 3, found "2"');
  assertSyntaxError("[1,]", 'Expected a value at character 3, found "]"');
  assertSyntaxError("nul", 'Expected a value at character 0, found "n"');
  assertSyntaxError("NaN", 'Expected a value at character 0, found "N"');
  assertSyntaxError("\ufeff1", String.raw`Expected a value at character 0, found "\u{feff}"`);
  assertSyntaxError(
    '"a',
    "Expected a closing quote or a character of a string at character 2, found end",
  );
  assertSyntaxError(
    '"a\n"',
    String.raw`Expected a closing quote or a character of a string at character 2, found "\n"`,
  );
  assertSyntaxError(String.raw`"\x41"`, "Invalid escape in the string at character 0");
  assertSyntaxError("1e999", "Number out of range at character 0");
  assertSyntaxError("01", 'Expected a value at character 0, found "0"');
  assertSyntaxError(`[${"1".repeat(1e6)}]`, "Number out of range at character 1");
});

Deno.test("parseStrictJson() refuses deep nesting without exhausting the stack", () => {
  assert.doesNotThrow(() => parseStrictJson("[".repeat(127) + "]".repeat(127)));
  assertSyntaxError("[".repeat(1e6), "Nested deeper than 127 levels at character 127");
  assertSyntaxError('{"a":'.repeat(1e6), "Nested deeper than 127 levels at character 635");
});

Deno.test("decodeUtf8() refuses invalid bytes and keeps a byte order mark", () => {
  assert.equal(decodeUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b])), "\ufeff{");
  for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
    assert.throws(() => decodeUtf8(new Uint8Array(bytes)), TypeError);
  }
});
