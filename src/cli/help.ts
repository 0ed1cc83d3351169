/**
 * The text of `--help`.
 *
 * @module
 */

import { type OptionName, optionName, optionOf, REPORT_OPTIONS } from "../library/options.ts";
import { VECTORS_OPTIONS, VERIFY_OPTIONS, WEIGHTS_OPTIONS } from "./taken_options.ts";

const HEAD =
  "deltascope: what did instruction tuning change in the MLPs of a language model, along its persona directions?";

const USAGES = `  deno task report                      a demonstration on a small synthetic pair
  deno task report --base SRC --instruct SRC --vectors SRC [options]
  deno task site --from results.json --out DIR
                                        render the site again, without weights or a GPU
  deno task site --from _site/data/results.json --single-file report.html
                                        the pages in one HTML file, which opens from disk and by mail; with --out DIR both
  deno task compare A B --out DIR       two runs side by side, by the folders of their reports; to all commands such a folder stands
                                        for its results
  deno task publish --to DIR [--from _site/data/results.json] [--base-path /repository/]
                                        prepare what GitHub Pages serves, and print the git lines to type
  deno task publish --to DIR --space ORG/NAME
                                        the same for a static Space of the Hugging Face Hub; nothing is uploaded
  deno task serve [--dir _site] [--port 8000]
                                        show a built site on localhost
  deno task vectors SRC [--kind role ...]
                                        what a folder or file of vectors holds and how report would read it, with those of its options
                                        that say how
  deno task weights --base SRC --instruct SRC [--layers all] [--out weights.html]
                                        without vectors: by how much each MLP tensor of each layer changed, as one HTML file
  deno task verify _site/data/results.json [--base SRC --instruct SRC --vectors SRC]
                                        compute the decomposed layers again (or --layers 18,24, or --all) from the inputs as report
                                        had them, and compare every number; nothing is fetched or written, ids are those of what is
                                        cached. Its options are --hash and those of report that name or read inputs, and --device; how
                                        inputs are read is taken from the file where it is not typed
  deno task cache [list]                what is kept of the Hub and of earlier runs, and how much of the disk it takes
  deno task cache fetch --base ID ...   fetch what report with the same options reads, for a run with --offline
  deno task cache clear [ID ...] [--records] [--all]
                                        remove what is kept of a repository (org/name, or org/name@commit), the records, or all`;

const INPUTS =
  `A SRC is a folder, or an id on the Hugging Face Hub, org/name[@revision][:sub/folder]. A checkpoint holds config.json and model.safetensors, or model.safetensors.index.json and its shards;
--instruct may be a PEFT LoRA adapter of the base, adapter_config.json and adapter_model.safetensors: nothing need be merged first;
a vectors folder holds roles_240/ and traits_240/, or role_vectors/ and trait_vectors/, or vectors/ and axis.pt, or files
TRAIT_response_avg_diff.pt; or it is a .safetensors, .npz, .csv, .gguf or .pt file or a folder of such (.npy too), whose names say what
they are: role.NAME, trait.NAME, pc.1, default.
Relative paths are those of the folder in which the command is typed.`;

const ENVIRONMENT =
  `Of the environment, HF_TOKEN, HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE and the like are read as the Hub's own client reads
them, HTTPS_PROXY, NO_PROXY and DENO_CERT as Deno does. docs/running.md tells more.`;

/** Column in which what an option does begins, and the last that is written in. */
const TEXT_COLUMN = 24;
const LAST_COLUMN = 135;

/** What an option is to a command that takes it for something else than a report does. */
type OwnHelp = Partial<Record<OptionName, { readonly shown?: string; readonly help: string }>>;

/** What options do, a line or a few each. */
function optionsText(names: readonly OptionName[], own: OwnHelp = {}): string {
  return names.flatMap((name) => {
    const { shown, help } = own[name] ?? optionOf(name);
    const head = `  --${optionName(name)}${shown === undefined ? "" : ` ${shown}`}`;
    const margin = " ".repeat(TEXT_COLUMN);
    const lines = head.length < TEXT_COLUMN ? [head.padEnd(TEXT_COLUMN)] : [head, margin];
    for (const word of help.split(" ")) {
      const line = lines.at(-1)!;
      const longer = line.length > TEXT_COLUMN ? `${line} ${word}` : line + word;
      if (longer.length <= LAST_COLUMN) lines.splice(-1, 1, longer);
      else lines.push(margin + word);
    }
    return lines;
  }).join("\n");
}

/** Those of other commands, which are told where one of them is asked for. */
const TAKEN: Readonly<Record<string, readonly OptionName[]>> = {
  vectors: VECTORS_OPTIONS,
  weights: WEIGHTS_OPTIONS,
  verify: VERIFY_OPTIONS,
};

const OWN_HELP: Readonly<Record<string, OwnHelp>> = {
  weights: {
    layers: { shown: "all", help: "layers to compare: all, 15-24 or 3,7,15-24" },
    isPlan: { help: "print what would be read, and compare nothing" },
    threads: {
      shown: "N",
      help: "threads (default: one for each processor); results do not depend on it",
    },
    out: {
      shown: "weights.html",
      help: "the file, whose name ends in .html; nothing but an earlier one is written over, and " +
        "one that was edited is kept beside it",
    },
    isHashed: {
      help: "read files of weights whole whose SHA-256 the Hub's tools noted, and stop where one " +
        "has another; the file says verified, in part or not",
    },
  },
};

/** A line with which the usage of a command begins; those after it that do not are of it too. */
const USAGE = /^ {2}deno task (\w+)/;

/** The help of a command, or with `report` or none of all: what concerns others is not in the way of who asks for one. */
export function helpOf(command: string): string {
  if (command === "report" || command === "--help") {
    const options = `${optionsText(REPORT_OPTIONS)}\n  --help, --version`;
    return [HEAD, USAGES, INPUTS, options, ENVIRONMENT].join("\n\n");
  }
  let of: string | undefined;
  const own = USAGES.split("\n").filter((line) => {
    of = USAGE.exec(line)?.[1] ?? of;
    return of === command;
  });
  const taken = TAKEN[command];
  return [
    HEAD,
    own.join("\n"),
    ...taken === undefined ? [] : [optionsText(taken, OWN_HELP[command])],
    "deno task report --help has all commands and options, and what a SRC may be.",
  ].join("\n\n");
}
