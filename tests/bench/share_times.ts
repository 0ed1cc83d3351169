/**
 * How long a model of any depth takes when its layers are shared out, from a few runs of shallow ones.
 *
 * Letters: L layers of the model, k layers of a share, n workers.
 *
 * @module
 */

/** Seconds of runs on two depths of one shape. */
export interface MeasuredShares {
  /** L of either model. */
  readonly shallow: number;
  readonly deep: number;
  /** A share of one layer of the shallow model, and of the deep one. */
  readonly oneOfShallow: number;
  readonly oneOfDeep: number;
  /** One share of all layers of the deep model. */
  readonly allOfDeep: number;
  /** The last run, which finds all records, of either model. */
  readonly siteOfShallow: number;
  readonly siteOfDeep: number;
}

/** What times are made of, in seconds. */
export interface ShareCosts {
  /** Of every process, whatever it computes: start + startPerLayer L. */
  readonly start: number;
  readonly startPerLayer: number;
  /** Of each layer that a share computes. */
  readonly layer: number;
  /** Of the last run: site + sitePerLayer L. */
  readonly site: number;
  readonly sitePerLayer: number;
}

/** Takes the measured times apart: straight lines through two points each, none of which falls. */
export function shareCosts(measured: MeasuredShares): ShareCosts {
  const { shallow, deep, oneOfShallow, oneOfDeep, allOfDeep } = measured;
  const { siteOfShallow, siteOfDeep } = measured;
  const layer = (allOfDeep - oneOfDeep) / (deep - 1);
  const startPerLayer = Math.max(0, (oneOfDeep - oneOfShallow) / (deep - shallow));
  const sitePerLayer = Math.max(0, (siteOfDeep - siteOfShallow) / (deep - shallow));
  return {
    layer,
    startPerLayer,
    start: oneOfShallow - layer - startPerLayer * shallow,
    sitePerLayer,
    site: siteOfShallow - sitePerLayer * shallow,
  };
}

/**
 * Seconds of the slowest share and of the last run after it: every worker is a machine like the one that was measured.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { secondsOf } from "./share_times.ts";
 * const costs = { start: 1, startPerLayer: 0, layer: 10, site: 5, sitePerLayer: 0.5 };
 * assert(secondsOf(costs, { nLayers: 46, nWorkers: 4 }) === 1 + 12 * 10 + 5 + 23);
 * ```
 */
export function secondsOf(
  { start, startPerLayer, layer, site, sitePerLayer }: ShareCosts,
  { nLayers, nWorkers }: { nLayers: number; nWorkers: number },
): number {
  const largest = Math.ceil(nLayers / nWorkers);
  return start + startPerLayer * nLayers + largest * layer + site + sitePerLayer * nLayers;
}
