/**
 * Records as files of a folder: whole or not at all, each with a checksum.
 *
 *     FOLDER/KEY/layer-018.json and layer-018.safetensors
 *     FOLDER/KEY/run.json                                    what the key is made of, for whoever wonders why it is another
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DeviceDescription } from "../compute/engine.ts";
import { shownName } from "../text/quote.ts";
import { decodeRecord, encodeRecord } from "./record_codec.ts";
import { recordClaims } from "./record_claims.ts";
import { type Records, UNCONTESTED } from "./records.ts";
import { messageOf } from "../text/error_message.ts";
import { removeUnfinished } from "../sources/folder/unfinished_file.ts";
import { writeWhole } from "./write_whole.ts";

/** Changes where the form of the files does. */
const SCHEMA = "deltascope.record/1";
const ABOUT_SCHEMA = "deltascope.run/1";

/** What a key is made of, beside the records of it. */
export const ABOUT_FILE = "run.json";

/** A record that cannot be written, as one of another run lies in its place. */
export class RecordInTheWay extends Error {
  override readonly name = "RecordInTheWay";
}

/** The engine that computed a record. */
export type RecordEngine = Pick<DeviceDescription, "kind" | "name">;

/** What a record says beside its value. */
interface RecordBody {
  readonly schema: string;
  readonly key: string;
  readonly name: string;
  readonly engine: RecordEngine;
  /** What it was computed from, in short. */
  readonly of: string;
  /** SHA-256 of the file of vectors; null where there is none. */
  readonly vectors: string | null;
  readonly value: unknown;
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
        vectors: vectors && sha256(vectors),
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

/** Without it nothing is missed but a reason. */
async function writeAbout(path: string, about: Readonly<Record<string, string>>): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ schema: ABOUT_SCHEMA, ...about }));
  await writeWhole(join(path, ABOUT_FILE), bytes, { isNew: true }).catch(() => {});
}

/** What a key is made of; null where the file does not say. */
export async function readAbout(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const about: unknown = JSON.parse(await Deno.readTextFile(path));
    const isKnown = Object(about).schema === ABOUT_SCHEMA;
    return isKnown ? about as Record<string, unknown> : null;
  } catch {
    return null;
  }
}

/** `{"sha256":"...","record":{...}}`, the checksum being of the text of the record. */
function withChecksum(body: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(body);
  return new TextEncoder().encode(`${prefixOf(sha256(bytes))}${body}}`);
}

function prefixOf(checksum: string): string {
  return `{"sha256":"${checksum}","record":`;
}

/** Null where there is no such file. @throws {Error} if it is not whole. */
async function readBody(path: string): Promise<RecordBody | null> {
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  const start = prefixOf("0".repeat(64)).length;
  const body = bytes.subarray(start, -1);
  const prefix = new TextDecoder().decode(bytes.subarray(0, start));
  if (prefix !== prefixOf(sha256(body))) throw new Error("its checksum does not hold");
  return JSON.parse(new TextDecoder().decode(body));
}

async function readVectors(
  path: string,
  checksum: string | null,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (checksum === null) return null;
  const bytes = await readIfThere(path);
  if (bytes === null) throw new Error("its vectors are missing");
  if (sha256(bytes) !== checksum) throw new Error("the checksum of its vectors does not hold");
  return bytes;
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
