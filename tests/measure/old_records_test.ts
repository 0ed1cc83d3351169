import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { removeOldRecords } from "../../src/measure/old_records.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 27);
const key = (digit: string) => digit.repeat(64);

/** Records of a run of so many bytes, last used so many days ago. */
async function writeRun(
  folder: string,
  { name, nBytes = 10, days }: { name: string; nBytes?: number; days: number },
): Promise<void> {
  await Deno.mkdir(join(folder, name), { recursive: true });
  await Deno.writeFile(join(folder, name, "layer-018.json"), new Uint8Array(nBytes));
  const used = new Date(NOW - days * DAY_MS);
  await Deno.utime(join(folder, name), used, used);
}

async function left(folder: string): Promise<string[]> {
  const all = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name[0]!);
  return all.sort();
}

Deno.test("removeOldRecords() removes what was not used for a month, but never this run's own", () =>
  withFolder({}, async (folder) => {
    await writeRun(folder, { name: key("a"), days: 40 });
    await writeRun(folder, { name: key("b"), days: 31 });
    await writeRun(folder, { name: key("c"), days: 29 });
    const removed = await removeOldRecords(folder, { key: key("a"), now: NOW });
    deepEqual(removed, { nRuns: 1, nBytes: 10 });
    deepEqual(await left(folder), ["a", "c"]);
    // Being used counts from now.
    const later = await removeOldRecords(folder, { key: key("d"), now: NOW + 20 * DAY_MS });
    deepEqual([later.nRuns, await left(folder)], [1, ["a"]]);
  }));

Deno.test("removeOldRecords() removes the oldest where there are too many bytes", () =>
  withFolder({}, async (folder) => {
    for (const [ix, name] of ["a", "b", "c", "d"].entries()) {
      await writeRun(folder, { name: key(name), nBytes: 40, days: 2 * ix });
    }
    const removed = await removeOldRecords(folder, { key: key("a"), now: NOW, maxBytes: 100 });
    deepEqual([removed, await left(folder)], [{ nRuns: 2, nBytes: 80 }, ["a", "b"]]);
    // This run's own stay, however many they are.
    const later = { now: NOW + 3 * DAY_MS, maxBytes: 30 };
    const own = await removeOldRecords(folder, { key: key("b"), ...later });
    deepEqual([own.nRuns, await left(folder)], [1, ["b"]]);
    // Those that another run used within a day may be in its use.
    await writeRun(folder, { name: key("e"), nBytes: 40, days: -3 });
    equal((await removeOldRecords(folder, { key: key("b"), ...later })).nRuns, 0);
  }));

Deno.test("removeOldRecords() leaves what is no record of a run, and finds nothing where there is no folder", () =>
  withFolder({}, async (folder) => {
    await writeRun(folder, { name: "notes", days: 400 });
    await Deno.writeTextFile(join(folder, key("a")), "");
    equal((await removeOldRecords(folder, { key: key("b"), now: NOW })).nRuns, 0);
    deepEqual(await left(folder), ["a", "n"]);
    equal((await removeOldRecords(join(folder, "absent"), { key: key("b") })).nRuns, 0);
  }));
