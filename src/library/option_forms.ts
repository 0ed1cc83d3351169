/**
 * Forms of options: what text or value each may be, and how a command writes it.
 *
 * @module
 */

import { basename, resolve } from "node:path";
import { callerFolder } from "../places.ts";
import type { LayerRange, PcaChoice } from "../prepare/options.ts";
import { UsageError } from "../usage_error.ts";
import type { Place, ReportInputs } from "./request.ts";

/** A form of options; `Typed` is what the command line gives of it, `Asked` what a program asks. */
export interface Form<Typed, Asked = Typed> {
  /** The value of the text of `--option`. @throws {UsageError} if it is no text of the form. */
  readonly read: (text: string, option: string) => Typed;
  /** What was expected of a program; null where the value is of the form. */
  readonly expected: (value: unknown) => string | null;
  /** As a command writes it that may be published: of a place on a disk the last part alone. */
  readonly write: (value: Asked) => string;
  /** Whether commas set apart several in one value. */
  readonly isList?: boolean;
}

/** Any text. */
export const TEXT: Form<string> = {
  read: (text) => text,
  expected: (value) => typeof value === "string" ? null : "text",
  write: (text) => text,
};

/** Text, or null for the default. */
export const KEY: Form<string> = {
  ...TEXT,
  expected: (value) => value === null || typeof value === "string" ? null : "text or null",
};

/** A word without a value. */
export const FLAG: Form<boolean> = {
  read: () => true,
  expected: (value) => typeof value === "boolean" ? null : "true or false",
  write: String,
};

/** Where an input lies. */
export const PLACE: Form<string, Place> = {
  read: (text) => text,
  expected: (value) =>
    typeof value === "string" || typeof Object(value).list === "function"
      ? null
      : "a path or a folder",
  write: (place) => lastPart(typeof place === "string" ? place : place.label),
};

/** A file of real inputs; their layer is an option of its own. */
export const ACTIVATIONS: Form<string, ReportInputs["activations"]> = {
  read: (text) => text,
  expected(value) {
    const { path, layer } = Object(value);
    const isPlace = typeof path === "string" || typeof path === "object" && path !== null;
    return isPlace && Number.isSafeInteger(layer) && layer >= 0 ? null : "{ path, layer }";
  },
  write: ({ path }) => typeof path === "string" ? lastPart(path) : path.name,
};

/** Principal components. */
export const PCA: Form<PcaChoice> = {
  read: (text) => text === "auto" || text === "computed" ? text : { file: text },
  expected: (value) =>
    value === null || value === "auto" || value === "computed" ||
      typeof Object(value).file === "string"
      ? null
      : 'auto, computed or { file: "name.pt" }',
  write: (pca) => typeof pca === "string" ? pca : lastPart(pca.file),
};

/** `on` or `off`. */
export const SWITCH: Form<boolean> = {
  read: (text, option) => oneOf(["on", "off"]).read(text, option) === "on",
  expected: (value) => value === null || typeof value === "boolean" ? null : "true or false",
  write: (isOn) => isOn ? "on" : "off",
};

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[]): Form<Word> {
  const told = words.join(" or ");
  return {
    read(text, option) {
      const word = words.find((word) => word === text);
      if (word === undefined) throw refusal(option, text, told);
      return word;
    },
    expected: (value) => value === null || words.some((word) => word === value) ? null : told,
    write: (word) => word,
  };
}

/** What a whole number may be: its least and largest, 0 and any where they are left out, and a word in its place. */
export interface Bounds<Word extends string> {
  readonly least?: number;
  readonly most?: number;
  readonly word?: Word;
}

/** A whole number, typed in plain decimal digits. */
export function whole<Word extends string = never>(
  { least = 0, most = Number.MAX_SAFE_INTEGER, word }: Bounds<Word> = {},
): Form<number | Word> {
  const fits = (value: unknown) =>
    typeof value === "number" && Number.isSafeInteger(value) && least <= value && value <= most;
  // The largest is told where there is one, or where that is what is wrong.
  const told = (value: unknown) =>
    `${word === undefined ? "" : `${word} or `}a whole number ${
      most < Number.MAX_SAFE_INTEGER || typeof value === "number" && value > most
        ? `from ${least} to ${most}`
        : `of at least ${least}`
    }`;
  return {
    read(text, option) {
      if (text === word) return word;
      const value = Number(text);
      if (/^\d+$/.test(text) && fits(value)) return value;
      throw refusal(option, text, `${told(value)}, in decimal digits`);
    },
    expected: (value) =>
      value === null || word !== undefined && value === word || fits(value) ? null : told(value),
    write: String,
  };
}

/** Bytes, typed as `20GB` or `500MB`, decimal as the pages show them. */
export const BYTES: Form<number> = {
  read(text, option) {
    const [, digits, unit] = /^(\d+(?:\.\d+)?) ?(MB|GB|TB)$/i.exec(text) ?? [];
    if (digits === undefined) throw refusal(option, text, "a size such as 20GB");
    return Math.round(Number(digits) * { MB: 1e6, GB: 1e9, TB: 1e12 }[unit!.toUpperCase() as "GB"]);
  },
  expected: whole().expected,
  write: (nBytes) => nBytes % 1e9 === 0 ? `${nBytes / 1e9}GB` : `${nBytes / 1e6}MB`,
};

/** Layers, typed as `15-24`, `3,7,15-24` or `all`. */
export const LAYERS: Form<readonly LayerRange[] | "all"> = {
  read: (text, option) =>
    text === "all" ? text : text.split(",").map((part) => {
      const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
      if (match === null) {
        const expected = "layers such as 15-24, 3,7,15-24 or all";
        throw refusal(option, text, `${expected}, got ${JSON.stringify(part)}`);
      }
      const first = whole().read(match[1]!, option);
      const last = whole().read(match[2] ?? match[1]!, option);
      if (last < first) {
        throw new UsageError(
          `Cannot use --${option} ${text}: the range ${part} is reversed; write ${last}-${first}`,
        );
      }
      return { first, last };
    }),
  expected: (value) =>
    value === null || value === "all" ||
      Array.isArray(value) && value.length > 0 && value.every(isRange)
      ? null
      : 'ranges such as [{ first: 15, last: 24 }], "all" or null',
  write: (layers) =>
    layers === "all"
      ? layers
      : layers.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`).join(","),
  isList: true,
};

/** The last part of a path; of `.` and `..` the name of the folder that they stand for. */
export function lastPart(place: string): string {
  const last = place.split(/[/\\]+/).filter((part) => part !== "").at(-1) ?? place;
  return /^\.\.?$/.test(last) ? basename(resolve(callerFolder(), place)) || last : last;
}

function isRange(value: unknown): value is LayerRange {
  const { first, last } = Object(value);
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) && 0 <= first && first <= last;
}

function refusal(option: string, text: string, expected: string): UsageError {
  return new UsageError(`Cannot use --${option} ${text}: expected ${expected}`);
}
