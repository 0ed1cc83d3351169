import assert from "node:assert/strict";
import { FORMATS } from "./formats.ts";
import { fileOf, tryFile } from "./trial.ts";

const SEED = 1;
const N_FILES = 200;

for (const format of FORMATS) {
  Deno.test(`${N_FILES} mutated files of ${format.name} fare as an independent reader says`, async () => {
    const nBy = { accepted: 0, refused: 0 };
    for (let iteration = 0; iteration < N_FILES; iteration++) {
      const { fault, isAccepted } = await tryFile(
        format,
        fileOf(format, { seed: SEED, iteration }),
      );
      assert.equal(fault, null, `seed ${SEED}, iteration ${iteration}`);
      nBy[isAccepted ? "accepted" : "refused"]++;
    }
    assert.ok(nBy.accepted > 10 && nBy.refused > 10, JSON.stringify(nBy));
  });
}
