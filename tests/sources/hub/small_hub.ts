/** A fake Hub of a small pair with vectors, made for it. */

import { withPair } from "../../cli/small_pair.ts";
import { readFiles } from "../temporary_folder.ts";
import { type FakeHub, type FakeHubOptions, startFakeHub } from "./fake_hub.ts";

/** `org/base`, `org/tuned` and the data set `org/vectors`. */
export async function memoryHub(options: FakeHubOptions = {}): Promise<FakeHub> {
  let hub: FakeHub | undefined;
  await withPair(async ({ at }) => {
    const files = (part: string) => readFiles(at(part));
    hub = await startFakeHub([
      { kind: "models", id: "org/base", commit: "b".repeat(40), files: await files("base") },
      { kind: "models", id: "org/tuned", commit: "1".repeat(40), files: await files("instruct") },
      {
        kind: "datasets",
        id: "org/vectors",
        commit: "c".repeat(40),
        files: await files("vectors"),
      },
    ], options);
  });
  return hub!;
}
