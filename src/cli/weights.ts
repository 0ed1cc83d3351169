/**
 * `deno task weights`: by how much each MLP tensor of each layer changed between two checkpoints, as one HTML file.
 *
 * @module
 */

import { measureWeights } from "../library/compare_weights.ts";
import { comparedBytes, openWeights, tensorsToCompare } from "../library/open_weights.ts";
import { requestCommand, WEIGHTS_PROGRAM } from "../library/request_command.ts";
import { settledWeights } from "../library/weights_request.ts";
import { shownName } from "../text/quote.ts";
import { besideSentences } from "../text/weight_beside.ts";
import { weightClaim } from "../text/weight_claim.ts";
import { spectrumSentences } from "../text/weight_spectrum.ts";
import { comparedTensors } from "../weights/compare_layers.ts";
import { fetchProgress, type Progress, startProgress } from "./progress.ts";
import { readOptions } from "./read_options.ts";
import { openSingleFile } from "./single_file.ts";
import { WEIGHTS_OPTIONS } from "./taken_options.ts";
import type { Terminal } from "./terminal.ts";

/** The file where none is asked. */
const DEFAULT_OUT = "weights.html";

/** Compares the checkpoints that `args` name, and writes what it found. */
export async function runWeights(args: readonly string[], terminal: Terminal): Promise<void> {
  const { given } = readOptions(args, WEIGHTS_OPTIONS);
  const { out = DEFAULT_OUT, isPlan = false, ...asked } = given;
  const request = settledWeights(
    { ...asked, command: requestCommand(given, WEIGHTS_PROGRAM) },
    { isKept: true },
  );
  let progress: Progress | null = null;
  const fetching = fetchProgress(terminal);
  const say = (text: string) => (progress ?? fetching).say(text);
  const file = await openSingleFile(out, { say });
  await using run = await openWeights(request, {
    say,
    onFetched: (nBytes) => progress === null ? fetching.add(nBytes) : progress.addFetched(nBytes),
  }).finally(fetching.clear);
  say(`Comparing ${shownName(given.base!)} with ${shownName(given.instruct!)}`);
  run.remarks.forEach(say);
  if (isPlan) {
    terminal.print((await import("./weights_plan.ts")).weightsPlanText(run));
    return;
  }
  const watched = progress = startProgress({
    nLayers: run.layers.length,
    ...comparedBytes(tensorsToCompare(run)),
    nBytesBefore: comparedBytes(comparedTensors(run.models, null)).nBytes,
    bytesOf: (layer) => comparedBytes(comparedTensors(run.models, layer)),
    isPart: true,
    stream: terminal,
    now: () => performance.now(),
  });
  const comparison = await measureWeights(run, {
    say,
    onWeightBytes: watched.addBytes,
    onLayer: watched.finishLayer,
  }).finally(watched.clear);
  // Before the file: where that cannot be written, the answer is there.
  for (const tell of [weightClaim, spectrumSentences, besideSentences]) {
    for (const sentence of [tell(comparison)].flat()) terminal.print(sentence);
  }
  // Loaded only now: nothing of it is needed to read the first byte.
  const { ownInFile, renderWeights } = await import(
    "../site/write/single_file/weights_file.ts"
  );
  await file.tellReplaced(ownInFile(comparison), {
    replaced: "This comparison replaces another file of deltascope",
    advice: "another --out would have kept it",
  });
  await file.write(renderWeights(comparison));
  terminal.print(`Wrote ${shownName(out)} in ${comparison.run.seconds.toFixed(1)} s`);
}
