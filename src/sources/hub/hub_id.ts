/**
 * Ids on the Hugging Face Hub, told apart from paths of the disk.
 *
 * @module
 */

import { quote, shownName } from "../../text/quote.ts";
import { UsageError } from "../../usage_error.ts";

/** A repository on the Hub at a revision, or a folder of it. */
export interface HubId {
  readonly kind: "models" | "datasets";
  /** `org/name`, case kept. */
  readonly repository: string;
  /** A branch, a tag, a pull request or a commit, as typed after `@`; null where none was: main. */
  readonly revision: string | null;
  /** What was typed after `:`, without a slash at either end; empty for the whole repository. */
  readonly folder: string;
  /** The id as it was given, for messages. */
  readonly typed: string;
}

/** Longest org and longest name, in characters, that the Hub takes. */
const MAX_NAME = 96;
/** What no id begins with, or holds: the marks of paths, of variables the shell left as they are, of quotes, of addresses. */
const PATH_MARKS = /^[./~$%"']|\\|^[a-z][a-z\d+.-]*:\/\/|^[a-z]:/i;

/**
 * The id that `src` is; null where it is a path rather than an id. `kind` is what the option takes where the id does not say.
 *
 * An id is `org/name[@revision][:sub/folder]`, with `models/` or `datasets/` before it or without. A colon begins the folder, an
 * `@` before it the revision; either may hold slashes. Where neither tells, three parts or more, or a slash at the end, are a path.
 *
 * @throws {UsageError} where it is an id, but ill-formed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseHubId } from "./hub_id.ts";
 * const id = parseHubId("datasets/org/vectors@refs/pr/1:gemma-2-27b", "models");
 * assert(id?.kind === "datasets" && id.repository === "org/vectors");
 * assert(id.revision === "refs/pr/1" && id.folder === "gemma-2-27b");
 * assert(parseHubId("./models/base", "models") === null);
 * ```
 */
export function parseHubId(src: string, kind: HubId["kind"]): HubId | null {
  if (src === "" || PATH_MARKS.test(src)) return null;
  const { head, revision, folder } = cut(src);
  const hasMark = revision !== null || folder !== null;
  const parts = head.split("/");
  const [first] = parts;
  const said = first === "models" || first === "datasets" ? first : null;
  const names = said === null ? parts : parts.slice(1);
  if (!hasMark && (parts.length === 1 || head.endsWith("/"))) return null;
  // Without its empty part it would be one.
  if (/[^/]\/{2,}[^/]/.test(head) && names.filter((part) => part !== "").length <= 2) {
    throw illFormed(src, "an empty part");
  }
  if (names.length > 2) return null;
  if (said !== null && names.length === 1) return null; // no org is called models or datasets
  const finding = describeHead(names) ??
    describePath("revision", revision) ?? describePath("folder", folder);
  if (finding !== null) throw illFormed(src, finding);
  return {
    kind: said ?? kind,
    repository: names.join("/"),
    revision,
    folder: folder ?? "",
    typed: src,
  };
}

/** Whether a text is a commit, written out. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** As an id is published: `org/name@0123abcd...`, with 40 hexadecimal digits, and `:sub/folder` where it has one. */
export function hubLabel(id: HubId, commit: string): string {
  return `${id.repository}@${commit}${id.folder === "" ? "" : `:${id.folder}`}`;
}

/** What stands before, after `@` and after `:`; null where there is no such mark. Git allows no colon in a revision. */
function cut(src: string): { head: string; revision: string | null; folder: string | null } {
  const [beforeColon, folder] = cutAt(src, ":");
  const [head, revision] = cutAt(beforeColon, "@");
  return { head, revision, folder };
}

function cutAt(text: string, mark: string): [before: string, after: string | null] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** What is wrong with org and name, as it reads after "found"; null where nothing is. */
function describeHead([org = "", name]: readonly string[]): string | null {
  if (name === undefined) return org === "" ? "no org and no name" : `no "/" in ${quote(org)}`;
  return describeName("org", org) ?? describeName("name", name) ??
    (name.toLowerCase().endsWith(".git") ? `a name that ends in ".git"` : null);
}

/** By the rules of the Hub, as its Python client checks them. */
function describeName(role: "org" | "name", text: string): string | null {
  const article = role === "org" ? "an org" : "a name";
  if (text === "") return `an empty ${role}`;
  if (text === "." || text === "..") return `${quote(text)} as ${article}`;
  const wrong = /[^\w.-]/u.exec(text)?.[0];
  if (wrong !== undefined) return `${quote(wrong)} in the ${role}`;
  const pair = /--|\.\./.exec(text)?.[0];
  if (pair !== undefined) return `${quote(pair)} in the ${role}`;
  const end = /^[.-]|[.-]$/.exec(text)?.[0];
  if (end !== undefined) return `${article} that begins or ends with ${quote(end)}`;
  return text.length > MAX_NAME ? `${article} of more than ${MAX_NAME} characters` : null;
}

/** What is wrong with a revision or a folder, which may hold slashes, as it reads after "found"; null where nothing is. */
function describePath(role: "revision" | "folder", path: string | null): string | null {
  if (path === null) return null;
  if (path === "") return `an empty ${role}`;
  for (const part of path.split("/")) {
    if (part === "") return `an empty part in the ${role} ${quote(path)}`;
    if (part === "." || part === "..") return `${quote(part)} in the ${role}`;
  }
  // They would end the path of an address, or change it; a lone surrogate cannot be part of one.
  const wrong = /[\p{Cc}\p{Cs}%?#]/u.exec(path)?.[0];
  return wrong === undefined ? null : `${quote(wrong)} in the ${role}`;
}

function illFormed(src: string, finding: string): UsageError {
  return new UsageError(
    `Cannot use the id ${
      shownName(src)
    }: expected org/name[@revision][:sub/folder], found ${finding}`,
  );
}
