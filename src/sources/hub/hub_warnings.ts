/**
 * What the Hub warns of on the way, as it does of what will change: `X-HF-Warning: topic; message`.
 *
 * @module
 */

import type { HubToken } from "./hub_settings.ts";
import { serverText } from "./server_text.ts";

/** Hears the head of a reply of the endpoint, and which token was sent. */
export type OnReply = (headers: Headers, token: HubToken | null) => void;

/** Says the warnings that replies carry, each topic once. */
export function sayWarnings(say: (text: string) => void): OnReply {
  const said = new Set<string>();
  return (headers, token) => {
    const [, topic = "", message] = /^([^;]*);(.*)$/.exec(headers.get("x-hf-warning") ?? "") ?? [];
    if (message === undefined || said.has(topic.trim())) return;
    said.add(topic.trim());
    say(`The Hub says: ${serverText(message, token?.value ?? null)}`);
  };
}
