/**
 * One layer's MLP of both models, for all input vectors together: the order of work, written once for every device.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors.
 *
 * @module
 */

import type { LayerWeights, MlpRecipe, WeightTensor } from "../sources/weights.ts";
import { type CheckedOutput, checkOutput, isFaulty } from "./check_output.ts";
import { HeldMatrices } from "./held_matrices.ts";
import type { DeviceMatrix, Engine, NormUse, WeightUse } from "./engine.ts";
import {
  countPaired,
  evenRows,
  firstRows,
  linearForAllRows,
  type OddNormUse,
  type OddUse,
  uploadRows,
} from "./opposite_pairs.ts";
import { at, checkedOutputs, joined, readBack, slices } from "./layer_outputs.ts";
import { rowGroups } from "./row_groups.ts";
import {
  type CrossedProducts,
  hybridHidden,
  type LayerTrace,
  rowComparisons,
  type TraceRequest,
} from "./layer_trace.ts";

/** One model's part of a layer. */
export interface ModelLayer {
  readonly recipe: MlpRecipe;
  readonly weights: LayerWeights;
}

/** What one layer is computed from. */
export interface LayerInputs {
  readonly base: ModelLayer;
  readonly instruct: ModelLayer;
  /** Input vectors, already rounded to bfloat16. */
  readonly inputs: Float32Array; // f32 [V, C]
  /** Round the pre-norm output n to bfloat16, as the reference notebook does. */
  readonly isNormRounded: boolean;
  /** How many of the first input vectors also go through the base as stored, for the noise floor; 0 where absent. */
  readonly nFloorVectors?: number;
  /** How many of the first input vectors also go through both models with n rounded the other way; 0 where absent. */
  readonly nOtherRounding?: number;
  /** What is looked into on the way; nothing where absent or null. */
  readonly trace?: TraceRequest | null;
}

/** Outputs of one layer. */
export interface LayerOutputs {
  readonly base: Float32Array; // y_b, f32 [V, C]
  readonly instruct: Float32Array; // y_i, f32 [V, C]
  /**
   * y of the base without any rounding of its weights, f32 [nFloorVectors, C], from the same read of them. Null where none
   * was asked for, or `base` is that already: its weights are all BF16, or the engine keeps what is stored.
   */
  readonly baseAsStored: Float32Array | null;
  /** y_b and y_i of the first inputs with n rounded the other way, f32 [nOtherRounding, C] each; null where none was asked for. */
  readonly otherRounding: { readonly base: Float32Array; readonly instruct: Float32Array } | null;
  /** Null where nothing was to be looked into. */
  readonly trace: LayerTrace | null;
}

/**
 * Computes y = rms(down h) * w~_post with h = act(gate n) * (up n) and n = rms(x) * w~_pre for both models; without a
 * post-norm y = down h.
 *
 * Norms of both models come first, then gate and up of base and of instruct, then h, then down of both: each weight is read
 * once, and the host waits for the device once. Whatever else is asked for (the base as stored, the other rounding, the trace)
 * goes along from the same reads. More vectors than one matrix of the device holds are cut into several.
 *
 * @throws {Error} naming the layer and the tensor if an output is not finite, or is all zero for an input that is
 * not although no tensor of the MLP is.
 */
export async function computeLayer(
  engine: Engine,
  layerInputs: LayerInputs,
): Promise<LayerOutputs> {
  using held = new HeldMatrices();
  const { outputs, checked } = await runLayer(engine, layerInputs, held);
  if (checked.some(isFaulty)) {
    held.releaseAll();
    held.keepsAll = true;
    // Once more with all products, which tell the tensor that is to blame.
    const kept = await runLayer(engine, layerInputs, held);
    for (const entry of kept.checked) await checkOutput(engine, entry);
  }
  return outputs;
}

async function runLayer(
  engine: Engine,
  layerInputs: LayerInputs,
  held: HeldMatrices,
): Promise<{ outputs: LayerOutputs; checked: readonly CheckedOutput[] }> {
  const { base, instruct, inputs, isNormRounded } = layerInputs;
  const { nFloorVectors = 0, nOtherRounding = 0, trace = null } = layerInputs;
  const { weights: rounding } = engine;
  const { hiddenSize, intermediateSize } = base.recipe;

  const upload = (first: number, nRows: number, arithmetic: Omit<NormUse, "x">): OddNormUse => {
    const rows = inputs.subarray(first * hiddenSize, (first + nRows) * hiddenSize);
    const { x, isHalved } = uploadRows(engine, rows, { nRows, nColumns: hiddenSize });
    return { x: held.add(x), isHalved, ...arithmetic };
  };
  const stack = (matrix: DeviceMatrix, nRows: number): DeviceMatrix =>
    held.add(engine.stack([{ matrix, nRows }]));
  /** What each use has become, for the next weight under the same rounding. */
  const become = (uses: readonly WeightUse[], results: readonly DeviceMatrix[]): WeightUse[] =>
    uses.map(({ rounding }, ix) => ({ x: held.add(results[ix] as DeviceMatrix), rounding }));
  const norm = async (
    { recipe }: ModelLayer,
    weight: WeightTensor,
    uses: readonly NormUse[],
  ): Promise<WeightUse[]> => become(uses, await engine.rmsNorm(uses, weight, recipe));
  const preNorm = async (model: ModelLayer, uses: readonly OddNormUse[]): Promise<OddUse[]> =>
    (await norm(model, model.weights.preNorm, uses)).map((n, ix) => ({
      ...n,
      isHalved: (uses[ix] as OddNormUse).isHalved,
    }));
  const oddLinear = async (uses: readonly OddUse[], weight: WeightTensor): Promise<WeightUse[]> =>
    become(uses, await linearForAllRows(engine, uses, weight));
  const linear = async (uses: readonly WeightUse[], weight: WeightTensor): Promise<WeightUse[]> =>
    become(uses, await engine.linear(uses, weight));
  const gated = ({ recipe }: ModelLayer, gate: readonly WeightUse[], up: readonly WeightUse[]) =>
    become(
      gate,
      gate.map(({ x }, ix) => engine.gatedActivation(x, at(up, ix), recipe.activation)),
    );
  const compare = (a: DeviceMatrix, b: DeviceMatrix) => held.add(engine.compareRows(a, b));
  const asUse = (x: DeviceMatrix): WeightUse => ({ x, rounding });

  const groups = rowGroups(inputs.length / hiddenSize, {
    cuts: [trace?.nTraced ?? 0, countPaired(inputs, hiddenSize)],
    maxRows: evenRows(engine.maxRows(Math.max(hiddenSize, intermediateSize))),
  });
  const traced = groups.filter(({ first }) => first < (trace?.nTraced ?? 0));
  const crossed = groups.flatMap(({ first, nRows }) => {
    const nCrossed = Math.min(nRows, (trace?.nCrossed ?? 0) - first);
    return nCrossed > 0 ? [nCrossed] : [];
  });
  const nHybrids = trace?.nHybrids ?? 0;

  const x = groups.map(({ first, nRows }) =>
    upload(first, nRows, { rounding, isOutputRounded: isNormRounded })
  );
  if (nOtherRounding > 0) {
    x.push(upload(0, nOtherRounding, { rounding, isOutputRounded: !isNormRounded }));
  }
  const hasFloor = nFloorVectors > 0 && rounding === "bf16" && !isBf16(base.weights);
  const xFloor = hasFloor
    ? [upload(0, nFloorVectors, { rounding: "stored", isOutputRounded: isNormRounded })]
    : [];
  const nBase = await preNorm(base, [...x, ...xFloor]);
  const nInstruct = await preNorm(instruct, x);

  // n of one model that also goes through gate and up of the other.
  const crossUse = (n: OddUse | undefined, nRows: number): OddUse => {
    const first = firstRows(engine, n as OddUse, nRows);
    return { ...first, x: held.add(first.x), rounding };
  };
  const toBase = nHybrids > 0 ? [crossUse(nInstruct[0], nHybrids)] : [];
  const toInstruct = crossed.map((nRows, g) => crossUse(nBase[g], nRows));
  const ofBase = {
    gate: await oddLinear([...nBase, ...toBase], base.weights.gate),
    up: await oddLinear([...nBase, ...toBase], base.weights.up),
  };
  const hBase = gated(base, ofBase.gate.slice(0, nBase.length), ofBase.up);
  held.letGo([...nBase, ...toBase].map(({ x }) => x));
  held.letGo(untraced(ofBase, nBase.length, traced.length));
  const ofInstruct = {
    gate: await oddLinear([...nInstruct, ...toInstruct], instruct.weights.gate),
    up: await oddLinear([...nInstruct, ...toInstruct], instruct.weights.up),
  };
  const hInstruct = gated(instruct, ofInstruct.gate.slice(0, x.length), ofInstruct.up);
  held.letGo([...nInstruct, ...toInstruct].map(({ x }) => x));

  const compared = {
    gate: traced.map((_, g) => compare(at(ofBase.gate, g), at(ofInstruct.gate, g))),
    up: traced.map((_, g) => compare(at(ofBase.up, g), at(ofInstruct.up, g))),
    hidden: traced.map((_, g) => compare(at(hBase, g), at(hInstruct, g))),
    gateChange: crossed.map((_, g) =>
      compare(at(ofBase.gate, g), at(ofInstruct.gate, x.length + g))
    ),
    upChange: crossed.map((_, g) => compare(at(ofBase.up, g), at(ofInstruct.up, x.length + g))),
  };
  const crossProducts = (key: "gate" | "up"): CrossedProducts["gate"] => [
    [stack(at(ofBase[key], 0), nHybrids), stack(at(ofInstruct[key], x.length), nHybrids)],
    [at(ofBase[key], nBase.length), stack(at(ofInstruct[key], 0), nHybrids)],
  ];
  const hHybrids = nHybrids === 0 ? [] : [
    asUse(held.add(hybridHidden(
      engine,
      { gate: crossProducts("gate"), up: crossProducts("up") },
      base.recipe.activation,
    ))),
  ];
  const firstHidden = trace === null ? [] : [stack(at(hBase, 0), 1), stack(at(hInstruct, 0), 1)];
  held.letGo([ofBase, ofInstruct].flatMap(({ gate, up }) => [...gate, ...up].map(({ x }) => x)));

  const downBase = await linear([...hBase, ...hHybrids], base.weights.down);
  held.letGo(hBase.map(({ x }) => x));
  const downInstruct = await linear([...hInstruct, ...hHybrids], instruct.weights.down);
  held.letGo([...hInstruct, ...hHybrids].map(({ x }) => x));

  // The down products of all hybrids: of the base's down, then of instruct's.
  const downHybrids = nHybrids === 0
    ? []
    : [downBase[nBase.length], downInstruct[x.length]] as WeightUse[];
  const ownBase = downBase.slice(0, nBase.length), ownInstruct = downInstruct.slice(0, x.length);
  const crossedBase = ownInstruct.slice(0, traced.length);
  const output = async (model: ModelLayer, down: readonly WeightUse[]) => {
    const { postNorm } = model.weights;
    if (postNorm === null) return down;
    return await norm(model, postNorm, down.map((use) => ({ ...use, isOutputRounded: false })));
  };
  const hasPostNorm = base.weights.postNorm !== null;
  const outBase = await output(base, [...ownBase, ...downHybrids, ...crossedBase]);
  const outInstruct = await output(instruct, [...ownInstruct, ...downHybrids]);

  const read = await readBack(engine, {
    instruct: outInstruct.slice(0, x.length).map(({ x }) => x),
    base: outBase.slice(0, nBase.length).map(({ x }) => x),
    ...compared,
    firstHidden,
    downBase: ownBase.slice(0, traced.length).map(({ x }) => x),
    downInstruct: crossedBase.map(({ x }) => x),
    baseNormed: hasPostNorm
      ? outBase.slice(nBase.length + downHybrids.length).map(({ x }) => x)
      : [],
    hybrids: [
      ...outBase.slice(nBase.length, nBase.length + downHybrids.length),
      ...hasPostNorm ? outInstruct.slice(x.length) : [],
    ].map(({ x }) => x),
  });
  const comparisons = (numbers: readonly Float32Array[]) => numbers.flatMap(rowComparisons);
  return {
    checked: [
      ...checkedOutputs(
        {
          name: "base",
          weights: base.weights,
          normOffset: base.recipe.normOffset,
          inputs,
        },
        { uses: { n: nBase, ...ofBase, h: hBase, down: ownBase }, outputs: read.base, groups },
      ),
      ...checkedOutputs(
        {
          name: "instruct",
          weights: instruct.weights,
          normOffset: instruct.recipe.normOffset,
          inputs,
        },
        {
          uses: { n: nInstruct, ...ofInstruct, h: hInstruct, down: ownInstruct },
          outputs: read.instruct,
          groups,
        },
      ),
    ],
    outputs: {
      base: joined(read.base.slice(0, groups.length)),
      instruct: joined(read.instruct.slice(0, groups.length)),
      baseAsStored: hasFloor ? read.base[x.length] as Float32Array : null,
      otherRounding: nOtherRounding === 0 ? null : {
        base: read.base[groups.length] as Float32Array,
        instruct: read.instruct[groups.length] as Float32Array,
      },
      trace: trace === null ? null : {
        gate: comparisons(read.gate),
        up: comparisons(read.up),
        hidden: comparisons(read.hidden),
        gateChange: comparisons(read.gateChange),
        upChange: comparisons(read.upChange),
        downBase: joined(read.downBase),
        downInstruct: joined(read.downInstruct),
        baseNormed: hasPostNorm ? joined(read.baseNormed) : null,
        hybrids: read.hybrids.flatMap((all) => slices(all, nHybrids * hiddenSize)),
        firstHidden: {
          base: read.firstHidden[0] as Float32Array,
          instruct: read.firstHidden[1] as Float32Array,
        },
      },
    },
  };
}

/** Gate and up products that nothing compares. */
function untraced(
  products: Record<"gate" | "up", readonly WeightUse[]>,
  nOwn: number,
  nTraced: number,
): DeviceMatrix[] {
  return [products.gate, products.up]
    .flatMap((uses) => uses.slice(nTraced, nOwn).map(({ x }) => x));
}

/** Whether nothing of an MLP is rounded when its weights are taken as bfloat16. */
function isBf16({ preNorm, gate, up, down, postNorm }: LayerWeights): boolean {
  return [preNorm, gate, up, down, postNorm]
    .every((tensor) => tensor === null || tensor.dtype === "BF16");
}
