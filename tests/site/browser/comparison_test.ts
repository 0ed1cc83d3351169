import { deepStrictEqual, ok } from "node:assert/strict";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { HOSTILE_NAMES, sampleResults } from "../sample_results.ts";
import { violationsOf } from "./axe.ts";
import { browserTest, openPage } from "./browser.ts";
import { NARROW } from "./visits.ts";
import { withFolder } from "../../sources/temporary_folder.ts";

browserTest(
  "the page of a comparison opens from disk without a complaint, in both themes and at 320 pixels, whatever names it holds",
  async (browser) => {
    const files = renderComparison({
      a: sampleResults({ layers: [17, 18, 24], names: HOSTILE_NAMES }),
      b: sampleResults({ layers: [17, 18, 19], names: HOSTILE_NAMES }),
    });
    await withFolder({}, async (folder) => {
      for (const [path, content] of files) {
        await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
        await Deno.writeTextFile(join(folder, path), content);
      }
      const root = `${pathToFileURL(folder).href}/`;
      const { page, complaints } = await openPage(browser, root);
      await page.goto(`${root}index.html`);
      // Everything is looked at unfolded.
      await page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true");
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const violations = await violationsOf(page);
        deepStrictEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]}`), []);
      }
      await page.setViewportSize({ width: NARROW, height: 700 });
      const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
      ok(width <= NARROW, String(width));
      deepStrictEqual(complaints, []);
    });
  },
);
