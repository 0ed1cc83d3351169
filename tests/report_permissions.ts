/** What tasks of deno.json may do, for runs of a command in processes of their own. */

import config from "../deno.json" with { type: "json" };

/** Flags of `deno run` that permit something. */
export const REPORT_PERMISSIONS = permissionsOf("report");

/** The same of `deno task verify`. */
export const VERIFY_PERMISSIONS = permissionsOf("verify");

function permissionsOf(task: "report" | "verify"): string[] {
  return config.tasks[task].command.split(" ").filter((it) => it.startsWith("--allow-"));
}
