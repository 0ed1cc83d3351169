/**
 * One process from its start to its end: wall time, processor time and peak memory.
 *
 * @module
 */

/** What a process took. */
export interface ProcessCost {
  readonly seconds: number;
  /** Seconds of processors, of all threads together; on a machine that others use they vary less than wall time. As for memory, null. */
  readonly processorSeconds: number | null;
  /** The most that was resident at once; null where the system does not tell (elsewhere than on Linux). */
  readonly peakBytes: number | null;
  readonly stdout: string;
}

/** Milliseconds between two looks: what is looked at only grows, so that the last look is the one that counts. */
const LOOK_MS = 20;

/** Clock ticks of `/proc` on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/**
 * @param options.variables Of its environment, beside those of this one.
 * @param options.isAll Whether it has no others.
 *
 * @throws {Error} with the last line of what it wrote to standard error, if the process fails.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  { variables = {}, isAll = false }: {
    variables?: Readonly<Record<string, string>>;
    isAll?: boolean;
  } = {},
): Promise<ProcessCost> {
  const started = performance.now();
  const child = new Deno.Command(program, {
    args: [...args],
    env: variables,
    clearEnv: isAll,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let seen: Usage = { processorSeconds: null, peakBytes: null };
  const look = async () => {
    seen = await usageOf(child.pid) ?? seen;
  };
  const looking = setInterval(look, LOOK_MS);
  try {
    const { code, stdout, stderr } = await child.output();
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      const finding = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
      throw new Error(`Cannot run ${program} ${args[0]}: exit code ${code}, ${finding}`);
    }
    return { seconds, ...seen, stdout: new TextDecoder().decode(stdout) };
  } finally {
    clearInterval(looking);
  }
}

type Usage = Pick<ProcessCost, "processorSeconds" | "peakBytes">;

/** What a process has used so far; null where there is no such file or the process has just ended. */
async function usageOf(pid: number): Promise<Usage | null> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const kilobytes = status.match(/^VmHWM:\s+(\d+) kB$/m)?.[1];
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    // After the name in parentheses: user and system time are the 12th and 13th fields.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (kilobytes === undefined) return null; // it has ended and not been waited for
    return {
      processorSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      peakBytes: 1024 * Number(kilobytes),
    };
  } catch {
    return null;
  }
}

/** The middle one by wall time of several runs. */
export function medianRun<T extends { readonly seconds: number }>(runs: readonly T[]): T {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new RangeError("Cannot take the median of no runs");
  return middle;
}
