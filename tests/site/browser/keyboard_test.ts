import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

const OPTIONS = { layers: THREE_LAYERS };
const DECOMPOSITION = "decompositions/layer-18.html";

/** Presses Tab until the focus is on what `selector` finds, as a reader without a pointer does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 400; n++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`Cannot reach ${selector} with the Tab key`);
}

for (const key of ["/", "Control+k"]) {
  browserTest(`search opens with ${key} and leads to a role without a pointer`, async (browser) => {
    const site = await sampleSite(OPTIONS);
    for (const root of Object.values(site.roots)) {
      const { page, complaints } = await openPage(browser, root);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`${root}layers/layer-18.html`);
      ok(
        !asked.some((url) => url.includes("search-index")),
        "the index is loaded when it is needed",
      );
      await page.keyboard.press(key);
      await page.keyboard.type("pirat");
      await page.locator(".search li").first().waitFor();
      ok(asked.some((url) => url.includes("search-index")));
      match(await page.locator('.search li[aria-selected="true"]').innerText(), /^pirate\s+role/);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#role-pirate$/);
      match(page.url(), /roles\/role-pirate\.html#role-pirate$/);
      ok(await page.locator("header#role-pirate h1").isVisible());
      match(await page.locator(".marked-bar").innerText(), /^Marked role pirate: \d+ places?/);
      deepStrictEqual(complaints, []);
    }
  });
}

browserTest("search finds layers, traits and figures, and closes with Escape", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const { page } = await openPage(browser, site.roots.disk);
  await page.goto(`${site.roots.disk}index.html`);
  await page.keyboard.press("/");
  for (
    const [query, first] of [["layer 18", /^Layer 18\s+page/], ["whimsical", /whimsical\s+trait/], [
      "output for PC1 turns farthest",
      /figure/,
    ]] as const
  ) {
    await page.locator(".search input").fill(query);
    await page.locator(".search li").first().filter({ hasText: first }).waitFor();
  }
  await page.locator(".search input").fill("nothing is called that");
  await page.getByText("Nothing found").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  ok(!await page.locator(".search").isVisible());
});

browserTest(
  "search finds terms of glossary and methods, and figures by words of title, caption and page in any order",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page } = await openPage(browser, disk);
    await page.goto(`${disk}index.html`);
    await page.keyboard.press("/");
    const first = async (query: string, expected: RegExp) => {
      await page.locator(".search input").fill(query);
      await page.locator(".search li").first().filter({ hasText: expected }).waitFor();
    };
    await first("operating point", /^operating point\s+term · Glossary$/i);
    await first("band bootstrap", /^bootstrap band\s+term · Glossary$/);
    await first("delta_angular", /delta_angular\s+term · Methods$/);
    await first("1 - cos", /1 − cos\s+term · Glossary$/);
    const caption = await page.locator("#delta-norm ~ figure figcaption").innerText();
    const words = caption.replace(/[^\p{L}\s]+/gu, " ").trim().split(/\s+/).reverse().join(" ");
    await first(
      `${words} output`,
      /^The output for PC1 moves farthest at layer \d+: \|d\| [\d.]+\s+figure/,
    );
    await page.keyboard.press("Enter");
    await page.waitForURL(/#delta-norm$/);
  },
);

browserTest(
  "search lists the page of a role first, then pages, terms, rows and figures",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page } = await openPage(browser, disk);
    const place = (page: number, id = "") => [[page, id]];
    await page.addInitScript((index) => Object.assign(globalThis, { deltascopeSearch: index }), {
      pages: [["index.html", "Overview of poets"], ["roles/poet.html", "Role poet"], [
        "decompositions/layer-18.html",
        "Layer 18",
      ]],
      entries: [
        { label: "A figure", also: "Poets by layer", kind: "figure", places: place(0, "figure") },
        { label: "Overview of poets", kind: "page", places: place(0) },
        { label: "poetic", kind: "neuron", places: place(2, "neuron-1") },
        { label: "poet", kind: "role", places: [[2, "role-poet"], [1, ""]] },
        { label: "poetry", kind: "term", places: place(0, "poetry") },
        { label: "a poet", kind: "role", places: place(1, "a") },
        { label: "antipoet", kind: "page", places: place(0, "anti") },
      ],
    });
    await page.goto(`${disk}index.html`);
    await page.keyboard.press("/");
    const found = async (query: string) => {
      await page.locator(".search input").fill(query);
      await page.getByText(/\d found|Nothing/).waitFor();
      return (await page.locator(".search li").allInnerTexts()).map((it) =>
        it.replace(/\s+/g, " ")
      );
    };
    const ordered = [
      "poet role · Role poet",
      "Overview of poets page",
      "poetry term · Overview of poets",
      "poet role · Layer 18",
      "poetic neuron · Layer 18",
      "a poet role · Role poet",
      "A figure figure · Overview of poets",
      "antipoet page",
    ];
    deepStrictEqual(await found("poe"), ordered);
    deepStrictEqual((await found("POET"))[0], ordered[0]);
    deepStrictEqual(await found("18 poet"), ["poet role · Layer 18", "poetic neuron · Layer 18"]);
    // No word of its own.
    deepStrictEqual(await found("layer 18"), []);
  },
);

browserTest(
  "tables are sorted and filtered by keyboard, and their address shows the same again",
  async (browser) => {
    const site = await sampleSite(OPTIONS);
    for (const root of Object.values(site.roots)) {
      const { page, complaints } = await openPage(browser, root);
      await page.goto(root + DECOMPOSITION);
      await page.locator("#all ~ details summary").focus();
      await page.keyboard.press("Enter");
      const box = page.locator("#all ~ details");
      const names = () => box.locator("tbody tr:visible td:nth-child(2)").allInnerTexts();
      const cosines = async () =>
        (await box.locator("tbody tr:visible td:nth-child(5)").allInnerTexts())
          .map((text) => Number(text.replace("−", "-")));
      strictEqual(await box.locator("thead th").nth(4).innerText(), "cos");
      const before = await names();
      await tabTo(page, "#all ~ details th:nth-child(5) button");
      await page.keyboard.press("Enter");
      strictEqual(await box.locator("th").nth(4).getAttribute("aria-sort"), "descending");
      const falling = await cosines();
      deepStrictEqual(falling, falling.toSorted((a, b) => b - a));
      await page.keyboard.press("Space");
      deepStrictEqual(await cosines(), falling.toSorted((a, b) => a - b));
      await box.locator("input").focus();
      await page.keyboard.type("po");
      const filtered = await names();
      ok(filtered.length > 0 && filtered.length < before.length);
      const again = await openPage(browser, root);
      await again.page.goto(page.url());
      deepStrictEqual(
        await again.page.locator("#all ~ details tbody tr:visible td:nth-child(2)").allInnerTexts(),
        filtered,
      );
      await page.locator("input[type=search]:visible").last().fill("");
      await page.locator("#all ~ details th:nth-child(5) button").press("Enter");
      deepStrictEqual(await names(), before);
      deepStrictEqual(complaints, []);
      strictEqual(page.url(), root + DECOMPOSITION);
    }
  },
);

browserTest("layers are walked by keyboard: along the strip, and to the next", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root);
  await page.goto(`${root}index.html`);
  await tabTo(page, 'nav.layers a[href$="layer-17.html"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/layer-17\.html$/);
  await tabTo(page, "[rel=next]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/layer-18\.html$/);
  await page.keyboard.press("Tab");
  strictEqual(await page.evaluate("document.activeElement.className"), "skip");
  await page.keyboard.press("Enter");
  strictEqual(await page.evaluate("document.activeElement.id"), "main");
});

browserTest("charts tell their values to the pointer and to the arrow keys", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root);
  await page.goto(`${root}index.html`);
  const chart = page.locator(".chart.wide svg[class^=chart-delta-angular]");
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  match(await page.locator(".tip").innerText(), /^PC1, layer \d+: [\d.]+°/);
  await page.keyboard.press("Escape");
  ok(!await page.locator(".tip").isVisible());
  const mark = chart.locator("[data-tip]").last();
  await mark.scrollIntoViewIfNeeded();
  await mark.hover({ force: true });
  match(await page.locator(".tip").innerText(), /layer \d+/);
});

browserTest("a mark goes along to other pages, and is cleared", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.disk;
  const { page } = await openPage(browser, root);
  await page.goto(`${root}${DECOMPOSITION}#trait-whimsical`);
  ok(await page.locator("tr#trait-whimsical.marked").count());
  await page.locator("header.site").getByText("Sweep").click();
  await page.waitForURL(/sweep\.html\?mark=trait-whimsical$/);
  ok(await page.locator("tr#trait-whimsical.marked").count());
  await page.getByText("Clear").click();
  strictEqual(await page.locator(".marked").count(), 0);
  strictEqual(page.url(), `${root}sweep.html`);
});

browserTest("the theme is chosen by a button and kept", async (browser) => {
  const site = await sampleSite(OPTIONS);
  const root = site.roots.server;
  const { page } = await openPage(browser, root, { colorScheme: "light" });
  const paper = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  await page.goto(`${root}index.html`);
  const light = await paper();
  await page.locator(".theme").click();
  strictEqual(await paper(), light);
  await page.locator(".theme").click();
  const dark = await paper();
  ok(dark !== light);
  await page.goto(`${root}layers/layer-18.html`);
  strictEqual(await paper(), dark);
  strictEqual(await page.locator(".theme").innerText(), "Theme: dark");
});
