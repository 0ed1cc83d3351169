import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";
import { colourViolationsOf, violationsOf } from "./axe.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";
import { NARROW, visitsTo } from "./visits.ts";

const OPTIONS = { layers: THREE_LAYERS };

const ON_DISK = { ...OPTIONS, root: "disk", hasAxe: true } as const;
const ON_SERVER = { ...OPTIONS, root: "server" } as const;
const HOSTILE = { ...OPTIONS, names: HOSTILE_NAMES, root: "server" } as const;

browserTest(
  "pages open from disk and under a sub-path without a complaint or a foreign request",
  async (browser) => {
    for (const visited of [ON_DISK, ON_SERVER]) {
      const { pages, complaints } = await visitsTo(browser, visited);
      ok(pages.length > 0);
      // The tools stand on the page only if the script ran.
      for (const { path, nTools } of pages) strictEqual(nTools, 2, path);
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

for (const theme of ["light", "dark"] as const) {
  browserTest(
    `pages have no violation that axe finds, in the ${theme} theme`,
    async (browser) => {
      const { pages } = await visitsTo(browser, ON_DISK);
      for (const { violations } of pages) deepStrictEqual(violations[theme], []);
    },
  );
}

browserTest(
  "themes differ in nothing but colours, so that axe need read no more in both",
  async (browser) => {
    const { pages } = await visitsTo(browser, ON_DISK);
    for (const { path, layout } of pages) strictEqual(layout.dark, layout.light, path);
  },
);

browserTest(
  "the search box and the bar of a mark have no violation that axe finds",
  async (browser) => {
    const site = await sampleSite(OPTIONS);
    const root = site.roots.disk;
    const { page } = await openPage(browser, root);
    await page.goto(`${root}layers/layer-18.html#role-poet`);
    ok(await page.locator(".marked-bar").isVisible());
    await page.keyboard.press("/");
    await page.keyboard.type("poet");
    await page.locator(".search li").first().waitFor();
    for (
      const [colorScheme, find] of [["light", violationsOf], ["dark", colourViolationsOf]] as const
    ) {
      await page.emulateMedia({ colorScheme });
      const violations = await find(page);
      deepStrictEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]}`), []);
    }
  },
);

browserTest(
  "pages do not scroll sideways at 320 pixels, whatever names they hold",
  async (browser) => {
    for (const visited of [ON_DISK, HOSTILE]) {
      const { pages } = await visitsTo(browser, visited);
      for (const { path, narrowWidth } of pages) {
        ok(narrowWidth <= NARROW, `${path}: ${narrowWidth}`);
      }
    }
  },
);

browserTest("pages print what is unfolded and no navigation", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root, { colorScheme: "dark" });
  await page.goto(`${root}decompositions/layer-18.html`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  ok(!await page.locator("header.site nav").isVisible());
  ok(!await page.locator("tr#trait-calm").isVisible());
  const paper = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  strictEqual(paper, "rgb(255, 255, 255)");
  const pdf = await page.pdf();
  strictEqual(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");
  ok(pdf.byteLength > 20_000);
  ok(!await page.locator("tr#trait-calm").isVisible(), "printing unfolds nothing");
  await page.emulateMedia({ media: "screen" });
  await page.locator("#all ~ details summary").click();
  await page.emulateMedia({ media: "print" });
  ok(await page.locator("tr#trait-calm").isVisible());
});

browserTest(
  "pages take hostile names for nothing but text, in search and marks too",
  async (browser) => {
    const visits = await visitsTo(browser, HOSTILE);
    for (const { path, nImages } of visits.pages) strictEqual(nImages, 0, path);
    deepStrictEqual(visits.complaints, []);
    const site = await sampleSite({ ...OPTIONS, names: HOSTILE_NAMES });
    const root = site.roots.server;
    const { page, complaints } = await openPage(browser, root);
    await page.goto(`${root}${site.pages.at(-1)}`);
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

browserTest(
  "the claim's place, both figures and the bars of the overview are inside the first screen of a desk, the first figure in that of a phone",
  async (browser) => {
    const site = await sampleSite(OPTIONS);
    const root = site.roots.disk;
    const { page } = await openPage(browser, root, {});
    const bottoms = async () =>
      await page.locator(".glance svg").evaluateAll((charts) =>
        charts.map((chart) => Math.ceil(chart.getBoundingClientRect().bottom))
      );
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${root}index.html`);
    const desk = await bottoms();
    // Two of them make the second figure.
    strictEqual(desk.length, 4);
    ok(desk.every((bottom) => bottom <= 900), desk.join());
    await page.setViewportSize({ width: 390, height: 844 });
    const [first] = await bottoms();
    ok(first! <= 844, String(first));
  },
);
