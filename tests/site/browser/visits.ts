/** Each page of a sample site, opened once for all tests that look at every page: to open one takes longer than most looks. */

import type { Browser, Page } from "playwright-core";
import type { SampleOptions } from "../sample_results.ts";
import { colourViolationsOf, type Violation, violationsOf } from "./axe.ts";
import { openPage, sampleSite, type WrittenSite } from "./browser.ts";

/** Width of a small telephone in pixels. */
export const NARROW = 320;
const DESK = { width: 1280, height: 720 };

/** The themes, each with what axe reads in it: what colours do not decide is the same in both. */
const THEMES = { light: violationsOf, dark: colourViolationsOf } as const;
export type Theme = keyof typeof THEMES;

/** How a site is visited. */
export interface VisitOptions extends SampleOptions {
  root: keyof WrittenSite["roots"];
  /** Whether axe is run on each page, with everything unfolded. */
  hasAxe?: boolean;
}

/** What was seen on a page. */
export interface Visit {
  path: string;
  /** Buttons that the script puts on the page. */
  nTools: number;
  nImages: number;
  /** Pixels that the page is wide on a screen of {@link NARROW}, as it was loaded there. */
  narrowWidth: number;
  violations: Record<Theme, string[]>;
  /** Where everything is in each theme, and whether it can be seen. */
  layout: Record<Theme, string>;
}

/** What was seen on all pages of a site, and what they complained about or asked for elsewhere. */
export interface Visits {
  pages: Visit[];
  complaints: string[];
}

const made = new Map<string, Promise<Visits>>();

/** The visits to a site; the first test that asks makes them. */
export function visitsTo(browser: Browser, options: VisitOptions): Promise<Visits> {
  const key = JSON.stringify(options);
  const visits = made.get(key) ?? makeVisits(browser, options);
  made.set(key, visits);
  return visits;
}

async function makeVisits(browser: Browser, options: VisitOptions): Promise<Visits> {
  const { root: place, hasAxe = false, ...sample } = options;
  const site = await sampleSite(sample);
  const root = site.roots[place];
  const { page, complaints } = await openPage(browser, root);
  const pages: Visit[] = [];
  const looks: Record<Theme, string[]> = { light: [], dark: [] };
  for (const path of site.pages) {
    await page.setViewportSize({ width: NARROW, height: 640 });
    await page.goto(root + path);
    const visit: Visit = {
      path,
      nTools: await page.locator(".tools button").count(),
      nImages: await page.locator("img").count(),
      narrowWidth: await page.evaluate(() => document.documentElement.scrollWidth),
      violations: { light: [], dark: [] },
      layout: { light: "", dark: "" },
    };
    if (hasAxe) await lookInThemes(page, visit, looks);
    pages.push(visit);
  }
  return { pages, complaints };
}

/** Unfolds everything on a desk's screen, and adds what there is in each theme; `looks` are those of the pages before. */
async function lookInThemes(
  page: Page,
  { path, violations, layout }: Visit,
  looks: Record<Theme, string[]>,
): Promise<void> {
  await page.setViewportSize(DESK);
  await page.locator("details").evaluateAll((all) => {
    for (const element of all) (element as HTMLDetailsElement).open = true;
  });
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    violations[theme] = (await THEMES[theme](page, looks[theme])).flatMap((it) =>
      described(path, it)
    );
    layout[theme] = await page.evaluate(() =>
      Array.from(document.querySelectorAll("*"), (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.localName, x, y, width, height, element.checkVisibility()].join(" ");
      }).join("\n")
    );
  }
}

function described(path: string, { id, nodes }: Violation): string[] {
  return nodes.slice(0, 3).map((html) => `${path}: ${id}: ${html.slice(0, 160)}`);
}
