/**
 * The colours of the light theme, for files that leave the site and so cannot ask its style sheet.
 *
 * @module
 */

import { SITE_STYLE } from "./site_style.ts";

const LIGHT: ReadonlyMap<string, string> = new Map(
  [...SITE_STYLE.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), #[0-9a-f]{6}\);/g)]
    .map((match) => [match[1]!, match[2]!]),
);

/**
 * `text` with each `var(--name)` of a colour replaced by that colour of the light theme.
 *
 * @throws {RangeError} if the style sheet has no such colour.
 *
 * @example
 * ```ts
 * import { withLightColours } from "./colours.ts";
 * import { match } from "node:assert/strict";
 *
 * match(withLightColours('fill="var(--ink)"'), /^fill="#[0-9a-f]{6}"$/);
 * ```
 */
export function withLightColours(text: string): string {
  return text.replace(/var\(--([\w-]+)\)/g, (_, name: string) => {
    const colour = LIGHT.get(name);
    if (colour === undefined) {
      throw new RangeError(`Cannot colour a file: expected --${name} in the style sheet`);
    }
    return colour;
  });
}
