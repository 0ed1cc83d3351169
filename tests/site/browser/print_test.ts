import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

/** Width of an A4 page in CSS pixels, less its margins. */
const PAPER = { width: 700, height: 1000 };

browserTest("on paper charts are the wide ones at about the size of the text", async (browser) => {
  const site = await sampleSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  await page.goto(site.roots.disk + "index.html");
  const body = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  strictEqual(await page.locator(".chart.narrow:visible").count(), 0);
  const heights = await page.locator(".chart.wide svg text").evaluateAll((texts) =>
    texts.filter((text) => text.getClientRects().length > 0)
      .map((text) => text.getBoundingClientRect().height)
  );
  ok(heights.length > 0);
  for (const height of heights) ok(height < 1.6 * body, `${height} against ${body}`);
});

browserTest(
  "on paper no table head sticks, with the script's buttons in it or without",
  async (browser) => {
    const site = await sampleSite({ layers: THREE_LAYERS });
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await openPage(browser, site.roots.disk, {
        viewport: PAPER,
        javaScriptEnabled,
      });
      await page.emulateMedia({ media: "print" });
      for (const path of ["index.html", "decompositions/layer-18.html"]) {
        await page.goto(site.roots.disk + path);
        const positions = await page.locator("thead th").evaluateAll((heads) =>
          heads.map((head) => getComputedStyle(head).position)
        );
        ok(positions.length > 0);
        deepStrictEqual([...new Set(positions)], ["static"], path);
      }
    }
  },
);

browserTest("on paper the heading of the layers has its strip", async (browser) => {
  const site = await sampleSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  await page.goto(site.roots.disk + "index.html");
  ok(await page.locator("section[aria-labelledby=layers] nav.layers").isVisible());
});
