import { strictEqual as equal } from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isReadOnly } from "../../../src/sources/folder/read_only.ts";
import { unkept } from "../../../src/sources/hub/keeping.ts";
import { testOnSmallDisk } from "../../interruptions/small_disk.ts";

/** What systems say, and whether that is of a place that may be read only. Numbers of errno.h and of winerror.h. */
const ERRORS = [
  ["linux", "Read-only file system (os error 30)", true],
  ["linux", "Permission denied (os error 13)", true],
  ["linux", "Operation not permitted (os error 1)", true],
  ["linux", "EROFS: read-only file system, open 'x'", true],
  ["linux", "Input/output error (os error 5)", false],
  ["linux", "No such device (os error 19)", false],
  ["linux", "ENOSPC: no space left on device, write", false],
  ["darwin", "Read-only file system (os error 30)", true],
  ["darwin", "Operation not permitted (os error 1)", true],
  ["darwin", "Operation not supported by device (os error 19)", false],
  ["windows", "The media is write protected. (os error 19)", true],
  ["windows", "Access is denied. (os error 5)", true],
  ["windows", "A required privilege is not held by the client. (os error 1314)", true],
  ["windows", "Incorrect function. (os error 1)", false],
  ["windows", "The data is invalid. (os error 13)", false],
  ["windows", "The system cannot read from the specified device. (os error 30)", false],
] as const;

for (const [system, message, isSaid] of ERRORS) {
  Deno.test(`isReadOnly() on ${system}: ${message}`, () => {
    equal(isReadOnly(new Error(message), { system }), isSaid);
    equal(isReadOnly(unkept("/c/x", new Error(message)), { system }), isSaid, "as a cause");
  });
}

Deno.test("isReadOnly() goes by the name of an error where it has one, and by what Deno does not allow", () => {
  const named = (code: string, message: string) => Object.assign(new Error(message), { code });
  for (const system of ["linux", "darwin", "windows"] as const) {
    equal(isReadOnly(named("EROFS", "other words"), { system }), true);
    equal(isReadOnly(named("EACCES", "other words"), { system }), true);
    equal(isReadOnly(named("ENOENT", "No such file: EROFS (os error 2)"), { system }), false);
    equal(isReadOnly(new Deno.errors.NotCapable("Requires write access"), { system }), true);
    equal(isReadOnly("EROFS", { system }), false);
  }
});

testOnSmallDisk(
  "isReadOnly() knows what Deno and node:fs say of a disk that is read only",
  async (disk) => {
    const path = join(disk.path, "a");
    disk.lock();
    const refusals = await Promise.all(
      [Deno.writeTextFile(path, "a"), Deno.mkdir(path), writeFile(path, "a"), mkdir(path)]
        .map((doing) => doing.then(() => null, (error) => error)),
    );
    equal(refusals.map((error) => isReadOnly(error)).join(), "true,true,true,true");
  },
);
