import {
  deepStrictEqual as deepEqual,
  rejects,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import { join } from "node:path";
import { allocatedBytesOf } from "../../../src/sources/hub/disk_use.ts";
import { type KeptCommit, listKept, removeKept } from "../../../src/sources/hub/kept.ts";
import { holdCommit, holdersOf, markUsed } from "../../../src/sources/hub/kept_marks.ts";
import {
  freeBytesAt,
  makeRoom,
  planRoom,
  SPARE_BYTES,
} from "../../../src/sources/hub/kept_room.ts";
import { readFiles, withFolder } from "../temporary_folder.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const MODEL = "models--org--model";
const UUID = "00000000-0000-4000-8000-000000000000";
const DAY_MS = 86_400_000;

/** Three commits of two repositories. */
const CACHE = {
  [`${MODEL}/${A}/config.json`]: "{}",
  [`${MODEL}/${A}/deep/er/model.safetensors.ranges`]: "0 1 1.\n",
  [`${MODEL}/${B}/config.json`]: "{}",
  [`${MODEL}/listings/${B}.json`]: "{}",
  [`${MODEL}/refs/main`]: B,
  [`datasets--org--vectors/${C}/roles_240/bard.pt`]: "bard",
};

async function commitsIn(cache: string): Promise<KeptCommit[]> {
  return (await listKept(cache)).flatMap(({ commits }) => commits);
}

/** All of them, in the order of the list. */
async function namesIn(cache: string): Promise<string[]> {
  return (await commitsIn(cache)).map(({ commit }) => commit);
}

/** Gives everything that is kept of a commit a time, in milliseconds since 1970. */
async function touch(folder: string, ms: number): Promise<void> {
  for (const name of (await readFiles(folder)).keys()) {
    await Deno.utime(join(folder, name), new Date(ms), new Date(ms));
  }
}

Deno.test("listKept() tells repositories, commits, and when any of their files was last written", () =>
  withFolder(CACHE, async (cache) => {
    await touch(cache, 5000);
    await touch(join(cache, MODEL, A), 1000);
    await touch(join(cache, MODEL, A, "deep"), 9000);
    const kept = await listKept(cache);
    deepEqual(
      kept.map(({ kind, id, commits }) => [kind, id, commits.map((it) => [it.commit, it.usedMs])]),
      [["datasets", "org/vectors", [[C, 5000]]], ["models", "org/model", [[A, 9000], [B, 5000]]]],
    );
    deepEqual(kept[1]!.commits[0]!.path, join(cache, MODEL, A));
    await Deno.remove(join(cache, MODEL, B), { recursive: true });
    deepEqual(await namesIn(cache), [C, A, B], "the listing alone is kept of it");
  }));

Deno.test("listKept() passes over what has no name of ours, and over links", () =>
  withFolder({
    [`${MODEL}/main/config.json`]: "{}",
    [`${MODEL}/listings/${A}.json.0.part`]: "{}",
    [`models--org--a--b/${A}/config.json`]: "{}",
    [`models--org/${A}/config.json`]: "{}",
    [`spaces--org--name/${A}/config.json`]: "{}",
    [`models--..--name/${A}/config.json`]: "{}",
    [`other/${A}/config.json`]: "{}",
  }, async (cache) => {
    if (Deno.build.os !== "windows") {
      await Deno.symlink(join(cache, "other"), join(cache, "models--org--linked"));
    }
    deepEqual(await listKept(cache), []);
    deepEqual(await listKept(join(cache, "none")), []);
  }));

Deno.test("what a file takes is what was written of it, its size where blocks are not counted", () =>
  withFolder(CACHE, async (cache) => {
    equal(allocatedBytesOf({ blocks: 8, size: 1 }), 4096);
    equal(allocatedBytesOf({ blocks: null, size: 7 }), 7);
    if (Deno.build.os !== "linux") return;
    await Deno.truncate(join(cache, MODEL, A, "config.json"), 10e9);
    const { allocatedBytes } = (await commitsIn(cache)).find(({ commit }) => commit === A)!;
    equal(allocatedBytes < 1e6, true, `${allocatedBytes}`);
  }));

Deno.test("markUsed() makes a commit the last used, and makes its folder", () =>
  withFolder(CACHE, async (cache) => {
    await touch(cache, 1000);
    deepEqual(await namesIn(cache), [C, A, B]);
    for (const ms of [9000, 2000]) await markUsed(join(cache, MODEL, B), ms);
    const { commit, usedMs } = (await commitsIn(cache))[1]!;
    deepEqual([commit, usedMs], [B, 2000], "the last mark");
    await markUsed(join(cache, MODEL, A), 3000);
    await markUsed(join(cache, MODEL, C), 4000);
    deepEqual(await namesIn(cache), [C, C, A, B]);
  }));

Deno.test("removeKept() leaves what a running command holds, and takes it once that has let go", () =>
  withFolder(CACHE, async (cache) => {
    const commits = await commitsIn(cache);
    const ofA = commits.filter(({ commit }) => commit === A);
    {
      using hold = await holdCommit(join(cache, MODEL, A));
      using _second = await holdCommit(join(cache, MODEL, A));
      const { removed, held, freedBytes } = await removeKept(ofA);
      deepEqual([removed, freedBytes], [[], 0]);
      const self = { pid: Deno.pid, host: Deno.hostname() };
      deepEqual(held.map(({ commit, holders }) => [commit, holders]), [[A, [self, self]]]);
      hold[Symbol.dispose]();
      equal((await commitsIn(cache)).find(({ commit }) => commit === A)!.holders.length, 1);
    }
    deepEqual([...(await readFiles(join(cache, MODEL, A))).keys()].sort(), [
      "config.json",
      "deep/er/model.safetensors.ranges",
    ]);
    const { removed, held, freedBytes } = await removeKept(ofA);
    deepEqual([removed, held, freedBytes], [ofA, [], ofA[0]!.allocatedBytes]);
    deepEqual(await namesIn(cache), [C, B]);
  }));

Deno.test("removeKept() takes the listing too, and with the last commit all of its repository", () =>
  withFolder(CACHE, async (cache) => {
    const [first, ...others] = (await listKept(cache))[1]!.commits.toSorted((a, b) =>
      a.commit < b.commit ? -1 : 1
    );
    await removeKept([first!]);
    deepEqual([...(await readFiles(join(cache, MODEL))).keys()].sort(), [
      `${B}/config.json`,
      `listings/${B}.json`,
      "refs/main",
    ]);
    await removeKept(others);
    deepEqual([...Deno.readDirSync(cache)].map(({ name }) => name), ["datasets--org--vectors"]);
  }));

Deno.test("removeKept() removes nothing but folders of commits, and what was begun to be removed", () =>
  withFolder({ [`${MODEL}/${A}.removed-${UUID}/config.json`]: "{}" }, async (cache) => {
    const commits = await commitsIn(cache);
    deepEqual(commits.map(({ commit, usedMs }) => [commit, usedMs]), [[A, 0]]);
    for (const name of ["", MODEL, `${MODEL}/refs`, `other/${A}`]) {
      await rejects(removeKept([{ ...commits[0]!, path: join(cache, name) }]), {
        message: `Cannot remove ${
          join(cache, name)
        }: expected the folder of a commit, KIND--ORG--NAME/COMMIT`,
      });
    }
    await removeKept(commits);
    deepEqual([...Deno.readDirSync(cache)], []);
  }));

/** Writes the mark of a holder that has no lock. */
async function leaveMark(folder: string, host: string, ageMs: number): Promise<string> {
  const path = join(folder, `.held-7-${UUID}`);
  await Deno.writeTextFile(path, JSON.stringify({ pid: 7, host, since: "2026-01-01T00:00:00Z" }));
  const then = new Date(Date.now() - ageMs);
  await Deno.utime(path, then, then);
  return path;
}

Deno.test("a mark without its lock counts on another machine for a day, and on this one not at all", () =>
  withFolder(CACHE, async (cache) => {
    const folder = join(cache, MODEL, A);
    await leaveMark(folder, "elsewhere", DAY_MS - 60_000);
    deepEqual(await holdersOf(folder), [{ pid: 7, host: "elsewhere" }]);
    (await holdCommit(folder))[Symbol.dispose]();
    deepEqual(await holdersOf(folder), [{ pid: 7, host: "elsewhere" }]);
    await leaveMark(folder, "elsewhere", DAY_MS + 60_000);
    deepEqual(await holdersOf(folder), []);
    const path = await leaveMark(folder, Deno.hostname(), 0);
    deepEqual(await holdersOf(folder), []);
    // It is of one that was just made and does not say yet whose it is.
    await Deno.writeTextFile(path, "");
    deepEqual(await holdersOf(folder), [{ pid: 7, host: null }]);
    await leaveMark(folder, Deno.hostname(), 0);
    (await holdCommit(folder))[Symbol.dispose]();
    equal((await readFiles(folder)).has(`.held-7-${UUID}`), false, "what was left behind goes");
  }));

Deno.test("a command that is killed holds nothing any more", () =>
  withFolder(CACHE, async (cache) => {
    const folder = join(cache, MODEL, A);
    const module = new URL("../../../src/sources/hub/kept_marks.ts", import.meta.url).href;
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const code = `import { holdCommit } from "${module}";
      const hold = await holdCommit(${JSON.stringify(folder)});
      console.log("held");
      setTimeout(() => hold, 60_000);`;
    const script = join(cache, "hold.ts");
    await Deno.writeTextFile(script, code);
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "-A", "--config", config, script],
      stdout: "piped",
    }).spawn();
    try {
      const reader = command.stdout.getReader();
      equal(new TextDecoder().decode((await reader.read()).value).trim(), "held");
      reader.releaseLock();
      deepEqual(await holdersOf(folder), [{ pid: command.pid, host: Deno.hostname() }]);
    } finally {
      command.kill("SIGKILL");
      await command.output();
    }
    deepEqual(await holdersOf(folder), []);
    equal([...Deno.readDirSync(folder)].some(({ name }) => name.startsWith(".held-")), true);
  }));

/** A commit of so many bytes, used at `usedMs`. */
function keptOf(name: string, bytes: number, usedMs: number, isHeld = false): KeptCommit {
  const holders = isHeld ? [{ pid: 1, host: null }] : [];
  return { commit: name, path: name, allocatedBytes: bytes, usedMs, holders };
}

const KEPT = [
  keptOf("new", 20e9, 3),
  keptOf("old", 10e9, 1),
  keptOf("held", 5e9, 0, true),
  keptOf("between", 10e9, 2),
];
const ROOM = { cacheFolder: "/cache", neededBytes: 5e9, limitBytes: null, freeBytes: null };

/** What goes, by name. */
function planned(request: Partial<Parameters<typeof planRoom>[1]>): string[] {
  return planRoom(KEPT, { ...ROOM, ...request }).map(({ commit }) => commit);
}

Deno.test("planRoom() lets the least recently used go until the limit holds, and nothing held", () => {
  deepEqual(planned({}), []);
  deepEqual(planned({ limitBytes: 50e9 }), []);
  deepEqual(planned({ limitBytes: 50e9 - 1 }), ["old"]);
  deepEqual(planned({ limitBytes: 40e9 - 1 }), ["old", "between"]);
  deepEqual(planned({ limitBytes: 10e9 }), ["old", "between", "new"]);
  deepEqual(planned({ limitBytes: 1e9, neededBytes: 0 }), [], "nothing is fetched");
});

Deno.test("planRoom() names the limit, what is needed and what is held", () => {
  throws(() => planned({ limitBytes: 10e9 - 1, neededBytes: 5e9 }), {
    message:
      "Cannot fetch 5.00 GB: the limit of the cache /cache is 10.0 GB, and running commands, " +
      "this one among them, hold 5.00 GB of it; set a larger limit, or none",
  });
});

Deno.test("planRoom() leaves 5 GB of the disk free, and lets nothing go for that", () => {
  equal(SPARE_BYTES, 5e9);
  deepEqual(planned({ freeBytes: 10e9 }), []);
  throws(() => planned({ freeBytes: 10e9 - 1e8 }), {
    message:
      "Cannot fetch 5.00 GB into /cache: 9.90 GB of its disk are free, of which 5.00 GB stay so; " +
      "remove what is kept (deno task cache clear), or set XDG_CACHE_HOME to a folder on a larger disk",
  });
  deepEqual(planned({ freeBytes: 0, limitBytes: 40e9 }), ["old"], "what goes is free then");
  deepEqual(planned({ freeBytes: 0, neededBytes: 0 }), []);
});

Deno.test("makeRoom() removes what has to go, and nothing where there is no room", () =>
  withFolder({}, async (cache) => {
    const bytes = new Uint8Array(2 ** 20).fill(1);
    for (const [commit, ms] of [[A, 1000], [B, 2000], [C, 3000]] as const) {
      await Deno.mkdir(join(cache, MODEL, commit), { recursive: true });
      await Deno.writeFile(join(cache, MODEL, commit, "bytes"), bytes);
      await touch(join(cache, MODEL, commit), ms);
    }
    const sizes = (await commitsIn(cache)).map(({ allocatedBytes }) => allocatedBytes);
    const allBytes = sizes.reduce((sum, n) => sum + n, 0);
    const room = { cacheFolder: cache, neededBytes: 100, limitBytes: allBytes };
    using _ = await holdCommit(join(cache, MODEL, A));
    await rejects(makeRoom({ ...room, freeBytes: 0 }), /of its disk are free/);
    await rejects(makeRoom({ ...room, limitBytes: 50, freeBytes: 1e12 }), /the limit of the cache/);
    equal((await namesIn(cache)).length, 3);
    const evicted = await makeRoom({ ...room, freeBytes: 1e12 });
    deepEqual(evicted.map(({ commit }) => commit), [B]);
    deepEqual((await namesIn(cache)).sort(), [A, C]);
  }));

Deno.test("freeBytesAt() asks the disk that a folder will lie on", () =>
  withFolder({}, async (folder) => {
    const free = await freeBytesAt(join(folder, "not/there/yet"));
    equal(free !== null && free > 0, true, `${free}`);
  }));
