/**
 * What becomes of a record that cannot be written.
 *
 * @module
 */

import { type RecordFiles, RecordInTheWay } from "../measure/record_files.ts";
import { memoryRecords, type Records, UNCONTESTED } from "../measure/records.ts";
import { isOfDisk, reasonAt, reasonOf } from "../sources/folder/disk_errors.ts";
import { shownName } from "../text/quote.ts";

/** It ends the run, in one line. */
export function orRefused(files: RecordFiles): Records {
  const orRefuse = async <T>(name: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      if (!isOfDisk(cause) && !(cause instanceof RecordInTheWay)) throw cause;
      throw new Error(
        `Cannot write the record ${name} in ${shownName(files.path)}: ${reasonOf(cause)}`,
        { cause },
      );
    }
  };
  return {
    read: files.read,
    claim: (name) => orRefuse(name, files.claim(name)),
    write: (name, of, value) => orRefuse(name, files.write(name, of, value)),
  };
}

/** It is kept for this run alone, which says so once. */
export function orKept(files: RecordFiles, say: (text: string) => void): Records {
  const memory = memoryRecords();
  let isSaid = false;
  return {
    read: async (name, of) => await memory.read(name, of) ?? await files.read(name, of),
    claim: async (name) => {
      try {
        return await files.claim(name);
      } catch (error) {
        if (!isOfDisk(error)) throw error;
        return UNCONTESTED; // where no claim can be written, nobody can write a record either
      }
    },
    write: async (name, of, value) => {
      try {
        await files.write(name, of, value);
      } catch (error) {
        if (!isOfDisk(error) && !(error instanceof RecordInTheWay)) throw error;
        await memory.write(name, of, value);
        if (isSaid) return;
        isSaid = true;
        say(
          `Layers cannot be written down in ${shownName(files.path)} (${
            reasonAt(files.path, error)
          }): a run that is cut short has to begin again`,
        );
      }
    },
  };
}
