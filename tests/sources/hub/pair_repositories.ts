/** A pair with its vectors, as the three repositories that a fake Hub serves. */

import type { FakeRepository } from "./fake_hub.ts";

/** The commit that each is at. */
export const COMMITS = {
  base: "b".repeat(40),
  instruct: "1".repeat(40),
  vectors: "c".repeat(40),
} as const;

/** `org/base`, `org/tuned` (its revision `v1` too) and the data set `org/vectors`; `filesOf` gives what each holds. */
export async function pairRepositories(
  filesOf: (part: keyof typeof COMMITS) => Promise<FakeRepository["files"]>,
): Promise<FakeRepository[]> {
  return [
    { kind: "models", id: "org/base", commit: COMMITS.base, files: await filesOf("base") },
    {
      kind: "models",
      id: "org/tuned",
      commit: COMMITS.instruct,
      revisions: ["v1"],
      files: await filesOf("instruct"),
    },
    {
      kind: "datasets",
      id: "org/vectors",
      commit: COMMITS.vectors,
      files: await filesOf("vectors"),
    },
  ];
}
