/**
 * `deno task site`: the site again from a `results.json`, without weights or a GPU; as a folder, as one HTML file, or both.
 *
 * @module
 */

import { join } from "node:path";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { siteProgress } from "./progress.ts";
import { readAttachments, readResults, resultsPlace } from "./results_file.ts";
import { expectFileApart, openSingleFile, writePages } from "./single_file.ts";
import { readSiteInputs, type SiteInputs } from "./site_inputs.ts";
import type { Terminal } from "./terminal.ts";

/** Where the results are, and where the pages go: into a folder, one file, or both. */
interface SitePlaces {
  readonly from: string;
  readonly out: string | null;
  readonly singleFile: string | null;
  /** The option that names the file. */
  readonly fileOption: string;
}

/** Renders `--from FILE` into `--out DIR`, into `--single-file FILE.html`, or into both, with the files of vectors that lie beside the results or in an earlier site of the same run. */
export async function runSite(args: readonly string[], terminal: Terminal): Promise<void> {
  const { from: typed, out, singleFile, fileOption } = readPlaces(args);
  const from = await resultsPlace(typed);
  const { say, onPage, clear } = siteProgress(terminal);
  // Both places before any work, the file first, as of a report.
  if (singleFile !== null && out !== null) expectFileApart(singleFile, out);
  const file = singleFile === null
    ? null
    : await openSingleFile(singleFile, { say, option: fileOption });
  await using output = out === null ? null : await openFolder(out, say);
  const { results, attachments } = output === null
    ? await readAlone(from, say)
    : await readSiteInputs(from, { folder: output.folder, out: out!, option: "--out", say });
  // Of every run the file tells when it began.
  await file?.tellReplaced([results.run.started], {
    replaced: "These results replace the file of another run",
    advice: `to keep it, give another ${fileOption}`,
  });
  if (output !== null) {
    const { renderSite } = await import("../site/write/render_site.ts");
    await output.write(renderSite(results, attachments, { onPage }));
    clear();
    terminal.print(`Wrote ${shownName(join(out!, "index.html"))}`);
  }
  if (singleFile === null || file === null) return;
  await writePages(file, results, { attachments, onPage });
  clear();
  terminal.print(`Wrote ${shownName(singleFile)}`);
}

/** What the arguments say. @throws {UsageError} if there are no results, or nowhere to put the pages. */
function readPlaces(args: readonly string[]): SitePlaces {
  const bare = bareSingleFile(args);
  const { values } = readArguments(bare === -1 ? args : args.toSpliced(bare, 1), {
    values: ["from", "out", "single-file"],
    flags: [],
    paths: "--from RESULTS --out DIR",
  });
  const from = values.get("from");
  const { out = null, "single-file": singleFile = null } = Object.fromEntries(values);
  if (from === undefined || out === null && singleFile === null) {
    throw new UsageError(
      "Cannot render: expected --from results.json and --out DIR, or --single-file FILE.html, " +
        `found ${from === undefined ? "no --from" : "neither --out nor --single-file"}`,
    );
  }
  return bare === -1
    ? { from, out, singleFile, fileOption: "--single-file" }
    : { from, out: null, singleFile: out, fileOption: "--out" };
}

/**
 * Where `--single-file` stands without a name beside an `--out`, which names the file then: so pages of earlier versions have the
 * command. -1 where it does not.
 */
function bareSingleFile(args: readonly string[]): number {
  const ix = args.indexOf("--single-file");
  const isOption = (arg = "--") => arg.startsWith("--");
  const isGivenOnce = (name: string) =>
    args.filter((arg) => arg === name || arg.startsWith(`${name}=`)).length === 1;
  return isOption(args[ix + 1]) && isGivenOnce("--single-file") && isGivenOnce("--out") ? ix : -1;
}

async function openFolder(out: string, say: (text: string) => void) {
  const { openOutput } = await import("../site/write/output/open_output.ts");
  return await openOutput({ out, option: "--out", say });
}

/** The results, and the files beside them: of a file alone there is no earlier site that others could be taken of. */
async function readAlone(from: string, say: (text: string) => void): Promise<SiteInputs> {
  say(`Reading ${from}`);
  const results = await readResults(from);
  return { results, attachments: await readAttachments(from, results) };
}
