/**
 * The arithmetic of a run alone: `engine_run.ts BASE INSTRUCT N DEVICE` sends N random vectors through every layer of both models.
 *
 * @module
 */

import { runPass } from "../../src/compute/layer_pass.ts";
import { type Side, whole } from "../../src/compute/mixture.ts";
import { type DeviceChoice, openEngine } from "../../src/compute/open_engine.ts";
import { seededUniforms } from "../../src/math/random.ts";
import { roundArrayToBf16 } from "../../src/math/dtypes.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";

const [baseFolder = "", instructFolder = "", nVectors = "", device = ""] = Deno.args;
const layers = ({ nLayers }: { nLayers: number }) =>
  Array.from({ length: nLayers }, (_, layer) => layer);
const base = await openLocalCheckpoint(baseFolder, { layers });
const instruct = await openLocalCheckpoint(instructFolder, { layers });
const { engine } = await openEngine({ device: device as DeviceChoice, weights: "bf16" });
const uniform = seededUniforms("bench inputs");
const inputs = roundArrayToBf16(
  Float32Array.from({ length: Number(nVectors) * base.recipe.hiddenSize }, uniform),
);
const output = (side: Side) => ({
  rows: "inputs",
  mixture: whole(side, { weights: "bf16", isNormRounded: false }),
  stage: "output" as const,
});
for (const layer of layers(base.recipe)) {
  await runPass(engine, {
    models: {
      base: { recipe: base.recipe, weights: base.layerWeights(layer) },
      instruct: { recipe: instruct.recipe, weights: instruct.layerWeights(layer) },
    },
    rows: [{ name: "inputs", values: inputs, isPaired: false }],
    wanted: { y: [output("base"), output("instruct")] },
  });
}
engine.dispose();
base.close();
instruct.close();
Deno.exit(0);
