/** Some seconds of one format in a process of its own, and what came of it when that process hung or ended. */

import type { Line } from "./worker.ts";

/** Longest time and most memory of one file. */
export const [MAX_MILLISECONDS, MAX_MEGABYTES] = [2_000, 300];
/** A process that is silent for so long hangs: nothing else takes a fifth of it. */
const SILENT_MS = 15_000;

/** Where to begin, and how long to go on. */
export interface Slice {
  readonly format: string;
  readonly seed: number;
  readonly first: number;
  readonly seconds: number;
  readonly most: number;
}

/** How a process of the fuzzer is started. */
export function denoArguments(): string[] {
  const at = (path: string) => new URL(path, import.meta.url).pathname;
  return [
    ...["run", "--quiet", "--no-prompt", "--frozen", "--no-check", "-A"],
    `--import-map=${at("../import_map.json")}`,
    `--lock=${at("../deno.lock")}`,
  ];
}

/** What was tried; a process that ended otherwise is a fault of the file that it was at. */
export async function runSlice(slice: Slice): Promise<Line[]> {
  const worker = new URL("worker.ts", import.meta.url);
  const { format, seed, first, seconds, most } = slice;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...denoArguments(),
      ...[worker.pathname, format, ...[seed, first, seconds, most].map(String)],
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: Line[] = [];
  let isSilent = false;
  let timer = setTimeout(() => {}, 0);
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSilent = true;
      child.kill("SIGKILL");
    }, SILENT_MS);
  };
  watch();
  const errors = new Response(child.stderr).text();
  let rest = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    watch();
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!;
    lines.push(...parts.map((part): Line => JSON.parse(part)));
  }
  clearTimeout(timer);
  const { success, code, signal } = await child.status;
  if (success) return lines;
  const fault = isSilent
    ? `silent for ${SILENT_MS / 1000} s`
    : `the process ended: ${signal ?? `exit code ${code}`} ${(await errors).trim().slice(0, 300)}`;
  const iteration = first + lines.length;
  return [...lines, { iteration, fault, isAccepted: false, milliseconds: 0, megabytes: 0 }];
}

/** What a file cost too much; null where it did not, or does not when it is tried alone. */
export async function costOf(
  line: Line,
  { format, seed }: { format: string; seed: number },
): Promise<string | null> {
  const isCostly = (it: Line) => it.milliseconds > MAX_MILLISECONDS || it.megabytes > MAX_MEGABYTES;
  if (!isCostly(line)) return null;
  const [alone] = await runSlice({ format, seed, first: line.iteration, seconds: 0, most: 1 });
  if (alone === undefined || alone.fault !== null) {
    return alone?.fault ?? "nothing came of it alone";
  }
  return isCostly(alone)
    ? `took ${alone.milliseconds.toFixed(0)} ms and ${
      alone.megabytes.toFixed(0)
    } MB, expected at most ${MAX_MILLISECONDS} ms and ${MAX_MEGABYTES} MB`
    : null;
}
