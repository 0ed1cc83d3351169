/** The demonstration on the disk, made once for all tests of a process that only read it. */

import { type Demonstration, prepareDemonstration } from "../../src/demonstration/prepare.ts";

let cacheFolder: string | undefined;
let made: Promise<Demonstration> | undefined;
Deno.test.afterAll(async () => {
  if (cacheFolder !== undefined) await Deno.remove(cacheFolder, { recursive: true });
});

/** Its folders; tests read them and change nothing. */
export function preparedDemonstration(): Promise<Demonstration> {
  cacheFolder ??= Deno.makeTempDirSync({ prefix: "deltascope-test-" });
  return made ??= prepareDemonstration({ cacheFolder });
}
