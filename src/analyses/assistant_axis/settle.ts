/**
 * The cosine of the change with the assistant axis at every layer.
 *
 * @module
 */

import { cosine } from "../../math/vector_math.ts";
import type { AssistantAxisRow } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** The rows of all layers; null where the folder of vectors has no axis. */
export async function settle({ layers, inputs: { vectors } }: Settling): Promise<Settled> {
  const rows: AssistantAxisRow[] = [];
  for (const { layer, d } of layers) {
    const axis = await vectors.assistantAxis(layer);
    if (axis === null) return { results: { assistant_axis: null } };
    rows.push({ layer, cosine: cosine(d, axis) });
  }
  return { results: { assistant_axis: rows } };
}
