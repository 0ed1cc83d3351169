/**
 * The change of every decomposed layer set against all role and trait vectors.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import { decomposeLayers } from "./settle/decompose_layers.ts";

/** The rows of every decomposed layer, and what lies behind them. */
export async function settle(settling: Settling): Promise<Settled> {
  const { names, outliers } = settling;
  return {
    results: decomposeLayers(await settling.focusLayers(), {
      names,
      semantic: await settling.semantic(),
      outliers,
      onLayer: (layer) => settling.step(`Decomposition of layer ${layer}`),
    }),
  };
}
