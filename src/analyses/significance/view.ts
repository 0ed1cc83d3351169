/**
 * How rare the angle of PC1 is: against other directions, in charts and tables.
 *
 * @module
 */

import type { BaselineName, Results } from "../../results.ts";
import { evidenceLayer, type EvidentResults, hasEvidenceAt } from "../../site/kit/evident.ts";
import { PATHS } from "../../site/kit/paths.ts";
import {
  figureSection,
  methodsSection,
  type Place,
  type Section,
  titledSection,
} from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { baselineColumns } from "./schema.ts";
import { againstBaselinesFigure } from "./view/against_baselines_figure.ts";
import { calibrationFigure } from "./view/calibration_figure.ts";
import { layerEvidenceView } from "./view/layer_evidence.ts";
import { farthestRolesTable, quantileTables, ranksTable, specificityTable } from "./view/tables.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidenceAt(results, place)) return [];
  if (place.page === "evidence") return evidenceSections(results, evidenceLayer(results));
  if (place.page === "layer") return [layerSection(results, place.layer)];
  return methodsSection(place, "evidence", {
    template: "methods_significance",
    content: { smallestP: `1 / ${results.options.random + 1}` },
  });
}

function evidenceSections(results: EvidentResults, layer: number): Section[] {
  const farthest = farthestRolesTable(results, layer);
  const ranks = ranksTable(results);
  return [
    ...missingSection(results),
    ...figureSection(againstBaselinesFigure(results, layer)),
    ...farthest === null ? [] : titledSection({
      id: "roles",
      title: "PC1 among single roles and traits",
      paragraphs: [
        "PC1 is a mixture of roles. Where many single ones turn as far, the change is not particular to PC1.",
      ],
      tables: [farthest],
      folded: ranks === null
        ? []
        : [{ summary: "How many turn at least as far, by layer", table: ranks }],
    }),
    ...figureSection(calibrationFigure(results)),
    ...titledSection({
      id: "specificity",
      title: "How far is PC1 set apart?",
      paragraphs: [
        "Logarithms of ratios of angles: 0.69 is twice as far, 0 as far, below 0 less far. Specificity is the smallest of the three.",
      ],
      tables: [specificityTable(results)],
    }),
    ...titledSection({
      id: "quantiles",
      title: "Spread of the baselines",
      paragraphs: ["Each direction counts with the larger of its two signs."],
      folded: quantileTables(results).map((table) => ({ summary: table.caption, table })),
    }),
  ];
}

const MISSING: Readonly<Record<BaselineName, string | null>> = {
  roles: "No single roles or traits were run.",
  persona: "No random role mixtures were run: they need at least three roles.",
  isotropic: "No random directions were run.",
  // Nobody expects those that were not given.
  controls: null,
};

/** Said where a comparison could not be made. */
function missingSection({ evidence: { missing_baselines } }: EvidentResults): Section[] {
  const sentences = missing_baselines.flatMap((name) => MISSING[name] ?? []);
  return sentences.length === 0 ? [] : [{ template: "warnings", content: { sentences } }];
}

function layerSection(results: EvidentResults, layer: number): Section {
  return {
    template: "layer_evidence",
    content: { ...layerEvidenceView(results, layer), evidencePath: PATHS.evidence },
  };
}

/** Its tables to take away. */
export function files(results: Results): DataFile[] {
  return [
    dataFile(baselineColumns, results.baseline, {
      path: PATHS.baseline,
      description:
        "What PC1 is compared with, through the same layers, two rows a direction: as it is and negated. " +
        "Names of single roles and traits, by index, are in results.json as role_directions.",
    }),
  ];
}
