import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { layersOfPart, partText, readPart } from "../../src/library/part.ts";

Deno.test("layersOfPart() gives every layer to one share of a count, whatever the count, and none twice", () => {
  for (const nLayers of [1, 2, 5, 46, 80, 126]) {
    const layers = Array.from({ length: nLayers }, (_, i) => 3 * i + 1);
    for (const count of [1, 2, 3, 4, 16, 45, 46, 47, 200]) {
      const shares = Array.from(
        { length: count },
        (_, i) => layersOfPart(layers, { index: i + 1, count }),
      );
      deepEqual(shares.flat().sort((a, b) => a - b), layers, `${nLayers} layers, ${count} shares`);
      const sizes = shares.map(({ length }) => length);
      equal(Math.max(...sizes) - Math.min(...sizes) <= 1, true);
      for (const share of shares) deepEqual(share, share.toSorted((a, b) => a - b));
    }
  }
  deepEqual(layersOfPart([15, 16, 17, 18, 19], { index: 2, count: 2 }), [16, 18]);
  deepEqual(layersOfPart([], { index: 1, count: 1 }), []);
});

Deno.test("readPart() reads i/n, and refuses anything else in one line", () => {
  deepEqual(readPart("1/1"), { index: 1, count: 1 });
  deepEqual(readPart("126/126"), { index: 126, count: 126 });
  equal(partText(readPart("2/16")), "2/16");
  const none = ["0/4", "5/4", "1/0", "a/b", "1/4/2", "1", "/", "1/", "-1/4", "1e1/20", "1/1e2", ""];
  for (const text of [...none, `1/${2 ** 53}`, "1/2\n", "１/２"]) {
    throws(() => readPart(text), {
      name: "UsageError",
      message: `Cannot use --part ${
        text.replace("\n", "\\u{a}")
      }: expected i/n with i from 1 to n, such as 1/4`,
    });
  }
});
