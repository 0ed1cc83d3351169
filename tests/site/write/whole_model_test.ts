import { ok, strictEqual } from "node:assert/strict";
import { renderSite } from "../../../src/site/write/render_site.ts";
import { TO_TAKE_AWAY, wholeModel } from "../../bench/site.ts";

/** Bytes that a page may have. */
const PAGE = 400_000;
const ROLE_PAGE = 15_000;
/** Bytes of a whole site, tensors apart. */
const SITE = 25_000_000;

Deno.test("a site of 46 layers and 515 vectors stays light, as a whole and page by page", () => {
  const results = wholeModel();
  strictEqual(results.options.layers.length, 46);
  strictEqual(results.roles_by_layer!.vectors.length, 515);
  const encoder = new TextEncoder();
  let [total, nRoles] = [0, 0];
  for (const [path, content] of renderSite(results)) {
    const nBytes = typeof content === "string"
      ? encoder.encode(content).byteLength
      : content.byteLength;
    if (!TO_TAKE_AWAY.test(path)) total += nBytes;
    const isRole = path.startsWith("roles/");
    if (isRole) nRoles++;
    if (path.endsWith(".html")) ok(nBytes <= (isRole ? ROLE_PAGE : PAGE), `${path}: ${nBytes}`);
  }
  strictEqual(nRoles, 515);
  ok(total <= SITE, `the whole site: ${total} bytes, of ${SITE}`);
});
