/**
 * The neurons of every focus layer.
 *
 * @module
 */

import type { Engine } from "../../../compute/engine.ts";
import type { Causes } from "../../../results.ts";
import type { FocusLayer } from "../../../measure/focus_layer.ts";
import { vectorsFingerprint } from "../../../sources/checkpoint/fingerprint.ts";
import type { Settling } from "../../analysis.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { RunInputs } from "../../../prepare/run_inputs.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { norm } from "../../../math/vector_math.ts";
import { attributeNeurons } from "../measure/attribute_neurons.ts";

/**
 * Attributes the change of PC1 to neurons, layer by layer; layers at which nothing changed or nothing was looked into are left
 * out. `down` of the base is read once more and that of the instruct model twice more.
 *
 * @param options.recorded Reads the neurons of a layer where they are written down, and writes down what it had to make.
 * @param options.onLayer Called as each layer begins.
 * @throws {Error} if `down` cannot be read or the device fails.
 */
export async function focusNeurons(
  { base, instruct }: RunInputs,
  focus: readonly FocusLayer[],
  { engine, recorded, semantic, outliers, onLayer }: {
    engine: Engine;
    recorded: Settling["recorded"];
    semantic: ReadonlyMap<number, SemanticVectors>;
    outliers: ReadonlyMap<number, readonly number[]>;
    onLayer?: (layer: number) => void;
  },
): Promise<Causes["neurons"]> {
  const neurons: Causes["neurons"] = {};
  for (const { layer, models, exact, inputs, postNorm } of focus) {
    onLayer?.(layer);
    // A norm scales an output of zero by 1 / sqrt(eps): split by that, contributions would say nothing.
    const pc1 = inputs.find(({ name }) => name === PEAK_INPUT);
    const isZero = pc1 !== undefined && (norm(pc1.base) === 0 || norm(pc1.instruct) === 0);
    if (postNorm !== null && isZero) continue;
    const vectors = semantic.get(layer);
    if (models === null || vectors === undefined || norm(exact) === 0) continue;
    neurons[layer] = await recorded(layer, {
      of: vectorsFingerprint(vectors.vectors),
      make: () =>
        attributeNeurons({
          engine,
          layer,
          base: { down: base.layerWeights(layer).down, ...models.base },
          instruct: { down: instruct.layerWeights(layer).down, ...models.instruct },
          d: exact,
          outliers: outliers.get(layer) ?? [],
          semantic: vectors,
        }),
    });
  }
  return neurons;
}
