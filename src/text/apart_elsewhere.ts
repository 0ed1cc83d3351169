/**
 * Layers, other than the one that is spoken of, at which an input is set apart from random role mixtures.
 *
 * @module
 */

import { apartRows } from "../results/apart_layers.ts";
import type { Measured } from "../results.ts";
import { layersText } from "./layers.ts";
import { formatP } from "./words.ts";

/** These layers, ascending, at least one. */
export interface ApartElsewhere {
  readonly layers: readonly number[];
  /** `layer 2` */
  readonly where: string;
  /** `p_fw = 0.0303`, or of several the least and the largest. */
  readonly p: string;
}

/** Null where the layer itself sets it apart, or no other does. */
export function apartElsewhere(
  measured: Pick<Measured, "mlp" | "evidence">,
  { name, layer }: { name: string; layer: number },
): ApartElsewhere | null {
  const rows = apartRows(measured, name);
  if (rows.length === 0 || rows.some((row) => row.layer === layer)) return null;
  const layers = rows.map((row) => row.layer);
  const values = rows.map(({ pfw_persona }) => pfw_persona!);
  const [least, most] = [formatP(Math.min(...values)), formatP(Math.max(...values))];
  return {
    layers,
    where: layersText(layers),
    p: `p_fw = ${least}${least === most ? "" : ` to ${most}`}`,
  };
}
