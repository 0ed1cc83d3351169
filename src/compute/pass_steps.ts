/**
 * The steps of a pass: what meets a tensor of one model, and what follows without any.
 *
 * @module
 */

import type { LayerWeights, MlpRecipe, Part } from "../sources/checkpoint/weights.ts";
import { onesTensor } from "./ones_tensor.ts";
import type { DeviceMatrix, Engine } from "./engine.ts";
import type { Side } from "./mixture.ts";
import type { Operand, Pairing, PassMatrices } from "./pass_matrices.ts";
import type { Operation, PassNode, PassNodes } from "./pass_nodes.ts";

/** One model's part of a layer. */
export interface ModelLayer {
  readonly recipe: MlpRecipe;
  readonly weights: LayerWeights;
}

/** A pass under way. */
export interface Pass {
  readonly engine: Engine;
  readonly models: Readonly<Record<Side, ModelLayer>>;
  readonly nodes: PassNodes;
  readonly matrices: PassMatrices;
}

/** A matrix that a tensor meets, how, and what becomes of its nodes. */
interface Use extends Operand, Pick<PassNode, "rounding" | "isNormRounded" | "isHalved"> {
  readonly made: ReadonlyMap<PassNode, PassNode>;
}

/** The matrices that a tensor of one model meets. */
function usesOf({ nodes, matrices }: Pass, operation: Operation, side: Side): Use[] {
  const inputOf = ({ inputs }: PassNode) => inputs[0] as PassNode;
  const alike = Map.groupBy(nodes.of(operation, side), (node) => {
    const { rounding, isNormRounded } = node;
    return [rounding, isNormRounded, inputOf(node).isHalved].join();
  });
  return [...alike.values()].flatMap((all) => {
    const made = new Map(all.map((node) => [inputOf(node), node]));
    const [{ rounding, isNormRounded }] = all as [PassNode];
    const { isHalved } = inputOf(all[0] as PassNode);
    return matrices.gather([...made.keys()])
      .map((operand) => ({ ...operand, rounding, isNormRounded, isHalved, made }));
  });
}

/** Takes over what became of the uses, and goes on from there. */
function put(
  pass: Pass,
  uses: readonly Use[],
  results: readonly DeviceMatrix[],
): void {
  const { matrices } = pass;
  for (const [ix, { at, made }] of uses.entries()) {
    const matrix = results[ix] as DeviceMatrix;
    const nRows = at.reduce((sum, { node }) => sum + node.nRows, 0);
    const fold = matrix.nRows / nRows; // 2 where the rows of pairs were written out
    matrices.put({
      matrix,
      at: at.map(({ node, first }) => ({ node: made.get(node) as PassNode, first: fold * first })),
    });
  }
  matrices.release(uses.map(({ matrix }) => matrix));
  matrices.used(uses.flatMap(({ at }) => at.map(({ node }) => node)));
  combine(pass);
}

/** Applies a norm of one model to all that it is wanted of, and activates and compares what that makes ready. */
export async function applyNorm(
  pass: Pass,
  operation: "normed" | "output",
  side: Side,
): Promise<void> {
  const { recipe, weights } = pass.models[side];
  const uses = usesOf(pass, operation, side);
  if (uses.length === 0) return;
  const part = operation === "normed" ? "preNorm" : "postNorm";
  const weight = weights[part] ?? onesTensor(recipe.hiddenSize);
  const isBiased = weights.biases[part] !== undefined;
  const isRounded = ({ isNormRounded }: Use) => operation === "normed" && isNormRounded;
  const results = await pass.engine.norm(
    uses.map((use) => ({
      x: use.matrix,
      rounding: use.rounding,
      isOutputRounded: isRounded(use) && !isBiased, // what is rounded is the sum
    })),
    weight,
    recipe,
  );
  put(pass, uses, await withBias(pass, uses, { part, side, results, isRounded }));
}

/** Results with the bias of a part, where it has one; those without are released then. */
async function withBias(
  { engine, models }: Pass,
  uses: readonly Use[],
  { part, side, results, isRounded = () => false }: {
    part: Part;
    side: Side;
    results: readonly DeviceMatrix[];
    isRounded?: (use: Use) => boolean;
  },
): Promise<readonly DeviceMatrix[]> {
  const bias = models[side].weights.biases[part];
  if (bias === undefined) return results;
  const sums = await engine.addBias(
    uses.map((use, ix) => ({
      x: results[ix] as DeviceMatrix,
      rounding: use.rounding,
      isOutputRounded: isRounded(use),
    })),
    bias,
  );
  for (const result of results) result.release();
  return sums;
}

/** The same of a projection: its weight is read once for all its inputs. */
export async function multiply(
  pass: Pass,
  operation: "gate" | "up" | "down",
  side: Side,
): Promise<void> {
  const { engine, models } = pass;
  const uses = usesOf(pass, operation, side);
  if (uses.length === 0) return;
  const products = await engine.linear(
    uses.map(({ matrix, rounding }) => ({ x: matrix, rounding })),
    models[side].weights[operation],
  );
  const results = products.map((product, ix) => {
    if (!uses[ix]?.isHalved) return product;
    const all = engine.oppositeRows(product);
    product.release();
    return all;
  });
  put(pass, uses, await withBias(pass, uses, { part: operation, side, results }));
}

/** Compares and activates all that has come to that; comparing first lets what is activated go as soon as it is. */
function combine({ engine, models, nodes, matrices }: Pass): void {
  const { activation } = models.base.recipe;
  const ready = (operation: Operation): Pairing[] =>
    nodes.of(operation)
      .filter((node) => !matrices.has(node) && node.inputs.every((it) => matrices.has(it)))
      .map((made) => ({ made, a: made.inputs[0] as PassNode, b: made.inputs[1] as PassNode }));
  const take = (pairings: readonly Pairing[], { isExact, act }: {
    isExact: boolean;
    act: (a: DeviceMatrix, b: DeviceMatrix) => DeviceMatrix;
  }) => {
    for (const { a, b, at } of matrices.gatherPairs(pairings, { isExact })) {
      matrices.put({ matrix: act(a, b), at });
      matrices.release([a, b]);
      matrices.used(at.flatMap(({ node }) => node.inputs));
    }
  };
  const compare = () =>
    take(ready("compared"), { isExact: false, act: (a, b) => engine.compareRows(a, b) });
  compare();
  take(ready("hidden"), {
    isExact: true,
    act: (gate, up) => engine.gatedActivation(gate, up, activation),
  });
  compare();
}
