/**
 * What an analysis is: a folder that says what it measures of a layer, what it settles over all of them, and how it tells it. Each
 * hook is handed what it may read, and gives its own part alone. How it shows that is its view's (`analysis_view.ts`), which no run
 * needs before its numbers are there.
 *
 * @module
 */

import type * as v from "valibot";
import type { Columns } from "../results/table.ts";
import type { ProductCheck } from "../compute/compared_product.ts";
import type { Engine } from "../compute/engine.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import type { LayerChanges, LayerMeans } from "../measure/layer_changes.ts";
import type { LayerValues } from "../measure/layer_values.ts";
import type { TracedLayer } from "../measure/traced_quantities.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { OutlierDimensions } from "../prepare/outlier_dimensions.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";
import type {
  Causes,
  Evidence,
  Finding,
  LayerEvidence,
  Measured,
  MlpComponent,
  MlpRow,
} from "../results.ts";

/** One layer as it was computed: each input stands with its own values. */
export interface LayerSource {
  /** The tensors of the MLP that there are, in the order of the arithmetic. */
  readonly components: readonly MlpComponent[];
  readonly layer: number;
  readonly run: PreparedRun;
  readonly options: AnalysisOptions;
  /** Outputs rounded as the run rounds them. */
  readonly values: LayerValues;
  /** Whether differences are rounded as well. */
  readonly isRounded: boolean;
  readonly changes: LayerChanges;
  /** Null without baselines. */
  readonly state: LayerMeans | null;
  /** Outlier dimensions; null where there are none, so that there is no second set of figures. */
  readonly outliers: readonly number[] | null;
  /** Whether the layer is run under the other rounding as well: published figures are of both. */
  readonly hasOtherRounding: boolean;
  /** Every component and direction on its way through the MLP; null without baselines. */
  readonly traced: TracedLayer | null;
  /** What of the products was computed again in float64. */
  readonly check: ProductCheck;
}

/** What all layers gave: the run as an analysis settles its part. */
export interface Settling<Numbers = unknown> {
  readonly inputs: RunInputs;
  readonly run: PreparedRun;
  readonly options: AnalysisOptions;
  readonly engine: Engine;
  /** Names of the components as run, PC1 first. */
  readonly names: readonly string[];
  /** Of every analysed layer, ascending. */
  readonly layers: readonly LayerChanges[];
  /** The same under the rounding that the run was not asked for; empty where nothing was. */
  readonly otherRounding: readonly LayerChanges[];
  /** What the analysis itself measured, layer by layer. */
  readonly numbers: readonly { readonly layer: number; readonly numbers: Numbers }[];
  /** Outlier dimensions by layer; none where there is no mean state. */
  readonly dimensions: ReadonlyMap<number, OutlierDimensions>;
  /** Their coordinates. */
  readonly outliers: ReadonlyMap<number, readonly number[]>;
  /** What the analyses before this one in the list have settled. */
  readonly measured: Measured;
  /** What the decomposed layers keep of their pass. */
  focusLayers(): Promise<readonly FocusLayer[]>;
  /** By decomposed layer: the role and trait vectors that it is set against. */
  semantic(): Promise<ReadonlyMap<number, SemanticVectors>>;
  /** What is made of the weights of a decomposed layer once more; written down with `of`, what it is made of beside them. */
  recorded<T>(layer: number, making: { of: string; make(): Promise<T> }): Promise<T>;
  /** Tells a listener what begins. */
  step(what: string): void;
}

/** The part of the results that an analysis settles; lists of several analyses under one name are joined in the order of the list. */
export interface Settled {
  /** Parts of their own name. */
  readonly results?: Partial<Measured> & { readonly [part: string]: unknown };
  readonly evidence?: Partial<Evidence>;
  readonly causes?: Partial<Causes>;
  /** Columns that it adds to tables which several analyses share. */
  readonly columns?: {
    readonly mlp?: (row: MlpRow) => Partial<MlpRow>;
    readonly layers?: (layer: number) => Partial<LayerEvidence>;
  };
}

/** A decision in words, as results have it and as their numbers give it again: the same unless one of them was changed. */
export interface Decided {
  readonly told: string;
  readonly again: string;
}

/** The part of the results that an analysis declares. */
export interface AnalysisSchema {
  /** Where the tables lie that it has to take away, beside those of which the site knows. */
  readonly paths?: readonly string[];
  /** Columns that it adds to the main table. */
  readonly mlp?: Columns;
  /** Columns that it adds to what is known of a layer. */
  readonly layers?: Columns;
  /** Parts of their own name. */
  readonly results?: Readonly<Record<string, v.GenericSchema>>;
  /** Parts of what tells whether a peak is real. */
  readonly evidence?: Readonly<Record<string, v.GenericSchema>>;
  /** Parts of what tells where a change arises. */
  readonly causes?: Readonly<Record<string, v.GenericSchema>>;
}

/** One analysis. */
// deno-lint-ignore no-explicit-any -- the list holds analyses of every kind of numbers, and each is handed back its own
export interface Analysis<Numbers = any> {
  /** That of its folder. */
  readonly name: string;
  /** Its part of the results. */
  readonly schema?: AnalysisSchema;
  /** Numbers of one layer, made while its values are there: plain data and typed arrays, since they are written down. */
  measure?(source: LayerSource): Numbers;
  /** Numbers and decisions over all layers. */
  settle?(settling: Settling<Numbers>): Settled | Promise<Settled>;
  /** Sentences, made of results alone. */
  words?(measured: Measured): Finding[];
  /** What it decided, where sentences take that as it is; null where it did not. */
  decided?(measured: Measured): Decided | null;
  /** Whether its sentences come before those of the others. */
  readonly isOpening?: boolean;
}
