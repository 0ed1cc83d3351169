import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { sampleResults, THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

const OPTIONS = { layers: THREE_LAYERS, rolesByLayer: "all" } as const;

/** Of the heat map of a page: names of the rows, and what each pixel is, as the browser decodes the image. */
const READ_MAP = `(async () => {
  const map = document.querySelector(".heat-map");
  const image = new Image();
  image.src = /url\\("?([^")]*)/.exec(getComputedStyle(map).backgroundImage)[1];
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return {
    names: [...map.querySelectorAll("tbody tr")].map((row) => row.cells[0].textContent + " " + row.cells[1].textContent),
    width: image.width,
    pixels: [...context.getImageData(0, 0, image.width, image.height).data],
  };
})()`;

browserTest(
  "the image of the heat map has a pixel for each value, by sign and size",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, disk);
    await page.goto(`${disk}roles.html`);
    const { names, width, pixels } = await page.evaluate(READ_MAP) as {
      names: string[];
      width: number;
      pixels: number[];
    };
    const { vectors, layers } = sampleResults(OPTIONS).roles_by_layer!;
    strictEqual(width, layers.length);
    strictEqual(names.length, vectors.length);
    const byName = new Map(vectors.map(({ kind, name }, v) => [`${name} ${kind}`, v]));
    const of = (l: number, row: number) =>
      layers[l]!.inputs![0]!.cosines[byName.get(names[row]!)!]!;
    const all = names.flatMap((_, row) => layers.map((_, l) => of(l, row)));
    const largest = Math.max(...all.map((value) => Math.abs(value ?? 0)));
    let nUnknown = 0;
    all.forEach((value, i) => {
      const [red, , blue, alpha] = pixels.slice(4 * i, 4 * i + 4) as [
        number,
        number,
        number,
        number,
      ];
      const label = `${names[Math.floor(i / width)]}, column ${i % width}`;
      if (value === null) {
        nUnknown++;
        deepStrictEqual([alpha, red, blue], [64, red, red], label);
        return;
      }
      ok(Math.abs(alpha - 255 * Math.abs(value) / largest) <= 0.5, label);
      // A browser keeps colours times opacity, so that they are rough where that is small.
      if (alpha > 20) ok(value < 0 ? blue > red + 50 : red > blue + 50, label);
    });
    strictEqual(nUnknown, 1);
    deepStrictEqual(complaints, []);
  },
);

browserTest(
  "the heat map filters and sorts by row, names the value under the pointer, and leads to a role",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page, complaints } = await openPage(browser, disk);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${disk}roles.html`);
    const rows = page.locator(".heat-map tbody tr");
    const slice = (n: number) =>
      rows.nth(n).locator("td.heat").evaluate((cell) => cell.getAttribute("style"));
    const before = await slice(0);
    const first = await rows.nth(0).locator("th").innerText();
    await page.locator(".heat-map thead button", { hasText: "name" }).click();
    const names = await rows.locator("th").allInnerTexts();
    deepStrictEqual(names, names.toSorted((a, b) => a.localeCompare(b, "en")));
    strictEqual(await slice(names.indexOf(first)), before);
    strictEqual(await page.locator(".heat-map th.heat button").count(), 0);

    await page.locator(".filter input").fill("pirate");
    deepStrictEqual(await rows.locator("th:visible").allInnerTexts(), ["pirate"]);
    const cell = page.locator(".heat-map td.heat:visible");
    const box = (await cell.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const { vectors, layers } = sampleResults(OPTIONS).roles_by_layer!;
    const v = vectors.findIndex(({ kind, name }) => kind === "role" && name === "pirate");
    const cosine = layers[1]!.inputs![0]!.cosines[v]!;
    const value = String(Number(cosine.toPrecision(3))).replace("-", "−");
    const tip = page.locator(".tip:not(:empty)");
    strictEqual(await tip.innerText(), `pirate, layer 18: ${value}`);
    await page.mouse.move(5, 5);
    strictEqual(await tip.count(), 0);

    await rows.locator("a:visible").click();
    await page.waitForURL(/roles\/role-pirate\.html$/);
    match(await page.locator("h1").innerText(), /^pirate, a role$/);
    deepStrictEqual(complaints, []);
  },
);

browserTest(
  "later rows of a long heat map wait until the page is ready, then all are drawn, in the order that the address asks for",
  async (browser) => {
    const { roots: { disk } } = await sampleSite(OPTIONS);
    const { page } = await openPage(browser, disk);
    const nDrawn = () => page.locator(".heat-map tbody tr:visible").count();
    // A page that is never idle shows the first rows alone.
    await page.addInitScript(
      "if (location.hash === '#busy') window.requestIdleCallback = () => {}",
    );
    await page.goto(`${disk}roles.html#busy`);
    const { vectors } = sampleResults(OPTIONS).roles_by_layer!;
    strictEqual(await nDrawn(), 60);
    await page.keyboard.press("Tab");
    strictEqual(await nDrawn(), vectors.length);

    await page.goto(`${disk}cite.html`);
    await page.goto(`${disk}roles.html`);
    await page.locator(".heat-map tbody.late tr").last().waitFor({ state: "visible" });
    strictEqual(await nDrawn(), vectors.length);
    await page.locator(".heat-map thead button", { hasText: "name" }).click();
    await page.goto(`${page.url()}#busy`);
    await page.reload();
    const names = await page.locator(".heat-map tbody th:visible").allInnerTexts();
    strictEqual(names.length, vectors.length);
    deepStrictEqual(names, names.toSorted((a, b) => a.localeCompare(b, "en")));
  },
);

browserTest(
  "the navigation stands in one line at 1280 pixels, with every entry there is",
  async (browser) => {
    const { roots: { disk } } = await sampleSite({ layers: THREE_LAYERS, hasReproduction: true });
    const { page } = await openPage(browser, disk);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${disk}roles.html`);
    const tops = await page.locator("header.site nav a, header.site nav button").evaluateAll((
      all,
    ) =>
      all.map((it) => {
        const { top, height } = it.getBoundingClientRect();
        return Math.round(top + height / 2);
      })
    );
    ok(tops.length === 15, String(tops.length));
    ok(Math.max(...tops) - Math.min(...tops) <= 4, tops.join());
    ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  },
);
