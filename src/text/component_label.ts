/**
 * Principal components in sentences.
 *
 * @module
 */

import type { PrincipalComponentInfo } from "../results.ts";
import { isComponent } from "../results/input_names.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";

/**
 * How a component is written where a page first mentions it: with the layer at which it was found, for it is run at others too.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { componentLabel } from "./component_label.ts";
 * const poles = { highest: ["caveman"], lowest: ["screener"] };
 * const label = componentLabel({ name: "PC1", layer: 22, ...poles });
 * assert(label === "PC1 of layer 22 (caveman ... screener)");
 * ```
 */
export function componentLabel(
  info: Pick<PrincipalComponentInfo, "name" | "layer" | "highest" | "lowest">,
): string {
  const [high, low] = [info.highest[0], info.lowest[0]];
  // A vector that was given is of no layer.
  const name = isComponent(info.name) ? `${info.name} of layer ${info.layer}` : info.name;
  return high === undefined || low === undefined ? name : `${name} (${high} ... ${low})`;
}

/** PC1 with its poles, as a page first mentions it. */
export function peakLabel(pcs: readonly PrincipalComponentInfo[]): string {
  const first = pcs.find((info) => info.name === PEAK_INPUT);
  return first === undefined ? PEAK_INPUT : componentLabel(first);
}
