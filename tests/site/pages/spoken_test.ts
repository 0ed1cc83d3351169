import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert/strict";
import { figureTitle, siteTexts, textOf } from "../html.ts";
import { sampleResults, THREE_LAYERS } from "../sample_results.ts";
import { parseHTML } from "linkedom";

/** What a title says where it makes a claim of a difference. */
const CLAIM =
  /\d[°%]|farthest|most\b|none of|carries (?!the)|can be named|beyond|stands? out|moved (?:toward|away)|together tell|longer ones?|adds (?:more|less)|points (?:along|against)/;

const PAGES = [
  "index.html",
  "evidence.html",
  "causes.html",
  "layers/layer-18.html",
  "decompositions/layer-18.html",
  "neurons/layer-18.html",
];

Deno.test("no title of a figure claims anything of a difference that rounding alone could make", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const noisy = { ...results, within_noise: [...THREE_LAYERS] };
  const titlesOf = (of: typeof results) => {
    const texts = siteTexts(of);
    return PAGES.flatMap((path) =>
      [...parseHTML(texts.get(path)!).document.querySelectorAll("section.figure")]
        .map((figure) => `${path}: ${figureTitle(figure)}`)
    );
  };
  ok(titlesOf(results).filter((title) => CLAIM.test(title)).length > 12);
  // That of the test itself, and of the lists' names, are of no difference.
  const allowed = /the test passes|most affected|least affected|tell most of it/;
  deepStrictEqual(titlesOf(noisy).filter((title) => CLAIM.test(title) && !allowed.test(title)), []);
});

Deno.test("pages of a layer within the noise say so before they show anything, and no others do", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const noisy = { ...results, within_noise: [18] };
  const noDifference =
    /^No difference to speak of: at layer 18 the change of the MLP output for PC1 .* is not clear of the rounding noise of the weights \(/;
  const cases = [
    ["decompositions/layer-18.html", ".lead", noDifference],
    ["neurons/layer-18.html", ".findings li", noDifference],
    [
      "decompositions/layer-18-pc2.html",
      ".lead",
      /^No conclusion is drawn at this layer: the change of PC1 there is not clear of the rounding noise of the weights\.$/,
    ],
  ] as const;
  const [told, untold] = [siteTexts(noisy), siteTexts(results)];
  const sentence = (html: string, at: string) =>
    textOf(parseHTML(html).document.querySelector(`main ${at}`));
  for (const [path, at, expected] of cases) {
    match(sentence(told.get(path)!, at), expected);
    doesNotMatch(sentence(untold.get(path)!, at), expected);
  }
});
