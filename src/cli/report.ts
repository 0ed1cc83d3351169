/**
 * `deno task report`: from two checkpoints and persona vectors to a site. Reads the options, makes the report and prints.
 *
 * @module
 */

import { join } from "node:path";
import { bytesToFetch } from "../library/fetch_room.ts";
import { type OpenReport, openReport } from "../library/open_report.ts";
import { ofPart, type Part, partText } from "../library/part.ts";
import { shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";
import { alongLines, closingText, givenLines, vectorWarningLines } from "./closing.ts";
import { deviceLine } from "./device_line.ts";
import { neuronBytesOf, weightBytes } from "../library/planned_bytes.ts";
import { planText } from "./plan.ts";
import { estimateTime } from "./plan_time.ts";
import { fetchProgress, type Progress, type ProgressTotals, startProgress } from "./progress.ts";
import { readReportOptions, type ReportCommand } from "./report_options.ts";
import { partLine } from "./report_part.ts";
import { openSingleFile, writePages } from "./single_file.ts";
import type { Terminal } from "./terminal.ts";

/** A kernel that took longer to build is told: nothing else can show that the run has not stopped. */
const SLOW_KERNEL_MS = 1000;

/** Runs the report that `args` ask for. */
export async function runReport(args: readonly string[], terminal: Terminal): Promise<void> {
  const request = readReportOptions(args);
  let progress: Progress | null = null;
  const fetching = fetchProgress(terminal);
  const say = (text: string) => (progress ?? fetching).say(text);
  // Before any work, as the folder of the site is.
  const { singleFile } = request;
  const file = singleFile === null
    ? null
    : await openSingleFile(singleFile, { say, option: "--single-file" });
  await using run = await openReport(request, {
    say,
    isPlan: request.isPlan,
    isOutline: request.isPlan,
    isPart: request.part !== null,
    onWeightBytes: (nBytes) => progress?.addBytes(nBytes),
    onFetched: (nBytes) => progress === null ? fetching.add(nBytes) : progress.addFetched(nBytes),
    onKernelBuilt: (kernel) => {
      if (kernel.ms < SLOW_KERNEL_MS) return;
      progress?.clear();
      terminal.writeError(
        `Building kernels: ${kernel.name} took ${Math.round(kernel.ms / 1000)} s\n`,
      );
    },
  }).finally(fetching.clear);
  // A report of the same command is mostly meant to take its place.
  if (!request.isPlan) {
    await file?.tellReplaced([request.command], {
      replaced: "This report replaces the file of another",
      advice: "to keep it, give another --single-file",
    });
  }
  // Said only of inputs that were not refused, so that a refusal stands alone.
  for (const text of openingWords(request)) say(text);
  const { part, records } = request;
  if (request.isPlan) return terminal.print(await planOf(run, part));

  say(`Device: ${deviceLine(run.opened)}`);
  if (request.device === "gpu") {
    say("Building kernels, for which an OpenGL driver may take minutes");
  }
  run.remarks.forEach(say);
  const watched = progress = startProgress({
    ...totalsOf(run, part),
    stream: terminal,
    now: () => performance.now(),
  });
  if (part !== null && records?.folder) {
    const { makePart } = await import("../library/make_part.ts");
    const made = await makePart(run, { part, records, say, onLayer: watched.finishLayer })
      .finally(watched.clear);
    const nLayers = run.prepared.layers.length;
    return terminal.print(partLine(made, { part, args, folder: records.folder, nLayers }));
  }
  const { makeReport } = await import("../library/make_report.ts");
  const { results, attachments } = await makeReport(run, {
    say,
    onLayer: watched.finishLayer,
    onStep: watched.startStep,
    onResults: watched.clear,
    onPage: watched.onPage,
  }).finally(watched.clear);
  for (const linesOf of [closingText, alongLines, givenLines, vectorWarningLines]) {
    for (const text of [linesOf(results)].flat()) terminal.print(text);
  }
  const seconds = (Date.now() - run.started.getTime()) / 1000;
  terminal.print(`Wrote ${shownName(join(request.out, "index.html"))} in ${seconds.toFixed(1)} s`);
  // Last: where the file cannot be written, the report is there.
  if (singleFile === null || file === null) return;
  await writePages(file, results, { attachments, onPage: watched.onPage })
    .finally(watched.clear);
  terminal.print(`Wrote ${shownName(singleFile)}`);
}

/** Which inputs are compared, as typed: the names in titles may say nothing. */
function openingWords({ typed }: ReportCommand): string[] {
  if (typed === null) return [];
  const [base, instruct, vectors] = [typed.base, typed.instruct, typed.vectors].map(shownName);
  return [`Comparing ${base} with ${instruct}, along the vectors of ${vectors}`];
}

/** What would be read, or that a share has no layer. */
async function planOf(run: OpenReport, part: Part | null): Promise<string> {
  const shown = part === null ? run : ofPart(run, part);
  return part !== null && shown.prepared.layers.length === 0
    ? `Part ${partText(part)} has nothing to do: there are ${
      plural(run.prepared.layers.length, "layer", "layers")
    }`
    : planText(shown, await estimateTime(shown));
}

/** What the run, or a share of it, will have done when it ends. */
function totalsOf(run: OpenReport, part: Part | null): Omit<ProgressTotals, "stream" | "now"> {
  const { inputs, prepared } = part === null ? run : ofPart(run, part);
  const bytesOf = (layers: readonly number[]) => ({
    nBytes: weightBytes(inputs, layers),
    nBytesToFetch: bytesToFetch({ inputs, prepared: { ...prepared, layers } }),
  });
  return {
    nLayers: prepared.layers.length,
    ...bytesOf(prepared.layers),
    bytesOf: (layer) => bytesOf([layer]),
    nBytesAfter: part === null ? neuronBytesOf(run) : 0,
    isPart: part !== null,
  };
}
