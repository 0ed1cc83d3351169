import { match } from "node:assert/strict";
import { timeText } from "../../src/cli/plan_time.ts";

Deno.test("timeText() counts every vector where the tile was multiplied with some of them", () => {
  const text = timeText({
    nBytes: 4e9,
    tileBytes: 16e6,
    seconds: 0.5,
    nVectors: 3000,
    nTimed: 250,
  });
  match(text, /^at least about 25 min 0 s for the weights, /);
  match(text, /one tile of 16\.0 MB read and multiplied with 250 of 3000 vectors in 500 ms here/);
});
