/**
 * Results computed again from the checkpoints, some layers of them, and set against the file.
 *
 * @module
 */

import { SemanticLayers } from "../../prepare/semantic_layers.ts";
import type { SemanticVectors } from "../../prepare/semantic_vectors.ts";
import { isComponent } from "../../results/input_names.ts";
import type { Results } from "../../results.ts";
import { analyse } from "../../run/analyse.ts";
import { knownCodeState } from "../../run/code_version.ts";
import { checkpointFingerprint, vectorsFingerprint } from "../../sources/checkpoint/fingerprint.ts";
import { shownName } from "../../text/quote.ts";
import { list } from "../../text/words.ts";
import type { OpenReport } from "../open_report.ts";
import { type Agreement, agreement } from "./agreement.ts";

/**
 * Passes if the inputs are those that the file was made of, by their fingerprints; only a sample of them is read.
 *
 * @returns What the file does not tell, a line each: earlier runs wrote no fingerprints, and of vectors a run without a decomposition none.
 * @throws {Error} naming the input that is another.
 */
export async function expectSameInputs(
  results: Results,
  { inputs }: Pick<OpenReport, "inputs">,
): Promise<string[]> {
  const { layers, focus, vector_layer: vectorLayer } = results.options;
  const untold: string[] = [];
  for (const side of ["base", "instruct"] as const) {
    const { fingerprint, name } = results.inputs[side];
    if (fingerprint === null) untold.push(`the ${side} checkpoint`);
    else if (fingerprint !== await checkpointFingerprint(inputs[side], layers)) {
      throw another(`--${side} ${shownName(inputs[side].label)}`, `checkpoint ${shownName(name)}`);
    }
  }
  const { fingerprint, name } = results.inputs.vectors;
  if (fingerprint === null) untold.push("the vectors");
  else {
    const semantic = new SemanticLayers(inputs.vectors, { layers: focus, vectorLayer });
    const found: SemanticVectors[] = [];
    for (const layer of focus) found.push(await semantic.at(layer));
    if (vectorsFingerprint(found.flatMap(({ vectors }) => vectors)) !== fingerprint) {
      throw another(
        `--vectors ${shownName(inputs.vectors.label)}`,
        `vectors ${shownName(name)}, or with other options of how they are read`,
      );
    }
  }
  return untold.length === 0 ? [] : [
    `The results hold no fingerprint of ${
      list(untold)
    }: the numbers alone can tell that another was given`,
  ];
}

function another(given: string, made: string): Error {
  return new Error(
    `Cannot verify with ${given}: its fingerprint is another than that in the file, which was made of ${made}`,
  );
}

/** What {@link verifyLayers} is told beside the run. */
export interface VerifyOptions {
  readonly layers: readonly number[];
  readonly onLayer?: (layer: number) => void;
}

/**
 * Computes layers of a file again and compares every number of them.
 *
 * @param run Opened for the layers and options of the file.
 * @throws {Error} if the components are not those of the file, or a layer cannot be computed.
 */
export async function verifyLayers(
  results: Results,
  run: OpenReport,
  { layers, onLayer }: VerifyOptions,
): Promise<Agreement> {
  const { options } = results;
  expectSameComponents(results, run);
  const areAll = options.layers.every((layer) => layers.includes(layer));
  const prepared = {
    ...run.prepared,
    layers,
    focus: areAll && options.is_focus_automatic
      ? null
      : options.focus.filter((layer) => layers.includes(layer)),
    activations: run.prepared.activations !== null &&
        layers.includes(run.prepared.activations.layer)
      ? run.prepared.activations
      : null,
  };
  const { results: again } = await analyse(run.inputs, prepared, {
    options: run.request.analysis,
    context: {
      engine: run.opened.engine,
      deviceNote: run.opened.note,
      runInfo: () => ({ ...results.run, code: knownCodeState() }),
      ...onLayer && { onLayer },
    },
  });
  return agreement({ file: results, again }, layers);
}

/** Vectors that were run beside the components are named by an option, whose places the file does not hold. */
function expectSameComponents(
  { pcs }: Results,
  { prepared: { directions: { components } } }: Pick<OpenReport, "prepared">,
): void {
  const [expected, found] = [pcs, components.map(({ info }) => info)]
    .map((all) => all.map(({ name }) => name).join(", "));
  if (expected === found) return;
  const areGiven = pcs.length === components.length &&
    pcs.every(({ name }, i) =>
      name === components[i]!.info.name ||
      !isComponent(name) && !isComponent(components[i]!.info.name)
    );
  throw new Error(
    `Cannot verify with components ${found}: the file has ${expected}; give --input and --pca as the report had them${
      areGiven
        ? ", under the same names: a vector alone in a .npy or .pt file has that of the file, so that a copy has to be renamed"
        : ""
    }`,
  );
}
