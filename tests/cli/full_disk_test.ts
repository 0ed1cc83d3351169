import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { dirname, join } from "node:path";
import { main } from "../../src/cli.ts";
import { prepareDemonstration } from "../../src/demonstration/prepare.ts";
import { withVariables } from "../environment.ts";
import { faultsOf, filesOf, runOf, underRun } from "../interruptions/site_state.ts";
import { type SmallDisk, testOnSmallDisk } from "../interruptions/small_disk.ts";
import { makePair } from "../bench/checkpoint.ts";
import { type FakeHub, startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import type { Outcome } from "./run_main.ts";
import { withPair } from "./small_pair.ts";

const OPTIONS = ["--device", "cpu", "--random", "2", "--resamples", "2"];

/** Where a report finds and puts things. */
interface Places {
  readonly inputs: readonly string[];
  readonly out: string;
  readonly records: string;
  /** Everything that a report may leave something in. */
  readonly folder: string;
}

/** Reports, each from the same. */
interface Reports {
  /** Calls `change` when the command says something of these words. */
  run(when?: RegExp, change?: () => void, more?: readonly string[]): Promise<Outcome>;
  readonly places: Places;
}

/** Has an earlier site there and hands on what writes the next. */
async function withOldSite(
  places: Places,
  use: (reports: Reports) => Promise<void>,
): Promise<void> {
  const run: Reports["run"] = async (when, change, more = []) => {
    let stdout = "", stderr = "", isDone = false;
    const code = await main([
      ...["report", ...places.inputs, ...OPTIONS],
      ...["--out", places.out, "--records", places.records, ...more],
    ], {
      print: (line) => void (stdout += `${line}\n`),
      writeError(text) {
        stderr += text;
        if (isDone || !when?.test(text)) return;
        isDone = true;
        change?.();
      },
      isTerminal: false,
    });
    equal(when === undefined || isDone, true, stderr);
    return { code, stdout, stderr };
  };
  await withVariables({ INIT_CWD: places.folder }, async () => {
    equal((await run(undefined, undefined, ["--seed", "7"])).code, 0);
    await Deno.writeTextFile(join(places.out, "CNAME"), "example.org\n");
    await use({ run, places });
  });
}

/** Asserts that a run was refused in one line, that the site is as it was, and that the next run gives the site of one that nothing was in the way of. */
async function refusedAndResumed(
  { run, places }: Reports,
  { line, change, repair }: { line: RegExp; change: () => Promise<Outcome>; repair: () => void },
): Promise<void> {
  const before = await filesOf(places.out);
  const { code, stderr } = await change();
  equal(code, 1, stderr);
  match(stderr, line);
  equal(stderr.match(/^deltascope: /gm)?.length, 1, stderr);
  deepEqual(await filesOf(places.out), before);
  deepEqual(await unfinishedIn(places.folder), []);
  repair();
  const next = await run();
  equal(next.code, 0, next.stderr);
  deepEqual(await faultsOf(places.out, ["CNAME"]), []);
  equal(await Deno.readTextFile(join(places.out, "CNAME")), "example.org\n");
  const told = await runOf(places.out);
  await withFolder({}, async (other) => {
    const whole = { out: join(other, "site"), records: join(other, "records") };
    const asked = [...places.inputs, ...OPTIONS, "--out", whole.out, "--records", whole.records];
    equal(await main(["report", ...asked], { print() {}, writeError() {}, isTerminal: false }), 0);
    deepEqual(await underRun(places.out, told), await underRun(whole.out, told));
  });
}

/** Files that are no part of a site, of records or of a cache; what was kept of a run is meant to stay. */
async function unfinishedIn(folder: string): Promise<string[]> {
  return [...(await readFiles(folder)).keys()].filter((path) =>
    /\.(tmp|part|claim)$|probe|lock\.json$|\.deltascope\//.test(path) &&
    !/deltascope-kept-/.test(path)
  );
}

/** What was kept of runs whose site could not be written. */
async function keptIn(folder: string): Promise<string[]> {
  return [...(await readFiles(folder)).keys()].filter((path) => /deltascope-kept-/.test(path));
}

/** A pair beside the disk. */
function onDisk(
  { path }: SmallDisk,
  { out, records }: { out: string; records: string },
  use: (reports: Reports) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  return withPair(({ at }) =>
    withOldSite({
      inputs: ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]),
      out: join(folder, out),
      records: join(folder, records),
      folder,
    }, use)
  );
}

for (const [what, out] of [["beside", "disk/site"], ["on", "disk"]] as const) {
  testOnSmallDisk(
    `report whose disk is full when the site ${what} it is written leaves the old one, and keeps what was measured`,
    (disk) =>
      onDisk(disk, { out, records: "records" }, async (reports) => {
        await refusedAndResumed(reports, {
          line:
            /^deltascope: Cannot write the site to .*: no space is left on its disk; the results are kept in .*results\.json: finish with /m,
          change: () => reports.run(/^Rendering/, () => disk.fill(100_000)),
          repair: () => disk.resize(6e9),
        });
        // In the first place that had room, and nothing half of it elsewhere.
        const kept = await keptIn(reports.places.folder);
        equal(kept.filter((path) => path.endsWith("results.json")).length, 1);
        equal(kept.some((path) => path.startsWith("disk/")), false);
      }),
  );
}

testOnSmallDisk(
  "report whose disk is full before it begins says so, and leaves no lock",
  (disk) =>
    onDisk(disk, { out: "disk/site", records: "records" }, async (reports) => {
      await refusedAndResumed(reports, {
        line: /^deltascope: Cannot write the site to .*: no space is left on its disk$/m,
        change() {
          disk.fill();
          return reports.run();
        },
        repair: () => disk.resize(6e9),
      });
    }),
);

testOnSmallDisk(
  "report whose records find no room goes on without, says so once, and a share of it is refused",
  (disk) =>
    onDisk(disk, { out: "site", records: "disk/records" }, async (reports) => {
      const { code, stderr } = await reports.run(/^Layer 0 done/, () => disk.fill());
      equal(code, 0, stderr);
      equal(
        stderr.match(
          /^Layers cannot be written down in .* \(no space is left on its disk\): a run that is cut short has to begin again$/gm,
        )?.length,
        1,
        stderr,
      );
      deepEqual(await faultsOf(reports.places.out, ["CNAME"]), []);
      deepEqual(await unfinishedIn(reports.places.folder), []);
      const run = await runOf(reports.places.out);
      const whole = await underRun(reports.places.out, run);

      // What was written down before is whole, and taken.
      disk.resize(6e9);
      const again = await reports.run();
      match(again.stderr, /1 layer \(0\) was computed by another run/);
      deepEqual(await underRun(reports.places.out, run), whole);

      const part = await reports.run(/^Layer 0 done/, () => disk.fill(), [
        "--part",
        "1/1",
        "--seed",
        "8",
      ]);
      equal(part.code, 1);
      match(
        part.stderr,
        /^deltascope: Cannot write the record layer-001 in .*: no space is left on its disk$/m,
      );
      deepEqual(await unfinishedIn(reports.places.folder), []);
      disk.fill();
      const full = await reports.run(undefined, undefined, ["--seed", "9"]);
      equal(full.code, 1);
      match(
        full.stderr,
        /^deltascope: Cannot use --records .*; got no space is left on its disk\n$/,
      );
    }),
);

/** As large as a few pages of a disk a layer. */
const SHAPE = { hiddenSize: 64, intermediateSize: 96, nLayers: 4, nRoles: 4 };

/** A fake Hub of a pair that is larger than {@link withPair}'s. */
async function hubOf(folder: string): Promise<FakeHub> {
  const { base, instruct, vectors } = await makePair(folder, SHAPE);
  return await startFakeHub([
    { kind: "models", id: "org/base", commit: "b".repeat(40), files: await readFiles(base) },
    { kind: "models", id: "org/tuned", commit: "1".repeat(40), files: await readFiles(instruct) },
    {
      kind: "datasets",
      id: "org/vectors",
      commit: "c".repeat(40),
      files: await readFiles(vectors),
    },
  ]);
}

for (
  const [what, when] of [["as a command begins", /^org\/base: commit/], [
    "between two layers",
    /^Layer 0 done/,
  ]] as const
) {
  testOnSmallDisk(
    `report whose cache of the Hub fills up ${what} says so, and the next one goes on from what came`,
    async (disk) => {
      const folder = dirname(disk.path);
      await using hub = await hubOf(folder);
      const surroundings = {
        HF_ENDPOINT: hub.endpoint,
        HF_HOME: join(disk.path, "hf"),
        XDG_CACHE_HOME: join(disk.path, "cache"),
      };
      const inputs = "--base org/base --instruct org/tuned --vectors org/vectors --layers all";
      const places = {
        inputs: inputs.split(" "),
        out: join(folder, "site"),
        records: join(folder, "records"),
        folder,
      };
      await withVariables(surroundings, () =>
        withOldSite(places, async (reports) => {
          await Deno.remove(join(disk.path, "cache"), { recursive: true });
          await refusedAndResumed(reports, {
            line:
              /^deltascope: Cannot (keep|open|read) .*: no space is left on its disk; make some, as by deno task cache clear, or set XDG_CACHE_HOME to a folder that can be written to$/m,
            change: () => reports.run(when, () => disk.fill()),
            repair: () => disk.resize(6e9),
          });
        }));
    },
  );
}

for (const [what, out] of [["beside", "disk/site"], ["on", "disk"]] as const) {
  testOnSmallDisk(
    `report whose disk may only be read any more when the site ${what} it is written leaves the old one`,
    (disk) =>
      onDisk(disk, { out, records: "records" }, async (reports) => {
        const before = await filesOf(reports.places.out);
        const { code, stderr } = await reports.run(/^Rendering/, () => disk.lock());
        equal(code, 1, stderr);
        match(
          stderr,
          /^deltascope: Cannot write the site to .*: .*its disk is read only.*; the results are kept in /m,
        );
        deepEqual(withoutWork(await filesOf(reports.places.out)), withoutWork(before));
        disk.unlock();
        const next = await reports.run();
        equal(next.code, 0, next.stderr);
        deepEqual(await faultsOf(reports.places.out, ["CNAME"]), []);
        deepEqual(await unfinishedIn(reports.places.folder), []);
      }),
  );
}

testOnSmallDisk(
  "the demonstration takes no room of a disk that it does not fit on",
  async (disk) => {
    disk.resize(1 << 20);
    await rejects(prepareDemonstration({ cacheFolder: disk.path }), /No space left/);
    deepEqual([...Deno.readDirSync(disk.path)].map(({ name }) => name), ["demonstration.lock"]);
  },
);

/** The lock that could not be removed lies in a site that is a disk. */
function withoutWork(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].filter(([path]) => !path.startsWith(".deltascope/")));
}
