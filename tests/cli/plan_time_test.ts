import { match } from "node:assert/strict";
import { timeText } from "../../src/cli/plan_time.ts";

Deno.test("timeText() counts for each further vector what each took, and what any product takes once", () => {
  // 10 ms of any product, 64 ms of bytes, 1 ms of each of 256 vectors.
  const text = timeText({ nBytes: 4e9, nVectors: 3000 }, {
    nTimed: 256,
    tileBytes: 16e6,
    seconds: 0.01 + 0.064 + 0.256,
    fewSeconds: 0.01 + 0.064 + 0.032,
    leastBytes: 0,
    leastSeconds: 0.01,
  });
  match(text, /^about 12 min 46 s for the weights, /); // 250 tiles of 64 ms and 3000 vectors
  match(text, /from 16\.0 MB of them read and multiplied with 256 of 3000 vectors in 330 ms here/);
});

Deno.test("timeText() takes no time for less than none", () => {
  const none = { nTimed: 6, tileBytes: 2e6, seconds: 0.011, fewSeconds: 0 };
  match(
    timeText({ nBytes: 4e9, nVectors: 6 }, { ...none, leastBytes: 1e6, leastSeconds: 0.012 }),
    /^about 0\.0 s for the weights, .* multiplied with 6 vectors in 11 ms/,
  );
});
