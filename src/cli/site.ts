/**
 * `deno task site`: the site again from a `results.json`, without weights or a GPU.
 *
 * @module
 */

import { join } from "node:path";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { siteProgress } from "./progress.ts";
import { readAttachments, readResults } from "./results_file.ts";
import type { Terminal } from "./terminal.ts";

/** Renders `--from FILE` into `--out DIR`, with the directions that lie beside the file. */
export async function runSite(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, { values: ["from", "out"], flags: [] });
  const [from, out] = [values.get("from"), values.get("out")];
  if (from === undefined || out === undefined) {
    throw new UsageError("Cannot render: expected --from results.json and --out DIR");
  }
  const progress = siteProgress(terminal);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using output = await openOutput({ out, option: "--out", say: progress.say });
  progress.say(`Reading ${from}`);
  const results = await readResults(from);
  const { renderSite } = await import("../site/write/render_site.ts");
  const attachments = await readAttachments(from, results);
  await output.write(renderSite(results, attachments, { onPage: progress.onPage }));
  progress.clear();
  terminal.print(`Wrote ${join(out, "index.html")}`);
}
