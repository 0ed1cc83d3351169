/**
 * The neurons that carry the change at the decomposed layers.
 *
 * @module
 */

import { namedNeurons } from "../../results/named_neurons.ts";
import type { Settled, Settling } from "../analysis.ts";
import { focusNeurons } from "./settle/focus_neurons.ts";

/** The neurons of every decomposed layer, and which may be named; none without baselines, where nothing was looked into. */
export async function settle(settling: Settling): Promise<Settled> {
  if (settling.run.random === 0) return {};
  const { inputs, engine, outliers } = settling;
  const neurons = await focusNeurons(inputs, await settling.focusLayers(), {
    engine,
    semantic: await settling.semantic(),
    outliers,
    recorded: (layer, making) => settling.recorded(layer, making),
    onLayer: (layer) => settling.step(`Neurons of layer ${layer}`),
  });
  return { causes: { neurons, named_neurons: namedNeurons(Object.values(neurons)) } };
}
