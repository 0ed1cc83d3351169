/**
 * What judges the numbers of layers: half of the code of a run, which reads its first byte without it.
 *
 * @module
 */

/** Loads it. A run begins to as it begins with its layers, so that what the code is by their end changes nothing. */
export async function loadJudgement() {
  const { ANALYSES } = await import("../analyses/index.ts");
  const { conclude } = await import("./conclude.ts");
  return { ANALYSES, conclude };
}
