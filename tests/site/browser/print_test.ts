import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, writeSite } from "./browser.ts";

/** Width of an A4 page in CSS pixels, less its margins. */
const PAPER = { width: 700, height: 1000 };

browserTest("on paper charts are the wide ones at about the size of the text", async (browser) => {
  await using site = await writeSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  await page.goto(site.roots.disk + "index.html");
  const body = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  strictEqual(await page.locator(".chart.narrow:visible").count(), 0);
  for (const text of await page.locator(".chart.wide svg text").all()) {
    const box = await text.boundingBox();
    if (box !== null) ok(box.height < 1.6 * body, `${box.height} against ${body}`);
  }
});

browserTest(
  "on paper no table head sticks, with the script's buttons in it or without",
  async (browser) => {
    await using site = await writeSite({ layers: THREE_LAYERS });
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await openPage(browser, site.roots.disk, {
        viewport: PAPER,
        javaScriptEnabled,
      });
      await page.emulateMedia({ media: "print" });
      for (const path of ["index.html", "decompositions/layer-18.html"]) {
        await page.goto(site.roots.disk + path);
        const heads = await page.locator("thead th").all();
        const positions = await Promise.all(
          heads.map((head) => head.evaluate((element) => getComputedStyle(element).position)),
        );
        ok(positions.length > 0);
        deepStrictEqual([...new Set(positions)], ["static"], path);
      }
    }
  },
);

browserTest("on paper the heading of the layers has its strip", async (browser) => {
  await using site = await writeSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  await page.goto(site.roots.disk + "index.html");
  ok(await page.locator("section[aria-labelledby=layers] nav.layers").isVisible());
});
