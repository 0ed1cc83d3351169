/** Kills processes in the middle of fetching from a fake Hub, and looks at what the next run makes of what they left. */

import { ok, strictEqual as equal } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { readFiles, withFolder } from "../temporary_folder.ts";
import type { FakeHub } from "./fake_hub.ts";
import { random } from "./hub_inputs.ts";

/** What is killed, and what runs after it; both keep what they fetch below the folder that they are given. */
export interface Drilled {
  start(folder: string): Deno.ChildProcess;
  /** Runs to the end. @returns Its numbers, as text. */
  finish(folder: string): Promise<string>;
  /** The numbers without a Hub. */
  readonly expected: string;
}

/**
 * Kills so many, each with an empty cache of its own and at a moment of its own, and has one run after each end in the right
 * numbers with just those bytes of shards fetched that no journal told of.
 *
 * @returns Bytes of shards that were journaled when the process was killed, of how many, for each.
 */
export async function killDrill(
  hub: FakeHub,
  { start, finish, expected }: Drilled,
  { nKills, seed }: { nKills: number; seed: number },
): Promise<{ nHeld: number; nNeeded: number }[]> {
  const next = random(seed);
  const requests = () => hub.requests.filter(({ host }) => host === "content");
  const served = () =>
    requests().filter(({ path }) => path.endsWith(".safetensors"))
      .map(({ range }) => /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [])
      .reduce((sum, [, first, last]) => sum + Number(last) + 1 - Number(first), 0);
  let nNeeded = 0, nRequests = 0;
  await withFolder({}, async (folder) => {
    hub.requests.length = 0;
    equal(await finish(folder), expected);
    [nNeeded, nRequests] = [served(), requests().length];
  });
  const outcomes: { nHeld: number; nNeeded: number }[] = [];
  for (let n = 0; outcomes.length < nKills; n++) {
    ok(n < 10 * nKills, "most came to their end before they could be killed");
    await withFolder({}, async (folder) => {
      hub.requests.length = 0;
      const target = 1 + Math.floor(next() * (nRequests - 1));
      const child = start(folder);
      const ended = child.status.then(() => true);
      while (requests().length < target && !await Promise.race([ended, pause(1, false)]));
      await pause(20 * next());
      try {
        child.kill("SIGKILL");
      } catch {
        // It came to its end before.
      }
      const { success, signal, code } = await child.status;
      if (success) return; // another moment
      equal(signal, "SIGKILL", `it ended by itself with exit code ${code}`);
      const nHeld = await journaledBytes(folder);
      ok(nHeld <= nNeeded, `${nHeld} bytes are journaled, of ${nNeeded}`);
      hub.requests.length = 0;
      equal(await finish(folder), expected);
      equal(served(), nNeeded - nHeld);
      outcomes.push({ nHeld, nNeeded });
    });
  }
  return outcomes;
}

/** Bytes that the journals below a folder tell of. */
async function journaledBytes(folder: string): Promise<number> {
  let nBytes = 0;
  for (const [path, bytes] of await readFiles(folder)) {
    if (!path.endsWith(".ranges")) continue;
    const lines = new TextDecoder().decode(bytes).matchAll(/^(\d+) (\d+) \d+\.$/gm);
    for (const [, start, end] of lines) nBytes += Number(end) - Number(start);
  }
  return nBytes;
}
