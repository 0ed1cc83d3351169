/**
 * The whole command, start-up and site included, for one number of input vectors.
 *
 * @module
 */

import { join } from "node:path";
import type { PairFolders } from "./checkpoint.ts";
import type { DeviceChoice } from "../../src/compute/open_engine.ts";
import { REPORT_RUN } from "../report_permissions.ts";
import { type ProcessCost, runProcess } from "./run_process.ts";

/** What a run is given, and what computes it. */
export interface Sent {
  readonly pair: PairFolders;
  readonly nVectors: number;
  readonly device: DeviceChoice;
}

/** Whether components with their negatives give exactly so many input vectors, so that the command can run them. */
export function isWhole(nVectors: number): boolean {
  return nVectors % 2 === 0;
}

/** Roles that a computed PCA needs for the most components. */
export function rolesFor(inputs: readonly number[]): number {
  return Math.max(0, ...inputs.filter(isWhole)) / 2 + 8;
}

/**
 * Runs `report` with `nVectors` input vectors and nothing of the evidence. The command has none but even numbers of them. It also sends
 * all of them through the base as stored, for the noise floor.
 */
export function runWhole(
  folder: string,
  { pair, nVectors, device }: Sent,
): Promise<ProcessCost> {
  return runReport(reportArguments(folder, { pair, nVectors, device }));
}

/** Runs `report` with these options in a process of its own. */
export function runReport(options: readonly string[]): Promise<ProcessCost> {
  return runProcess(Deno.execPath(), [
    ...REPORT_RUN,
    ...[pathOf("../../src/cli.ts"), "report", ...options],
  ]);
}

/** Runs the plain pass in a process of its own: exactly `nVectors` through both models, without noise floor, analysis and site. */
export function runPlain(
  { pair, nVectors, device }: Sent,
): Promise<ProcessCost> {
  return runProcess(Deno.execPath(), [
    ...REPORT_RUN,
    pathOf("engine_run.ts"),
    pair.base,
    pair.instruct,
    String(nVectors),
    device,
  ]);
}

/** Seconds from the start of the process to the first read of weights. */
export async function startUpSeconds(
  folder: string,
  { pair, nVectors, device }: Sent,
): Promise<number> {
  const started = Date.now();
  const { stdout } = await runProcess(Deno.execPath(), [
    ...REPORT_RUN,
    ...[pathOf("first_byte.ts"), "report"],
    ...reportArguments(folder, { pair, nVectors, device }),
  ]);
  return (Number(stdout.trim().split("\n").at(-1)) - started) / 1000;
}

function reportArguments(
  folder: string,
  { pair, nVectors, device }: Sent,
): string[] {
  return [
    ...["--base", pair.base, "--instruct", pair.instruct, "--vectors", pair.vectors],
    ...["--layers", "all", "--random", "0", "--sweep", "off", "--fresh"],
    ...["--pcs", String(nVectors / 2), "--out", join(folder, "site"), "--device", device],
  ];
}

/** A file beside this one. */
export function pathOf(relative: string): string {
  return new URL(relative, import.meta.url).pathname;
}
