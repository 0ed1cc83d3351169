/**
 * What the analyses show at a place of the site, in the order of their list.
 *
 * @module
 */

import { ANALYSES } from "../../analyses/index.ts";
import { VIEWS } from "../../analyses/views.ts";
import type { Results } from "../../results.ts";
import type { PageMaker } from "../kit/page.ts";
import type { Place, Section } from "../kit/section.ts";

/** The parts of all analyses; those named `first` stand first and in that order. */
export function sectionsAt(
  results: Results,
  place: Place,
  first: readonly string[] = [],
): Section[] {
  const rank = ({ name }: { name: string }) =>
    first.includes(name) ? first.indexOf(name) : first.length;
  return VIEWS.toSorted((a, b) => rank(a) - rank(b))
    .flatMap(({ sections }) => sections?.(results, place) ?? []);
}

/** The same, those apart that stand at the head of the page: there the analyses come first whose sentences do. */
export function openingAndOthers(
  results: Results,
  place: Place,
): { opening: Section[]; others: Section[] } {
  const openingNames = ANALYSES.filter(({ isOpening }) => isOpening).map(({ name }) => name);
  const shown = VIEWS.map(({ name, sections }) => ({
    isOpening: openingNames.includes(name),
    sections: sections?.(results, place) ?? [],
  }));
  const inOrder = shown.toSorted((a, b) => Number(b.isOpening) - Number(a.isOpening));
  return {
    opening: inOrder.flatMap(({ sections }) => sections.filter(({ isOpening }) => isOpening)),
    others: shown.flatMap(({ sections }) => sections.filter(({ isOpening }) => !isOpening)),
  };
}

/** The pages of all analyses; `attachments` are the binary files of the site by path. */
export function analysisPages(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): PageMaker[] {
  return VIEWS.flatMap(({ pages }) => pages?.(results, attachments) ?? []);
}
