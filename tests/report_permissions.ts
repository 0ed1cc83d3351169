/** What `deno task report` may do, for runs of the command in processes of their own. */

import config from "../deno.json" with { type: "json" };

/** Flags of `deno run`. */
export const REPORT_PERMISSIONS = config.tasks.report.command.split(" ").filter((it) =>
  it.startsWith("--allow-")
);
