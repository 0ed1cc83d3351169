/**
 * `deno task publish`: the folder that GitHub Pages serves, and the git lines to type.
 *
 * @module
 */

import { basename, dirname, resolve } from "node:path";
import { placeOf } from "../places.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { shellWord } from "../library/kept_results.ts";
import { siteProgress } from "./progress.ts";
import { readAttachments, readResults } from "./results_file.ts";
import type { Terminal } from "./terminal.ts";

const DEFAULT_FROM = "_site/data/results.json";
/** Plain segments between slashes: the path goes into a link. */
const BASE_PATH = /^\/(?:[\w.~-]+\/)*$/;

/** Renders `--from` into `--to` with a `404.html` whose link begins with `--base-path`. */
export async function runPublish(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, { values: ["from", "to", "base-path"], flags: [] });
  const to = values.get("to");
  if (to === undefined) throw new UsageError("Cannot publish: expected --to DIR");
  const basePath = values.get("base-path") ?? "/";
  if (!BASE_PATH.test(basePath)) {
    throw new UsageError(
      `Cannot use --base-path ${basePath}: expected a path such as / or /repository/`,
    );
  }
  const from = values.get("from") ?? DEFAULT_FROM;
  const progress = siteProgress(terminal);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using output = await openOutput({
    out: to,
    option: "--to",
    hasNotFoundPage: true,
    say: progress.say,
  });
  progress.say(`Reading ${from}`);
  const results = await readResults(from);
  const { renderSite } = await import("../site/write/render_site.ts");
  const { notFoundPage } = await import("../site/write/not_found.ts");
  const attachments = await readAttachments(from, results);
  const files = renderSite(results, attachments, { onPage: progress.onPage });
  await output.write(new Map([...files, ["404.html", notFoundPage(basePath)]]));
  progress.clear();
  terminal.print(`Wrote ${to}. To publish it, in the repository that holds it:`);
  // As typed by the user, on the user's own terminal: nothing of it is written to the site.
  terminal.print(`  cd ${shellWord(dirname(resolve(placeOf(to))))}`);
  terminal.print(`  git add ${shellWord(basename(resolve(placeOf(to))))}`);
  terminal.print('  git commit -m "Publish a deltascope run"');
  terminal.print("  git push");
}
