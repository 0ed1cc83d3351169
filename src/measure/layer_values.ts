/**
 * What a layer makes of each input: the values that the analyses want, asked of one pass and given back by input.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import type { Engine } from "../compute/engine.ts";
import { type ModelLayer, runPass } from "../compute/layer_pass.ts";
import type { Side } from "../compute/mixture.ts";
import { storedParts } from "../sources/checkpoint/weights.ts";
import type { Rows } from "../compute/pass_nodes.ts";
import { type RowComparison, rowComparisons } from "../compute/row_comparisons.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import type { InputGroup, InputRow, SignedRow, UnsignedRow } from "../prepare/input_groups.ts";
import { type Asked, askedOf, hybridKey, type ValuesRequest } from "./wanted_values.ts";

/** y of both models. */
export interface Outputs {
  readonly base: Float32Array; // f32 [C]
  readonly instruct: Float32Array; // f32 [C]
}

/** One input and what became of it. */
export interface InputValues<Row extends InputRow = InputRow> extends Outputs {
  readonly row: Row;
  readonly x: Float32Array; // f32 [C]
  /** y of the base under the other rounding of its weights; null where it was not asked for. */
  readonly otherWeights: Float32Array | null; // f32 [C]
  /** y of both models under the other rounding of n; null where it was not asked for. */
  readonly otherRounding: Outputs | null;
  /** What lies between input and output; null where it was not asked for. */
  readonly trace: InputTrace | null;
  /** W_b against W_i with what enters it in the base, n or of down h; null where they were not asked for. */
  readonly change: Readonly<Record<"gate" | "up" | "down", RowComparison>> | null;
  /** y of every mixture of both models' tensors, in the order of `hybrids()`; null where they were not asked for. */
  readonly hybrids: readonly Float32Array[] | null; // f32 [C] each
  /** h of both models; null where it was not asked for. */
  readonly hidden: Outputs | null; // f32 [F] each
}

/** One input on its way. */
export interface InputTrace {
  readonly gate: RowComparison;
  readonly up: RowComparison;
  readonly hidden: RowComparison;
  readonly downBase: Float32Array; // f32 [C]
  readonly downInstruct: Float32Array; // f32 [C]
  /** The down product of instruct after the base's post-norm; null without one. */
  readonly baseNormed: Float32Array | null; // f32 [C]
}

/** An input and its negative. */
export interface SignedPair {
  readonly plus: InputValues<SignedRow>;
  readonly minus: InputValues<SignedRow>;
}

/** All inputs of one layer, each kind in its order. */
export interface LayerValues {
  readonly pairs: readonly SignedPair[];
  readonly singles: readonly InputValues<UnsignedRow>[];
}

/**
 * Runs all groups through both models of a layer.
 *
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero without a reason.
 */
export async function layerValues(
  engine: Engine,
  { models, groups, request }: {
    models: Readonly<Record<Side, ModelLayer>>;
    groups: readonly InputGroup[];
    request: ValuesRequest;
  },
): Promise<LayerValues> {
  const filled = groups.filter(({ inputs }) => inputs.length > 0);
  const { recipe } = models.base;
  const asked = askedOf(request, { recipe, all: filled.map(({ name }) => name) });
  const having = ({ groups }: Asked) => filled.filter(({ name }) => groups.includes(name));
  const wanted = Object.fromEntries(
    Object.entries(asked).map(([key, it]) => [key, having(it).map(({ name }) => it.of(name))]),
  );
  const found = await runPass(engine, { models, rows: filled.map(rowsOf), wanted });
  const nHybrids = 2 ** storedParts(recipe).length;
  const pairs: SignedPair[] = [], singles: InputValues<UnsignedRow>[] = [];
  for (const group of filled) {
    const nRows = (group.isPaired ? 2 : 1) * group.inputs.length;
    /** All rows of a field; those that were not asked for are absent. */
    const fields = new Map(
      Object.entries(asked).map(([key, it]) => [key, found[key]?.[having(it).indexOf(group)]]),
    );
    const at = <R extends InputRow>(row: R, x: Float32Array, v: number) =>
      inputValues(row, x, { field: (key) => cut(fields.get(key), v, nRows), nHybrids });
    if (group.isPaired) {
      pairs.push(...group.inputs.map(({ row, values }, k): SignedPair => ({
        plus: at(row, values, 2 * k),
        minus: at({ ...row, sign: -1 }, values.map((entry) => -entry), 2 * k + 1),
      })));
    } else singles.push(...group.inputs.map(({ row, values }, k) => at(row, values, k)));
  }
  return { pairs, singles };
}

/** One input with all that was asked for. */
function inputValues<Row extends InputRow>(
  row: Row,
  x: Float32Array,
  { field, nHybrids }: { field: (key: string) => Float32Array | null; nHybrids: number },
): InputValues<Row> {
  const both = (base: string, instruct: string): Outputs | null => {
    const [ofBase, ofInstruct] = [field(base), field(instruct)];
    return ofBase === null || ofInstruct === null ? null : { base: ofBase, instruct: ofInstruct };
  };
  const comparison = (key: string): RowComparison | null => {
    const numbers = field(key);
    return numbers === null ? null : rowComparisons(numbers)[0] ?? null;
  };
  const [gate, up, hidden] = [comparison("gate"), comparison("up"), comparison("hidden")];
  const [ofGate, ofUp] = [comparison("gateChange"), comparison("upChange")];
  const ofDown = comparison("downChange");
  const down = both("downBase", "downInstruct");
  const y = both("base", "instruct") as Outputs; // of all groups
  const mixed = Array.from({ length: nHybrids }, (_, ix) => field(hybridKey(ix)));
  return {
    row,
    x,
    ...y,
    otherWeights: field("otherWeights"),
    otherRounding: both("otherBase", "otherInstruct"),
    trace: gate === null || up === null || hidden === null || down === null ? null : {
      gate,
      up,
      hidden,
      downBase: down.base,
      downInstruct: down.instruct,
      baseNormed: field("baseNormed"),
    },
    change: ofGate === null || ofUp === null || ofDown === null
      ? null
      : { gate: ofGate, up: ofUp, down: ofDown },
    hybrids: mixed.some((it) => it === null) ? null : mixed as Float32Array[],
    hidden: both("hiddenBase", "hiddenInstruct"),
  };
}

/** A component and its negative by name; undefined where it was not run. */
export function componentPair(
  pairs: readonly SignedPair[],
  name: string,
): SignedPair | undefined {
  return pairs.find(({ plus: { row } }) => row.kind === "component" && row.name === name);
}

/** The same inputs with outputs rounded to bfloat16, as the reference notebook has them; hybrids, which it has not, stay as they are. */
export function roundedValues({ pairs, singles }: LayerValues): LayerValues {
  return {
    pairs: pairs.map(({ plus, minus }) => ({ plus: rounded(plus), minus: rounded(minus) })),
    singles: singles.map(rounded),
  };
}

/** The inputs that were run under the other rounding too, with its outputs as their own. */
export function underOtherRounding({ pairs, singles }: LayerValues): LayerValues {
  const turned = <Row extends InputRow>(input: InputValues<Row>): InputValues<Row>[] => {
    const { otherRounding } = input;
    return otherRounding === null
      ? []
      : [{ ...input, ...otherRounding, otherWeights: null, trace: null }];
  };
  return {
    pairs: pairs.flatMap(({ plus, minus }) => {
      const [[ofPlus], [ofMinus]] = [turned(plus), turned(minus)];
      return ofPlus === undefined || ofMinus === undefined
        ? []
        : [{ plus: ofPlus, minus: ofMinus }];
    }),
    singles: singles.flatMap(turned),
  };
}

function rounded<Row extends InputRow>(input: InputValues<Row>): InputValues<Row> {
  const { base, instruct, otherWeights, trace } = input;
  return {
    ...input,
    base: roundArrayToBf16(base),
    instruct: roundArrayToBf16(instruct),
    otherWeights: otherWeights && roundArrayToBf16(otherWeights),
    trace: trace && {
      ...trace,
      baseNormed: trace.baseNormed && roundArrayToBf16(trace.baseNormed),
    },
  };
}

/** The rows that a group becomes. */
function rowsOf({ name, isPaired, inputs }: InputGroup): Rows {
  const hiddenSize = inputs[0]?.values.length ?? 0;
  const values = new Float32Array(inputs.length * hiddenSize);
  for (const [v, input] of inputs.entries()) values.set(input.values, v * hiddenSize);
  return { name, isPaired, values };
}

/** Row `v` of `nRows`. */
function cut(values: Float32Array | undefined, v: number, nRows: number): Float32Array | null {
  if (values === undefined) return null;
  const length = values.length / nRows;
  return values.subarray(v * length, (v + 1) * length);
}
