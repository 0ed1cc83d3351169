/**
 * What the Hub refuses, each in one line: what was found, and what to do. Never a token, never a signed address.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { HubId } from "./hub_id.ts";
import type { HubSettings } from "./hub_settings.ts";
import type { Reply } from "./hub_request.ts";
import { serverText } from "./server_text.ts";

/** What was asked for. */
export interface Asked {
  readonly id: HubId;
  readonly settings: HubSettings;
  /** A file, from the repository down; null where the repository itself was asked for. */
  readonly path: string | null;
}

/** The Hub gives nothing, in one line. */
export class HubRefusal extends Error {
  override name = "HubRefusal";
  readonly status: number;
  /** `X-Error-Code`; null where there is none. */
  readonly code: string | null;

  constructor(reply: Reply, asked: Asked) {
    super(`Cannot open ${shownName(asked.id.typed)}: ${finding(reply, asked)}`);
    this.status = reply.status;
    this.code = reply.headers.get("x-error-code");
  }
}

/** Why the Hub gives nothing; the reply's body is let go. */
export async function refusal(reply: Reply, asked: Asked): Promise<HubRefusal> {
  await reply.cancel();
  return new HubRefusal(reply, asked);
}

function finding(reply: Reply, asked: Asked): string {
  const { id, settings, path } = asked;
  const { token, tokenNote } = settings;
  const code = reply.headers.get("x-error-code");
  const message = reply.headers.get("x-error-message") ?? "";
  const said = message === "" ? "" : ` (${serverText(message, token?.value ?? null)})`;
  const page = `${settings.endpoint}/${id.kind === "datasets" ? "datasets/" : ""}${id.repository}`;
  const tokenAdvice = token === null
    ? tokenNote ?? "give a token with read access in HF_TOKEN, or log in with hf auth login"
    : `the token of ${token.from} was sent`;
  if (code === "GatedRepo") {
    return token === null
      ? `${id.repository} is gated: accept its terms on ${page}, then ${tokenAdvice}`
      : `${id.repository} is gated, and the account of the token of ${token.from} has no access: accept its terms or ask for access on ${page}`;
  }
  if (reply.status === 401 && token !== null && code === null) {
    return `the token of ${token.from} is not accepted: it is wrong or has expired; set another, or none for what is public`;
  }
  if (code === "RevisionNotFound") {
    return `${id.repository} has no revision ${shownName(id.revision ?? "main")}`;
  }
  // Not every mirror gives the code.
  if (code === "EntryNotFound" || (reply.status === 404 && code === null && path !== null)) {
    return `${id.repository} has no ${
      path === null ? "such entry" : shownName(path)
    } at this revision`;
  }
  if (reply.status === 401 || reply.status === 404) {
    const what = id.kind === "models" ? "a model" : "a data set";
    return `no folder of that name, and ${
      new URL(settings.endpoint).host
    } has no ${id.repository} as ${what}, or it is private: ${tokenAdvice}`;
  }
  if (reply.status === 403) {
    return `access is refused${said}; ${tokenAdvice}`;
  }
  return `${new URL(settings.endpoint).host} answered ${reply.status}${said}`;
}
