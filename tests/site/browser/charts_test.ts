import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Locator } from "playwright-core";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { sampleResults, THREE_LAYERS } from "../sample_results.ts";
import { sampleTexts } from "../sample_site.ts";
import { sampleSingleFile } from "../single_files.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";
import { withFolder } from "../../sources/temporary_folder.ts";

const OPTIONS = { layers: THREE_LAYERS };
const ANGLES = ".chart.wide svg[class^=chart-delta-angular]";

/** Where marks of a chart are on the screen, with what they say; those that were told before have it in their data. */
function marksOf(chart: Locator): Promise<{ x: number; y: number; said: string }[]> {
  return chart.evaluate((svg) =>
    Array.from(svg.querySelectorAll("title, [data-tip]"), (it) => {
      const mark = it.tagName === "title" ? it.parentElement! : it as HTMLElement;
      const { left, top, width, height } = mark.getBoundingClientRect();
      return {
        x: left + width / 2,
        y: top + height / 2,
        said: mark.dataset.tip ?? it.textContent!,
        isShown: width + height > 0,
      };
    }).filter(({ isShown }) => isShown)
  );
}

/** Layers and places, in pixels of the screen, of the rules that are seen. */
function rulesOf(page: Locator): Promise<number[]> {
  return page.locator(".at-layer.shown").evaluateAll((lines) =>
    lines.filter((line) => line.checkVisibility()).map((line) => line.getBoundingClientRect().left)
  );
}

browserTest(
  "a chart tells the mark that is nearest to the pointer, wherever that is in it",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, disk);
    await page.goto(`${disk}index.html`);
    const chart = page.locator(ANGLES);
    await chart.scrollIntoViewIfNeeded();
    const marks = await marksOf(chart);
    ok(marks.length >= 6);
    const at18 = marks.filter(({ said }) => /layer 18:/.test(said)).toSorted((a, b) => a.y - b.y);
    const [first, last] = [at18[0]!, at18.at(-1)!];
    for (const [mark, dx, dy] of [[first, 25, -15], [last, -25, 12]] as const) {
      await page.mouse.move(mark.x + dx, mark.y + dy);
      strictEqual(await page.locator(".tip").innerText(), mark.said);
    }
    await page.mouse.move(1, 1);
    ok(!await page.locator(".tip").isVisible());
    // A chart without layers has the nearest of all its marks.
    await page.goto(`${disk}sweep.html`);
    const swarm = page.locator(".chart.wide svg[class^=chart-sweep-swarm]").first();
    await swarm.scrollIntoViewIfNeeded();
    const dots = await marksOf(swarm);
    const at = { x: dots[2]!.x + 7, y: dots[2]!.y - 40 };
    const [nearest] = dots.toSorted((a, b) =>
      Math.hypot(a.x - at.x, a.y - at.y) - Math.hypot(b.x - at.x, b.y - at.y)
    );
    await page.mouse.move(at.x, at.y);
    strictEqual(await page.locator(".tip").innerText(), nearest!.said);
    deepStrictEqual(complaints, []);
  },
);

browserTest(
  "the layer under the pointer has a rule in every chart over layers of the page",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page } = await openPage(browser, disk);
    await page.goto(`${disk}index.html`);
    const body = page.locator("body");
    const chart = page.locator(ANGLES);
    await chart.scrollIntoViewIfNeeded();
    const charts = await page.locator("svg[data-layers]").evaluateAll((all) =>
      all.filter((svg) => svg.checkVisibility()).length
    );
    ok(charts >= 4, String(charts));
    deepStrictEqual(await rulesOf(body), []);
    for (const layer of THREE_LAYERS) {
      const mark = (await marksOf(chart)).find(({ said }) =>
        said.startsWith(`PC1, layer ${layer}:`)
      );
      await page.mouse.move(mark!.x + 5, mark!.y + 30);
      strictEqual((await rulesOf(body)).length, charts);
      // Each chart has it where its own marks of the layer are.
      for (const it of await page.locator("svg[data-layers]:visible").all()) {
        const own = (await marksOf(it)).find(({ said }) => said.includes(`layer ${layer}:`));
        const [rule] = await rulesOf(it);
        ok(own && Math.abs(own.x - rule!) < 1.5, `${layer}: ${own?.x} ${rule}`);
      }
    }
    await page.mouse.move(1, 1);
    deepStrictEqual(await rulesOf(body), []);
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    strictEqual((await rulesOf(body)).length, charts);
  },
);

browserTest(
  "a click or Enter on a layer of a chart opens its page, but not on that page",
  async (browser) => {
    const { roots: { server } } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, server);
    const files = sampleTexts(OPTIONS);
    const pointAt = async (chart: Locator, layer: number, leads: boolean) => {
      await chart.scrollIntoViewIfNeeded();
      const mark = (await marksOf(chart)).find(({ said }) => said.includes(`layer ${layer}:`))!;
      await page.mouse.move(mark.x, mark.y - 10);
      strictEqual(await chart.evaluate((svg) => svg.matches(".leads")), leads);
    };
    await page.goto(`${server}evidence.html?mark=role-poet`);
    const chart = page.locator("svg[data-layers]:visible").first();
    await pointAt(chart, 17, true);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(/layers\/layer-17\.html\?mark=role-poet$/);
    await page.goto(`${server}index.html`);
    await page.locator(ANGLES).focus();
    await page.keyboard.press("ArrowRight");
    const [, layer] = /layer (\d+)/.exec(await page.locator(".tip").innerText())!;
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`layers/layer-${layer}\\.html$`));
    // The page of a layer has no such chart: it gets one.
    const svg =
      /<svg class="chart-delta-angular-800 [^]*?<\/svg>/.exec(files.get("index.html")!)![0];
    const own = files.get("layers/layer-18.html")!
      .replace(/(?<=<main [^>]*>)/, () => `<div class="chart">${svg}</div>`);
    await page.route(
      "**/layers/layer-18.html",
      (route) => route.fulfill({ body: own, contentType: "text/html" }),
    );
    await page.goto(`${server}layers/layer-18.html`);
    await pointAt(page.locator("main > .chart svg"), 18, false);
    await page.mouse.down();
    await page.mouse.up();
    strictEqual(page.url(), `${server}layers/layer-18.html`);
    await pointAt(page.locator("main > .chart svg"), 17, true);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(`${server}layers/layer-17.html`);
    deepStrictEqual(complaints, []);
  },
);

browserTest(
  "a finger sees a value first, and opens the page of its layer then",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page } = await openPage(browser, disk, {
      hasTouch: true,
      viewport: { width: 390, height: 844 },
    });
    await page.goto(`${disk}index.html`);
    const chart = page.locator(".glance svg[data-layers]").first();
    const mark = (await marksOf(chart)).find(({ said }) => said.startsWith("PC1, layer 18:"))!;
    await page.touchscreen.tap(mark.x + 8, mark.y - 12);
    match(await page.locator(".tip").innerText(), /^PC1, layer 18: [\d.]+°$/);
    match(page.url(), /index\.html$/);
    await page.touchscreen.tap(mark.x + 6, mark.y - 12);
    await page.waitForURL(/layers\/layer-18\.html$/);
  },
);

browserTest(
  "a chart for narrow screens tells the names of the wide one, each of its own mark",
  async (browser) => {
    const { roots: { disk }, pages } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, disk, {
      viewport: { width: 390, height: 844 },
    });
    let [nCharts, nTold] = [0, 0];
    for (const path of pages.filter((path) => !/^(?:layers|roles)\//.test(path))) {
      await page.goto(`${disk}${path}`);
      for (const chart of await page.locator(".chart.narrow svg:visible").all()) {
        const where = `${path}: ${await chart.getAttribute("class")}`;
        const names = await chart.evaluate((svg) => {
          const wide = svg.closest(".charts")!.querySelectorAll(".wide title");
          return Array.from(wide, (it) => it.textContent);
        });
        await chart.focus();
        await page.keyboard.press("ArrowRight");
        deepStrictEqual((await marksOf(chart)).map(({ said }) => said), names, where);
        if (names.length === 0) continue;
        strictEqual(await page.locator(".tip[role=status]").innerText(), names[0], where);
        nCharts++;
        const places = new Map(
          (await chart.getAttribute("data-layers") ?? "").split(" ").slice(1)
            .map((pair) => pair.split(":").map(Number) as [number, number]),
        );
        const told = await chart.evaluate((svg) => {
          const { left, width } = svg.getBoundingClientRect();
          const scale = (svg as SVGSVGElement).viewBox.baseVal.width / width;
          return Array.from(svg.querySelectorAll<SVGElement>("[data-tip]"), (mark) => {
            const at = mark.getBoundingClientRect();
            return { said: mark.dataset.tip!, x: ((at.left + at.right) / 2 - left) * scale };
          });
        });
        for (const { said, x } of told) {
          const [, layer] = /\blayer (\d+)/.exec(said) ?? [];
          if (layer === undefined || places.size === 0) continue;
          ok(Math.abs(x - places.get(Number(layer))!) < 1.5, `${where}: ${said} at ${x}`);
          nTold++;
        }
      }
    }
    ok(nCharts >= 6 && nTold >= 30, `${nCharts} ${nTold}`);
    deepStrictEqual(complaints, []);
  },
);

browserTest("in one file a chart leads to the part of its layer", async (browser) => {
  await withFolder({}, async (folder) => {
    await Deno.writeTextFile(`${folder}/report.html`, sampleSingleFile(OPTIONS));
    const url = pathToFileURL(`${folder}/report.html`).href;
    const { page, complaints } = await openPage(browser, url);
    await page.goto(url);
    strictEqual(await page.evaluate(() => scrollY), 0);
    const chart = page.locator(".glance svg[data-layers]").first();
    await chart.scrollIntoViewIfNeeded();
    const mark = (await marksOf(chart)).find(({ said }) => said.startsWith("PC1, layer 17:"))!;
    await page.mouse.click(mark.x, mark.y);
    await page.waitForURL(/#layers-layer-17$/);
    deepStrictEqual(complaints, []);
  });
});

browserTest("charts of a comparison have the rule and lead nowhere", async (browser) => {
  const a = sampleResults(OPTIONS);
  const files = renderComparison({ a, b: sampleResults({ ...OPTIONS, names: ["poet"] }) });
  const { roots: { server } } = await sampleSite(OPTIONS);
  const { page } = await openPage(browser, server);
  await page.route(
    `${server}*.html`,
    (route) => route.fulfill({ body: files.get("index.html")!, contentType: "text/html" }),
  );
  await page.goto(`${server}index.html`);
  const chart = page.locator("svg[data-layers]:visible").first();
  await chart.scrollIntoViewIfNeeded();
  const mark = (await marksOf(chart)).find(({ said }) => said.includes("layer 17:"))!;
  await page.mouse.click(mark.x, mark.y);
  ok((await rulesOf(page.locator("body"))).length > 1);
  strictEqual(await chart.evaluate((svg) => svg.matches(".leads")), false);
  strictEqual(page.url(), `${server}index.html`);
});
