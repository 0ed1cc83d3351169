/**
 * Records as files of a folder: whole or not at all, each with a checksum.
 *
 *     FOLDER/KEY/layer-018.json and layer-018.safetensors
 *     FOLDER/KEY/run.json                                    what the key is made of, for whoever wonders why it is another
 *
 * @module
 */

import { join } from "node:path";
import { sha256Hex } from "../math/sha256.ts";
import { shownName } from "../text/quote.ts";
import { decodeRecord, encodeRecord } from "./record_codec.ts";
import {
  readBody,
  readVectors,
  type RecordBody,
  type RecordEngine,
  withChecksum,
} from "./record_body.ts";
import { recordClaims } from "./record_claims.ts";
import { type Records, UNCONTESTED } from "./records.ts";
import { messageOf } from "../text/error_message.ts";
import { removeUnfinished } from "../sources/folder/unfinished_file.ts";
import { writeAbout } from "./run_about.ts";
import { writeWhole } from "./write_whole.ts";

/** Changes where the form of the files does. */
const SCHEMA = "deltascope.record/1";

/** A record that cannot be written, as one of another run lies in its place. */
export class RecordInTheWay extends Error {
  override readonly name = "RecordInTheWay";
}

/** What {@link openRecordFiles} needs. */
export interface RecordFilesOptions {
  readonly folder: string;
  /** Of the run: records of another key are not seen; those of another engine are, if it is not part of the key. */
  readonly key: string;
  /** What the key is made of, in short; left out: not told. */
  readonly about?: Readonly<Record<string, string>> | null;
  /** The engine that computes, or what gives it as each record is written. */
  readonly engine: RecordEngine | (() => RecordEngine);
  /** Whether what is there is ignored. */
  readonly isFresh: boolean;
  /** Whether other processes may fill the folder meanwhile, so that each record has to be claimed. */
  readonly isShared?: boolean;
  /** Called with a sentence where a record is there and cannot be used. */
  readonly say: (text: string) => void;
}

/** {@link Records} in files. */
export interface RecordFiles extends Records {
  readonly key: string;
  /** The folder of this run's records. */
  readonly path: string;
  /** Records that were read, with the engine that computed each. */
  readonly taken: ReadonlyMap<string, RecordEngine>;
  /** The records that there are, in any order; not opened. */
  names(): Promise<string[]>;
  /** Removes what killed processes left beside the records, and nothing that others are at. */
  clearUp(): Promise<void>;
}

/** Opens the records of a run; nothing is made before the first is written. */
export function openRecordFiles(options: RecordFilesOptions): RecordFiles {
  const { key, about = null, engine, isFresh, isShared = false, say } = options;
  const path = join(options.folder, key);
  const taken = new Map<string, RecordEngine>();
  /** Written by this run, whatever was there before. */
  const written = new Set<string>();
  /** Names under which a record of another run lies. */
  const foreign = new Set<string>();
  const said = new Set<string>();
  const sayOnce = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    say(text);
  };
  const claims = isShared ? recordClaims(path, say) : null;
  return {
    key,
    path,
    taken,
    claim: (name) => claims === null ? Promise.resolve(UNCONTESTED) : claims.take(name),

    async clearUp() {
      await removeUnfinished(path);
      await claims?.clearUp(await namesIn(path)).catch(() => {}); // what is in nobody's way may stay
    },

    async names() {
      return isFresh ? [...written] : await namesIn(path);
    },

    async read(name, of) {
      if (isFresh && !written.has(name)) return null;
      try {
        const body = await readBody(join(path, `${name}.json`));
        if (body === null) return null;
        if (body.key !== key) {
          foreign.add(name);
          sayOnce(`The record ${name} in ${shownName(path)} is of another run: it is left there`);
          return null;
        }
        if (body.schema !== SCHEMA || body.name !== name || body.of !== of) {
          throw new Error("it is of something else");
        }
        const vectors = await readVectors(join(path, `${name}.safetensors`), body.vectors);
        const value = decodeRecord({ value: body.value, vectors });
        if (!written.has(name)) taken.set(name, body.engine);
        return value;
      } catch (error) {
        const finding = messageOf(error);
        sayOnce(
          `The record ${name} in ${shownName(path)} cannot be used: ${finding}; it is made again`,
        );
        return null;
      }
    },

    async write(name, of, value) {
      if (foreign.has(name)) {
        throw new RecordInTheWay(`${name}.json there is of another run; move it away`);
      }
      const by = typeof engine === "function" ? engine() : engine;
      const encoded = encodeRecord(value);
      const { vectors } = encoded;
      const body: RecordBody = {
        schema: SCHEMA,
        key,
        name,
        engine: { kind: by.kind, name: by.name },
        of,
        vectors: vectors && sha256Hex(vectors),
        value: encoded.value,
      };
      await Deno.mkdir(path, { recursive: true });
      if (about !== null && written.size === 0) await writeAbout(path, about);
      // The vectors first: the JSON, which names them by checksum, makes the record.
      if (vectors !== null) await writeWhole(join(path, `${name}.safetensors`), vectors);
      await writeWhole(join(path, `${name}.json`), withChecksum(JSON.stringify(body)));
      written.add(name);
    },
  };
}

/** Names of the records in a folder. */
async function namesIn(path: string): Promise<string[]> {
  try {
    const files = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
    return files.flatMap((name) => name.endsWith(".json") ? [name.slice(0, -".json".length)] : []);
  } catch {
    return []; // what cannot be read is said when a record is
  }
}
