/**
 * `deno task publish`: the folder that GitHub Pages or a static Space serves, and the lines to type.
 *
 * @module
 */

import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { siteProgress } from "./progress.ts";
import { pagesLines, spaceLines } from "./publish_lines.ts";
import { resultsPlace } from "./results_file.ts";
import { readSiteInputs } from "./site_inputs.ts";
import type { Terminal } from "./terminal.ts";

const DEFAULT_FROM = "_site/data/results.json";
/** Plain segments between slashes: the path goes into a link. */
const BASE_PATH = /^\/(?:(?!\.{1,2}\/)[\w.~-]+\/)*$/;
/** An id of the Hub. */
const SPACE = /^\w[\w.-]*\/\w[\w.-]*$/;

/** Renders `--from` into `--to` with a `404.html` whose link begins with `--base-path`; `--space` asks for the lines of a Space. */
export async function runPublish(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    values: ["from", "to", "base-path", "space"],
    flags: [],
    paths: "--from RESULTS --to DIR",
  });
  const to = values.get("to");
  if (to === undefined) throw new UsageError("Cannot publish: expected --to DIR");
  const basePath = values.get("base-path") ?? "/";
  if (!BASE_PATH.test(basePath)) {
    throw new UsageError(
      `Cannot use --base-path ${basePath}: expected a path such as / or /repository/`,
    );
  }
  const space = values.get("space");
  if (space !== undefined && !SPACE.test(space)) {
    throw new UsageError(`Cannot use --space ${shownName(space)}: expected an id such as org/name`);
  }
  if (space !== undefined && values.has("base-path")) {
    throw new UsageError("Cannot use --base-path with --space: a Space serves its files from /");
  }
  const from = await resultsPlace(values.get("from") ?? DEFAULT_FROM);
  const progress = siteProgress(terminal);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using output = await openOutput({
    out: to,
    option: "--to",
    isPublished: true,
    say: progress.say,
  });
  const { folder } = output;
  const { results, attachments } = await readSiteInputs(from, {
    folder,
    out: to,
    option: "--to",
    say: progress.say,
  });
  const { renderSite } = await import("../site/write/render_site.ts");
  const { notFoundPage } = await import("../site/write/not_found.ts");
  const pages = renderSite(results, attachments, { onPage: progress.onPage });
  const files = new Map([...pages, ["404.html", notFoundPage(basePath)]]);
  await output.write(files);
  progress.clear();
  if (results.run.is_synthetic) {
    terminal.print(
      `${shownName(from)} is of the synthetic demonstration: --from names other results`,
    );
  }
  if (space === undefined && !values.has("base-path")) {
    terminal.print(
      "The link of 404.html leads to /: where the site begins elsewhere, as at github.io/REPOSITORY/, give --base-path /REPOSITORY/",
    );
  }
  const lines = space === undefined
    ? await pagesLines(to, files.keys())
    : await spaceLines(to, space);
  for (const line of lines) terminal.print(line);
}
