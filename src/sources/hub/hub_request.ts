/**
 * One request to the Hub: asked again where that may help, with a limit on silence, redirects left to the caller.
 *
 * @module
 */

import { concatenated } from "../../math/concatenated.ts";
import { readVariable } from "../../places.ts";
import { messageOf } from "../../text/error_message.ts";

/** How long is waited, and how often asked. */
export interface Patience {
  /** Attempts in all. */
  readonly tries: number;
  /** First pause between two attempts, milliseconds; doubled each time, up to {@link MAX_PAUSE_MS}. */
  readonly pauseMs: number;
  /** Silence after which a reply counts as lost, milliseconds: before its head, and between two chunks. */
  readonly stallMs: number;
  /** Hears of a long wait before the next attempt, and why. */
  readonly onWait?: (ms: number, why: string) => void;
}

/** Waits that are said. */
const LONG_WAIT_MS = 5000;

/** As the Hub's own clients do, but for the limit on silence, which slow links need longer. */
export const PATIENCE: Patience = { tries: 5, pauseMs: 1000, stallMs: 30_000 };

const MAX_PAUSE_MS = 30_000;
/** A server may ask for this long at most; the Hub's windows are five minutes. */
const MAX_ASKED_MS = 305_000;
/** A page of a listing has a thousand rows of about 300 bytes. */
const MAX_ANSWER_BYTES = 32 * 2 ** 20;
/** Most times that a server may send on to another address, for one file or one listing. */
export const MAX_REDIRECTS = 5;
/** A server that always breaks off after a few bytes would else be asked without end. */
const LEAST_PROGRESS_BYTES = 16 * 2 ** 10;
/** Statuses that may pass. */
const TRIED_AGAIN: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** A reply that may be better the next time: an error of the connection, silence, or a status that says so. */
export class PassingError extends Error {
  override name = "PassingError";
  /** What the server asks to be waited, milliseconds; null where it says nothing. */
  readonly askedMs: number | null;

  constructor(
    message: string,
    { cause, askedMs = null }: ErrorOptions & { askedMs?: number | null } = {},
  ) {
    super(message, { cause });
    this.askedMs = askedMs;
  }
}

/** The name of a host is not found: a network that is not there, or was lost on the way. */
export class UnknownHost extends PassingError {
  override name = "UnknownHost";
}

/** The endpoint gave nothing, however often it was asked: there is no network, or none that holds. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** A reply whose head is there. */
export interface Reply {
  /** Of whom it is. */
  readonly host: string;
  readonly status: number;
  readonly headers: Headers;
  /**
   * Gives the body to `use` chunk by chunk, as it comes; what `use` throws ends it. Without iterators and timers of each chunk: a
   * gigabyte has 15,000 of them, and 60,000 over TLS.
   *
   * @throws {PassingError} where it breaks off or falls silent.
   */
  read(use: (chunk: Uint8Array) => void): Promise<void>;
  /** The body, of at most {@link MAX_ANSWER_BYTES}. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** Lets go of a body that is not read: it would hold the connection. */
  cancel(): Promise<void>;
}

/** Asks once. @throws {PassingError} for what may pass; {Error} where Deno may not ask this host. */
async function askOnce(
  url: URL,
  { headers = {}, stallMs }: { headers?: Record<string, string>; stallMs: number },
): Promise<Reply> {
  const abort = new AbortController();
  const { host } = url;
  /** Aborts `work` where nothing was heard for too long; it is given what to call at every sign of life. */
  const listening = async <T>(work: (hears: () => void) => Promise<T>): Promise<T> => {
    let heardMs = performance.now();
    const look = () => {
      const leftMs = heardMs + stallMs - performance.now();
      if (leftMs > 0) timer = setTimeout(look, leftMs);
      else abort.abort(new PassingError(`${host} was silent for ${stallMs / 1000} s`));
    };
    let timer = setTimeout(look, stallMs);
    try {
      return await work(() => heardMs = performance.now());
    } catch (error) {
      throw passing(error, host);
    } finally {
      clearTimeout(timer);
    }
  };
  const response = await listening(() =>
    fetch(url, { headers, redirect: "manual", signal: abort.signal })
  );
  const read = async (use: (chunk: Uint8Array) => void) => {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    let refused: unknown = null;
    await listening(async (hears) => {
      while (true) {
        const { done, value } = await reader.read();
        if (done) return;
        hears();
        try {
          use(value);
        } catch (error) {
          refused = error;
          return;
        }
      }
    });
    if (refused === null) return;
    await reader.cancel().catch(() => {});
    throw refused;
  };
  return {
    host,
    status: response.status,
    headers: response.headers,
    read,
    async bytes() {
      const parts: Uint8Array[] = [];
      let nBytes = 0;
      await read((chunk) => {
        nBytes += chunk.byteLength;
        if (nBytes > MAX_ANSWER_BYTES) {
          throw new Error(`Cannot read what ${host} answers: more than ${MAX_ANSWER_BYTES} bytes`);
        }
        parts.push(chunk);
      });
      return concatenated(parts);
    },
    cancel: async () => await response.body?.cancel().catch(() => {}),
  };
}

/** Asks once. @throws {PassingError} for a status that may pass, too. */
export async function askPassing(
  url: URL,
  asked: { headers?: Record<string, string>; stallMs: number },
): Promise<Reply> {
  const reply = await askOnce(url, asked);
  if (!TRIED_AGAIN.has(reply.status)) return reply;
  await reply.cancel();
  throw new PassingError(`${url.host} answered ${reply.status}`, {
    askedMs: askedMs(reply.headers),
  });
}

/**
 * Does `work` again while it fails in a way that may pass.
 *
 * @param nBytes How much came so far: an attempt that brought {@link LEAST_PROGRESS_BYTES} is no lost one.
 */
export async function tryAgain<T>(
  work: () => Promise<T>,
  { tries, pauseMs, onWait }: Patience,
  nBytes: () => number = () => 0,
): Promise<T> {
  let [nLost, nBytesBefore] = [0, nBytes()];
  while (true) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (nBytes() - nBytesBefore >= LEAST_PROGRESS_BYTES) nLost = 0;
      nBytesBefore = nBytes();
      if (++nLost >= tries) throw error;
      const pause = error.askedMs ?? Math.min(pauseMs * 2 ** (nLost - 1), MAX_PAUSE_MS);
      if (pause >= LONG_WAIT_MS) onWait?.(pause, error.message);
      // Spread, so that many readers that were refused together do not come back together.
      await new Promise((resume) => setTimeout(resume, pause * (1 + 0.25 * Math.random())));
    }
  }
}

/** Every reply of the Hub carries RateLimit: only `r=0` means that there is something to wait for. */
function askedMs(headers: Headers): number | null {
  const limit = headers.get("ratelimit") ?? "";
  const isSpent = /(?:^|;)\s*r=0(?:;|$)/.test(limit);
  const left = /(?:^|;)\s*t=(\d+)/.exec(limit)?.[1];
  const seconds = isSpent && left !== undefined
    ? Number(left) + 1
    : /^\d+$/.test(headers.get("retry-after") ?? "")
    ? Number(headers.get("retry-after"))
    : null;
  return seconds === null ? null : Math.min(seconds * 1000, MAX_ASKED_MS);
}

/**
 * Where a reply sends on to; null where it does not.
 *
 * @throws {Error} if that is no address of the web, or one without TLS where this one has it.
 */
export function locationOf({ status, headers }: Reply, from: URL): URL | null {
  const location = status < 300 || status > 399
    ? null
    : URL.parse(headers.get("location") ?? "", from);
  if (location === null || headers.get("location") === null) return null;
  if (location.protocol === "https:" || location.protocol === from.protocol) return location;
  const finding = location.protocol === "http:"
    ? `${location.host} without TLS`
    : `a ${location.protocol} address`;
  throw new Error(`Cannot go on from ${from.host}: it sends on to ${finding}`);
}

/** The error of a connection in our words: those of the engine may hold a signed address. */
function passing(error: unknown, host: string): Error {
  if (error instanceof PassingError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    const hosts = [hostOf(readVariable("HF_ENDPOINT")) ?? "huggingface.co,*.hf.co", host];
    return new Error(
      `Cannot reach ${host}: it was not allowed, and the tasks allow the Hub alone; for another HF_ENDPOINT, type ` +
        `deno run --no-prompt -RWSE "--allow-net=${[...new Set(hosts)].join(",")}" src/cli.ts ` +
        "in the place of deno task, and the same command and options",
    );
  }
  // Without the address, in which any word may stand.
  const text = `${messageOf(error)} ${messageOf(Object(error).cause)}`
    .replace(/\w+:\/\/[^\s)]*/g, "");
  if (/dns error|lookup/i.test(text)) return new UnknownHost(`the name ${host} was not found`);
  if (/certificate|invalid peer/i.test(text)) {
    return new Error(
      `Cannot reach ${host}: its certificate is not accepted; one of your own network is named in DENO_CERT, ` +
        "those of the system are used with DENO_TLS_CA_STORE=system",
    );
  }
  if (/blocked/i.test(text)) {
    return new Error(`Cannot reach ${host}: Deno makes no requests to this port`);
  }
  return new PassingError(
    /refused/i.test(text)
      ? `${host}, or a proxy before it, refused the connection`
      : `the connection to ${host} broke off`,
  );
}

function hostOf(address: string | undefined): string | null {
  return URL.parse(address ?? "")?.host || null;
}
