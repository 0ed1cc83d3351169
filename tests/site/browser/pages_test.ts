import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";
import type { Browser } from "playwright-core";
import { violationsOf } from "./axe.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

const OPTIONS = { layers: THREE_LAYERS };

browserTest(
  "pages open from disk and under a sub-path without a complaint or a foreign request",
  async (browser) => {
    const site = await sampleSite(OPTIONS);
    for (const root of Object.values(site.roots)) {
      const { page, complaints } = await openPage(browser, root);
      for (const path of site.pages) {
        await page.goto(root + path);
        // The tools stand on the page only if the script ran.
        strictEqual(await page.locator(".tools button").count(), 2, path);
      }
      deepStrictEqual(complaints, []);
    }
  },
);

browserTest("pages are whole without scripts", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page, complaints } = await openPage(browser, root, { javaScriptEnabled: false });
  for (const path of site.pages) {
    await page.goto(root + path);
    ok(await page.locator("main h1").isVisible(), path);
    ok(!await page.locator(".tools > *").count(), path);
  }
  deepStrictEqual(complaints, []);
});

const THEMES = ["light", "dark"] as const;
type Theme = typeof THEMES[number];

let found: Promise<Record<Theme, string[][]>> | undefined;

/** What axe finds on each page in each theme, of one visit to each page for the tests of both themes. */
async function findInThemes(browser: Browser): Promise<Record<Theme, string[][]>> {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root, { reducedMotion: "reduce" });
  const found: Record<Theme, string[][]> = { light: [], dark: [] };
  for (const path of site.pages) {
    await page.goto(root + path);
    await page.locator("details").evaluateAll((all) => {
      for (const element of all) (element as HTMLDetailsElement).open = true;
    });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const violations = await violationsOf(page);
      found[colorScheme].push(
        violations.flatMap(({ id, nodes }) =>
          nodes.slice(0, 3).map((html) => `${path}: ${id}: ${html.slice(0, 160)}`)
        ),
      );
    }
  }
  return found;
}

for (const colorScheme of THEMES) {
  browserTest(
    `pages have no violation that axe finds, in the ${colorScheme} theme`,
    async (browser) => {
      const { [colorScheme]: pages } = await (found ??= findInThemes(browser));
      for (const violations of pages) deepStrictEqual(violations, []);
    },
  );
}

browserTest(
  "the search box and the bar of a mark have no violation that axe finds",
  async (browser) => {
    const site = await sampleSite(OPTIONS);
    const root = site.roots.disk;
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await openPage(browser, root, { colorScheme });
      await page.goto(`${root}decompositions/layer-18.html#role-poet`);
      await page.keyboard.press("/");
      await page.keyboard.type("poet");
      await page.locator(".search li").first().waitFor();
      const violations = await violationsOf(page);
      deepStrictEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]}`), []);
    }
  },
);

browserTest(
  "pages do not scroll sideways at 320 pixels, whatever names they hold",
  async (browser) => {
    for (const options of [OPTIONS, { ...OPTIONS, names: HOSTILE_NAMES }]) {
      const site = await sampleSite(options);
      const root = site.roots.disk;
      const { page } = await openPage(browser, root, { viewport: { width: 320, height: 640 } });
      for (const path of site.pages) {
        await page.goto(root + path);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        ok(Number(width) <= 320, `${path}: ${width}`);
      }
    }
  },
);

browserTest("pages print with their tables unfolded and without navigation", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root, { colorScheme: "dark" });
  await page.goto(`${root}decompositions/layer-18.html`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  ok(!await page.locator("header.site nav").isVisible());
  ok(await page.locator("tr#trait-calm").isVisible());
  const paper = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  strictEqual(paper, "rgb(255, 255, 255)");
  const pdf = await page.pdf();
  strictEqual(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");
  ok(pdf.byteLength > 20_000);
});

browserTest(
  "pages take hostile names for nothing but text, in search and marks too",
  async (browser) => {
    const site = await sampleSite({ ...OPTIONS, names: HOSTILE_NAMES });
    const root = site.roots.server;
    const { page, complaints } = await openPage(browser, root);
    for (const path of site.pages) {
      await page.goto(root + path);
      strictEqual(await page.locator("img").count(), 0, path);
    }
    await page.keyboard.press("/");
    for (const query of ["</script>", "=cmd", "xxxxxxxx", "gnp", "__proto__", "javascript:"]) {
      await page.locator(".search input").fill(query);
      await page.locator(".search li").first().waitFor();
      ok((await page.locator(".search li").first().innerText()).includes(query), query);
    }
    await page.locator(".search input").fill("</script>");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#role-/);
    const [name] = HOSTILE_NAMES;
    strictEqual(await page.locator(".marked-bar bdi").innerText(), name);
    strictEqual(await page.locator("img").count(), 0);
    deepStrictEqual(complaints, []);
  },
);
