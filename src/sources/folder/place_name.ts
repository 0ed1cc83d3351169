/**
 * What a place on a disk is called where it may be published: nothing that tells where on the disk it lies.
 *
 * @module
 */

/** A snapshot in the cache of the Hugging Face Hub's own tools. */
const HUB_SNAPSHOT =
  /[/\\](?:models|datasets)--([^/\\]+?)--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]{40})$/;
/** An id on the Hub, or a name alone. */
const ID = /^[^/\\~.:][^/\\:]*(?:\/[^/\\:]+)?$/;

/** `org/name@commit` of a snapshot in the Hub's cache, whose base name is a bare commit; null of any other place. */
export function snapshotName(path: string): string | null {
  const [, org, name, commit] = HUB_SNAPSHOT.exec(path) ?? [];
  return commit === undefined ? null : `${org}/${name}@${commit}`;
}

/**
 * What a file says is an id or a place, of whichever machine: an id as it stands, of a place its last part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { namedPlace } from "./place_name.ts";
 * assert.equal(namedPlace("google/gemma-2-27b"), "google/gemma-2-27b");
 * assert.equal(namedPlace("/home/ada/models/gemma/"), "gemma");
 * ```
 */
export function namedPlace(told: string): string {
  if (ID.test(told)) return told;
  const path = told.replace(/[/\\]+$/, "");
  return snapshotName(path) ?? path.split(/[/\\]/).at(-1) ?? path;
}
