import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { diskFinding } from "../../../src/sources/folder/disk_finding.ts";
import { reasonAt } from "../../../src/sources/folder/disk_errors.ts";
import { FULL_DISK } from "../../../src/sources/folder/full_disk.ts";
import { runMain } from "../../cli/run_main.ts";
import { sampleResults } from "../../site/sample_results.ts";
import { testOnSmallDisk } from "../../interruptions/small_disk.ts";
import { withFolder } from "../temporary_folder.ts";

/** What `act` throws. */
function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}

Deno.test("diskFinding() tells what is in the way by its place, as the system has it", () =>
  withFolder({ "file": "", "folder/file": "" }, async (folder) => {
    await Deno.symlink("gone", `${folder}/dead`);
    const cases: [act: () => void, finding: string][] = [
      [
        () => Deno.renameSync(`${folder}/file`, `${folder}/folder`),
        `a folder is in the way at ${folder}/folder; move it away`,
      ],
      [
        () => Deno.mkdirSync(`${folder}/file`),
        `a file is in the way at ${folder}/file; move it away`,
      ],
      [
        () => Deno.writeTextFileSync(`${folder}/file/a`, ""),
        `a file is in the way of ${folder}/file/a; move it away`,
      ],
      [
        () => Deno.mkdirSync(`${folder}/dead`),
        `${folder}/dead is in the way, a link to gone, whose target is missing; move it away`,
      ],
      [
        () => Deno.writeTextFileSync(`${folder}/${"x".repeat(300)}`, ""),
        "a name in it is longer than the system allows",
      ],
    ];
    for (const [act, finding] of cases) strictEqual(diskFinding(thrownBy(act)), finding);
    strictEqual(diskFinding(new Error("No space left on device (ENOSPC)")), FULL_DISK);
    strictEqual(diskFinding(new Error("Input/output error")), "Input/output error");
  }));

Deno.test("site tells what is in the way of its folder or of its lock in words", () =>
  withFolder({
    "results.json": JSON.stringify(sampleResults({ layers: [18] })),
    ".b.deltascope": "",
    ".c.deltascope/lock.json/a": "",
  }, async (folder) => {
    const cases: [args: string[], message: string][] = [
      [
        ["--out", `${folder}/b`],
        `Cannot write the site to ${folder}/b: a file is in the way at ${folder}/.b.deltascope; move it away`,
      ],
      [
        ["--out", `${folder}/c`],
        `Cannot write the site to ${folder}/c: a folder is in the way at ${folder}/.c.deltascope/lock.json; move it away`,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await runMain("site", "--from", `${folder}/results.json`, ...args);
      deepStrictEqual([code, stderr.split("\n").at(-2)], [1, `deltascope: ${message}`]);
    }
  }));

testOnSmallDisk(
  "a disk that is read only is called so, whatever is refused there",
  async (disk) => {
    disk.lock();
    const finding = "its disk is read only";
    const error = thrownBy(() => Deno.writeTextFileSync(`${disk.path}/a`, ""));
    deepStrictEqual([diskFinding(error), reasonAt(disk.path, error)], [finding, finding]);
    const { stderr } = await runMain("report", "--out", `${disk.path}/new/site`);
    match(stderr, /: no folder can be made in disk: its disk is read only; give --out a folder/);
  },
);
