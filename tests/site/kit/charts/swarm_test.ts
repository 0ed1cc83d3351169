import { deepStrictEqual, ok } from "node:assert/strict";
import { swarmOffsets } from "../../../../src/site/kit/charts/swarm.ts";

Deno.test("swarmOffsets() leaves values alone that lie apart", () => {
  deepStrictEqual(swarmOffsets([0, 1, 2], { pixelsPerUnit: 10, radius: 2, room: 40 }), [0, 0, 0]);
});

Deno.test("swarmOffsets() stacks values that would touch to both sides", () => {
  const options = { pixelsPerUnit: 1, radius: 2, room: 40 };
  deepStrictEqual(swarmOffsets([5, 5, 5, 5, 5], options), [0, 4, -4, 8, -8]);
});

Deno.test("swarmOffsets() keeps the highest stack within the room", () => {
  const options = { pixelsPerUnit: 1, radius: 2, room: 40 };
  for (const n of [0, 1, 2, 50, 515]) {
    const offsets = swarmOffsets(new Array(n).fill(3), options);
    const extent = Math.max(0, ...offsets) - Math.min(0, ...offsets) + 4;
    ok(extent <= 40 + 4, `${n}: ${extent}`);
  }
});
