/**
 * `deno task verify`: layers of a `results.json` computed again from the checkpoints.
 *
 * @module
 */

import { openReport } from "../library/open_report.ts";
import { expectAllOrNone } from "../library/settled_request.ts";
import type { Agreement, Disagreement } from "../library/verify/agreement.ts";
import { otherVectors } from "../library/verify/other_vectors.ts";
import { otherFinding } from "../library/verify/told_again.ts";
import { readingsOf, verifiedLayers, verifyRequest } from "../library/verify/verify_request.ts";
import { expectSameInputs, verifyLayers } from "../library/verify/verify_results.ts";
import { type WeightFiles, weightFilesOf } from "../library/weight_files.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { Results } from "../results.ts";
import { knownCodeState, knownWordsState } from "../run/code_version.ts";
import { layersText } from "../text/layers.ts";
import { oneLine, shownName } from "../text/quote.ts";
import { weightFilesText } from "../text/weight_files.ts";
import { bytesText, formatNumber, list } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";
import { VERSION } from "../version.ts";
import { deviceLine } from "./device_line.ts";
import { neuronBytes, weightBytes } from "../library/planned_bytes.ts";
import { statusLine } from "./progress.ts";
import { readOptions, withLayer } from "./read_options.ts";
import { readResults, resultsPlace } from "./results_file.ts";
import { VERIFY_OPTIONS } from "./taken_options.ts";
import type { Terminal } from "./terminal.ts";

/** Computes layers of the file that is named again, and prints whether they agree. */
export async function runVerify(args: readonly string[], terminal: Terminal): Promise<void> {
  const { place: typedPlace, asked, layers: askedLayers, isHashed } = readVerifyOptions(args);
  const place = await resultsPlace(typedPlace);
  const results = await readResults(place);
  // Only then: what is no report has no vectors to give.
  expectAllOrNone(asked);
  const layers = verifiedLayers(results, askedLayers);
  const { readings, typed } = readingsOf(results, asked);
  const request = verifyRequest(results, { ...readings, ...asked });
  const line = statusLine(terminal);
  const { say } = line;
  if (typed !== null) say(`Reading inputs as the report did: ${typed}`);
  let [nRead, nBytes] = [0, 0];
  await using run = await openReport(request, {
    say,
    isPlan: true,
    vectorsRefused: otherVectors(results, { asked, typed }),
    onWeightBytes(n) {
      nRead += n;
      line.show(`Computing again: ${bytesText(nRead)} of ${bytesText(nBytes)} read`, false);
    },
  });
  (await expectSameInputs(results, run)).forEach(say);
  const isOfThisCode = results.run.code === knownCodeState();
  const isToldByThis = isOfThisCode && results.run.code !== null && results.run.words !== null &&
    results.run.words === knownWordsState();
  if (results.run.deltascope !== VERSION) {
    say(`The results are of deltascope ${results.run.deltascope}, and this is ${VERSION}`);
  } else if (!isOfThisCode) {
    say(
      results.run.code === null
        ? `The results do not tell of which state of the code of deltascope ${VERSION} they are`
        : `The results are of another state of the code of deltascope ${VERSION}`,
    );
  }
  say(`Device: ${deviceLine(run.opened)}`);
  const files = isHashed ? await weightFilesOf(run.inputs, { isHashed, say }) : null;
  nBytes = bytesAgain(results, { inputs: run.inputs, layers });
  let nDone = 0;
  const found = await verifyLayers(results, run, {
    layers,
    onLayer: (layer) =>
      line.show(`Layer ${layer} computed again: ${++nDone} of ${layers.length}`, true),
  }).finally(line.clear);
  if (found.first !== null) {
    throw new Error(
      `${disagreementText(found.first, place)}${otherRounding(results, run.opened.engine.device)}`,
    );
  }
  if (isToldByThis) expectSameWords(results, place);
  terminal.print(
    `${claimOf(results, layers)}: ${found.nNumbers.toLocaleString("en-US")} ${
      found.nNumbers === 1 ? "number agrees" : "numbers agree"
    } with ${shownName(place)} to ${
      found.largest === 0
        ? "the last digit"
        : `${formatNumber(found.largest, 3)}, relative to the largest of a column at its layer`
    }${files === null ? "" : filesText(files)}.${
      found.absent.length === 0
        ? ""
        : ` The file has nothing of ${list(found.absent)}, so that nothing of it was compared.`
    }${besideText(found.beside)} ${
      isToldByThis
        ? "Its answer and its findings are what its numbers say."
        : "Its sentences were not compared, as the code that told them is not known to be this."
    }`,
  );
}

/** Why the roundings of a notebook may be others on another engine; empty where they are not asked, or it is the same. */
function otherRounding(
  { options, device }: Results,
  { name }: Pick<Results["device"], "name">,
): string {
  return options.rounding === "none" || device.name === name
    ? ""
    : `; --rounding ${options.rounding} rounds what engines have alike to seven digits to other bfloat16: verify on what computed it, ${
      shownName(device.name)
    } (--device)`;
}

/** Passes if every finding is what the numbers say, of layers that were not computed again too. @throws {Error} naming the first that is not. */
function expectSameWords(results: Results, place: string): void {
  const other = otherFinding(results);
  if (other === null) return;
  const quoted = (text: string | null) => text === null ? "nothing" : `"${oneLine(text)}"`;
  throw new Error(
    `${shownName(place)} does not say what its own numbers do: expected ${
      quoted(other.again)
    }, got ${quoted(other.told)}`,
  );
}

/** Weight bytes that are read: of the layers, and again of those whose neurons the file has. */
function bytesAgain(
  { causes }: Results,
  { inputs, layers }: { inputs: RunInputs; layers: readonly number[] },
): number {
  return layers.filter((layer) => causes?.neurons[layer] !== undefined)
    .reduce((sum, layer) => sum + neuronBytes(inputs, layer), weightBytes(inputs, layers));
}

function filesText({ base, instruct }: WeightFiles): string {
  return `; weights of base ${weightFilesText(base)}; of instruct ${weightFilesText(instruct)}`;
}

function claimOf({ inputs }: Results, layers: readonly number[]): string {
  return `Verified ${layersText(layers)} of ${shownName(inputs.base.name)} and ${
    shownName(inputs.instruct.name)
  }`;
}

/** What this code measures and the file has not: how many numbers, and in which tables. */
function besideText(beside: Agreement["beside"]): string {
  if (beside.length === 0) return "";
  const n = beside.filter(({ value }) => typeof value === "number").length;
  const tables = new Set(beside.map(({ column }) => column.replace(/(.)\.[^.]+$/, "$1")));
  return ` ${
    n === 0 ? "What" : n === 1 ? "1 number that" : `${n.toLocaleString("en-US")} numbers that`
  } this deltascope measures in ${list([...tables])} ${n > 1 ? "are" : "is"} not in the file, and ${
    n > 1 ? "were" : "was"
  } not compared.`;
}

function disagreementText(
  { layer, column, row, inFile, again, allowed }: Disagreement,
  place: string,
): string {
  const valueText = (value: Disagreement["inFile"]) =>
    value === undefined ? "not there" : value === null ? "unknown" : shownName(String(value));
  const within = typeof inFile === "number" && typeof again === "number" && allowed > 0
    ? ` within ${formatNumber(allowed, 2)}`
    : "";
  return `Cannot verify ${shownName(place)}: expected ${shownName(column)}${
    layer === null ? "" : ` of layer ${layer}`
  }${row === "" ? "" : ` for ${shownName(row)}`} to be ${
    valueText(again)
  }${within}, as computed again, got ${valueText(inFile)}`;
}

function readVerifyOptions(args: readonly string[]) {
  const { given, flags, files: [place] } = readOptions(args, VERIFY_OPTIONS, {
    flags: ["all"],
    files: { most: 1, what: "one results.json" },
  });
  if (place === undefined) {
    throw new UsageError(
      "Cannot verify without results: expected verify _site/data/results.json and the inputs as report had them",
    );
  }
  const { layers, isHashed = false, activations: _, activationsLayer: __, ...inputs } = given;
  if (layers !== undefined && flags.has("all")) {
    throw new UsageError("Cannot use --layers with --all, which takes every layer: leave one out");
  }
  return {
    place,
    // Nothing is fetched, and nothing written: ids are those of what is cached.
    asked: { ...inputs, activations: withLayer(given), isOffline: true },
    isHashed,
    layers: flags.has("all") ? "all" as const : layers ?? null,
  };
}
