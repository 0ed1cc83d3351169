/** Reports that are interrupted at a moment of their own, over an earlier site, and what they leave. */

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openOutput } from "../../src/site/write/output/open_output.ts";
import { denoFolder } from "../environment.ts";
import { REPORT_RUN } from "../report_permissions.ts";
import { random } from "../sources/hub/hub_inputs.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { type Digests, faultsOf, filesOf, runOf, underRun } from "./site_state.ts";

/** What a run was at when it was interrupted, as the disk tells afterwards. */
export const MOMENTS = [
  "before the first layer",
  "during layers",
  "during pages",
  "as files are written",
  "during the swap",
  "after the end",
] as const;
export type Moment = typeof MOMENTS[number];

export type InterruptSignal = "SIGINT" | "SIGTERM" | "SIGKILL";

/** How a process says that it was told to end, and with what it ends. */
const TOLD = {
  SIGINT: {
    code: 130,
    line:
      /(^|\n)deltascope: interrupted; the same command goes on from the layers that are written down\n$/,
  },
  SIGTERM: {
    code: 143,
    line:
      /(^|\n)deltascope: terminated; the same command goes on from the layers that are written down\n$/,
  },
};

/** One run that was interrupted, and the one after it. */
export interface Interruption {
  readonly signal: InterruptSignal;
  readonly moment: Moment;
  /** Which site was there whole right after; `mixed` where the exchange was cut off, which the next command ended. */
  readonly found: "old" | "new" | "mixed";
  /** Milliseconds from the signal to the end of the process. */
  readonly ms: number;
}

/** What is interrupted. */
export interface Interrupted {
  /** After `report`, but places of site and records. */
  readonly options: readonly string[];
  /** The same of the earlier site, which has to be another one. */
  readonly oldOptions: readonly string[];
  /** Layers that have a record when all do. */
  readonly nLayers: number;
}

/** What the owner of a site has put there, by path in it. */
const OWNERS = {
  "CNAME": "example.org\n",
  "notes/mine.txt": "not to be lost\n",
  // Named as pages are, in a folder of theirs.
  "roles/mine.txt": "nor this\n",
};

/** Whether a run was interrupted, and had not come to its end before. */
export function wasInterrupted({ moment }: Interruption): boolean {
  return moment !== "after the end";
}

/** Reports for each that is to be interrupted, after which it is given up. */
const MAX_TRIES = 5;

/** Whether these reports are all: enough of them, and enough of those interrupted. */
export function areEnough(
  outcomes: readonly Interruption[],
  { n, nInterrupted = 0 }: { n: number; nInterrupted?: number },
): boolean {
  if (outcomes.length < n) return false;
  const nSo = outcomes.filter(wasInterrupted).length;
  if (nSo >= nInterrupted) return true;
  if (outcomes.length < MAX_TRIES * Math.max(n, nInterrupted)) return false;
  throw new Error(
    `Of ${outcomes.length} reports ${nSo} were interrupted before their end, expected ${nInterrupted}`,
  );
}

/**
 * Interrupts so many reports, and more until so many had not come to their end before, and looks at what is there after each, and after the one that goes on.
 *
 * @throws {AssertionError} naming the one that went wrong. @throws {Error} if most end before they are interrupted.
 */
export async function interruptReports(
  { options, oldOptions, nLayers }: Interrupted,
  { n, nInterrupted = 0, seed, onDone = () => {} }: {
    n: number;
    nInterrupted?: number;
    seed: number;
    onDone?: (interruption: Interruption) => void;
  },
): Promise<Interruption[]> {
  const next = random(seed);
  const outcomes: Interruption[] = [];
  await withFolder({}, async (scratch) => {
    const at = (path: string) => join(scratch, path);
    await endWell(start(at("whole"), options));
    await endWell(start(at("old"), oldOptions));
    for (const [path, text] of Object.entries(OWNERS)) {
      const place = at(`old/site/${path}`);
      await Deno.mkdir(dirname(place), { recursive: true });
      await Deno.writeTextFile(place, text);
    }
    const run = await runOf(at("whole/site"));
    const known: Known = {
      old: await filesOf(at("old/site")),
      run,
      whole: await filesOf(at("whole/site")),
      nLayers,
    };
    deepEqual(await underRun(at("whole/site"), run), known.whole, "pages follow from the results");
    for (let i = 0; !areEnough(outcomes, { n, nInterrupted }); i++) {
      const target = MOMENTS[i % (MOMENTS.length - 1)]!;
      const signal =
        (["SIGKILL", "SIGKILL", "SIGINT", "SIGTERM"] as const)[Math.floor(4 * next())]!;
      const chosen = { signal, target, delay: next() };
      const folder = at(`run-${i}`);
      await copyFolder(at("old/site"), join(folder, "site"));
      try {
        outcomes.push(await interruptOne(folder, { options, chosen, known }));
      } catch (cause) {
        const { message } = cause as Error;
        throw new Error(
          `Interruption ${i} of seed ${seed} (${signal} ${target}, delayed by ${chosen.delay}): ${message}`,
          { cause },
        );
      }
      await Deno.remove(folder, { recursive: true });
      onDone(outcomes.at(-1)!);
    }
  });
  return outcomes;
}

/** What the outcome is held against. */
interface Known {
  readonly old: Digests;
  readonly whole: Digests;
  readonly run: Parameters<typeof underRun>[1];
  readonly nLayers: number;
}

async function interruptOne(
  folder: string,
  { options, chosen, known }: {
    options: readonly string[];
    chosen: { signal: InterruptSignal; target: Moment; delay: number };
    known: Known;
  },
): Promise<Interruption> {
  const { signal, target, delay } = chosen;
  const child = start(folder, options);
  const stderr = new Response(child.stderr).text();
  let isOver = false;
  const status = child.status.finally(() => isOver = true);
  await reached(folder, { target, delay, known, isOver: () => isOver });
  const sent = performance.now();
  try {
    child.kill(signal);
  } catch {
    // It came to its end before.
  }
  const { code, signal: endedBy } = await status;
  const ms = performance.now() - sent;
  const said = await stderr;
  const moment = momentOf(folder, known, code === 0);
  if (code !== 0 && signal !== "SIGKILL" && endedBy === null) {
    equal(code, TOLD[signal].code);
    match(said, TOLD[signal].line);
    equal(said.match(/deltascope: /g)?.length, 1, said);
    // What it held is let go of at once; a file that it was just writing goes with the next run.
    deepEqual(
      (await leftovers(folder)).filter((it) => !it.endsWith(".tmp")),
      [],
      `after ${signal}`,
    );
    ok(ms < 5000, `it ended ${ms.toFixed(0)} ms after ${signal}`);
  } else if (code !== 0) equal(endedBy, signal, said);

  const found = moment === "during the swap" ? "mixed" : await siteOf(folder, known);
  // Any command that writes there ends an exchange that was cut off, before it does anything else.
  if (found === "mixed") {
    equal(signal, "SIGKILL", "what may be handled ends an exchange");
    await (await openOutput({ out: join(folder, "site"), option: "--out", say() {} }))
      [Symbol.asyncDispose]();
    equal(await siteOf(folder, known), "new");
  }

  await endWell(start(folder, options));
  equal(await siteOf(folder, known), "new");
  deepEqual(await leftovers(folder), [], "after the run that went on");
  return { signal, moment, found, ms };
}

/** Which site is there. @throws {AssertionError} if it is neither or not whole, or a file of the owner's is not what it was. */
async function siteOf(folder: string, { old, whole, run }: Known): Promise<"old" | "new"> {
  const site = join(folder, "site");
  deepEqual(await faultsOf(site, Object.keys(OWNERS)), []);
  const files = await filesOf(site);
  for (const path of Object.keys(OWNERS)) equal(files.get(path), old.get(path), path);
  if (files.get("data/results.json") === old.get("data/results.json")) {
    deepEqual(files, old);
    return "old";
  }
  deepEqual(await underRun(site, run), whole);
  return "new";
}

/** Until the run is at what it is to be interrupted at, and a part of that time longer; or over. */
async function reached(
  folder: string,
  { target, delay, known, isOver }: {
    target: Moment;
    delay: number;
    known: Known;
    isOver: () => boolean;
  },
): Promise<void> {
  const isThere: Readonly<Record<Moment, () => boolean>> = {
    "before the first layer": () => true,
    "during layers": () => recordsIn(folder) > Math.floor(delay * known.nLayers),
    "during pages": () => recordsIn(folder) >= known.nLayers,
    "as files are written": () => isAt(folder, "new"),
    "during the swap": () => isAt(folder, "exchange.json"),
    "after the end": isOver,
  };
  while (!isThere[target]() && !isOver()) await pause(isAt(folder, "new") ? 0 : 1);
  await pause(delay * LONGEST_MS[target]);
}

/** Milliseconds that a run is at something: it is interrupted up to so many after that begins. */
const LONGEST_MS: Readonly<Record<Moment, number>> = {
  "before the first layer": 700,
  "during layers": 30,
  "during pages": 700,
  "as files are written": 200,
  "during the swap": 15,
  "after the end": 0,
};

/** What the disk tells of how far a run came. */
function momentOf(folder: string, { nLayers }: Known, hasEnded: boolean): Moment {
  if (isAt(folder, "exchange.json")) return "during the swap";
  if (isAt(folder, "new")) return "as files are written";
  if (hasEnded) return "after the end";
  const nRecords = recordsIn(folder);
  return nRecords === 0 ? MOMENTS[0] : nRecords < nLayers ? MOMENTS[1] : MOMENTS[2];
}

/** Whether the folder of a run that builds its site holds this. */
function isAt(folder: string, name: string): boolean {
  const work = join(folder, ".site.deltascope");
  return namesIn(work).some((run) => namesIn(join(work, run)).includes(name));
}

function recordsIn(folder: string): number {
  const records = join(folder, "records");
  return namesIn(records).flatMap((key) => namesIn(join(records, key)))
    .filter((name) => /^layer-\d+\.json$/.test(name)).length;
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return []; // not there yet, or a file
  }
}

/** Files beside the site and its owner's that are neither records nor what a cache keeps. */
async function leftovers(folder: string): Promise<string[]> {
  const kept =
    /^(site\/|records\/defaults-[0-9a-f]{64}\.json$|records\/[0-9a-f]{64}\/((layer|focus)-\d+\.(json|safetensors)|run\.json)$|cache\/)/;
  const names = [...(await readFiles(folder)).keys()];
  return [
    ...names.filter((path) =>
      !kept.test(path) || /\.(tmp|part|claim)$|deltascope-probe/.test(path)
    ),
    ...namesIn(folder).filter((name) => !["site", "records", "cache"].includes(name)),
  ];
}

/** `report` in a process of its own, with site, records and cache below `folder`, and the permissions of the task. */
export function start(folder: string, options: readonly string[]): Deno.ChildProcess {
  Deno.mkdirSync(folder, { recursive: true });
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...REPORT_RUN,
      ...["src/cli.ts", "report", ...options, "--records", "records", "--out", "site"],
    ],
    cwd: new URL("../../", import.meta.url),
    env: { DENO_DIR: denoFolder(), XDG_CACHE_HOME: join(folder, "cache"), INIT_CWD: folder },
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** What a run said that ended well. */
export async function endWell(child: Deno.ChildProcess): Promise<string> {
  const [{ code }, said] = await Promise.all([child.status, new Response(child.stderr).text()]);
  equal(code, 0, said);
  return said;
}

/** A copy of a folder and all that is in it. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
