/**
 * Names by which a vector is likely what others are set against, though it is not named `default`.
 *
 * @module
 */

import { shellWord } from "../../text/quote.ts";
import { namesKey } from "./vector_layout.ts";

const LIKE_DEFAULT =
  /^(?:(?:ai|helpful)[ _-]?assistant|assistant|base ?line|control|empty|neutral|none|null|vanilla|(?:no|without)[ _-]?(?:role|persona|prompt|system(?:[ _-]?prompt)?))$/i;
const NAMED_DEFAULT = /default/i;
/** Options that are named before the rest is left to `deno task vectors`. */
const N_NAMED = 3;

/**
 * Whether a role is likely the default by its name. Beside one that is subtracted `assistant` and the like are roles of their own, as
 * the authors of the persona data have one; only a second that is called default is suspicious then.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isLikeDefault } from "./default_names.ts";
 * assert(isLikeDefault("Assistant", { isBesideDefault: false }));
 * assert(!isLikeDefault("assistant", { isBesideDefault: true }));
 * assert(isLikeDefault("Default_2", { isBesideDefault: true }));
 * assert(!isLikeDefault("pirate", { isBesideDefault: false }));
 * ```
 */
export function isLikeDefault(
  name: string,
  { isBesideDefault }: { isBesideDefault: boolean },
): boolean {
  return NAMED_DEFAULT.test(name) || !isBesideDefault && LIKE_DEFAULT.test(name);
}

/** What is computed over all vectors of a set and saved beside them, in another spelling than `axis`, too. */
const FIGURE =
  /^(?:(?:all|global|grand|overall|roles?|total)[ _-]?)?(?:averages?|avg|centroid|means?|norms?|std|stdev|var|variance)$|(?:^|[ _.-])axis$/i;

/** Whether a role is likely a figure over the others by its name, and none of its own. */
export function isFigure(name: string): boolean {
  return FIGURE.test(name);
}

/** What `--difference` names those roles by that are likely the default; none where none is. */
export function likelyDefaults(names: readonly string[]): string[] {
  return names.filter((name) => isLikeDefault(name, { isBesideDefault: false }))
    // `none` is a word of the option, and is named with its kind before it.
    .map((name) => namesKey(name) ? name : `role.${name}`);
}

/** The options that subtract them, as they read before other advice; empty where there is none. */
export function likelyDefaultAdvice(names: readonly string[]): string {
  const [first, ...others] = likelyDefaults(names).slice(0, N_NAMED)
    .map((name) => `--difference ${shellWord(name)}`);
  return first === undefined
    ? ""
    : `${[first, ...others].join(" or ")} where that is the default, `;
}
