/** The pair of small checkpoints that were really trained, with its vectors: of the real data that are not committed. */

import { realPath, testOnRealData } from "./real_data.ts";

/** Where they lie. */
export const STORIES = {
  base: realPath("stories260k/base"),
  instruct: realPath("stories260k/finetuned"),
  vectors: realPath("stories260k/vectors"),
} as const;

/** The options of a command that name them. */
export const STORIES_PAIR: readonly string[] = [
  ...["--base", STORIES.base, "--instruct", STORIES.instruct],
  ...["--vectors", STORIES.vectors],
];

/** Registers a test that needs them; `name` says what is tested. */
export function testOnStories(name: string, run: () => void | Promise<void>): void {
  testOnRealData(name, "stories260k/base", run);
}
