/**
 * What every page has around its content.
 *
 * @module
 */

import { decomposedLayers } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { analysedLayers } from "./layer_strip.ts";
import { durationText } from "../../text/words.ts";
import { decompositionPath, isOneOfMany, layerPath, PATHS, rootFrom } from "./paths.ts";
import { renderTemplate } from "./templates.ts";

/** One page before it is put into its frame. */
export interface Page {
  /** Path in the site. */
  path: string;
  /** First part of the title. */
  title: string;
  template:
    | "overview"
    | "evidence"
    | "causes"
    | "neurons"
    | "reproduction"
    | "layer"
    | "decomposition"
    | "other_decomposition"
    | "sweep"
    | "roles"
    | "role"
    | "methods"
    | "glossary"
    | "data"
    | "cite"
    | "comparison";
  content: object;
  /** The role or trait that it is about, which search then finds here first. */
  about?: { kind: "role" | "trait"; name: string };
}

/** A page of a site, made when it is asked for. */
export interface PageMaker {
  /** Path in the site; that of the page. */
  readonly path: string;
  make(): Page;
}

/** What stands above a page or a figure of synthetic data. */
export interface SyntheticNote {
  readonly what: string;
  readonly note: string;
}

/** That of a run. */
export const SYNTHETIC: SyntheticNote = {
  what: "Synthetic demonstration.",
  note: "Weights and vectors were made by a program: nothing here is about a real model.",
};

/** An entry of the navigation, with the pages of which its own is the way in. */
interface NavigationEntry {
  path: string;
  label: string;
  leadsTo?: readonly Page["template"][];
}

/** Navigation of every page of a site, in the order in which a reader asks: what, where to, why, how sure. */
export function navigation(results: Results): NavigationEntry[] {
  const { evidence, causes, sweep, roles_by_layer } = results;
  const hasReproduction = (evidence?.reproduction ?? null) !== null;
  const decomposed = decomposedLayers(results);
  const noted = decomposed.find((layer) => layer === evidence?.verdict?.layer) ?? decomposed[0];
  return [
    { path: PATHS.overview, label: "Overview" },
    ...noted === undefined ? [] : [{
      path: decompositionPath(noted),
      label: "Decomposition",
      leadsTo: ["decomposition", "other_decomposition"] as const,
    }],
    { path: `${PATHS.overview}#layers`, label: "Layers", leadsTo: ["layer", "neurons"] },
    ...causes === null ? [] : [{ path: PATHS.causes, label: "Attribution" }],
    ...evidence === null ? [] : [{ path: PATHS.evidence, label: "Evidence" }],
    ...roles_by_layer === null ? [] : [{
      path: PATHS.roles,
      label: "Roles × layers",
      leadsTo: ["role"] as const,
    }],
    ...hasReproduction ? [{ path: PATHS.reproduction, label: "Reproduction" }] : [],
    ...sweep === null ? [] : [{ path: PATHS.sweep, label: "Sweep" }],
    { path: PATHS.methods, label: "Methods" },
    { path: PATHS.glossary, label: "Glossary" },
    { path: PATHS.data, label: "Data" },
    { path: PATHS.cite, label: "Cite" },
  ];
}

/** The title of a page as a browser shows it. */
export function windowTitle({ run }: Results, title: string): string {
  return [title, ...run.is_synthetic ? ["synthetic demonstration"] : [], "deltascope"].join(" · ");
}

/** What the foot of every page says of the run. */
export function madeBy({ run, device }: Results) {
  return {
    version: run.deltascope,
    date: run.started.slice(0, 10),
    device: device.name,
    duration: durationText(run.seconds),
  };
}

/** The whole page as HTML. Its content sees `root`, the way from the page to the root of the site. */
export function renderPage(results: Results, page: Page): string {
  const root = rootFrom(page.path);
  return renderTemplate("layout", {
    title: windowTitle(results, page.title),
    root,
    synthetic: results.run.is_synthetic ? SYNTHETIC : null,
    navigation: navigation(results).map(({ path, label, leadsTo }) => ({
      href: root + path,
      label,
      current: path === page.path ? "page" : leadsTo?.includes(page.template) ? "true" : null,
    })),
    style: root + PATHS.style,
    script: root + PATHS.script,
    icon: root + PATHS.icon,
    // Charts of pages that are one of many lead nowhere.
    layers: isOneOfMany(page.path)
      ? null
      : { analysed: analysedLayers(results).join(" "), page: root + layerPath("*") },
    body: renderTemplate(page.template, { ...page.content, root }),
    made: madeBy(results),
  });
}
