/**
 * Cite and repeat: BibTeX, the command to copy, inputs, device, time and bytes.
 *
 * @module
 */

import { bytesText, durationText } from "../../text/words.ts";
import { modelNames } from "../kit/names.ts";
import type { Results } from "../../results.ts";
import { bibtexText } from "./citation.ts";
import { peakLabel } from "../kit/components.ts";
import { type Fact, factsOf } from "../kit/facts.ts";
import type { Page } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { repeatCommand } from "./repeat.ts";

/** `cite.html`. */
export function citePage(results: Results): Page {
  const { run } = results;
  return {
    path: PATHS.cite,
    title: "Cite and repeat",
    template: "cite",
    content: {
      ...inputNames(results),
      component: peakLabel(results.pcs),
      bibtex: bibtexText(results).trimEnd().split("\n"),
      bibtexPath: PATHS.bibtex,
      citationPath: PATHS.citation,
      methodsPath: PATHS.methods,
      version: run.deltascope,
      ...commandView(results),
      facts: { facts: runFacts(results) },
    },
  };
}

/** The command that repeats the run, and what a reader must put into it. */
export function commandView(results: Results): { command: string; placeholderNote: string } {
  const { run, options, device } = results;
  const command = repeatCommand({
    command: run.command,
    inputs: placesOf(results),
    settings: options,
    device,
  });
  return {
    command,
    placeholderNote: command.includes("path/to/")
      ? "Put your own copies in the place of path/to."
      : run.is_synthetic
      ? "It makes its own synthetic inputs."
      : "Its inputs come from the Hugging Face Hub.",
  };
}

/** What the run read, how long it took, and what computed it. */
export function runFacts(results: Results): Fact[] {
  const { run, inputs, device } = results;
  const names = inputNames(results);
  return [
    ...(["base", "instruct", "vectors"] as const).flatMap((input) => {
      const { fingerprint } = inputs[input];
      return [
        { term: input, value: names[input] },
        ...fingerprint === null ? [] : [{ term: `${input}, fingerprint`, value: fingerprint }],
      ];
    }),
    ...factsOf({
      "started": run.started,
      "duration": durationText(run.seconds),
      "weights read": bytesText(run.weight_bytes_read),
      "device": device.name,
      "deltascope": run.deltascope,
      ...run.versions,
    }),
  ];
}

function inputNames(results: Results): Record<"base" | "instruct" | "vectors", string> {
  return { ...modelNames(results), vectors: results.inputs.vectors.name };
}

/** What each input is called in a command: an id with its commit, or the name of its folder. */
function placesOf({ run, inputs }: Results): Record<"base" | "instruct" | "vectors", string> {
  const ids = run.hub.map(({ input, repository, commit, folder }) => [
    input,
    `${repository}@${commit}${folder === "" ? "" : `:${folder}`}`,
  ]);
  const { base, instruct, vectors } = inputs;
  return {
    base: base.name,
    instruct: instruct.name,
    vectors: vectors.name,
    ...Object.fromEntries(ids),
  };
}
