import assert from "node:assert/strict";

/** Reads a file that `tests/oracle/sweep_statistics.py` wrote. */
export function readSemantic<T>(name: string): T {
  const url = new URL(`../testdata/semantic/${name}`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(url));
}

/** The same keys and texts everywhere, and numbers that agree to `bound` relative to the expected one. */
export function assertClose(actual: unknown, expected: unknown, bound: number, where = ""): void {
  if (typeof expected === "number" && typeof actual === "number") {
    const isClose = Math.abs(actual - expected) <= bound * Math.abs(expected);
    assert.ok(isClose, `${where}: expected ${expected}, got ${actual}`);
  } else if (typeof expected === "object" && expected !== null) {
    assert.ok(typeof actual === "object" && actual !== null, `${where}: got ${actual}`);
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), where);
    for (const [key, value] of Object.entries(expected)) {
      assertClose(Reflect.get(actual, key), value, bound, `${where}.${key}`);
    }
  } else assert.equal(actual, expected, where);
}
