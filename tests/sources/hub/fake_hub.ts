/** A Hugging Face Hub on two loopback ports: an endpoint (API and resolve) and the host of the large files. */

import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  type FakeRequest,
  type Fault,
  json,
  plain,
  refusal,
  type RepliedFile,
  type Reply,
  replyOfFile,
  send,
  spoiled,
} from "./fake_faults.ts";

export type { FakeRequest, Fault, FaultKind } from "./fake_faults.ts";

export interface FakeRepository {
  readonly kind: "models" | "datasets";
  /** `org/name`. */
  readonly id: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** Other revisions that lead to the commit, beside "main", "HEAD" and the commit itself. */
  readonly revisions?: readonly string[];
  /** From 1,000 bytes on, and `*.safetensors` and `*.pt` of any size, they are files of LFS; the others lie in git. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Resolving needs a token of `members`. */
  readonly gated?: "auto" | "manual";
  readonly isPrivate?: boolean;
  readonly isTakenDown?: boolean;
  /** The id that it has now. */
  readonly movedTo?: string;
}

export interface FakeHubOptions {
  /** The tokens that are valid. */
  readonly tokens?: readonly string[];
  /** Of these, those that may read gated repositories. */
  readonly members?: readonly string[];
  /** Rows of a page of the tree. */
  readonly pageSize?: number;
  /** A signed address is refused after so many uses; unlimited without. */
  readonly usesOfAddress?: number;
  /** How long signed addresses live. */
  readonly expiresInSeconds?: number;
  /** Sends everything on to another Hub, as a mirror that has given up. */
  readonly sendsOnTo?: string;
  /** `topic; message` on every reply of the Hub. */
  readonly warning?: string;
  /** The content host is so slow to begin a reply, milliseconds. */
  readonly pauseMs?: number;
  /** Streams the files itself from resolve, names no commit there and has no tree. */
  readonly isMirror?: boolean;
}

export interface FakeHub extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** `127.0.0.1:PORT`. */
  readonly contentHost: string;
  /** All so far, those met by a fault included. */
  readonly requests: FakeRequest[];
  /** Tests push and splice. */
  readonly faults: Fault[];
}

/** A file with what the Hub says of it. */
interface HubFile extends RepliedFile {
  readonly sha256: string;
  readonly gitOid: string;
}

/** An address on the content host that was given out. */
interface SignedAddress {
  readonly file: HubFile;
  readonly expires: number;
  uses: number;
}

const LFS_FROM_BYTES = 1000;
const RATE_LIMIT = '"resolvers";r=100;t=55';
const ID = "([^/]+/[^/]+)";
const API = new RegExp(`^/api/(models|datasets)/${ID}(?:/(revision|tree)/([^/]+)(?:/(.+))?)?/?$`);
const AUTH_CHECK = new RegExp(`^/api/(models|datasets)/${ID}/auth-check$`);
const RESOLVE = new RegExp(`^/(?:(datasets)/)?${ID}/resolve/([^/]+)/(.+)$`);
const RESOLVE_CACHE = new RegExp(`^/api/resolve-cache/(models|datasets)/${ID}/([^/]+)/(.+)$`);

/**
 * Starts a fake Hub of these repositories. The path of an address on the content host ends with the path of the file in its
 * repository (the real one shows a hash), so that a fault's `where` can name the file.
 */
export function startFakeHub(
  repositories: readonly FakeRepository[],
  options: FakeHubOptions = {},
): Promise<FakeHub> {
  const requests: FakeRequest[] = [];
  const faults: Fault[] = [];
  const nServed = new WeakMap<Fault, number>();
  const addresses = new Map<string, SignedAddress>();
  const closing = new AbortController();

  /** Listens on a free port and answers by `reply`, or by what goes wrong. */
  function listen(host: FakeRequest["host"], reply: (request: FakeRequest) => Reply) {
    const handler = async (raw: Request): Promise<Response> => {
      const { pathname: path, search } = new URL(raw.url);
      const headers = new Headers(raw.headers);
      const { method } = raw;
      const request = { host, method, path, search, headers, range: headers.get("range") };
      requests.push(request);
      if (host === "content" && options.pauseMs !== undefined) await pause(options.pauseMs);
      const sent = send(faulty(request, reply), request);
      if (host === "hub" && !sent.headers.has("ratelimit")) {
        sent.headers.set("ratelimit", RATE_LIMIT);
      }
      if (host === "hub" && options.warning !== undefined) {
        sent.headers.set("x-hf-warning", options.warning);
      }
      return sent;
    };
    const { signal } = closing;
    return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {}, signal }, handler);
  }

  function faulty(request: FakeRequest, reply: (request: FakeRequest) => Reply): Reply {
    let honest: Reply | undefined;
    for (const fault of faults) {
      const n = nServed.get(fault) ?? 0;
      if (n >= fault.times || !fault.where(request)) continue;
      const { does } = fault;
      // A request that meets a status uses up no address.
      const bad = does.is === "status"
        ? spoiled(plain(200), does)
        : spoiled(honest ??= reply(request), does);
      // Without a body there is nothing to cut; the fault waits for the GET.
      if (bad === null || (bad.ending && request.method === "HEAD")) continue;
      nServed.set(fault, n + 1);
      return bad;
    }
    return honest ?? reply(request);
  }

  function replyOfHub(request: FakeRequest): Reply {
    const { path, method } = request;
    if (method !== "GET" && method !== "HEAD") return plain(405, { allow: "GET, HEAD" });
    const { sendsOnTo } = options;
    if (sendsOnTo !== undefined) return plain(308, { location: sendsOnTo + path + request.search });
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "");
    if (token !== undefined && !options.tokens?.includes(token)) {
      return refusal(401, "Invalid credentials in Authorization header");
    }
    const found = AUTH_CHECK.exec(path) ?? API.exec(path) ?? RESOLVE_CACHE.exec(path) ??
      RESOLVE.exec(path);
    if (!found) return refusal(404, "Not found");
    const [, kind = "models", id = ""] = found;
    const repository = repositories.find((one) => one.kind === kind && one.id === id);
    if (!repository || (repository.isPrivate && token === undefined)) {
      return token === undefined
        ? refusal(401, "Invalid username or password.")
        : refusal(404, "Repository not found", "RepoNotFound");
    }
    if (repository.movedTo !== undefined) {
      const location = path.replace(`/${id}`, `/${repository.movedTo}`) + request.search;
      return plain(307, { location });
    }
    if (repository.isTakenDown) return refusal(403, "Access to this resource is disabled.");
    if (AUTH_CHECK.test(path)) {
      if (options.isMirror) return refusal(404, "Not found");
      return gateOf(repository, token) ?? json({ ok: true });
    }
    if (API.test(path)) {
      const [, , , route, revision = "main", below = ""] = found;
      if (!hasRevision(repository, decodeURIComponent(revision))) return noRevision(revision);
      if (route !== "tree") return below === "" ? infoOf(repository) : refusal(404, "Not found");
      return options.isMirror ? refusal(404, "Not found") : pageOfTree(repository, request, below);
    }
    const [, , , revision = "", encoded = ""] = found;
    const closed = gateOf(repository, token);
    if (closed) return closed;
    if (!hasRevision(repository, decodeURIComponent(revision))) return noRevision(revision);
    return replyOfPath(repository, request, encoded);
  }

  /** Null for those who may read the files. */
  function gateOf({ kind, id, gated }: FakeRepository, token: string | undefined): Reply | null {
    if (gated === undefined || (token !== undefined && options.members?.includes(token))) {
      return null;
    }
    const access = `Access to ${kind.slice(0, -1)} ${id} is restricted`;
    const page = `https://huggingface.co/${kind === "datasets" ? "datasets/" : ""}${id}`;
    return token === undefined
      ? refusal(
        401,
        `${access}. You must have access to it and be authenticated to access it. Please log in.`,
        "GatedRepo",
      )
      : refusal(
        403,
        `${access} and you are not in the authorized list. Visit ${page} to ask for access.`,
        "GatedRepo",
      );
  }

  function pageOfTree(repository: FakeRepository, request: FakeRequest, below: string): Reply {
    const query = new URLSearchParams(request.search);
    const rows = treeRows(repository, decodeURIComponent(below), query.get("recursive") === "true");
    if (rows.length === 0 && below !== "") return noEntry(repository);
    const first = Number(query.get("cursor") ?? 0);
    const next = first + (options.pageSize ?? 1000);
    const page = json(rows.slice(first, next));
    if (next >= rows.length) return page;
    query.set("cursor", String(next));
    const link = `<${endpoint}${request.path}?${query}>; rel="next"`;
    return { ...page, headers: { ...page.headers, link } };
  }

  /** Of resolve, and of the place that it redirects small files to. */
  function replyOfPath(repository: FakeRepository, request: FakeRequest, encoded: string): Reply {
    const path = decodeURIComponent(encoded);
    const bytes = repository.files.get(path);
    if (bytes === undefined) return noEntry(repository, !options.isMirror);
    const file = hubFile(bytes);
    const etag = `"${isLfs(path, bytes) ? file.sha256 : file.gitOid}"`;
    if (options.isMirror) return replyOfFile(file, { range: request.range, headers: { etag } });
    const commit = { "x-repo-commit": repository.commit };
    const { kind, id } = repository;
    if (RESOLVE_CACHE.test(request.path)) {
      // A client that drops the query on its way here gets nothing.
      if (new URLSearchParams(request.search).get("etag") !== etag) return noEntry(repository);
      const headers = { ...commit, etag, "content-type": "text/plain; charset=utf-8" };
      const { range } = request;
      if (range !== null || !request.headers.get("accept-encoding")?.includes("gzip")) {
        return replyOfFile(file, { range, headers });
      }
      const zipped = { ...headers, etag: `W/${etag}`, "content-encoding": "gzip" };
      return { status: 200, headers: zipped, bytes: gzipSync(bytes), file };
    }
    if (!isLfs(path, bytes)) {
      const query = `?${encodeURIComponent(request.path)}=&etag=${encodeURIComponent(etag)}`;
      const location = `/api/resolve-cache/${kind}/${id}/${repository.commit}/${encoded}${query}`;
      return { ...plain(307, { ...commit, location }), file };
    }
    const expires = Math.floor(Date.now() / 1000) + (options.expiresInSeconds ?? 3600);
    const query = `?Expires=${expires}&Signature=${crypto.randomUUID()}&Key-Pair-Id=FAKE`;
    const address = `/xet-bridge-us/${kind}/${id}/${encoded}${query}`;
    addresses.set(address, { file, expires, uses: 0 });
    const headers = {
      ...commit,
      location: `http://${contentHost}${address}`,
      "x-linked-size": String(bytes.length),
      "x-linked-etag": etag,
    };
    return { ...plain(302, headers), file };
  }

  function replyOfContentHost(request: FakeRequest): Reply {
    // A signed address needs no token, and no token may leave the Hub's own origin.
    if (request.headers.has("authorization")) return plain(400);
    if (!["GET", "HEAD"].includes(request.method)) return plain(405, { allow: "GET, HEAD" });
    const address = addresses.get(request.path + request.search);
    const isRefused = !address || Date.now() / 1000 >= address.expires ||
      address.uses >= (options.usesOfAddress ?? Infinity);
    if (isRefused) return plain(403);
    address.uses++;
    const headers = { etag: `"${address.file.sha256}"` };
    return replyOfFile(address.file, { range: request.range, headers });
  }

  const hub = listen("hub", replyOfHub);
  const content = listen("content", replyOfContentHost);
  const endpoint = `http://127.0.0.1:${hub.addr.port}`;
  const contentHost = `127.0.0.1:${content.addr.port}`;
  return Promise.resolve({
    endpoint,
    contentHost,
    requests,
    faults,
    async [Symbol.asyncDispose]() {
      // A stalled body would hold a shutdown for ever.
      closing.abort();
      await Promise.all([hub.finished, content.finished]);
    },
  });
}

function infoOf({ id, commit, gated, isPrivate, files }: FakeRepository): Reply {
  const siblings = [...files.keys()].map((rfilename) => ({ rfilename }));
  return json({ id, sha: commit, private: isPrivate ?? false, gated: gated ?? false, siblings });
}

/** Folders first, then files, of what lies below a path. */
function treeRows({ files }: FakeRepository, below: string, isRecursive: boolean): unknown[] {
  const start = below === "" ? "" : `${below}/`;
  const folders = new Set<string>();
  const rows: unknown[] = [];
  for (const [path, bytes] of files) {
    if (!path.startsWith(start)) continue;
    const inner = path.slice(start.length).split("/").slice(0, -1);
    const shown = inner.slice(0, isRecursive ? inner.length : 1);
    shown.forEach((_, i) => folders.add(start + inner.slice(0, i + 1).join("/")));
    if (inner.length > 0 && !isRecursive) continue;
    const { gitOid, pointerOid, sha256, pointer } = hubFile(bytes);
    const file = { type: "file", oid: gitOid, size: bytes.length, path };
    const lfs = { oid: sha256, size: bytes.length, pointerSize: pointer.length };
    rows.push(isLfs(path, bytes) ? { ...file, oid: pointerOid, lfs } : file);
  }
  const ofFolder = (path: string) => ({
    type: "directory",
    oid: createHash("sha1").update(path).digest("hex"),
    size: 0,
    path,
  });
  return [...[...folders].map(ofFolder), ...rows];
}

function isLfs(path: string, bytes: Uint8Array): boolean {
  return bytes.length >= LFS_FROM_BYTES || /\.(safetensors|pt)$/.test(path);
}

/** By their bytes: the hash of a large file is worth keeping. */
const hubFiles = new WeakMap<Uint8Array, HubFile>();

function hubFile(bytes: Uint8Array): HubFile {
  const known = hubFiles.get(bytes);
  if (known) return known;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const pointer = new TextEncoder().encode(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes.length}\n`,
  );
  const file = { bytes, sha256, gitOid: blobOid(bytes), pointer, pointerOid: blobOid(pointer) };
  hubFiles.set(bytes, file);
  return file;
}

function blobOid(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function hasRevision({ commit, revisions = [] }: FakeRepository, revision: string): boolean {
  return ["main", "HEAD", commit, ...revisions].includes(revision);
}

function noRevision(encoded: string): Reply {
  return refusal(404, `Invalid rev id: ${decodeURIComponent(encoded)}`, "RevisionNotFound");
}

function noEntry({ commit }: FakeRepository, isCommitNamed = true): Reply {
  const reply = refusal(404, "Entry not found", "EntryNotFound");
  if (!isCommitNamed) return reply;
  return { ...reply, headers: { ...reply.headers, "x-repo-commit": commit } };
}
