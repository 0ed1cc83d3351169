import assert from "node:assert/strict";
import { secondsOf, shareCosts } from "./share_times.ts";

Deno.test("shareCosts() finds the costs that times were made of", () => {
  const costs = { start: 0.75, startPerLayer: 0.125, layer: 2, site: 1.5, sitePerLayer: 0.25 };
  const share = (L: number, k: number) => 0.75 + 0.125 * L + 2 * k;
  const measured = {
    shallow: 4,
    deep: 12,
    oneOfShallow: share(4, 1),
    oneOfDeep: share(12, 1),
    allOfDeep: share(12, 12),
    siteOfShallow: 1.5 + 0.25 * 4,
    siteOfDeep: 1.5 + 0.25 * 12,
  };
  assert.deepEqual(shareCosts(measured), costs);
  const { startPerLayer } = shareCosts({ ...measured, oneOfDeep: measured.oneOfShallow - 1 });
  assert.equal(startPerLayer, 0); // noise makes no deeper model start sooner
});

Deno.test("secondsOf() goes by the largest share", () => {
  const costs = { start: 0, startPerLayer: 0, layer: 1, site: 0, sitePerLayer: 0 };
  const at = (nLayers: number, nWorkers: number) => secondsOf(costs, { nLayers, nWorkers });
  assert.deepEqual([at(46, 1), at(46, 4), at(46, 16), at(80, 16), at(126, 16)], [46, 12, 3, 5, 8]);
});
