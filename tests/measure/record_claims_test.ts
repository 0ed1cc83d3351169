import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { recordClaims } from "../../src/measure/record_claims.ts";
import { openRecordFiles } from "../../src/measure/record_files.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const NAME = "layer-018";

/** Claims of one process more on a folder, with what was said. */
function open(folder: string) {
  const said: string[] = [];
  return { claims: recordClaims(folder, (text) => said.push(text)), said };
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

/** A claim as a process of another machine leaves it, renewed so many minutes ago. */
async function claimElsewhere(folder: string, { minutes }: { minutes: number }): Promise<void> {
  const path = join(folder, `${NAME}.claim`);
  const holder = { host: "node-4", pid: 7, started: "2026-01-01T00:00:00Z", run: "first" };
  await Deno.writeTextFile(path, JSON.stringify(holder));
  const then = new Date(Date.now() - minutes * 60_000);
  await Deno.utime(path, then, then);
}

Deno.test("recordClaims() gives a record to one process until it lets go, and says once whom another waits for", () =>
  withFolder({}, async (folder) => {
    const [first, second] = [open(folder), open(folder)];
    const claim = await first.claims.take(NAME);
    deepEqual(await names(folder), ["layer-018.claim"]);
    equal(await second.claims.take(NAME), null);
    equal(await second.claims.take(NAME), null);
    equal(second.said.length, 1);
    match(second.said[0]!, /^The record layer-018 is being made by process \d+ on \S+: this one/);
    equal(await first.claims.take(NAME), null); // nor twice to the same
    const other = await second.claims.take("layer-019");
    claim!.release();
    claim!.release();
    const taken = await second.claims.take(NAME);
    taken!.release();
    other!.release();
    deepEqual(await names(folder), []);
  }));

Deno.test("recordClaims() gives a record to one of many that ask at once", () =>
  withFolder({}, async (folder) => {
    for (let round = 0; round < 20; round++) {
      const taken = await Promise.all(
        Array.from({ length: 8 }, () => open(folder).claims.take(NAME)),
      );
      const given = taken.filter((claim) => claim !== null);
      equal(given.length, 1);
      given[0]!.release();
    }
  }));

Deno.test("recordClaims() takes over what a killed process of this machine left at once, of another after ten minutes", () =>
  withFolder({}, async (folder) => {
    const { claims, said } = open(folder);
    await claimElsewhere(folder, { minutes: 9 });
    equal(await claims.take(NAME), null);
    match(said[0]!, /is being made by process 7 on node-4: this one waits for it$/);
    await claimElsewhere(folder, { minutes: 11 });
    (await claims.take(NAME))!.release();
    const left = { host: Deno.hostname(), pid: 7, started: "", run: "killed" };
    await Deno.writeTextFile(join(folder, `${NAME}.claim`), JSON.stringify(left));
    (await claims.take(NAME))!.release();
    await Deno.writeTextFile(join(folder, `${NAME}.claim`), ""); // killed before it said who
    (await claims.take(NAME))!.release();
    deepEqual(await names(folder), []);
  }));

Deno.test("openRecordFiles() claims records of a folder that is shared alone", () =>
  withFolder({}, async (folder) => {
    const options = {
      folder,
      key: "a".repeat(64),
      engine: { kind: "cpu", name: "CPU twin" } as const,
      isFresh: false,
      say: () => {},
    };
    const own = [openRecordFiles(options), openRecordFiles(options)];
    for (const files of own) equal(await files.claim(NAME) === null, false);
    deepEqual(await names(folder), []);
    const [one, two] = [1, 2].map(() => openRecordFiles({ ...options, isShared: true }));
    const claim = await one!.claim(NAME);
    equal(await two!.claim(NAME), null);
    claim!.release();
  }));
