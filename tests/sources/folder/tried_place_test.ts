import assert from "node:assert/strict";
import { join } from "node:path";
import { PROBE_INSIDE, tryFolder } from "../../../src/sources/folder/tried_place.ts";
import { withFolder } from "../temporary_folder.ts";

Deno.test("tryFolder() leaves nothing, makes no folder that others may have, and passes where another's probe lies that cannot be taken away", () =>
  withFolder({ [`shared/${PROBE_INSIDE}/file`]: "" }, async (folder) => {
    await tryFolder(join(folder, "shared"));
    await tryFolder(join(folder, "a", "b"));
    // One that others make meanwhile is theirs.
    await Promise.all(Array.from({ length: 20 }, () => tryFolder(join(folder, "a", "b"))));
    const names = async (path: string) =>
      (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
    assert.deepEqual(await names(folder), ["shared"]);
    assert.deepEqual(await names(join(folder, "shared")), [PROBE_INSIDE]);
  }));
