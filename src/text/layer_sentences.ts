/**
 * One sentence for each decomposed layer.
 *
 * @module
 */

import { spokenLayers } from "../results/spoken.ts";
import type { Causes, Finding, Measured } from "../results.ts";

/** What `tell` says of every decomposed layer at which PC1 changes, where it says something. */
export function layerSentences(
  measured: Measured,
  topic: string,
  tell: (causes: Causes, layer: number) => string | null,
): Finding[] {
  const { causes } = measured;
  if (causes === null) return [];
  return spokenLayers(measured).flatMap((layer) => {
    const text = tell(causes, layer);
    return text === null ? [] : [{ topic, layer, text, layers: [layer] }];
  });
}
