/** A fake Hub of a small pair with vectors, made for it. */

import { withPair } from "../../cli/small_pair.ts";
import { readFiles } from "../temporary_folder.ts";
import { type FakeHub, type FakeHubOptions, startFakeHub } from "./fake_hub.ts";
import { pairRepositories } from "./pair_repositories.ts";

/** `org/base`, `org/tuned` and the data set `org/vectors`. */
export async function memoryHub(options: FakeHubOptions = {}): Promise<FakeHub> {
  let hub: FakeHub | undefined;
  await withPair(async ({ at }) => {
    hub = await startFakeHub(await pairRepositories((part) => readFiles(at(part))), options);
  });
  return hub!;
}
