import { strictEqual as equal } from "node:assert/strict";
import { assembledFiles } from "./assembled.ts";

Deno.test("the bytes of the kernels in AssemblyScript are what their source is assembled to", async () => {
  for (const [path, text] of await assembledFiles()) {
    const committed = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
    equal(committed, text, `${path} is not what its source gives: run deno task assemble`);
  }
});
