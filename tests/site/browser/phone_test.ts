import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { THREE_LAYERS } from "../sample_results.ts";
import { browserTest, openPage, sampleSite } from "./browser.ts";

const PHONE = { width: 390, height: 844 };
/** Pixels that the header may take, what is said of synthetic data aside. */
const HIGHEST_HEADER = 56;

/** The site of ten layers, and one of forty. */
const MANY = Array.from({ length: 40 }, (_, layer) => layer);

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Boxes of all elements on the screen. */
function boxesOf(page: Page, selector: string): Promise<Box[]> {
  return page.locator(selector).evaluateAll((all) =>
    all.map((it) => {
      const { left, right, top, bottom } = it.getBoundingClientRect();
      return { left, right, top, bottom };
    })
  );
}

/** Whether all have their middle on one line. */
function isOneLine(boxes: readonly Box[]): boolean {
  const middles = boxes.map(({ top, bottom }) => (top + bottom) / 2);
  return Math.max(...middles) - Math.min(...middles) < 2;
}

for (const javaScriptEnabled of [true, false]) {
  const with_ = javaScriptEnabled ? "with" : "without";
  browserTest(
    `on a phone the header is one line of at most 56 pixels, ${with_} a script`,
    async (browser) => {
      const site = await sampleSite({ layers: THREE_LAYERS, hasReproduction: true });
      const root = site.roots.disk;
      const { page } = await openPage(browser, root, { javaScriptEnabled, viewport: PHONE });
      for (const path of ["index.html", "cite.html", "layers/layer-18.html"]) {
        await page.goto(root + path);
        const [nav] = await boxesOf(page, "header.site nav");
        ok(nav!.bottom - nav!.top <= HIGHEST_HEADER, `${path}: ${nav!.bottom - nav!.top}`);
        ok(isOneLine(await boxesOf(page, "header.site nav :is(a, button)")), path);
        // The tools and the current page are in sight.
        for (const selector of [".tools button", "header.site [aria-current]"]) {
          for (const { left, right } of await boxesOf(page, selector)) {
            ok(left >= 0 && right <= PHONE.width, `${path}: ${selector} at ${left}`);
          }
        }
        strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
        strictEqual(await page.evaluate(() => scrollY), 0);
      }
      await page.locator("header.site a", { hasText: "Methods" }).click();
      await page.waitForURL(/methods\.html$/);
    },
  );

  browserTest(
    `on a phone the strip of layers is one line with the current one in sight, ${with_} a script`,
    async (browser) => {
      for (const [layers, layer] of [[undefined, 24], [MANY, 35]] as const) {
        const site = await sampleSite(layers === undefined ? {} : { layers });
        const root = site.roots.disk;
        const { page } = await openPage(browser, root, { javaScriptEnabled, viewport: PHONE });
        for (const path of ["index.html", `layers/layer-${layer}.html`]) {
          await page.goto(root + path);
          const strip = page.locator("nav.layers ol");
          ok(isOneLine(await boxesOf(page, "nav.layers li")), path);
          const [scrolled, width] = await strip.evaluate((it) => [it.scrollWidth, it.clientWidth]);
          if (layers === undefined) strictEqual(scrolled, width, path);
          else ok(scrolled! > width!);
          for (const { left, right } of await boxesOf(page, "nav.layers [aria-current]")) {
            ok(left >= 0 && right <= PHONE.width, `${path}: ${left}`);
          }
          const { width: page_ } = PHONE;
          strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), page_);
        }
      }
    },
  );
}

browserTest("on a desk the navigation is one line, with one more entry too", async (browser) => {
  const site = await sampleSite({ layers: THREE_LAYERS, hasReproduction: true });
  const root = site.roots.disk;
  const { page, complaints } = await openPage(browser, root);
  for (const width of [1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${root}index.html`);
    await page.locator("header.site ul").evaluate((list) => {
      list.firstElementChild!.insertAdjacentHTML(
        "afterend",
        '<li><a href="roles/layers.html">Roles × layers</a></li>',
      );
    });
    ok(isOneLine(await boxesOf(page, "header.site nav :is(a, button)")), `${width}`);
    const [nav] = await boxesOf(page, "header.site nav");
    const entries = await boxesOf(page, "header.site nav li");
    const [tools] = await boxesOf(page, ".tools");
    ok(entries.length >= 12);
    ok(Math.max(...entries.map(({ right }) => right)) <= tools!.left, `${width}`);
    ok(nav!.right <= width && nav!.bottom - nav!.top < 70);
  }
  deepStrictEqual(complaints, []);
});

browserTest(
  "on a phone every slice of the map of roles is in sight beside its name, of ten layers and of forty",
  async (browser) => {
    for (const layers of [undefined, MANY]) {
      const site = await sampleSite({
        rolesByLayer: "all",
        ...layers === undefined ? {} : { layers },
      });
      const { page } = await openPage(browser, site.roots.disk, { viewport: PHONE });
      await page.goto(`${site.roots.disk}roles.html`);
      const [name] = await boxesOf(page, ".heat-map thead th:first-child");
      const [slices] = await boxesOf(page, ".heat-map th.heat");
      const [box] = await boxesOf(page, ".heat-box");
      ok(name!.left >= box!.left && slices!.right <= box!.right, `${slices!.right}`);
      ok(slices!.right - slices!.left >= PHONE.width / 2, `${slices!.right - slices!.left}`);
      strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    }
  },
);

browserTest(
  "on a phone the captions of tables are in sight whole, and stay there",
  async (browser) => {
    const { roots: { disk } } = await sampleSite({ layers: THREE_LAYERS });
    const { page } = await openPage(browser, disk, { viewport: PHONE });
    let nScrolled = 0;
    for (const path of ["index.html", "evidence.html", "causes.html", "layers/layer-18.html"]) {
      await page.goto(disk + path);
      await page.locator("details").evaluateAll((all) =>
        all.forEach((it) => (it as HTMLDetailsElement).open = true)
      );
      for (const share of [0, 1]) {
        const tables = await page.locator(".table-box:has(caption)").evaluateAll(
          (all, share) =>
            all.map((box) => {
              box.scrollLeft = share * box.scrollWidth;
              const caption = box.querySelector("caption")!;
              const { left, right } = caption.getBoundingClientRect();
              const of = box.getBoundingClientRect();
              return {
                name: caption.textContent,
                beyond: Math.max(
                  of!.left - left,
                  right - of!.right,
                  caption.scrollWidth - (right - left),
                ),
                isScrolled: box.scrollLeft > 0,
              };
            }),
          share,
        );
        deepStrictEqual(
          tables.filter(({ beyond }) => beyond > 1),
          [],
          path,
        );
        nScrolled += tables.filter(({ isScrolled }) => isScrolled).length;
      }
    }
    ok(nScrolled > 5, `${nScrolled}`);
  },
);

browserTest("on a desk no table that is in sight is wider than its place", async (browser) => {
  const { roots: { disk }, pages } = await sampleSite({ layers: THREE_LAYERS });
  const { page } = await openPage(browser, disk, { viewport: { width: 1280, height: 900 } });
  for (const path of ["causes.html", ...pages.filter((it) => it.startsWith("layers/"))]) {
    await page.goto(disk + path);
    const tables = await page.locator(".table-box:visible").evaluateAll((all) =>
      all.map((it) => ({
        name: it.getAttribute("aria-label"),
        beyond: it.scrollWidth - it.clientWidth,
      }))
    );
    deepStrictEqual(tables.filter(({ beyond }) => beyond > 0), [], path);
    ok(tables.some(({ name }) => /^Where the change of PC1/.test(name ?? "")), path);
  }
});
