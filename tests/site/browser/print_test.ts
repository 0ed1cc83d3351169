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

/** Pixels of 9 cm. */
const HIGHEST = 9 / 2.54 * 96;

browserTest(
  "on paper two figures fit a sheet, and each is as whole as on the screen",
  async (browser) => {
    const site = await sampleSite({ layers: THREE_LAYERS });
    const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
    await page.emulateMedia({ media: "print" });
    for (const path of site.pages) {
      await page.goto(site.roots.disk + path);
      const charts = await page.locator(".chart svg").evaluateAll((all) =>
        all.filter((svg) => svg.checkVisibility()).map((svg) => {
          const { width, height } = svg.getBoundingClientRect();
          const { width: fullWidth, height: fullHeight } = (svg as SVGSVGElement).viewBox.baseVal;
          return { width, height, ratio: width / height / (fullWidth / fullHeight) };
        })
      );
      for (const { width, height, ratio } of charts) {
        ok(height <= HIGHEST + 0.5 && height > 60, `${path}: ${height}`);
        ok(width <= PAPER.width, `${path}: ${width}`);
        ok(Math.abs(ratio - 1) < 0.02, `${path}: ${ratio}`);
      }
    }
  },
);

browserTest(
  "on paper what is folded is away, and no heading stands alone or apart from what it is of",
  async (browser) => {
    const site = await sampleSite({ layers: THREE_LAYERS });
    const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
    await page.emulateMedia({ media: "print" });
    for (const path of site.pages) {
      await page.goto(site.roots.disk + path);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      const seen = await page.evaluate(() => {
        const isSeen = (it: Element) =>
          it.checkVisibility() && it.getBoundingClientRect().height > 1;
        const sections = [...document.querySelectorAll("main section:has(> :is(h2, h3))")];
        return {
          unfolded: document.querySelectorAll("details[open]").length,
          // A summary is printed where a section has nothing but words, and says then what it is.
          handles: [...document.querySelectorAll("summary")].filter(isSeen).filter((summary) =>
            !/^"Folded/.test(getComputedStyle(summary, "::before").content) ||
            summary.parentElement!.parentElement!.querySelector(":scope > :is(figure, .table-box)")
          ).map((it) => it.textContent),
          alone: sections.filter((section) =>
            isSeen(section) &&
            ![...section.children].some((it) => !/^H\d$/.test(it.tagName) && isSeen(it))
          ).map((it) => it.textContent),
          apart: [...document.querySelectorAll("main :is(h2, h3)")].filter(isSeen)
            .filter((it) => getComputedStyle(it).breakAfter !== "avoid").map((it) =>
              it.textContent
            ),
          broken: [...document.querySelectorAll("main :is(figure, tr, thead)")].filter(isSeen)
            .filter((it) => getComputedStyle(it).breakInside !== "avoid").length,
          clipped: [...document.querySelectorAll("main .table-box")].filter(isSeen)
            .filter((it) => getComputedStyle(it).overflow !== "visible").length,
        };
      });
      deepStrictEqual(
        seen,
        { unfolded: 0, handles: [], alone: [], apart: [], broken: 0, clipped: 0 },
        path,
      );
    }
  },
);

/** Puts a name of 150 letters, as an input that was given may have it, in the place of PC3; the count of the places. */
const LONG_NAME = `(() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let nPlaces = 0;
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    if (!text.data.includes("PC3") || text.parentElement.closest("svg") !== null) continue;
    text.data = text.data.replace("PC3", "w".repeat(150));
    // As tables mark long heads, those of numbers alone apart.
    text.parentElement.closest("table:not(.lean-numbers) thead th")?.classList.add("long");
    nPlaces++;
  }
  return nPlaces;
})()`;

browserTest("on paper no name is wider than the page, of an input neither", async (browser) => {
  const site = await sampleSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, site.roots.disk, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  for (const path of ["index.html", "evidence.html", "roles/role-poet.html"]) {
    await page.goto(site.roots.disk + path);
    ok(await page.evaluate(LONG_NAME) as number > 0, path);
    const widths = () =>
      page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("main .table-box")].map((it) =>
          it.scrollWidth - it.clientWidth
        )
      );
    deepStrictEqual([...new Set(await widths())], [0], path);
    if (path !== "index.html") continue;
    // Nor in the tables that somebody unfolded.
    await page.locator("details").evaluateAll((all) => {
      for (const it of all) (it as HTMLDetailsElement).open = true;
    });
    deepStrictEqual([...new Set(await widths())], [0], path);
    // The ends of a component keep room beside its name.
    const ends = await page.locator(".ends .low").evaluateAll((all) =>
      all.map((it) => it.getBoundingClientRect().width)
    );
    ok(ends.length > 0 && ends.every((width) => width > 0.2 * PAPER.width), ends.join());
  }
});
