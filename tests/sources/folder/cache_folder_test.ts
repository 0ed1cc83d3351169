import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../../src/sources/folder/cache_folder.ts";
import { withVariable } from "../../environment.ts";

/** Runs with XDG_CACHE_HOME set to `value`, or unset. */
function withXdgCacheHome(value: string | undefined): Promise<string> {
  return withVariable("XDG_CACHE_HOME", value, cacheFolder);
}

const isLinux = Deno.build.os === "linux";

Deno.test("cacheFolder() follows XDG_CACHE_HOME", async () => {
  const home = join(Deno.cwd(), "caches");
  assert.equal(await withXdgCacheHome(home), join(home, "deltascope"));
});

Deno.test({
  name: `cacheFolder() is in ~/.cache without XDG_CACHE_HOME, or where that is no absolute path${
    isLinux ? "" : " (ignored: other systems have other folders)"
  }`,
  ignore: !isLinux,
  async fn() {
    const expected = join(homedir(), ".cache", "deltascope");
    assert.equal(await withXdgCacheHome(undefined), expected);
    assert.equal(await withXdgCacheHome(""), expected);
    assert.equal(await withXdgCacheHome("caches"), expected);
  },
});
