import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { WeightComparison } from "../../../src/results/weight_comparison.ts";
import { renderWeights } from "../../../src/site/write/single_file/weights_file.ts";
import { HOSTILE_NAMES } from "../sample_results.ts";
import { gathered, sampleWeights } from "../sample_weights.ts";
import { colourViolationsOf, violationsOf } from "./axe.ts";
import { browserTest } from "./browser.ts";
import { expectNoRequests, type OpenedFile, withOneFile } from "./one_file.ts";
import { NARROW } from "./visits.ts";

const HOSTILE = HOSTILE_NAMES.join(" ");

/** Opens the file of a comparison. */
function withFile(
  browser: Browser,
  use: (opened: OpenedFile) => Promise<void>,
  { comparison = sampleWeights(), ...context }: BrowserContextOptions & {
    comparison?: WeightComparison;
  } = {},
): Promise<void> {
  return withOneFile(browser, { text: renderWeights(comparison), context }, use);
}

browserTest(
  "weights.html opens from disk, asks for nothing, and hands out its numbers",
  async (browser) => {
    await withFile(browser, async (opened) => {
      const { page, complaints } = opened;
      await expectNoRequests(opened);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator("a[download]").click(),
      ]);
      strictEqual(download.suggestedFilename(), "weights.csv");
      const csv = await Deno.readTextFile(await download.path());
      strictEqual(csv.trimEnd().split("\n").length, 1 + sampleWeights().rows.length);
      deepStrictEqual(complaints, []);
    });
  },
);

for (const [theme, read] of [["light", violationsOf], ["dark", colourViolationsOf]] as const) {
  browserTest(
    `weights.html can be read by all, unfolded, in the ${theme} theme`,
    async (browser) => {
      await withFile(browser, async ({ page, complaints }) => {
        await page.evaluate(() =>
          document.querySelectorAll("details").forEach((it) => it.open = true)
        );
        deepStrictEqual(await read(page), []);
        deepStrictEqual(complaints, []);
      }, {
        colorScheme: theme,
        comparison: sampleWeights({ gate: [gathered(0.1, 0.4), gathered(0.2, 0.3)] }, {
          remarks: ["A remark."],
          base: { synthetic: "made by a program" },
        }),
      });
    },
  );
}

browserTest(
  "weights.html is whole without scripts, and no wider than a small screen",
  async (browser) => {
    await withFile(browser, async ({ page, complaints }) => {
      for (
        const selector of ["h1", ".claim", "#matrices", "#numbers", "#compared", "pre.command"]
      ) {
        ok(await page.locator(selector).first().isVisible(), selector);
      }
      strictEqual(await page.locator(".chart:visible").count(), 2);
      ok(await page.evaluate(() => document.documentElement.scrollWidth) <= NARROW);
      deepStrictEqual(complaints, []);
    }, {
      javaScriptEnabled: false,
      viewport: { width: NARROW, height: 640 },
      comparison: sampleWeights(undefined, {
        base: { name: HOSTILE, own_name: HOSTILE, unread: [{ path: HOSTILE, reason: HOSTILE }] },
        instruct: { name: HOSTILE, adapter: HOSTILE },
        remarks: [HOSTILE],
      }),
    });
  },
);
