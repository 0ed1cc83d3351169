/**
 * The results of all layers: what each analysis settles, one after the other, put together.
 *
 * @module
 */

import type { Settled, Settling } from "../analyses/analysis.ts";
import { ANALYSES } from "../analyses/index.ts";
import type { Engine } from "../compute/engine.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { describeOptions, type StepListener } from "../prepare/describe_run.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { OutlierDimensions } from "../prepare/outlier_dimensions.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { SemanticLayers } from "../prepare/semantic_layers.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";
import type { Causes, Evidence, Inputs, Measured, Results } from "../results.ts";
import { HYPOTHESIS_LAYER } from "../results/peak_input.ts";
import type { LayerRecords } from "./layer_records.ts";
import type { LayerNumbers } from "./layer_result.ts";

/** What {@link settleAnalyses} works from. */
export interface SettleSource {
  readonly inputs: RunInputs;
  readonly described: Inputs;
  readonly run: PreparedRun;
  readonly options: AnalysisOptions;
  readonly engine: Engine;
  /** Of every analysed layer, ascending. */
  readonly numbers: readonly LayerNumbers[];
  readonly dimensions: ReadonlyMap<number, OutlierDimensions>;
  readonly outliers: ReadonlyMap<number, readonly number[]>;
  readonly records: LayerRecords;
  readonly onStep?: StepListener | undefined;
}

/** What was settled, and what it was settled on. */
export interface SettledRun {
  readonly measured: Measured;
  /** The decomposed layers. */
  readonly focus: readonly FocusLayer[];
  /** The role and trait vectors of each. */
  readonly semantic: ReadonlyMap<number, SemanticVectors>;
}

/** Settles every analysis of the list in its order. */
export async function settleAnalyses(source: SettleSource): Promise<SettledRun> {
  const { run, options, numbers, records } = source;
  const components = run.directions.components.map(({ info }) => info);
  let measured = nothingSettled(source);
  const chosen = () => run.focus ?? defaultFocus(run.layers, measured.peaks);
  let nSteps = 0;
  const step = (what: string) => {
    const total = chosen().length * (run.random === 0 ? 2 : 3) + (run.random === 0 ? 0 : 1) +
      run.layers.length;
    source.onStep?.(what, { done: nSteps++, total });
  };
  const focusLayers = once(() => Promise.all(chosen().map((layer) => records.focus(layer))));
  const semantic = once(() => readSemanticVectors(source, { focus: chosen(), step }));
  for (const { name, settle } of ANALYSES) {
    if (settle === undefined) continue;
    const settling: Settling = {
      ...source,
      names: components.map((info) => info.name),
      layers: numbers.map(({ changes }) => changes),
      otherRounding: numbers.flatMap(({ other }) => other ?? []),
      numbers: numbers.map(({ changes: { layer }, numbers }) => ({
        layer,
        numbers: numbers[name],
      })),
      measured,
      focusLayers,
      semantic,
      recorded: (layer, making) => records.again(layer, making),
      step,
    };
    measured = merged(measured, await settle(settling));
    // Which layers are decomposed follows from the peaks, where nobody chose.
    measured = { ...measured, options: describeOptions(run, { options, focus: chosen() }) };
  }
  return { measured, focus: await focusLayers(), semantic: await semantic() };
}

/** Results before every analysis has settled its part. */
interface Unsettled extends Partial<Omit<Measured, "evidence" | "causes">> {
  readonly evidence: Partial<Omit<Evidence, "layers">> & { layers: { layer: number }[] } | null;
  readonly causes: Partial<Causes> | null;
}

/** A run of which nothing has been settled; sections that need baselines are null without them. */
function nothingSettled({ described, run, options }: SettleSource): Measured {
  const hasBaselines = run.random > 0;
  const untold = { verdict: null, reproduction: null, other_rounding: null };
  const nothing: Unsettled = {
    inputs: {
      ...described,
      remarks: { components: [...run.notes], pair: [...run.pairRemarks] },
    },
    options: describeOptions(run, { options, focus: run.focus ?? [] }),
    pcs: run.directions.components.map(({ info }) => info),
    evidence: hasBaselines ? { ...untold, layers: run.layers.map((layer) => ({ layer })) } : null,
    causes: hasBaselines ? {} : null,
  };
  // An analysis reads what those before it in the list have settled, and the schema holds the whole to its type: the one place where a
  // part of results stands for all of them.
  return nothing as Measured;
}

/** The results with one more part: columns join the rows of shared tables, and lists of one name are joined. */
function merged(measured: Measured, { results, evidence, causes, columns }: Settled): Measured {
  const all: Measured = { ...measured, ...results };
  const { mlp, layers } = columns ?? {};
  return {
    ...all,
    mlp: mlp === undefined ? all.mlp : all.mlp.map((row) => ({ ...row, ...mlp(row) })),
    evidence: all.evidence && {
      ...joined(all.evidence, evidence ?? {}),
      layers: layers === undefined
        ? all.evidence.layers
        : all.evidence.layers.map((row) => ({ ...row, ...layers(row.layer) })),
    },
    causes: all.causes && joined(all.causes, causes ?? {}),
  };
}

function joined<T extends object>(section: T, part: Partial<T>): T {
  const lists = Object.entries(part).flatMap(([name, more]) => {
    const before = section[name as keyof T];
    return Array.isArray(before) && Array.isArray(more) ? [[name, [...before, ...more]]] : [];
  });
  return { ...section, ...part, ...Object.fromEntries(lists) };
}

/** The result of the first call, for all calls. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => made ??= make();
}

/** By decomposed layer: the role and trait vectors that it is set against. */
async function readSemanticVectors(
  { inputs: { vectors }, options: { vectorLayer } }: SettleSource,
  { focus, step }: { focus: readonly number[]; step: (what: string) => void },
): Promise<Map<number, SemanticVectors>> {
  const layers = new SemanticLayers(vectors, { layers: focus, vectorLayer });
  const semantic = new Map<number, SemanticVectors>();
  for (const layer of focus) {
    step(`Vectors of layer ${layer}`);
    semantic.set(layer, await layers.at(layer));
  }
  return semantic;
}

/** The hypothesis layer if it was analysed, and the two peaks. */
function defaultFocus(layers: readonly number[], peaks: Results["peaks"]): number[] {
  const wanted = [HYPOTHESIS_LAYER, peaks.absolute?.layer, peaks.angular?.layer];
  return layers.filter((layer) => wanted.includes(layer));
}
