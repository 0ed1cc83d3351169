/** What goes wrong between a fake Hub and its client: replies as data, and the faults that spoil them. */

import { gzipSync } from "node:zlib";

/** A request as it arrived. */
export interface FakeRequest {
  readonly host: "hub" | "content";
  readonly method: string;
  /** Still percent-encoded, as sent. */
  readonly path: string;
  readonly search: string;
  readonly headers: Headers;
  readonly range: string | null;
}

/**
 * What goes wrong: asked of every request before it is answered; the first fault whose `where` fits and that is not used up is
 * served. One that the reply has no place for (a cut body at a redirect) is not used up by it.
 */
export interface Fault {
  readonly where: (request: FakeRequest) => boolean;
  /** Infinity: for ever. */
  readonly times: number;
  readonly does: FaultKind;
}

export type FaultKind =
  | {
    readonly is: "status";
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  }
  /** 200 with the whole file. */
  | { readonly is: "ignored range" }
  /** 206 whose Content-Range begins 100 bytes later; as many bytes as asked for. */
  | { readonly is: "shifted range" }
  /** Content-Range with another total. */
  | { readonly is: "wrong total" }
  /** Content-Range as asked, fewer bytes, and a Content-Length that says so. */
  | { readonly is: "short body"; readonly missingBytes: number }
  /** Content-Length as asked, and the connection ends early. */
  | { readonly is: "cut body"; readonly afterBytes: number }
  /** So many bytes, then nothing until the client goes away. */
  | { readonly is: "stalled body"; readonly afterBytes: number }
  /** As asked, but compressed, which Deno leaves so where a range was asked for. */
  | { readonly is: "compressed" }
  /** This ETag. */
  | { readonly is: "named etag"; readonly etag: string }
  /** Another ETag or X-Linked-ETag. */
  | { readonly is: "other etag" }
  /** 200 with the text of the LFS pointer in the place of the file, or of the redirect to it. */
  | { readonly is: "lfs pointer" };

/** The file that a reply gives or leads to. */
export interface RepliedFile {
  readonly bytes: Uint8Array;
  /** What git holds of the file, if it is one of LFS. */
  readonly pointer: Uint8Array;
  readonly pointerOid: string;
}

/** A reply before it is sent. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array | null;
  readonly file?: RepliedFile;
  /** The part of the file that a 206 gives. */
  readonly part?: ByteRange;
  /** How the body ends after `afterBytes`, if not well. */
  readonly ending?: { readonly is: "cut" | "stalled"; readonly afterBytes: number };
}

interface ByteRange {
  readonly startByte: number;
  /** Exclusive. */
  readonly endByte: number;
}

const SHIFT_BYTES = 100;
const CHUNK_BYTES = 1 << 18;

/** As the Hub says no: in headers, and in words for people. */
export function refusal(status: number, message: string, code?: string): Reply {
  const headers = { "x-error-message": message, ...(code && { "x-error-code": code }) };
  const reply = json({ error: message });
  return { status, headers: { ...reply.headers, ...headers }, bytes: reply.bytes };
}

export function json(value: unknown): Reply {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, bytes };
}

/** Without a body. */
export function plain(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, bytes: null };
}

/** The reply to a request of bytes: 200, 206 or 416. */
export function replyOfFile(
  file: RepliedFile,
  { range, headers }: { range: string | null; headers: Record<string, string> },
): Reply {
  const { bytes } = file;
  const all = { "content-type": "application/octet-stream", "accept-ranges": "bytes", ...headers };
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return { status: 200, headers: all, bytes, file };
  const startByte = first === "" ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const endByte = first === "" || last === ""
    ? bytes.length
    : Math.min(bytes.length, Number(last) + 1);
  if (startByte >= endByte) {
    const none = { ...headers, "content-range": `bytes */${bytes.length}` };
    return { status: 416, headers: none, bytes: null };
  }
  const part = { startByte, endByte };
  return {
    status: 206,
    headers: { ...all, "content-range": contentRange(part, bytes.length) },
    bytes: bytes.subarray(startByte, endByte),
    file,
    part,
  };
}

/** The reply with that wrong in it, or null where it has no place. */
export function spoiled(reply: Reply, fault: FaultKind): Reply | null {
  const { headers, bytes, file, part } = reply;
  const nBytes = bytes?.length ?? 0;
  switch (fault.is) {
    case "status": {
      const own = lowerCased(fault.headers ?? {});
      const body = fault.body === undefined ? null : new TextEncoder().encode(fault.body);
      return { status: fault.status, headers: own, bytes: body };
    }
    case "ignored range": {
      if (!part || !file) return null;
      const { "content-range": _, ...others } = headers;
      return { status: 200, headers: others, bytes: file.bytes, file };
    }
    case "shifted range": {
      if (!part || !file) return null;
      const [startByte, endByte] = [part.startByte + SHIFT_BYTES, part.endByte + SHIFT_BYTES];
      const range = contentRange({ startByte, endByte }, file.bytes.length);
      const from = Math.min(startByte, file.bytes.length - nBytes);
      return {
        ...reply,
        headers: { ...headers, "content-range": range },
        bytes: file.bytes.subarray(from, from + nBytes),
      };
    }
    case "wrong total": {
      if (!part || !file) return null;
      const range = contentRange(part, file.bytes.length + SHIFT_BYTES);
      return { ...reply, headers: { ...headers, "content-range": range } };
    }
    case "short body":
      if (!bytes || fault.missingBytes > nBytes) return null;
      return { ...reply, bytes: bytes.subarray(0, nBytes - fault.missingBytes) };
    case "cut body":
    case "stalled body": {
      const { afterBytes } = fault;
      if (afterBytes >= nBytes) return null;
      return { ...reply, ending: { is: fault.is === "cut body" ? "cut" : "stalled", afterBytes } };
    }
    case "compressed":
      if (!bytes) return null;
      return {
        ...reply,
        headers: { ...headers, "content-encoding": "gzip" },
        bytes: gzipSync(bytes),
      };
    case "named etag":
      if (!part) return null;
      return { ...reply, headers: { ...headers, etag: fault.etag } };
    case "other etag": {
      const name = ["x-linked-etag", "etag"].find((name) => name in headers);
      if (name === undefined) return null;
      const other = headers[name]!.replace(/[0-9a-f]{40,}/, (hex) => [...hex].reverse().join(""));
      return { ...reply, headers: { ...headers, [name]: other } };
    }
    case "lfs pointer": {
      if (!file) return null;
      const { "content-range": _, "content-encoding": __, location: ___, ...others } = headers;
      const etag = { etag: `"${file.pointerOid}"` };
      return { status: 200, headers: { ...others, ...etag }, bytes: file.pointer };
    }
  }
}

/** Sends a reply; to HEAD, its headers alone. */
export function send(reply: Reply, { method }: { method: string }): Response {
  const { status, bytes } = reply;
  const headers = new Headers(reply.headers);
  // A compressed body comes in chunks, as the Hub's do.
  if (bytes && !headers.has("content-encoding")) {
    headers.set("content-length", String(bytes.length));
  }
  const body = bytes === null || method === "HEAD" ? null : streamOf(bytes, reply.ending);
  return new Response(body, { status, headers });
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([k, value]) => [k.toLowerCase(), value]));
}

function contentRange({ startByte, endByte }: ByteRange, totalBytes: number): string {
  return `bytes ${startByte}-${endByte - 1}/${totalBytes}`;
}

/** The bytes in chunks: a Response of them would copy hundreds of megabytes first. */
function streamOf(bytes: Uint8Array, ending: Reply["ending"]): ReadableStream<Uint8Array> {
  const endByte = ending?.afterBytes ?? bytes.length; // exclusive
  let sentBytes = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sentBytes < endByte) {
        const next = Math.min(endByte, sentBytes + CHUNK_BYTES);
        controller.enqueue(bytes.subarray(sentBytes, next));
        sentBytes = next;
      } else if (ending?.is !== "stalled") {
        // Short of its Content-Length, the server breaks the connection off.
        controller.close();
      }
    },
  });
}
