/**
 * `deno task site`: the site again from a `results.json`, without weights or a GPU; as a folder, or as one HTML file.
 *
 * @module
 */

import { join } from "node:path";
import { shellWord, shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { siteProgress } from "./progress.ts";
import { readAttachments, readResults, resultsPlace } from "./results_file.ts";
import { openSingleFile, writePages } from "./single_file.ts";
import { readSiteInputs } from "./site_inputs.ts";
import type { Terminal } from "./terminal.ts";

/** Where the results are, and where the pages go. */
interface FromAndOut {
  readonly from: string;
  readonly out: string;
}

/** Renders `--from FILE` into `--out DIR`, or with `--single-file` into `--out FILE.html`, with the files of vectors that lie beside the results or in an earlier site of the same run. */
export async function runSite(args: readonly string[], terminal: Terminal): Promise<void> {
  expectNoName(args);
  const { values, flags } = readArguments(args, {
    values: ["from", "out"],
    flags: ["single-file"],
  });
  const [from, out] = [values.get("from"), values.get("out")];
  const isSingleFile = flags.has("single-file");
  if (from === undefined || out === undefined) {
    const missing = from === undefined ? "--from" : "--out";
    throw new UsageError(
      `Cannot render: expected --from results.json${
        isSingleFile ? ", --single-file and --out FILE.html" : " and --out DIR"
      }, found no ${missing}`,
    );
  }
  await (isSingleFile ? writeFile : writeFolder)({ from: await resultsPlace(from), out }, terminal);
}

/** The option has a value in `report`, where `--out` is the folder of the site. @throws {UsageError} if it has one here. */
function expectNoName(args: readonly string[]): void {
  const ix = args.findIndex((arg) => /^--single-file(=|$)/.test(arg));
  const name = ix === -1 ? undefined : /=(.*)/s.exec(args[ix]!)?.[1] ?? args[ix + 1];
  if (name === undefined || name === "" || name.startsWith("-")) return;
  throw new UsageError(
    `Cannot use --single-file ${shownName(name)}: in site the option takes no value; ` +
      `--out names the file: --single-file --out ${shellWord(name)}`,
  );
}

async function writeFolder({ from, out }: FromAndOut, terminal: Terminal): Promise<void> {
  const progress = siteProgress(terminal);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using output = await openOutput({ out, option: "--out", say: progress.say });
  const { folder } = output;
  const { results, attachments } = await readSiteInputs(from, {
    folder,
    out,
    option: "--out",
    say: progress.say,
  });
  const { renderSite } = await import("../site/write/render_site.ts");
  await output.write(renderSite(results, attachments, { onPage: progress.onPage }));
  progress.clear();
  terminal.print(`Wrote ${shownName(join(out, "index.html"))}`);
}

async function writeFile({ from, out }: FromAndOut, terminal: Terminal): Promise<void> {
  const progress = siteProgress(terminal);
  const file = await openSingleFile(out, progress);
  progress.say(`Reading ${from}`);
  const results = await readResults(from);
  // Of every run the file tells when it began.
  await file.tellReplaced(results.run.started, {
    replaced: "These results replace the file of another run",
    advice: "to keep it, give another --out",
  });
  await writePages(file, results, {
    attachments: await readAttachments(from, results),
    onPage: progress.onPage,
  });
  progress.clear();
  terminal.print(`Wrote ${shownName(out)}`);
}
