/**
 * What the environment says about the Hugging Face Hub, read as the Hub's own Python client reads it.
 *
 * @module
 */

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { callerFolder, readVariable } from "../../places.ts";
import { shownName } from "../../text/quote.ts";
import { UsageError } from "../../usage_error.ts";

/** An access token. Its value goes into the Authorization header and nowhere else. */
export interface HubToken {
  readonly value: string;
  /** Where it came from, for messages: the variable, as `HF_TOKEN`, or the file. */
  readonly from: string;
}

/** How the Hub is reached, and where its own tools keep what they fetched. */
export interface HubSettings {
  /** `https://huggingface.co`, or a mirror; without a slash at the end. */
  readonly endpoint: string;
  /** Null where there is none, and where `HF_HUB_DISABLE_IMPLICIT_TOKEN` keeps it from being sent. */
  readonly token: HubToken | null;
  /** Why there is none although one was given, and what to do; else null. */
  readonly tokenNote: string | null;
  /** What asks for no network: `--offline`, `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`; null where nothing does. */
  readonly offlineBy: string | null;
  /** The cache of the Hub's own tools, `.../huggingface/hub`; it may not exist. */
  readonly cacheRoot: string;
}

/** Names of the environment that are read, for the permissions of the task. */
export const HUB_ENVIRONMENT: readonly string[] = [
  "HF_ENDPOINT",
  "HF_HOME",
  "HF_HUB_CACHE",
  "HF_HUB_DISABLE_IMPLICIT_TOKEN",
  "HF_HUB_OFFLINE",
  "HF_TOKEN",
  "HF_TOKEN_PATH",
  "HUGGINGFACE_HUB_CACHE",
  "HUGGING_FACE_HUB_TOKEN",
  "TRANSFORMERS_OFFLINE",
  "XDG_CACHE_HOME",
];

const DEFAULT_ENDPOINT = "https://huggingface.co";
/** Far above any real token, so that a wrong `HF_TOKEN_PATH` is not read to its end. */
const MAX_TOKEN_BYTES = 65_536;

/** Where the settings come from; a variable that is empty counts as not set. */
interface Surroundings {
  readonly env: (name: string) => string | undefined;
  readonly home: () => string;
}

/** Whether the token may be sent there: to the endpoint, and to the Hub itself, to which mirrors send on. */
export function takesToken({ origin }: URL, endpoint: URL): boolean {
  return origin === endpoint.origin || origin === DEFAULT_ENDPOINT;
}

/** The header that has the token; none where there is no token. */
export function authorization({ token }: Pick<HubSettings, "token">): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token.value}` };
}

/**
 * The settings of this process. The home folder is asked for only where a path needs it.
 *
 * @param options.isOffline Whether `--offline` was given.
 * @param options.env The environment's, where a name that Deno may not read counts as not set.
 * @throws {UsageError} in one line, without any secret, if `HF_ENDPOINT` is no http(s) address or no header can hold the token.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hubSettings } from "./hub_settings.ts";
 * const env = (name: string) => name === "HF_HUB_CACHE" ? "/data/hub" : undefined;
 * const settings = await hubSettings({ isOffline: true, env, home: () => "/home/ada" });
 * assert(settings.endpoint === "https://huggingface.co" && settings.token === null);
 * assert(settings.offlineBy === "--offline" && settings.cacheRoot === "/data/hub");
 * ```
 */
export async function hubSettings(
  { isOffline, env = readVariable, home = homedir }: {
    isOffline: boolean;
    env?: (name: string) => string | undefined;
    home?: () => string;
  },
): Promise<HubSettings> {
  const surroundings = { env: (name: string) => env(name) || undefined, home };
  return {
    endpoint: endpointOf(surroundings.env("HF_ENDPOINT")),
    ...await tokenOf(surroundings),
    offlineBy: isOffline
      ? "--offline"
      : ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].find((it) => isOn(surroundings.env(it))) ?? null,
    cacheRoot: cacheRootOf(surroundings),
  };
}

function isOn(value: string | undefined): boolean {
  return /^(?:1|true|yes|on)$/i.test(value?.trim() ?? "");
}

function endpointOf(typed: string | undefined): string {
  const text = typed?.trim() ?? "";
  if (text === "") return DEFAULT_ENDPOINT;
  const url = URL.parse(text);
  const finding = url === null || !/^https?:$/.test(url.protocol)
    ? "none"
    : url.username !== "" || url.password !== ""
    ? "one with a user name or a password"
    : /[?#]/.test(text)
    ? "one with a query or a fragment"
    : null;
  if (url !== null && finding === null) return url.href.replace(/\/+$/, "");
  throw new UsageError(
    `Cannot use HF_ENDPOINT ${
      shownName(withoutSecrets(text))
    }: expected an http:// or https:// address such as ${DEFAULT_ENDPOINT}, found ${finding}`,
  );
}

/** An address, or what was meant as one, without what a password or a key may stand in. */
function withoutSecrets(text: string): string {
  return text.replace(/[?#].*$/s, "…").replace(/^.*@/s, "…@");
}

function cacheRootOf(surroundings: Surroundings): string {
  const { env } = surroundings;
  const typed = env("HF_HUB_CACHE") ?? env("HUGGINGFACE_HUB_CACHE");
  return typed === undefined ? join(hubHome(surroundings), "hub") : expand(typed, surroundings);
}

/** Where the Hub's own tools keep their cache and token. */
function hubHome(surroundings: Surroundings): string {
  const { env } = surroundings;
  const caches = env("XDG_CACHE_HOME") ?? "~/.cache"; // taken as it is, relative or not, as the Python client does
  return expand(env("HF_HOME") ?? join(caches, "huggingface"), surroundings);
}

/**
 * In the order of the Python client, `~` before variables, so that both look in the same place; unknown ones stay as they are. A
 * relative place is one of the folder in which the command was typed, as it is to that client.
 */
function expand(path: string, { env, home }: Surroundings): string {
  const fromHome = path.replace(/^~(?=$|[/\\])/, () => home());
  const expanded = fromHome.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare, braced) => {
    const name: string = bare ?? braced;
    if (name === "HOME") return home();
    return HUB_ENVIRONMENT.includes(name) ? env(name) ?? whole : whole;
  });
  const caller = callerFolder();
  return caller === Deno.cwd() ? expanded : resolve(caller, expanded);
}

type TokenState = Pick<HubSettings, "token" | "tokenNote">;

/** Variables that hold a token themselves, in the order of the Python client. */
const TOKEN_VARIABLES = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"];
const TOKEN_PATH = "HF_TOKEN_PATH";

async function tokenOf(surroundings: Surroundings): Promise<TokenState> {
  const { env } = surroundings;
  const given = TOKEN_VARIABLES.find((name) => (env(name)?.trim() ?? "") !== "");
  if (isOn(env("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
    const from = given ?? (env(TOKEN_PATH) === undefined ? null : TOKEN_PATH);
    return {
      token: null,
      tokenNote: from === null
        ? null
        : `unset HF_HUB_DISABLE_IMPLICIT_TOKEN, which keeps the token of ${from} back`,
    };
  }
  return given === undefined
    ? await tokenOfFile(surroundings)
    : { token: checked({ value: env(given)?.trim() ?? "", from: given }), tokenNote: null };
}

async function tokenOfFile(surroundings: Surroundings): Promise<TokenState> {
  const { env } = surroundings;
  const typed = env(TOKEN_PATH);
  const from = typed === undefined
    ? join(hubHome(surroundings), "token")
    : expand(typed, surroundings);
  const { text = "", finding } = await readToken(from);
  const value = text.trim();
  if (value !== "") return { token: checked({ value, from }), tokenNote: null };
  // Of a place that nobody named, only what is there and cannot be read tells anything.
  const isTold = typed !== undefined || (finding !== null && finding !== ABSENT);
  // The variable alone is named: it may hold the token itself, by mistake.
  const file = typed === undefined ? shownName(from) : `the file that ${TOKEN_PATH} names`;
  return {
    token: null,
    tokenNote: isTold
      ? `put a token with read access into ${file} (${
        finding ?? "it is empty"
      }), or give it in HF_TOKEN`
      : null,
  };
}

const ABSENT = "no such file";

/** No text where there is no such file, or none that can be read: then nothing is sent, and public repositories still open. */
async function readToken(path: string): Promise<{ text?: string; finding: string | null }> {
  try {
    const { isDirectory, size } = await Deno.stat(path);
    if (isDirectory) return { finding: "it is a folder" };
    if (size > MAX_TOKEN_BYTES) return { finding: `it has ${size} bytes, more than any token` };
    return { text: await Deno.readTextFile(path), finding: null };
  } catch (error) {
    const { NotFound, PermissionDenied } = Deno.errors;
    return {
      finding: error instanceof NotFound
        ? ABSENT
        : error instanceof PermissionDenied
        ? "permission denied"
        : "it cannot be read",
    };
  }
}

/** Never shows the token, nor any part of it. */
function checked(token: HubToken): HubToken {
  const { value, from } = token;
  if (/^[\x21-\x7e]+$/.test(value)) return token;
  const finding = /[\r\n]/.test(value)
    ? "a line break in it"
    : "a character that no token can have";
  throw new UsageError(
    `Cannot use the token of ${
      shownName(from)
    }: expected one line of visible ASCII characters, found ${finding}`,
  );
}
