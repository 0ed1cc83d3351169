/**
 * Writes the kernels in AssemblyScript as WebAssembly out of their source: `deno task assemble`.
 *
 * @module
 */

import { assembledFiles } from "./assembled.ts";

for (const [path, text] of await assembledFiles()) {
  await Deno.writeTextFile(new URL(`../../${path}`, import.meta.url), text);
}
