/**
 * `404.html`, which GitHub Pages shows at any depth: the one page whose link must be absolute.
 *
 * @module
 */

import { renderTemplate } from "../kit/templates.ts";

/** The page; it loads nothing, and `basePath` (`/`, `/repository/`) is where the site begins. */
export function notFoundPage(basePath: string): string {
  return `${renderTemplate("not_found", { basePath })}\n`;
}
