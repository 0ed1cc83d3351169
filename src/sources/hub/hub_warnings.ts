/**
 * What the Hub warns of on the way, as it does of what will change: `X-HF-Warning: topic; message`.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";

/** Says the warnings that replies carry, each topic once. */
export function sayWarnings(say: (text: string) => void): (headers: Headers) => void {
  const said = new Set<string>();
  return (headers) => {
    const [, topic = "", message] = /^([^;]*);(.*)$/.exec(headers.get("x-hf-warning") ?? "") ?? [];
    if (message === undefined || said.has(topic.trim())) return;
    said.add(topic.trim());
    say(`The Hub says: ${shownName(message.trim())}`);
  };
}
