/**
 * How vectors that are refused would be read with other options: the nearest first.
 *
 * @module
 */

import { likelyDefaults } from "../sources/vectors/default_names.ts";
import type { VectorFolderOptions } from "../sources/vectors/vector_layout.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { shellWord } from "../text/quote.ts";
import { hasComponents, vectorsText } from "./vectors_text.ts";

/** A change of the options, as it is typed. */
interface Change {
  readonly typed: string;
  readonly options: Partial<VectorFolderOptions>;
}

/** Options that say what the vectors are of. */
const TRAITS: Change = { typed: "--kind trait", options: { kind: "trait" } };
const ROLES: Change = { typed: "--kind role", options: { kind: "role" } };
/** Options that leave them as they are, the nearer first. */
const AS_STORED: readonly Change[] = [
  { typed: "--vectors-are difference", options: { vectorsAre: "difference" } },
  { typed: "--difference none", options: { difference: "none" } },
];

/** What is left out of options that were given. */
const LEFT_OUT: readonly Change[] = [
  { typed: "without --kind", options: { kind: "auto" } },
  { typed: "without --difference", options: { difference: "default" } },
  { typed: "without --vectors-are", options: { vectorsAre: "auto" } },
  { typed: "without --role-key and --trait-key", options: { roleKey: null, traitKey: null } },
];

/**
 * The nearest reading in full and the others of as many options by name; none where no other options help. One that a report would
 * refuse is told only where there is no other.
 */
export async function nearestReadings(
  open: (options: VectorFolderOptions) => Promise<VectorFolder>,
  given: VectorFolderOptions,
): Promise<string[]> {
  const groups = changesBeside(await defaultsIn(open, given));
  for (const isFit of [hasComponents, () => true]) {
    const lines = await readingsThat(isFit, { groups, open, given });
    if (lines.length > 0) return lines;
  }
  return [];
}

/** Changes of one option, what is left out first, and of two at once where none alone will do; a default is nearer than none. */
function changesBeside(defaults: readonly Change[]): readonly (readonly Change[])[] {
  const both = ([kind, others]: readonly [Change, readonly Change[]]) =>
    others.map((other) => ({
      typed: `${kind.typed} ${other.typed}`,
      options: { ...kind.options, ...other.options },
    }));
  return [
    LEFT_OUT,
    [TRAITS, ROLES, ...defaults, ...AS_STORED],
    [...both([TRAITS, AS_STORED]), ...both([ROLES, [...defaults, ...AS_STORED]])],
  ];
}

/** A change for each role that is likely the default by its name, of vectors that are read where nothing is subtracted. */
async function defaultsIn(
  open: (options: VectorFolderOptions) => Promise<VectorFolder>,
  given: VectorFolderOptions,
): Promise<Change[]> {
  for (const kind of [given.kind ?? "auto", "role"] as const) {
    const vectors = await open({ ...given, kind, difference: "none" }).catch(() => null); // only a hint
    if (vectors === null) continue;
    const names = likelyDefaults(vectors.roleNames);
    vectors.close();
    return names.map((name) => ({
      typed: `--difference ${shellWord(name)}`,
      options: { difference: name },
    }));
  }
  return [];
}

async function readingsThat(
  isFit: (vectors: VectorFolder) => boolean,
  { groups, open, given }: {
    groups: readonly (readonly Change[])[];
    open: (options: VectorFolderOptions) => Promise<VectorFolder>;
    given: VectorFolderOptions;
  },
): Promise<string[]> {
  for (const changes of groups) {
    const fitting: string[] = [];
    let text: string | null = null;
    for (const { typed, options } of changes.filter((change) => isChange(change, given))) {
      const vectors = await open({ ...given, ...options }).catch(() => null); // only a hint
      if (vectors === null) continue;
      if (isFit(vectors)) {
        text ??= await vectorsText(vectors).catch(() => null);
        if (text !== null) fitting.push(typed);
      }
      vectors.close();
    }
    const [nearest, ...others] = fitting;
    if (nearest === undefined || text === null) continue;
    return [
      `It is refused as it is. ${asSentence(nearest)} it would be read so:`,
      "",
      text,
      "",
      ...others.length === 0 ? [] : [`Other ways to read it: ${others.join("; ")}`, ""],
    ];
  }
  return [];
}

/** Whether it would change what was asked, and not what was declared but for leaving it out. */
function isChange({ options }: Change, given: VectorFolderOptions): boolean {
  const names = Object.keys(options) as (keyof VectorFolderOptions)[];
  const isUnasked = (name: typeof names[number], it: Partial<VectorFolderOptions>) =>
    valueIn(it, name) === valueIn({}, name);
  return names.every((name) => isUnasked(name, options) || isUnasked(name, given)) &&
    names.some((name) => valueIn(options, name) !== valueIn(given, name));
}

/** What holds where nothing is asked. */
const UNASKED: Partial<VectorFolderOptions> = {
  kind: "auto",
  vectorsAre: "auto",
  difference: "default",
};

function valueIn(options: Partial<VectorFolderOptions>, name: keyof VectorFolderOptions) {
  return options[name] ?? UNASKED[name] ?? null;
}

function asSentence(typed: string): string {
  return typed.startsWith("--") ? `With ${typed}` : `W${typed.slice(1)}`;
}
