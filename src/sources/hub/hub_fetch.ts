/**
 * The `fetch` that the Hub's own client is given.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { HubCommit } from "./hub_file.ts";
import type { HubId } from "./hub_id.ts";
import { refusal } from "./hub_refusals.ts";
import {
  askPassing,
  locationOf,
  MAX_REDIRECTS,
  PassingError,
  type Patience,
  tryAgain,
  UnknownHost,
  Unreachable,
} from "./hub_request.ts";
import { authorization, takesToken } from "./hub_settings.ts";

/** A `fetch` for the library: with our token, tried again, refused in our words, sent on within the Hub alone. */
export function checkedFetch(
  { id, settings, patience, onReply }: Pick<HubCommit, "id" | "settings" | "onReply"> & {
    patience: Patience;
  },
): typeof globalThis.fetch {
  const endpoint = new URL(settings.endpoint);
  const root = endpoint.pathname.replace(/\/$/, "");
  const pages = new Set<string>();
  /** The body of a reply that is no refusal; tried again with its head. */
  const answer = async (url: URL) => {
    const headers = {
      accept: "application/json",
      ...takesToken(url, endpoint) && authorization(settings),
    };
    const reply = await askPassing(url, { headers, stallMs: patience.stallMs });
    onReply?.(reply.headers, settings.token);
    const location = locationOf(reply, url);
    if (location !== null) {
      await reply.cancel();
      return location;
    }
    if (reply.status !== 200) throw await refusal(reply, { id, settings, path: null });
    const bytes = await reply.bytes();
    // A page of a captive portal, or a proxy's, is no answer: the library would tell it in the engine's words.
    if (!isJson(bytes, url.host)) {
      throw new Error(
        `Cannot understand what ${url.host} answers: expected JSON; what answers there is no Hub, or stands before it`,
      );
    }
    // The library takes an address that is whole alone, and the listing for ended otherwise.
    const link = (reply.headers.get("link") ?? "")
      .replace(/<([^>]*)>/g, (_, next: string) => `<${URL.parse(next, url)?.href ?? next}>`);
    return new Response(bytes, { headers: { "content-type": "application/json", link } });
  };
  return async (input) => {
    const given = new URL(input instanceof Request ? input.url : input);
    // The next page of a listing names the Hub itself, behind a mirror too.
    const path = given.pathname.startsWith(`${root}/`) ? given.pathname : root + given.pathname;
    let url = new URL(path + given.search, endpoint);
    if (path.includes("/tree/")) {
      if (pages.has(url.href)) {
        throw new Error(
          `Cannot open ${
            shownName(id.typed)
          }: expected the next page of its files, found one that was read`,
        );
      }
      pages.add(url.href);
    }
    for (let n = 0; n < MAX_REDIRECTS; n++) {
      const found = await tryAgain(
        () => answer(url).catch((error) => unlessUnknown(error, id)),
        patience,
      );
      if (found instanceof Response) return found;
      url = found;
    }
    throw new Error(
      `Cannot open ${shownName(id.typed)}: it was sent on more than ${MAX_REDIRECTS} times`,
    );
  };
}

/** Whether bytes are JSON. @throws {PassingError} if they begin as JSON does and break off. */
function isJson(bytes: Uint8Array, host: string): boolean {
  const text = new TextDecoder().decode(bytes);
  try {
    JSON.parse(text);
    return true;
  } catch {
    if (/^\s*[[{]/.test(text)) throw new PassingError(`what ${host} answers broke off`);
    return false;
  }
}

/** Where the first that is asked has no name, there is no network to wait for. */
function unlessUnknown(error: unknown, { typed }: HubId): never {
  if (!(error instanceof UnknownHost)) throw error;
  throw new Unreachable(
    `Cannot open ${
      shownName(typed)
    }: no folder of that name, and the Hub cannot be reached: ${error.message}; ` +
      "without a network, --offline reads what is cached",
  );
}
