/** What tasks of deno.json may do, for runs of a command in processes of their own. */

import config from "../deno.json" with { type: "json" };
import { V8_FLAGS } from "./host_flags.ts";

/** A task's command as the words that its shell makes of it. What holds a star is in quotes: shells take it for names of files. */
export function wordsOf(command: string): string[] {
  return command.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
}

/** Flags of `deno run` that permit something. */
export const REPORT_PERMISSIONS = permissionsOf("report");

/** The same of `deno task verify`. */
export const VERIFY_PERMISSIONS = permissionsOf("verify");

/** How `deno task report` runs what it runs, `deno` apart. */
export const REPORT_RUN = [
  ...["run", "--quiet", ...V8_FLAGS, "--no-prompt", "--frozen"],
  ...REPORT_PERMISSIONS,
];

/** The same of any task. */
export function permissionsOf(task: keyof typeof config.tasks): string[] {
  return wordsOf(config.tasks[task].command).filter((it) => it.startsWith("--allow-"));
}
