import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

const OPTIONS = { layers: THREE_LAYERS };

/** Where the reader is by the list, and by the headings: the last that stands above a third of the window. */
function placesIn(page: Page): Promise<{ marked: string[]; read: string }> {
  return page.evaluate(() => ({
    marked: Array.from(
      document.querySelectorAll(".contents [aria-current]"),
      (link) => link.getAttribute("href")!.slice(1),
    ),
    read: [...document.querySelectorAll("main h2")]
      .findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3)?.id ?? "",
  }));
}

browserTest(
  "the list of sections lies beside the column from 1200 pixels on, and is not there below",
  async (browser) => {
    const site = await sampleSite({ ...OPTIONS, names: HOSTILE_NAMES });
    const root = site.roots.disk;
    const { page } = await openPage(browser, root, { javaScriptEnabled: false });
    const boxes = () =>
      page.evaluate(() =>
        ["main", ".contents ol"].map((selector) => {
          const { left, right, top, bottom } = document.querySelector(selector)!
            .getBoundingClientRect();
          return { left, right, top, bottom };
        })
      );
    for (const path of ["index.html", "data.html", "layers/layer-18.html"]) {
      for (const width of [1200, 1280, 1440, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(root + path);
        for (const y of [0, 700, 1e6]) {
          await page.evaluate((y) => scrollTo(0, y), y);
          const [main, list] = await boxes();
          ok(list!.left >= main!.right + 16 && list!.right <= width, `${path} at ${width}`);
          ok(list!.top >= 0 && list!.bottom <= 900, `${path} at ${width}: ${list!.bottom}`);
          ok(Math.abs(main!.right - main!.left - 954) < 1, `${path} at ${width}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        ok(wide <= width, `${path}: ${wide}`);
      }
      await page.setViewportSize({ width: 1199, height: 900 });
      ok(!await page.locator(".contents ol").isVisible());
    }
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.goto(`${root}index.html`);
    await page.locator(".contents a").last().click();
    ok(page.url().endsWith("#decompositions"));
    await page.emulateMedia({ media: "print" });
    ok(!await page.locator(".contents ol").isVisible());
  },
);

browserTest("the list of sections marks the one that is read", async (browser) => {
  const { roots: { disk } } = await sampleSite(OPTIONS);
  const { page, complaints } = await openPage(browser, disk, {
    viewport: { width: 1200, height: 800 },
  });
  await page.goto(`${disk}evidence.html`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  const seen = new Set<string>();
  // Down in steps, and back at once.
  for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.2]) {
    await page.evaluate((y) => scrollTo(0, y), Math.round(share * height));
    await page.evaluate(() =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    );
    const { marked, read } = await placesIn(page);
    deepStrictEqual(marked, read === "" ? [] : [read], `${share}`);
    seen.add(read);
  }
  ok(seen.size >= 5, [...seen].join());
  const last = page.locator(".contents a").last();
  await last.click();
  await page.locator(".contents a[aria-current=location]").and(last).waitFor();
  strictEqual(await page.locator(".contents [aria-current]").count(), 1);
  deepStrictEqual(complaints, []);
});

browserTest(
  "the list of sections marks the first at the top of a page, however high the window, and of figures side by side",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, disk, {
      viewport: { width: 1280, height: 900 },
    });
    const scrolledTo = async (y: number) => {
      await page.evaluate((y) => scrollTo(0, y), y);
      await page.evaluate(() =>
        new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      );
      return (await placesIn(page)).marked;
    };
    for (const path of ["layers/layer-18.html", "evidence.html"]) {
      await page.goto(disk + path);
      const headings = await page.locator("main h2").evaluateAll((all) =>
        all.map((it) => ({ id: it.id, offsetTop: (it as HTMLElement).offsetTop }))
      );
      const [first, second, third] = headings;
      // So high that its upper third has two headings in it.
      await page.setViewportSize({ width: 1280, height: 3 * second!.offsetTop + 60 });
      deepStrictEqual(await scrolledTo(0), [first!.id], path);
      // A little below, what the window shows decides again, and back at the top the top.
      ok((await scrolledTo(third!.offsetTop))[0] !== first!.id, path);
      deepStrictEqual(await scrolledTo(0), [first!.id], path);
    }
    await page.goto(`${disk}layers/layer-18.html`);
    await page.setViewportSize({ width: 1280, height: 900 });
    const [left, right] = await page.locator("main h2").evaluateAll((all) =>
      all.map((it) => ({ id: it.id, offsetTop: (it as HTMLElement).offsetTop }))
    );
    strictEqual(left!.offsetTop, right!.offsetTop);
    deepStrictEqual(await scrolledTo(left!.offsetTop - 100), [left!.id]);
    await page.locator(".contents a").nth(1).click();
    deepStrictEqual(await scrolledTo(left!.offsetTop - 100), [right!.id]);
    deepStrictEqual(complaints, []);
  },
);
