import { ok } from "node:assert/strict";
import { SITE_STYLE as style } from "../../src/site/write/site_style.ts";

/** Colours of the light theme and of the dark one, by variable. */
function themes(): Record<string, string>[] {
  const pairs = [...style.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)];
  return [2, 3].map((theme) => Object.fromEntries(pairs.map((pair) => [pair[1]!, pair[theme]!])));
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio of WCAG 2, 1 to 21. */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

for (const [i, theme] of themes().entries()) {
  const name = ["light", "dark"][i];
  const reaches = (least: number, pairs: [string, string][]) => {
    for (const [front, back] of pairs) {
      const ratio = contrast(theme[front]!, theme[back]!);
      ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)}, expected ${least}`);
    }
  };

  Deno.test(`style.css gives text a contrast of 4.5 in the ${name} theme`, () => {
    reaches(4.5, [
      ["ink", "paper"],
      ["ink-soft", "paper"],
      ["link", "paper"],
      ["accent", "paper"],
      ["warn", "warn-panel"],
      ["ink", "panel"],
      ["paper", "ink"],
      ["link", "warn-panel"],
    ]);
  });

  Deno.test(`style.css gives marks a contrast of 3 in the ${name} theme`, () => {
    const marks = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];
    reaches(3, [...marks, "role", "trait"].map((mark) => [mark, "paper"]));
    reaches(3, marks.map((mark) => [mark, "band"]));
  });
}
