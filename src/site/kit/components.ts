/**
 * Principal components as pages name them.
 *
 * @module
 */

import { isComponent } from "../../results/input_names.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { PrincipalComponentInfo } from "../../results.ts";

/** A component with the ends by which readers know it; the template sets names apart from the text around them. */
export interface ComponentLabel {
  name: string;
  /** At which it was found; null where no component is known, and of a vector that was given, which is of no layer. */
  layer: number | null;
  /** Null where the file does not tell. */
  ends: { highest: string; lowest: string } | null;
}

/** `PC1 of layer 22 (caveman ... screener)` in parts: what the template of a first mention takes. */
export function componentLabel(info: PrincipalComponentInfo): ComponentLabel {
  const [highest, lowest] = [info.highest[0], info.lowest[0]];
  const hasEnds = highest !== undefined && lowest !== undefined;
  return {
    name: info.name,
    layer: isComponent(info.name) ? info.layer : null,
    ends: hasEnds ? { highest, lowest } : null,
  };
}

/** The label of the component that peaks and decompositions follow. */
export function peakLabel(pcs: readonly PrincipalComponentInfo[]): ComponentLabel {
  const info = pcs.find((pc) => pc.name === PEAK_INPUT);
  return info === undefined ? { name: PEAK_INPUT, layer: null, ends: null } : componentLabel(info);
}
