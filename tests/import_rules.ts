/** The order of imports: rooms of the house from below, parts of an analysis, and what those that only tell may read. */

/** One file that imports another, by path from `src`. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Rooms in the order in which data flows: none imports from one that comes after it. */
export const FLOW = [
  "usage_error",
  "version",
  "places",
  "math",
  // With the schemas of the analyses, whose types and columns readers of results name.
  "results",
  // Text tells of results, whose types it names; results have no words.
  "text",
  "sources",
  "compute",
  "prepare",
  "measure",
  "weights",
  "site/kit",
  "analyses/analysis",
  "analyses/analysis_view",
  "analyses/*",
  "analyses/index",
  "analyses/views",
  // What is written, put together of the list.
  "analyses/schema",
  "analyses/check_results",
  "run",
  "site/pages",
  "site/write",
  "demonstration",
  "library",
  "cli",
] as const;

/** Rooms within sources, from below: what a folder is, formats, where folders come from, what is read out of them. */
const SOURCES = [
  "caps",
  "folder",
  "safetensors",
  "torch",
  "npy",
  "hub",
  "checkpoint",
  "vectors",
  "input_folder",
] as const;

/** The place of a file of sources among them; -1 where it has none. */
export function placeInSources(file: string): number {
  const [, room] = /^sources\/([a-z_]+)/.exec(file) ?? [];
  return SOURCES.findIndex((known) => known === room);
}

/** Parts of an analysis from below; a folder of a part's name holds pieces of it. */
const PARTS = ["schema", "measure", "settle", "words", "view", "analysis"] as const;
type Part = typeof PARTS[number];

/** Where a part of an analysis may look within its own folder, itself apart. */
const SEES: Readonly<Record<Part, readonly Part[]>> = {
  schema: [],
  measure: ["schema"],
  settle: ["schema", "measure"],
  words: ["schema"],
  view: ["schema", "words"],
  // Not the view, which has a list of its own: a run loads no page before it has numbers.
  analysis: ["schema", "measure", "settle", "words"],
};

/** The lists of the analyses, and the one part of each that they name. */
export const LISTS: ReadonlyMap<string, Part> = new Map([
  ["analyses/index.ts", "analysis"],
  ["analyses/views.ts", "view"],
]);

/** What computes: closed to those that only tell and show. */
const COMPUTES = ["sources", "compute", "prepare", "weights", "measure", "run"];

/** The room of a file; null where the house has no such room. */
export function roomOf(file: string): typeof FLOW[number] | null {
  const stem = file.replace(/\.ts$/, "");
  const analysis = analysisOf(file);
  const room = analysis?.part === "schema"
    ? "results"
    : analysis !== null
    ? "analyses/*"
    : /^(?:site|analyses)\//.test(stem)
    ? stem.split("/").slice(0, 2).join("/")
    : stem.split("/", 1)[0]!;
  return FLOW.find((known) => known === room) ?? null;
}

/** The analysis that a file belongs to, and which part of it; null where it is of none. */
export function analysisOf(file: string): { name: string; part: Part | null } | null {
  const [, name, part] = /^analyses\/(\w+)\/(\w+)(?:\/\w+)?\.ts$/.exec(file) ?? [];
  if (name === undefined) return null;
  return { name, part: PARTS.find((known) => known === part) ?? null };
}

/** A rule: what it says, and whether an import breaks it. */
export interface Rule {
  readonly says: string;
  readonly isBroken: (arrow: Arrow) => boolean;
}

const isOneOf = (rooms: readonly string[], file: string) => rooms.includes(roomOf(file) ?? "");

/** Whether a file measures or settles an analysis. */
function isMaking(file: string): boolean {
  const part = analysisOf(file)?.part;
  return part === "measure" || part === "settle";
}

export const RULES: readonly Rule[] = [
  {
    says: "no room imports from one that comes after it in the flow of data",
    isBroken: ({ from, to }) => FLOW.indexOf(roomOf(to)!) > FLOW.indexOf(roomOf(from)!),
  },
  {
    says: "within an analysis schema comes before measure, settle, words and view",
    isBroken: ({ from, to }) => {
      const [a, b] = [analysisOf(from), analysisOf(to)];
      if (a === null || b === null || a.name !== b.name || a.part === b.part) return false;
      return a.part === null || b.part === null || !SEES[a.part].includes(b.part);
    },
  },
  {
    says: "analyses import nothing of one another but schemas",
    isBroken: ({ from, to }) => {
      const [a, b] = [analysisOf(from), analysisOf(to)];
      return a !== null && b !== null && a.name !== b.name && b.part !== "schema";
    },
  },
  {
    says: "schema, words and view of an analysis import nothing that computes",
    isBroken: ({ from, to }) => {
      const part = analysisOf(from)?.part;
      return (part === "schema" || part === "words" || part === "view") &&
        (isOneOf(COMPUTES, to) || isMaking(to));
    },
  },
  {
    says: "the site imports nothing that computes, of an analysis neither",
    isBroken: ({ from, to }) =>
      isOneOf(["site/kit", "site/pages", "site/write"], from) &&
      (isOneOf(COMPUTES.filter((room) => room !== "sources"), to) || isMaking(to)),
  },
  {
    says: "what analyses show is imported by pages alone",
    isBroken: ({ from, to }) =>
      (to === "analyses/views.ts" && roomOf(from) !== "site/pages") ||
      (analysisOf(to)?.part === "view" && analysisOf(from)?.part !== "view" &&
        LISTS.get(from) !== "view"),
  },
  {
    says: "within sources folders come before formats, and formats before checkpoints and vectors",
    isBroken: ({ from, to }) =>
      roomOf(from) === "sources" && roomOf(to) === "sources" &&
      placeInSources(to) > placeInSources(from),
  },
  {
    says: "but for its schema, an analysis is known to the lists alone",
    isBroken: ({ from, to }) =>
      analysisOf(from) === null && !LISTS.has(from) &&
      (analysisOf(to)?.part ?? "schema") !== "schema",
  },
];
