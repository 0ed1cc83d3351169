/**
 * The page of all roles and traits by layers.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import { decomposedLayers, PEAK_INPUT, projectionsAt, rowAt } from "../../../results/peak_input.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import type { Results } from "../../../results.ts";
import { layersText } from "../../../text/layers.ts";
import { plural } from "../../../text/words.ts";
import { chanceOf } from "./facts.ts";
import { peakLabel } from "../../../site/kit/components.ts";
import { heatMap, type HeatMapView } from "../../../site/kit/heat_map.ts";
import { modelNames } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import type { Page } from "../../../site/kit/page.ts";
import { PATHS, rolePath } from "../../../site/kit/paths.ts";
import type { Column } from "../../../site/kit/tables.ts";
import type { Ordered, ShownVector } from "./ordered.ts";

/** `roles.html`. */
export function rolesPage(results: Results, shown: Ordered): Page {
  const { vectors, layers, noted, untold } = shown;
  const without = results.roles_by_layer!.layers.filter(({ inputs }) => inputs === null)
    .map(({ layer }) => layer);
  return {
    path: PATHS.roles,
    title: "Roles × layers",
    template: "roles",
    content: {
      ...modelNames(results),
      component: peakLabel(results.pcs),
      counts: `${plural(count(vectors, "role"), "role", "roles")} and ${
        plural(count(vectors, "trait"), "trait", "traits")
      }`,
      vectorLayer: results.options.vector_layer,
      nLayers: plural(layers.length, "layer", "layers"),
      noted,
      lead: noted === null || isWithinNoise(results, noted) ? null : leadOf(results, shown, noted),
      anywhere: anywhereOf(results, shown),
      untold,
      without: without.length === 0 || without.length === layers.length
        ? null
        : layersText(without),
      // Without random role mixtures, or a decomposed layer, no cosine has a p.
      isTested: decomposedLayers(results).some((layer) =>
        projectionsAt(results, layer).some(({ cosine_pfw }) => cosine_pfw !== null)
      ),
      map: vectors.length === 0 ? null : mapOf(results, shown),
      tensorsPath: PATHS.rolesByLayer,
      methodsPath: PATHS.methods,
    },
  };
}

function count(vectors: readonly ShownVector[], kind: ShownVector["kind"]): number {
  return vectors.filter((vector) => vector.kind === kind).length;
}

/** What leads at the noted layer; null where nothing changes there. */
function leadOf(results: Results, { vectors }: Ordered, layer: number) {
  const [first] = vectors;
  return first === undefined || first.noted === null || first.noted === 0
    ? null
    : { ...sided(first, first.noted), layer, chance: chanceOf(results, first, layer) };
}

/** The largest cosine of all layers; null where nothing may be said of any. */
function anywhereOf(results: Results, { vectors }: Ordered) {
  const [largest] = vectors.filter(({ spoken }) => spoken !== null && spoken.cosine !== 0)
    .toSorted((a, b) => Math.abs(b.spoken!.cosine) - Math.abs(a.spoken!.cosine));
  if (largest === undefined) return null;
  const { cosine, layer } = largest.spoken!;
  return { ...sided(largest, cosine), layer, chance: chanceOf(results, largest, layer) };
}

function sided(vector: ShownVector, cosine: number) {
  return {
    kind: vector.kind,
    name: vector.name,
    path: rolePath(vector),
    side: cosine > 0 ? "toward" : "away from",
    cosine: significant(cosine, 3),
  };
}

function mapOf(results: Results, { layers, noted, vectors }: Ordered): HeatMapView {
  const angles = layers.map((layer) =>
    degreesOrNull(rowAt(results.mlp, layer)?.delta_angular ?? null) ?? 0
  );
  const widest = Math.max(...angles);
  const columns: Column<ShownVector>[] = [
    { label: "name", value: ({ name }) => name, href: rolePath },
    { label: "kind", value: ({ kind }) => kind },
    ...noted === null ? [] : [{
      label: `at layer ${noted}`,
      meaning: `Cosine with d of ${PEAK_INPUT} at layer ${noted}.`,
      digits: 3,
      value: ({ noted }: ShownVector) => noted,
    }],
    {
      label: "strongest",
      meaning: "The cosine of largest size at any layer.",
      digits: 3,
      value: ({ strongest }) => strongest?.cosine ?? null,
    },
    {
      label: "layer",
      meaning: "The layer of the strongest.",
      value: ({ strongest }) => strongest?.layer ?? null,
    },
  ];
  return heatMap({
    caption: `Cosine of the change of ${PEAK_INPUT} with every role and trait, by layer`,
    label: "cosine by layer",
    layers,
    rows: vectors.map((row) => ({ row, values: row.cosines })),
    columns,
    // What a telephone has room for is who, and where: numbers are the colours again.
    nBefore: 2,
    noted,
    strip: widest === 0 ? null : {
      label: `angle of ${PEAK_INPUT}, to ${significant(widest, 3)}°`,
      heights: angles.map((angle) => angle / widest),
    },
  });
}
