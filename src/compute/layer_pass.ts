/**
 * One layer's MLP of two models: the values wanted of any mixture of their tensors, for all inputs together.
 *
 * y = s post(down h) with h = act(gate n) * (up n) and n = pre(x): pre and post are RMSNorm or LayerNorm, or none, in which case n = x
 * and y = s down h; each product and norm has its bias added where there is one; s is 1 where the model has no factor.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors.
 *
 * @module
 */

import { checkOutputs } from "./check_output.ts";
import { oppositeRows } from "./cpu/opposite_rows.ts";
import type { MlpRecipe } from "../sources/checkpoint/weights.ts";
import type { Engine } from "./engine.ts";
import { type Side, SIDES } from "./mixture.ts";
import { bins, inOrder, PassMatrices } from "./pass_matrices.ts";
import { type PassNode, PassNodes, type Rows, type Value, type Wanted } from "./pass_nodes.ts";
import { applyNorm, type ModelLayer, multiply } from "./pass_steps.ts";

export type { ModelLayer };

/** What one pass is made of. */
export interface PassRequest<K extends string> {
  /** The same layer of both models. */
  readonly models: Readonly<Record<Side, ModelLayer>>;
  /** Each with a name of its own. */
  readonly rows: readonly Rows[];
  /** What to compute, under names of the caller's: results come back under the same. */
  readonly wanted: Readonly<Record<K, readonly Wanted[]>>;
}

/**
 * Computes what is wanted, each in f32 rows: V of them, or 2 V of rows that are paired, of C or F columns; of a comparison four
 * numbers a row.
 *
 * Every expression is computed once, and every weight read once: pre-norms, gate and up of base, then of instruct, both down, both
 * post-norms. The host waits for the device once. Where an output of one model looks wrong, that model is computed once more for
 * its products, which tell why. Rows that exceed a matrix of the device are cut.
 *
 * @throws {Error} naming the layer and the tensor if an output of one model is not finite, or is all zero for an input that is not
 * although no tensor of the MLP is.
 *
 * @example
 * ```ts
 * import type { Engine } from "./engine.ts";
 * import { whole } from "./mixture.ts";
 * import { type PassRequest, runPass } from "./layer_pass.ts";
 * // The outputs of the base for `values`, f32 [V, C]: V C numbers, row after row.
 * async function baseOutputs(
 *   engine: Engine,
 *   { models, values }: { models: PassRequest<"y">["models"]; values: Float32Array },
 * ): Promise<Float32Array> {
 *   const mixture = whole("base", { weights: "bf16", isNormRounded: false });
 *   const { y } = await runPass(engine, {
 *     models,
 *     rows: [{ name: "inputs", values, isPaired: false }],
 *     wanted: { y: [{ rows: "inputs", mixture, stage: "output" }] },
 *   });
 *   return y[0]!;
 * }
 * ```
 */
export async function runPass<K extends string>(
  engine: Engine,
  request: PassRequest<K>,
): Promise<Record<K, Float32Array[]>> {
  const { models, rows } = request;
  const wanted = Object.entries(request.wanted) as [K, readonly Wanted[]][];
  const all = wanted.flatMap(([, values]) => values);
  const values = await compute(engine, { models, rows, wanted: all });
  await checkOutputs(all.map((value, ix) => ({ value, y: values[ix] as Float32Array })), {
    models,
    rows,
    // Once more with all products, which tell the tensor that is to blame.
    recompute: (stages) => compute(engine, { models, rows, wanted: stages }),
  });
  const named = wanted.map(([key, { length }]) => [key, values.splice(0, length)]);
  return Object.fromEntries(named);
}

/** What is computed, without the names that it is wanted by. */
interface Plan {
  readonly models: Readonly<Record<Side, ModelLayer>>;
  readonly rows: readonly Rows[];
  readonly wanted: readonly Wanted[];
}

/** The values of a plan, in the order in which they are wanted. */
async function compute(engine: Engine, plan: Plan): Promise<Float32Array[]> {
  const { models } = plan;
  const { recipe, weights } = models.base;
  const { hiddenSize } = recipe;
  const maxRows = engine.maxRows(Math.max(hiddenSize, weights.gate.shape[0] ?? 0));
  const nodes = new PassNodes(recipe);
  expectOwnNames(plan.rows);
  const rows = mostWantedFirst(plan);
  const cuts = new Map(
    (isOdd(recipe) ? rows : rows.map((it) => writtenOut(it, hiddenSize))).map((rows) => [
      rows.name,
      cutRows(rows, { hiddenSize, maxRows, nodes }),
    ]),
  );
  const partsOf = ({ rows, mixture, stage }: Value): PassNode[] =>
    (cuts.get(rows) ?? refuse(rows)).map(({ node }) => nodes.value(node, mixture, stage));
  /** Of each wanted value the nodes of its cuts. */
  const wanted = plan.wanted.map((it): PassNode[] => {
    if (!("a" in it)) return partsOf(it);
    if (recipe.multiplier !== 1 && (isOutput(it.a) || isOutput(it.b))) refuseOutputs();
    const [a, b] = [partsOf(it.a), partsOf(it.b)];
    if (shapeOf(a) !== shapeOf(b)) refuseToCompare(it.a, it.b);
    return a.map((node, ix) => nodes.compared(node, b[ix] as PassNode));
  });
  const uses = nodes.countUses();
  using matrices = new PassMatrices(engine, { uses, wanted: new Set(wanted.flat()), maxRows });
  const entering = [...cuts.values()].flat().filter(({ node }) => uses.has(node));
  upload(engine, { entering, matrices, maxRows, hiddenSize });
  const pass = { engine, models, nodes, matrices };
  for (const side of SIDES) await applyNorm(pass, "normed", side);
  for (const side of SIDES) {
    await multiply(pass, "gate", side);
    await multiply(pass, "up", side);
  }
  for (const side of SIDES) await multiply(pass, "down", side);
  for (const side of SIDES) await applyNorm(pass, "output", side);
  const found = await matrices.download();
  return wanted.map((parts, ix) => {
    const values = joined(parts.map((node) => allRows(node, found)));
    return isOutput(plan.wanted[ix] as Wanted) ? multiplied(values, recipe) : values;
  });
}

/** Whether gate and up of -u are those of u with the sign changed. */
function isOdd({ biased }: MlpRecipe): boolean {
  return !(["preNorm", "gate", "up"] as const).some((part) => biased.includes(part));
}

/** The same rows, the negative of each that is paired written beside it. */
function writtenOut(rows: Rows, hiddenSize: number): Rows {
  return rows.isPaired
    ? { ...rows, values: oppositeRows(rows.values, hiddenSize), isPaired: false }
    : rows;
}

function isOutput(wanted: Wanted): boolean {
  return "stage" in wanted && wanted.stage === "output";
}

/** What joins the residual stream, rounded to float32. */
function multiplied(values: Float32Array, { multiplier }: MlpRecipe): Float32Array {
  return multiplier === 1 ? values : values.map((value) => multiplier * value);
}

function expectOwnNames(rows: readonly Rows[]): void {
  const twice = rows.find(({ name }, ix) => rows.findIndex((it) => it.name === name) < ix);
  if (twice === undefined) return;
  throw new RangeError(`Cannot compute rows ${JSON.stringify(twice.name)}: two are of that name`);
}

/** What is compared lies side by side where the rows of which most is wanted come first in each matrix. */
function mostWantedFirst({ rows, wanted }: Plan): Rows[] {
  const names = wanted.flatMap((it) => "a" in it ? [it.a.rows, it.b.rows] : [it.rows]);
  const count = (name: string) => names.filter((it) => it === name).length;
  return rows.toSorted((a, b) => count(b.name) - count(a.name));
}

/** Rows that fit into one matrix of the device, and their node. */
interface Entering {
  readonly node: PassNode;
  readonly values: Float32Array; // f32 [V, C]
}

function cutRows(
  { values, isPaired }: Rows,
  { hiddenSize, maxRows, nodes }: { hiddenSize: number; maxRows: number; nodes: PassNodes },
): Entering[] {
  const nRows = values.length / hiddenSize;
  if (nRows === 0) return [];
  const most = Math.min(isPaired ? Math.floor(maxRows / 2) : maxRows, nRows);
  if (most < 1) {
    throw new RangeError("Cannot hold a single input vector in one matrix of the device");
  }
  const nCuts = Math.ceil(nRows / most);
  return Array.from({ length: nCuts }, (_, ix) => {
    const part = values.subarray(ix * most * hiddenSize, (ix + 1) * most * hiddenSize);
    return { node: nodes.rows(part.length / hiddenSize, isPaired), values: part };
  });
}

/** Sends all rows to the device, those that are paired and those that are not in matrices of their own. */
function upload(
  engine: Engine,
  { entering, matrices, maxRows, hiddenSize }: {
    entering: readonly Entering[];
    matrices: PassMatrices;
    maxRows: number;
    hiddenSize: number;
  },
): void {
  const values = new Map(entering.map(({ node, values }) => [node, values]));
  for (const isHalved of [true, false]) {
    const alike = [...values.keys()].filter((node) => node.isHalved === isHalved);
    for (const inBin of bins(alike, maxRows)) {
      const all = joined(inBin.map((node) => values.get(node) as Float32Array));
      const matrix = engine.upload(all, { nRows: all.length / hiddenSize, nColumns: hiddenSize });
      matrices.put({ matrix, at: inOrder(inBin) });
    }
  }
}

/** All rows of a node as read back: of pairs that were not written out, each and its negative, or what compares either. */
function allRows(node: PassNode, found: ReadonlyMap<PassNode, Float32Array>): Float32Array {
  const values = found.get(node) as Float32Array;
  if (!node.isHalved) return values;
  const nColumns = values.length / node.nRows;
  const all = oppositeRows(values, nColumns);
  // Two rows differ as much as their negatives, by numbers that are never below 0.
  return node.operation === "compared" ? all.map(Math.abs) : all;
}

/** Matrices of as many columns, one after another; the only one as it is. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Rows of nodes, to tell whether those of others are as many. */
function shapeOf(nodes: readonly PassNode[]): string {
  return nodes.map(({ nRows, isHalved }) => `${nRows} ${isHalved}`).join();
}

function refuseToCompare(a: Value, b: Value): never {
  const [first, second] = [a, b].map(({ rows }) => `rows ${JSON.stringify(rows)}`);
  throw new RangeError(`Cannot compare ${first} with ${second}: expected as many`);
}

/** Those that are multiplied are multiplied on the host. */
function refuseOutputs(): never {
  throw new RangeError("Cannot compare outputs on the device: expected values of an earlier stage");
}

function refuse(name: string): never {
  throw new RangeError(`Cannot compute rows ${JSON.stringify(name)}: there are none of that name`);
}
