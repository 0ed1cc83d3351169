/**
 * Where each page and file of the site lies, relative to its root.
 *
 * @module
 */

import {
  COMPARED_RESULTS,
  COMPARISON_PATH,
  MANIFEST_PATH,
  RESULTS_PATH,
} from "../../results/data_files.ts";
import { fileStem } from "./names.ts";

/** Pages and files of which there is one. */
export const PATHS = {
  overview: "index.html",
  evidence: "evidence.html",
  causes: "causes.html",
  reproduction: "reproduction.html",
  sweep: "sweep.html",
  roles: "roles.html",
  methods: "methods.html",
  glossary: "glossary.html",
  data: "data.html",
  cite: "cite.html",
  results: RESULTS_PATH,
  manifest: MANIFEST_PATH,
  mlp: "data/mlp.csv",
  baseline: "data/baseline.csv",
  robustness: "data/robustness.csv",
  operatingPoint: "data/operating-point.csv",
  outlierCurve: "data/outlier-curve.csv",
  attribution: "data/attribution.csv",
  stages: "data/stages.csv",
  sweepCsv: "data/sweep.csv",
  activationsCsv: "data/activations.csv",
  weightChange: "data/weight-change.csv",
  rolesByLayer: "data/roles-by-layer.safetensors",
  sameDirection: "data/same-direction.csv",
  directions: "data/directions.safetensors",
  comparison: COMPARISON_PATH,
  bibtex: "data/citation.bib",
  citation: "data/CITATION.cff",
  style: "assets/style.css",
  script: "assets/site.js",
  searchIndex: "assets/search-index.js",
  icon: "assets/favicon.svg",
  report: "report.md",
  llms: "llms.txt",
} as const;

/** The page of an analysed layer; with `*` in place of the layer, what all of them have in common. */
export function layerPath(layer: number | "*"): string {
  return `layers/layer-${layer}.html`;
}

/** The page of a decomposed layer, of PC1 or of the input that a slug tells. */
export function decompositionPath(layer: number, slug = ""): string {
  return `decompositions/layer-${layer}${slug === "" ? "" : `-${slug}`}.html`;
}

/** The table of a decomposed layer. */
export function decompositionCsvPath(layer: number): string {
  return `data/layer-${layer}.csv`;
}

/** The neurons of a decomposed layer. */
export function neuronsCsvPath(layer: number): string {
  return `data/neurons-layer-${layer}.csv`;
}

/** The page of a decomposed layer's neurons. */
export function neuronsPath(layer: number): string {
  return `neurons/layer-${layer}.html`;
}

/** The vectors of a decomposed layer. */
export function vectorsPath(layer: number): string {
  return `data/vectors-layer-${layer}.safetensors`;
}

/** The files of a figure lie here, named after its page and its id. */
export function figurePath(page: string, id: string, extension: "svg" | "csv"): string {
  return `figures/${page.replace(/\.html$/, "").replaceAll("/", "-")}-${id}.${extension}`;
}

/** The random role mixtures' differences of a decomposed layer. */
export function drawsPath(layer: number): string {
  return `data/draws-layer-${layer}.safetensors`;
}

/** The layer of which a file of vectors or draws is by its name; null for that of all layers. */
export function attachedLayer(path: string): number | null {
  const layer = /-layer-(\d+)\.safetensors$/.exec(path)?.[1];
  return layer === undefined ? null : Number(layer);
}

/** The page of a role or trait. */
export function rolePath(vector: { kind: string; name: string }): string {
  return `roles/${fileStem(vector)}.html`;
}

/**
 * Whether a page is one of hundreds that are alike: no list of pages names them, their figures have no files, and the document of
 * all pages does without them.
 */
export function isOneOfMany(path: string): boolean {
  return path.startsWith("roles/");
}

/** What a page at `path` puts before a path of the site: empty at the root, else `../`. */
export function rootFrom(path: string): string {
  return "../".repeat(path.split("/").length - 1);
}

/** Folders of the site. */
export const SITE_FOLDERS: readonly string[] = [
  "layers",
  "decompositions",
  "neurons",
  "roles",
  "data",
  "data/a",
  "data/b",
  "figures",
  "assets",
];

const FIXED_PATHS: ReadonlySet<string> = new Set([
  ...Object.values(PATHS),
  ...Object.values(COMPARED_RESULTS),
  ".nojekyll",
]);
const LAYER_PATHS =
  /^(?:(?:layers|neurons)\/layer-\d+\.html|decompositions\/layer-\d+(?:-[a-z0-9-]+)?\.html|data\/(?:neurons-)?layer-\d+\.csv|data\/(?:vectors|draws)-layer-\d+\.safetensors)$/;
const ROLE_PATHS = /^roles\/(?:role|trait)-[a-z0-9_-]+\.html$/;
const PAGE_NAMES = Object.values(PATHS).flatMap((path) =>
  path.endsWith(".html") ? [path.replace(/\.html$/, "")] : []
);
const FIGURE_PATHS = new RegExp(
  `^figures/(?:${
    PAGE_NAMES.join("|")
  }|(?:layers|decompositions|neurons)-layer-\\d+)-.+\\.(?:svg|csv)$`,
);

/** Whether a site of a run or a comparison may have a file at this path. */
export function isSitePath(path: string): boolean {
  return FIXED_PATHS.has(path) || LAYER_PATHS.test(path) || ROLE_PATHS.test(path) ||
    FIGURE_PATHS.test(path);
}
