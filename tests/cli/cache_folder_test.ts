import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { withVariables } from "../environment.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";

/** Commands of the demonstration, which lies in the cache folder; of a plan it is made too. */
const MAKES = [["report", "--plan"], ["report", "--device", "cpu"]];
/** Commands of the folder itself. */
const LOOKS = [["cache"], ["cache", "list"], ["cache", "clear", "--all"]];

/** What commands say of the cache folder in this place, each but what it says on the way. */
async function refusals(home: string, commands: readonly string[][]): Promise<string[]> {
  const lines: string[] = [];
  for (const args of commands) {
    const { code, stderr } = await withVariables(
      { XDG_CACHE_HOME: home },
      () => runMain(...args),
    );
    lines.push(`${code} ${stderr.trimEnd().split("\n").at(-1)}`);
  }
  return lines;
}

Deno.test("a cache folder that cannot be made is named, with why and how to name another", () =>
  withFolder({ file: "" }, async (folder) => {
    await Deno.symlink("gone", join(folder, "dead"));
    const made = (home: string, got: string) =>
      `1 deltascope: Cannot make the demonstration in ${home}/deltascope: expected a folder that can ` +
      `be read and written to, or a place for one; got ${got}; set XDG_CACHE_HOME to another folder, ` +
      "or give --base, --instruct and --vectors";
    const [inFile, dead] = [join(folder, "file", "caches"), join(folder, "dead")];
    deepEqual(await refusals(inFile, MAKES), MAKES.map(() => made(inFile, "a file in its way")));
    deepEqual(
      await refusals(dead, MAKES),
      MAKES.map(() => made(dead, "a link to gone, whose target is missing")),
    );
    const used =
      `1 deltascope: Cannot use the cache folder ${inFile}/deltascope: a file is in its ` +
      "way; move that away, or set XDG_CACHE_HOME to another";
    deepEqual(await refusals(inFile, LOOKS), LOOKS.map(() => used));
    // As of a disk that is not mounted: that nothing is kept would be wrong.
    const absent =
      `1 deltascope: Cannot use the cache folder ${dead}/deltascope: a link to gone, whose target is ` +
      "missing; mount its disk or make that folder, or set XDG_CACHE_HOME to another";
    deepEqual(await refusals(dead, LOOKS), LOOKS.map(() => absent));
  }));

Deno.test("a cache folder that may not be read is named beside what the system says of it", () =>
  withFolder({}, async (home) => {
    const { readDir } = Deno;
    Deno.readDir = () => {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13): readdir '/c/hub'");
    };
    try {
      deepEqual(await refusals(home, [["cache"]]), [
        `1 deltascope: Cannot use the cache folder ${home}/deltascope: Permission denied (os error 13): ` +
        "readdir '/c/hub'; make it a folder that can be read and written to, or set XDG_CACHE_HOME " +
        "to another",
      ]);
    } finally {
      Deno.readDir = readDir;
    }
  }));
