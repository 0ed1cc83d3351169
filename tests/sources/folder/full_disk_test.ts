import { strictEqual as equal } from "node:assert/strict";
import {
  FULL_DISK,
  limitOf,
  TOO_LARGE,
  TOO_MANY_FILES,
} from "../../../src/sources/folder/full_disk.ts";

/** What systems say, each with what it is told as. Numbers of errno.h and of winerror.h. */
const ERRORS = [
  ["linux", "No space left on device (os error 28)", FULL_DISK],
  ["linux", "ENOSPC: no space left on device, write", FULL_DISK],
  ["linux", "Disk quota exceeded (os error 122)", FULL_DISK],
  ["linux", "File too large (os error 27)", TOO_LARGE],
  ["linux", "EFBIG: file too large, write", TOO_LARGE],
  ["linux", "Too many open files (os error 24)", TOO_MANY_FILES],
  ["linux", "Too many open files in system (os error 23)", TOO_MANY_FILES],
  ["linux", "EMFILE: too many open files, open 'a'", TOO_MANY_FILES],
  ["linux", "Host is down (os error 112)", null],
  ["linux", "Level 3 reset (os error 39)", null],
  ["darwin", "Disc quota exceeded (os error 69)", FULL_DISK],
  ["darwin", "Too many open files (os error 24)", TOO_MANY_FILES],
  ["darwin", "No space left on device (os error 28)", FULL_DISK],
  ["windows", "There is not enough space on the disk. (os error 112)", FULL_DISK],
  ["windows", "The disk is full. (os error 39)", FULL_DISK],
  [
    "windows",
    "The file size exceeds the limit allowed and cannot be saved. (os error 223)",
    TOO_LARGE,
  ],
  ["windows", "The drive cannot locate a specific area or track on the disk. (os error 27)", null],
  ["windows", "The program issued a command but the length is incorrect. (os error 24)", null],
  ["windows", "The printer is out of paper. (os error 28)", null],
  ["windows", "The data area passed to a system call is too small. (os error 122)", null],
] as const;

for (const [system, message, told] of ERRORS) {
  Deno.test(`limitOf() on ${system}: ${message}`, () =>
    equal(limitOf(new Error(message), { system }), told));
}
