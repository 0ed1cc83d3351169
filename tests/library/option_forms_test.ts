import assert from "node:assert/strict";
import { BYTES, LAYERS, whole } from "../../src/library/option_forms.ts";
import { type OptionName, optionOf } from "../../src/library/options.ts";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";

Deno.test("whole() reads plain decimal digits only", () => {
  assert.equal(whole().read("042", "seed"), 42);
  for (const text of ["0x10", "1e3", "-1", "1.5", " 1"]) {
    assert.throws(() => whole().read(text, "seed"), {
      name: "UsageError",
      message:
        `Cannot use --seed ${text}: expected a whole number of at least 0, in decimal digits`,
    });
  }
  for (const text of ["9007199254740993", "Infinity"]) {
    assert.throws(() => whole().read(text, "seed"), {
      message:
        `Cannot use --seed ${text}: expected a whole number from 0 to 9007199254740991, in decimal digits`,
    });
  }
  assert.throws(() => whole({ most: 9999 }).read("10000", "random"), {
    message: "Cannot use --random 10000: expected a whole number from 0 to 9999, in decimal digits",
  });
  assert.throws(
    () => whole({ least: 1 }).read("0", "pcs"),
    /expected a whole number of at least 1/,
  );
});

Deno.test("LAYERS reads ranges and lists and refuses what is reversed or malformed", () => {
  assert.equal(LAYERS.read("all", "layers"), "all");
  assert.deepEqual(LAYERS.read("3,7-9", "layers"), [{ first: 3, last: 3 }, { first: 7, last: 9 }]);
  assert.throws(() => LAYERS.read("24-15", "layers"), {
    message: "Cannot use --layers 24-15: the range 24-15 is reversed; write 15-24",
  });
  for (const text of ["", "3,", "a", "3-", "-3", "3--4", "1.5"]) {
    assert.throws(() => LAYERS.read(text, "focus"), { name: "UsageError" }, text);
  }
});

Deno.test("BYTES reads decimal sizes, and writes what it reads", () => {
  for (
    const [text, nBytes, written] of [
      ["20GB", 20e9, "20GB"],
      ["1.5 tb", 1.5e12, "1500GB"],
      ["0.25MB", 250_000, "0.25MB"],
    ] as const
  ) {
    assert.equal(BYTES.read(text, "cache-limit"), nBytes);
    assert.equal(BYTES.write(nBytes), written);
  }
  for (const text of ["many", "7"]) {
    assert.throws(() => BYTES.read(text, "cache-limit"), {
      message: `Cannot use --cache-limit ${text}: expected a size such as 20GB`,
    });
  }
});

Deno.test("help shows the default of every option of the analysis that has one", () => {
  for (const [name, value] of Object.entries(DEFAULT_OPTIONS)) {
    const { form, shown } = optionOf(name as OptionName);
    if (value === null || shown === undefined) continue;
    assert.equal(form.write(value), shown, name);
    assert.deepEqual(form.read(shown, name), value);
  }
});
