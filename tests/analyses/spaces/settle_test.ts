import { deepStrictEqual } from "node:assert/strict";
import type { Settling } from "../../../src/analyses/analysis.ts";
import { settle } from "../../../src/analyses/spaces/settle.ts";

/** PC1 and what it is in other spaces, in two dimensions. */
function settled(pc_space: string, spaces: Record<string, number[]>) {
  const run = {
    random: 19,
    pcaLayer: 3,
    assistantAxis: null,
    states: new Map(),
    directions: {
      components: [{ info: { name: "PC1" }, values: Float32Array.of(1, 0) }],
      spaces: Object.entries(spaces).map(([name, values]) => ({
        name,
        values: Float32Array.from(values),
      })),
    },
  };
  return settle({ run, measured: { options: { pc_space } } } as unknown as Settling).evidence;
}

Deno.test("settle() names the space that PC1 was run in, then the others", () => {
  const found = settled("readout", { "PC1:components": [3, 4], "PC1:activation": [0, 2] });
  deepStrictEqual(found?.pc1_spaces, ["readout", "components", "activation"]);
  deepStrictEqual(found?.components?.map((row) => row.cosine_with_pc1), [1, 0.6, 0]);
});

Deno.test("settle() names one space where the components come with no scaling", () => {
  const found = settled("components", {});
  deepStrictEqual(found?.pc1_spaces, ["components"]);
  deepStrictEqual(found?.space_cosines, []);
});
