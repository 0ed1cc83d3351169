/**
 * Why there is nothing at a place that an input names, and what may be meant.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";
import { placeOf } from "../../places.ts";
import { nearestName } from "../../text/nearest.ts";
import { shownName } from "../../text/quote.ts";
import { lookAt } from "./path_state.ts";

/**
 * What is said of a path at which there is nothing, and that is no id, as it reads after a colon. It is one of the folder in which the
 * command was typed, as `placeOf` has it.
 */
export async function describeAbsent(src: string, what: "file" | "folder"): Promise<string> {
  const meant = await describeTwin(src) ?? describeMeant(src, what);
  if (meant !== null) return meant;
  const isName = what === "folder" && /^[\w-][\w.-]*(\/([\w.-]+\/)?)?$/.test(src);
  const { near, lacking } = await breakOf(src);
  return `no such ${what}${isName ? ", and no id on the Hugging Face Hub, which is org/name" : ""}${
    near !== null
      ? `; did you mean ${shownName(near)}?`
      : lacking !== null && !isName
      ? `: ${lacking}`
      : ""
  }`;
}

/** What lies beside the last part of a path by nearly its name; null where there is none, or not even the folder that it should lie in. */
export async function nearPlace(src: string): Promise<string | null> {
  const { near } = await breakOf(src);
  return near !== null && dirname(near) === dirname(src) ? near : null;
}

/** A place of the same letters put together otherwise, as macOS spells names and other systems do not; null where there is none. */
async function describeTwin(src: string): Promise<string | null> {
  for (const form of ["NFC", "NFD"] as const) {
    const twin = src.normalize(form);
    if (twin === src || (await lookAt(placeOf(twin))).is === "nothing") continue;
    return `no such folder, but one whose accents are written as other characters (Unicode ${form}); let the shell complete its name`;
  }
  return null;
}

/** Why a path that is not there may not be what was meant; null where it does not say. */
function describeMeant(src: string, what: "file" | "folder"): string | null {
  const none = `no such ${what}`;
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(src)?.[1];
  if (scheme?.toLowerCase() === "file") {
    return `a file:// address, expected a path: ${shownName(pathOfAddress(src))}`;
  }
  if (scheme !== undefined) {
    const id = /^(?:hf:\/\/|https?:\/\/(?:www\.)?huggingface\.co\/)([^?#]+)/i.exec(src)?.[1];
    return `a ${scheme}:// address, expected a folder or an id on the Hugging Face Hub${
      id === undefined
        ? ""
        : `: ${shownName(id.split("/").slice(0, isKindSaid(id) ? 3 : 2).join("/"))}`
    }`;
  }
  if (/^\$\w|^\$\{|^%\w+%/.test(src)) {
    return `${none}; the variable in it was not replaced by the shell: write the path out`;
  }
  // The quotes of editors and chats are none to a shell.
  if (/^(["']).*\1$|^[\u2018-\u201e\u00ab\u2039].*[\u2018-\u201e\u00bb\u203a]$/s.test(src)) {
    return `${none}; the quotes are part of it: leave them away`;
  }
  if (src !== src.trim()) return `${none}; it begins or ends with a space`;
  if (/^[a-z]:[\\/]/i.test(src) && Deno.build.os !== "windows") {
    return `${none}; this is a path of Windows: under WSL drive C: is /mnt/c`;
  }
  return null;
}

/** Where a path breaks off: what has nearly that name there, or which folder that it names lacks what of it, in words. */
async function breakOf(
  src: string,
): Promise<{ near: string | null; lacking: string | null }> {
  const whole = src.replace(/(?<=.)[/\\]+$/, "");
  let missing = whole;
  while (
    dirname(missing) !== missing && (await lookAt(placeOf(dirname(missing)))).is === "nothing"
  ) {
    missing = dirname(missing);
  }
  const parent = dirname(missing);
  const place = resolve(placeOf(parent));
  // Of what lies in the root by nearly that name nothing is likely meant.
  if (place === dirname(place)) return { near: null, lacking: null };
  const near = nearestName(basename(missing), await namesIn(place));
  const isFurther = missing !== whole && parent !== ".";
  return {
    near: near === null ? null : join(parent, near),
    lacking: isFurther ? `${shownName(parent)} has no ${shownName(basename(missing))}` : null,
  };
}

/** The names in a folder; none where it cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  } catch {
    return [];
  }
}

function isKindSaid(id: string): boolean {
  return /^(?:models|datasets)\//.test(id);
}

function pathOfAddress(src: string): string {
  try {
    return decodeURIComponent(new URL(src).pathname);
  } catch {
    return src.replace(/^file:\/\//i, "");
  }
}
