/**
 * One file of a repository at a commit, read by range: resolved once, then asked of the host that holds it.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { HubId } from "./hub_id.ts";
import { refusal } from "./hub_refusals.ts";
import {
  askPassing,
  locationOf,
  MAX_REDIRECTS,
  PassingError,
  PATIENCE,
  type Patience,
  type Reply,
  tryAgain,
} from "./hub_request.ts";
import { authorization, type HubSettings, takesToken } from "./hub_settings.ts";
import type { OnReply } from "./hub_warnings.ts";
import type { ByteRange } from "./ranges.ts";

/** A repository at a commit, and how it is asked. */
export interface HubCommit {
  readonly id: HubId;
  /** 40 hex. */
  readonly commit: string;
  readonly settings: HubSettings;
  readonly patience?: Patience;
  /** Hears the head of every reply of the endpoint. */
  readonly onReply?: OnReply;
}

/** What the listing tells of a file. */
export interface HubFileInfo {
  /** From the repository down. */
  readonly path: string;
  /** Null where the server lists none. */
  readonly sizeBytes: number | null;
  /** SHA-256 of the content, where the Hub keeps it as a large file; else null. */
  readonly sha256: string | null;
  /** Git's id of the content, a SHA-1 with a head; null for a large file, and where the server lists none. */
  readonly gitSha1: string | null;
}

/** A signed address is renewed so long before it expires. */
const RENEWED_BEFORE_MS = 60_000;

/** Where the bytes lie for now. It opens a gated file to anybody: in memory only, in no message. */
interface Address {
  readonly url: URL;
  /** On the endpoint itself or another that takes the token. */
  readonly isOwn: boolean;
  readonly expiresMs: number;
}

/** Reads ranges of one file. */
export class HubFile {
  readonly #at: HubCommit;
  readonly #info: HubFileInfo;
  readonly #patience: Patience;
  #address: Promise<Address> | null = null;
  #sizeBytes: number | null;
  /** By host. */
  readonly #etags = new Map<string, string>();

  constructor(at: HubCommit, info: HubFileInfo) {
    this.#at = at;
    this.#info = info;
    this.#patience = at.patience ?? PATIENCE;
    this.#sizeBytes = info.sizeBytes;
  }

  /** Size in bytes; asked for where the listing does not tell it. */
  async size(): Promise<number> {
    if (this.#sizeBytes === null) await this.read(0, new Uint8Array(1));
    return this.#sizeBytes ?? 0;
  }

  /**
   * Fills `into` with the bytes from `offsetBytes` on; `onFilled` hears how many of them are there, as they come.
   *
   * @throws {Error} in one line if the file is refused, or is not what the listing tells.
   * @throws {PassingError} if the connection does not hold.
   */
  async read(
    offsetBytes: number,
    into: Uint8Array,
    onFilled: (nFilled: number) => void = () => {},
  ): Promise<void> {
    const { offlineBy } = this.#at.settings;
    if (offlineBy !== null) {
      throw new Error(
        `Cannot read ${this.#shown()}: a part that is needed was not fetched, and ${offlineBy} keeps the network out; ` +
          "fetch it before with deno task cache fetch and the same options",
      );
    }
    let nFilled = 0;
    try {
      await tryAgain(
        async () => {
          while (nFilled < into.byteLength) {
            const range = { start: offsetBytes + nFilled, end: offsetBytes + into.byteLength };
            await this.#range(range, (chunk) => {
              into.set(chunk, nFilled);
              nFilled += chunk.byteLength;
              onFilled(nFilled);
            });
          }
        },
        this.#patience,
        () => nFilled,
      );
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      throw new Error(
        `Cannot read ${this.#shown()}: ${error.message}, ${this.#patience.tries} times in a row; ` +
          "what came is kept, run it again to go on",
      );
    }
  }

  /** Gives the bytes of a range to `use` as they come. @throws {PassingError} where another try may help. */
  async #range({ start, end }: ByteRange, use: (chunk: Uint8Array) => void): Promise<void> {
    const reply = await this.#reply(start, end);
    try {
      this.#check(reply, start, end);
    } catch (error) {
      await reply.cancel();
      throw error;
    }
    let nLeft = end - start;
    await reply.read((chunk) => {
      if (chunk.byteLength > nLeft) throw new PassingError("more bytes came than were asked for");
      nLeft -= chunk.byteLength;
      use(chunk);
    });
    if (nLeft > 0) throw new PassingError(`${nLeft} bytes fewer came than were asked for`);
  }

  /** The reply to a range, from an address that holds. */
  async #reply(start: number, end: number): Promise<Reply> {
    for (const isRenewed of [false, true]) {
      const address = await this.#resolved();
      const headers = {
        range: `bytes=${start}-${end - 1}`,
        ...address.isOwn && authorization(this.#at.settings),
      };
      const reply = await askPassing(address.url, { headers, stallMs: this.#patience.stallMs });
      if (reply.status === 206 || reply.status === 200) return reply;
      await reply.cancel();
      await this.#drop(address);
      // An address is refused once it has expired, or sends on once what streamed the file there does so no more; a new one that is
      // refused too is meant to be.
      const isStale = reply.status === 403 || (reply.status >= 300 && reply.status < 400);
      if (isRenewed || !isStale) throw await this.#refused(reply, address, isRenewed);
    }
    throw new Error("unreachable");
  }

  /** Reads side by side are refused together: the first to come back renews the address, and the others take the new one. */
  async #drop(address: Address): Promise<void> {
    if (await this.#address?.catch(() => null) === address) this.#address = null;
  }

  async #refused(reply: Reply, { url, isOwn }: Address, isRenewed: boolean): Promise<Error> {
    if (isOwn) return await refusal(reply, { ...this.#at, path: this.#info.path });
    return new Error(
      `Cannot read ${this.#shown()}: ${url.host} answered ${reply.status}${
        isRenewed ? ", to a new address too" : ""
      }`,
    );
  }

  #resolved(): Promise<Address> {
    const renewed = async () => {
      const known = await this.#address?.catch(() => null) ?? null;
      if (known !== null && known.expiresMs - Date.now() > RENEWED_BEFORE_MS) return known;
      return await this.#resolve();
    };
    // One at a time: tiles that are read side by side share an address.
    return this.#address = renewed();
  }

  /**
   * Asks the endpoint where the file lies. A 302 to another host is the address; other redirects are an endpoint that has moved,
   * or a mirror that sends to the Hub itself, and are asked in turn.
   */
  async #resolve(): Promise<Address> {
    const { settings, onReply } = this.#at;
    const endpoint = new URL(settings.endpoint);
    let url = resolveUrl(this.#at, this.#info.path);
    for (let n = 0; n < MAX_REDIRECTS; n++) {
      const isOwn = takesToken(url, endpoint);
      const headers = { range: "bytes=0-0", ...isOwn && authorization(settings) };
      const reply = await askPassing(url, { headers, stallMs: this.#patience.stallMs });
      await reply.cancel();
      onReply?.(reply.headers, settings.token);
      const { status } = reply;
      if (status === 200 || status === 206) return { url, isOwn, expiresMs: expiryOf(url) };
      const location = locationOf(reply, url);
      if (location === null) throw await refusal(reply, { ...this.#at, path: this.#info.path });
      this.#expectSame(reply);
      const isAddress = status === 302 && location.origin !== url.origin &&
        !location.pathname.includes("/resolve/");
      url = location;
      if (isAddress) return { url, isOwn: false, expiresMs: expiryOf(url) };
    }
    throw new Error(
      `Cannot read ${this.#shown()}: it was sent on more than ${MAX_REDIRECTS} times`,
    );
  }

  /** The facts that a redirect to a large file carries. */
  #expectSame({ headers }: Reply): void {
    const commit = headers.get("x-repo-commit");
    if (commit !== null && commit !== this.#at.commit) {
      throw this.#differs("commit", this.#at.commit, commit);
    }
    const size = headers.get("x-linked-size");
    if (size !== null) this.#expectSize(Number(size));
    const etag = headers.get("x-linked-etag");
    if (etag !== null) this.#expectEtag(etag, "");
  }

  /** Whether a reply holds just these bytes of this file. */
  #check({ status, headers, host }: Reply, start: number, end: number): void {
    const content = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get("content-range") ?? "");
    if (status === 200) {
      const isAll = start === 0 && headers.get("content-length") === String(end);
      if (!isAll || end !== this.#sizeBytes) {
        throw new PassingError("the whole file came where a range of it was asked for");
      }
    } else if (content === null || Number(content[1]) !== start || Number(content[2]) !== end - 1) {
      throw new PassingError("another range came than was asked for");
    } else {
      this.#expectSize(Number(content[3]));
    }
    // Such bytes are not those of the file, though their count may be.
    const coding = headers.get("content-encoding") ?? "identity";
    if (coding !== "identity") {
      throw new PassingError(
        `bytes came in the coding ${shownName(coding)}, which was not asked for`,
      );
    }
    const etag = headers.get("etag");
    if (etag !== null) this.#expectEtag(etag, host);
  }

  #expectSize(size: number): void {
    this.#sizeBytes ??= size;
    if (size !== this.#sizeBytes) {
      throw this.#differs("size", `${this.#sizeBytes} bytes`, `${size}`);
    }
  }

  /** Of a large file the SHA-256 of its content, of others Git's id; any other tells nothing but that it changes. */
  #expectEtag(header: string, host: string): void {
    const etag = header.replace(/^W\//, "").replaceAll('"', "").toLowerCase();
    const isHash = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(etag);
    const listed = etag.length === 64 ? this.#info.sha256 : this.#info.gitSha1;
    // Hosts that hold a copy each may name it each in their own way.
    const known = isHash && listed !== null ? listed : this.#etags.get(host) ?? null;
    if (known !== null && known !== etag) {
      throw this.#differs("ETag", shownName(known), etag);
    }
    this.#etags.set(host, etag);
  }

  #differs(what: string, expected: string, found: string): Error {
    return new Error(
      `Cannot read ${this.#shown()}: expected ${what} ${expected} of this commit, found ${
        shownName(found)
      }; where that stays so, deno task cache clear ${this.#at.id.repository} has it listed anew`,
    );
  }

  #shown(): string {
    const { id, commit } = this.#at;
    return `${shownName(this.#info.path)} of ${id.repository}@${commit.slice(0, 8)}`;
  }
}

/** When a fresh signed address expires, milliseconds since 1970; never, where it does not tell or the clock here is ahead of it. */
function expiryOf({ searchParams }: URL): number {
  const seconds = /^\d+$/.exec(searchParams.get("Expires") ?? "")?.[0];
  const expiresMs = seconds === undefined ? Infinity : Number(seconds) * 1000;
  return expiresMs <= Date.now() ? Infinity : expiresMs;
}

/** The address of a file: revision and path segment by segment. */
function resolveUrl({ id, commit, settings }: HubCommit, path: string): URL {
  const kind = id.kind === "datasets" ? "datasets/" : "";
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return new URL(`${settings.endpoint}/${kind}${id.repository}/resolve/${commit}/${encoded}`);
}
