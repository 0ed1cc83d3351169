/**
 * Writes the interfaces of `results.json` out of its schema: `deno task interfaces`.
 *
 * @module
 */

import { interfaceFiles } from "./interfaces/interfaces_text.ts";

for (const [path, text] of await interfaceFiles()) {
  await Deno.writeTextFile(new URL(`../../${path}`, import.meta.url), text);
}
