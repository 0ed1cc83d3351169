/**
 * What was computed again, on the page of methods.
 *
 * @module
 */

import type { Results, SelfCheck } from "../../results.ts";
import { linkedLayerColumn } from "../../site/kit/layer_column.ts";
import { grouped, significant } from "../../site/kit/numbers.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { declared, type TableView, tableView } from "../../site/kit/tables.ts";
import { selfCheckColumns } from "./schema.ts";

/** What was computed again, and how well it agrees. */
export function sections({ self_check }: Results, place: Place): Section[] {
  if (self_check === null) return [];
  return methodsSection(place, "precision", {
    template: "methods_self_check",
    content: {
      paragraphs: [claim(self_check), ...blockSentence(self_check)],
      summary: "The largest difference, layer by layer",
      table: layerTable(self_check),
    },
  });
}

function claim({ bound, products, values, largest_difference }: SelfCheck): string {
  const counts = `${grouped(values)} values of ${grouped(products)} products`;
  const agreement = largest_difference === null
    ? `The engine’s products were not compared with float64: of ${counts} none could be computed again.`
    : `The engine’s products agree with float64 to ${
      significant(largest_difference, 3)
    }: ${counts} with gate, up and down were computed again on the host, from the same weights and inputs, as drawn by the seed of the run.`;
  return `${agreement} The difference is |y − y64| / Σ |w x|, relative to the sizes of the terms that a value is the sum of; above ${
    significant(bound, 2)
  } the run would have failed.`;
}

/** The block, whole where a product is small. */
function blockSentence({ block }: SelfCheck): string[] {
  if (block === null) return [];
  const { layer, model, tensor, rows, vectors, is_whole } = block;
  const where = `the product with ${tensor} of ${model} at layer ${layer}`;
  const what = is_whole
    ? `all ${grouped(rows)} rows for ${grouped(vectors)} input vectors`
    : `${grouped(rows)} neighbouring rows for ${grouped(vectors)} input vectors`;
  return [`Every value of ${where} is among them: ${what}.`];
}

function layerTable({ layers }: SelfCheck): TableView {
  const { products, values, largest_difference, model, tensor, row } = selfCheckColumns;
  return tableView("Products computed again in float64", layers.map(({ layer }) => layer), [
    linkedLayerColumn(PATHS.methods),
    ...([
      ["products", products],
      ["values", values],
      ["largest_difference", largest_difference],
      ["model", model],
      ["tensor", tensor],
      ["row", row],
    ] as const).map(([key, column]) =>
      declared(
        column,
        (layer: number) => layers.find((it) => it.layer === layer)?.[key] ?? null,
      )
    ),
  ]);
}
