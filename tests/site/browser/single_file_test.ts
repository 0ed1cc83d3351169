import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { HOSTILE_NAMES, type SampleOptions, THREE_LAYERS } from "../sample_results.ts";
import { sampleSingleFile } from "../single_files.ts";
import { violationsOf } from "./axe.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";
import { expectNoRequests, type OpenedFile, withOneFile } from "./one_file.ts";
import { NARROW } from "./visits.ts";

const OPTIONS = { layers: THREE_LAYERS };

/** Opens the one file of a sample. */
function withFile(
  browser: Browser,
  use: (opened: OpenedFile) => Promise<void>,
  { sample = OPTIONS, ...context }: BrowserContextOptions & { sample?: SampleOptions } = {},
): Promise<void> {
  return withOneFile(browser, { text: sampleSingleFile(sample), context }, use);
}

browserTest("one file opens from disk, asks for nothing, and its links land", async (browser) => {
  await withFile(browser, async (opened) => {
    const { page, complaints } = opened;
    await expectNoRequests(opened);
    for (
      const label of [
        "Decomposition",
        "Layers",
        "Attribution",
        "Evidence",
        "Roles × layers",
        "Methods",
        "Glossary",
        "Data",
        "Cite",
      ]
    ) {
      await page.locator("header.site nav").getByRole("link", { name: label, exact: true })
        .click();
      const top = await page.evaluate(() =>
        document.getElementById(location.hash.slice(1))!.getBoundingClientRect().top
      );
      // The last one cannot come up to the top.
      ok(top >= -1 && top < (label === "Cite" ? 720 : 120), `${label}: ${top}`);
      await page.evaluate(() => scrollTo(0, 0));
    }
    await page.locator("#index nav.layers a").first().click();
    ok(page.url().endsWith("#layers-layer-17"));
    deepStrictEqual(complaints, []);
  });
});

browserTest("one file sorts tables and changes the theme as the site does", async (browser) => {
  await withFile(browser, async ({ page, complaints }) => {
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.locator("button.theme").click();
    await page.locator("button.theme").click();
    ok(await background() !== light);
    const sort = page.locator("#index ~ article button.sort:visible").first();
    await sort.click();
    strictEqual(await page.locator("th[aria-sort]").count(), 1);
    deepStrictEqual(complaints, []);
  }, { colorScheme: "light" });
});

browserTest(
  "one file is whole without scripts, and no wider than a small screen",
  async (browser) => {
    await withFile(browser, async ({ page, complaints }) => {
      for (const id of ["index", "evidence", "layers-layer-18", "cite"]) {
        ok(await page.locator(`#${id} .title :is(h1, h2)`).first().isVisible(), id);
      }
      strictEqual(await page.locator(".tools > *").count(), 0);
      ok(await page.evaluate(() => document.documentElement.scrollWidth) <= NARROW);
      deepStrictEqual(complaints, []);
    }, {
      javaScriptEnabled: false,
      viewport: { width: NARROW, height: 640 },
      sample: { ...OPTIONS, names: HOSTILE_NAMES },
    });
  },
);

browserTest("headings in one file look as they do on their own page", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const look = (page: Page, selector: string) =>
    page.locator(selector).first().evaluate((heading) => {
      const { fontSize, fontFamily, fontWeight, lineHeight, marginTop } = getComputedStyle(heading);
      return [fontSize, fontFamily, fontWeight, lineHeight, marginTop].join(" ");
    });
  const { page: own } = await openPage(browser, site.roots.disk);
  await withFile(browser, async ({ page }) => {
    for (
      const [path, id, selector, lowered] of [
        ["evidence.html", "evidence", ".title h1", ".title h2"],
        ["data.html", "data", ".file h2", ".file h3"],
        ["data.html", "data", "h3", "h4"],
        ["index.html", "index", "h2:not(.unseen)", "h2:not(.unseen)"],
      ] as const
    ) {
      await own.goto(site.roots.disk + path);
      strictEqual(await look(page, `#${id} ${lowered}`), await look(own, `main ${selector}`), path);
    }
  });
});

browserTest("cells of tables in one file look as they do on their own page", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const looks = (page: Page, selector: string) =>
    page.locator(selector).first().evaluate((table) =>
      Array.from(table.querySelectorAll("tr"), (row) =>
        Array.from(row.children, (cell) => {
          const { textAlign, whiteSpace, maxWidth, minWidth } = getComputedStyle(cell);
          return [cell.textContent, textAlign, whiteSpace, maxWidth, minWidth].join(" ");
        }))
    );
  const { page: own } = await openPage(browser, site.roots.disk);
  await withFile(browser, async ({ page }) => {
    for (
      const path of ["evidence.html", "decompositions/layer-18.html", "sweep.html", "index.html"]
    ) {
      const id = path.replace(".html", "").replace("/", "-");
      await own.goto(site.roots.disk + path);
      const expected = await looks(own, "main table");
      ok(expected.length > 2, path);
      deepStrictEqual(await looks(page, `#${id} table`), expected, path);
    }
  });
});

browserTest("one file prints what is unfolded, each page from a new sheet", async (browser) => {
  await withFile(browser, async ({ page }) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    ok(!await page.locator("header.site nav").isVisible());
    ok(!await page.locator("#layers-layer-18 > nav.layers").isVisible());
    ok(!await page.locator("tr[id='decompositions-layer-18--trait-calm']").isVisible());
    ok(await page.locator("#evidence figure").first().isVisible());
    strictEqual(
      await page.locator("#evidence").evaluate((it) => getComputedStyle(it).breakBefore),
      "page",
    );
    strictEqual(
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      "rgb(255, 255, 255)",
    );
  });
});

browserTest("one file has no violation that axe finds", async (browser) => {
  await withFile(browser, async ({ page }) => {
    const found = await violationsOf(page, []);
    deepStrictEqual(found.map(({ id, nodes }) => `${id}: ${nodes[0]}`), []);
  }, { sample: { layers: [18] } });
});
