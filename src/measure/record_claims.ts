/**
 * Which process makes a record, where several fill one folder: a file beside the record, held while it is made.
 *
 *     FOLDER/KEY/layer-018.claim
 *
 * @module
 */

import { join } from "node:path";
import { type FileLock, takeFileLock, thisProcess } from "../sources/folder/file_lock.ts";
import { shownName } from "../text/quote.ts";
import type { RecordClaim } from "./records.ts";

/** Claims on the records of a folder. */
export interface RecordClaims {
  /** Null while another process that lives has it, which is said once. */
  take(name: string): Promise<RecordClaim | null>;
  /** Removes claims on records that are there, which killed processes left: nobody would ask for them again. */
  clearUp(made: Iterable<string>): Promise<void>;
}

/** Claims on records below `path`; nothing is made before the first is taken. */
export function recordClaims(path: string, say: (text: string) => void): RecordClaims {
  const said = new Set<string>();
  const fileOf = (name: string) => join(path, `${name}.claim`);
  return {
    async clearUp(made) {
      for (const name of made) {
        const isClaimed = await Deno.lstat(fileOf(name)).then(() => true, () => false);
        if (!isClaimed) continue;
        const taken = await takeFileLock({ path: fileOf(name), self: thisProcess() });
        if (taken !== null && !("heldBy" in taken)) taken.release();
      }
    },

    async take(name) {
      const taken = await takeFileLock({ path: fileOf(name), self: thisProcess() });
      if (taken !== null && !("heldBy" in taken)) return claimOf(taken);
      if (!said.has(name)) {
        said.add(name);
        const holder = taken?.heldBy ?? null;
        const who = holder === null
          ? "another process"
          : `process ${holder.pid} on ${shownName(holder.host)}`;
        say(`The record ${name} is being made by ${who}: this one waits for it`);
      }
      return null;
    },
  };
}

/** Let go of also where the process ends by itself or is interrupted. */
function claimOf(lock: FileLock): RecordClaim {
  const release = () => {
    globalThis.removeEventListener("unload", release);
    lock.release();
  };
  globalThis.addEventListener("unload", release);
  return { release };
}
