/** What tasks of deno.json may do, for runs of a command in processes of their own. */

import config from "../deno.json" with { type: "json" };
import { V8_FLAGS } from "./host_flags.ts";

/** Flags of `deno run` that permit something. */
export const REPORT_PERMISSIONS = permissionsOf("report");

/** The same of `deno task verify`. */
export const VERIFY_PERMISSIONS = permissionsOf("verify");

/** How `deno task report` runs what it runs, `deno` apart. */
export const REPORT_RUN = [
  ...["run", "--quiet", ...V8_FLAGS, "--no-prompt", "--frozen"],
  ...REPORT_PERMISSIONS,
];

function permissionsOf(task: "report" | "verify"): string[] {
  return config.tasks[task].command.split(" ").filter((it) => it.startsWith("--allow-"));
}
