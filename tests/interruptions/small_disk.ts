/** Disks that fill up, where this machine lets one be mounted; tests of them are ignored aloud where not. */

import { join } from "node:path";
import { withFolder } from "../sources/temporary_folder.ts";

/** A disk of its own. */
export interface SmallDisk {
  readonly path: string;
  /** Makes it as large as this, in bytes; what is on it stays. */
  resize(sizeBytes: number): void;
  /** Leaves no more than so many bytes free. */
  fill(freeBytes?: number): void;
  /** Has it read only, as a system does that finds a fault in it; what is open stays so. */
  lock(): void;
  unlock(): void;
}

const PAGE_BYTES = 4096;

function run(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // there is no such command
  }
}

const HAS_DISKS = (() => {
  const folder = Deno.makeTempDirSync();
  const isMounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (isMounted) run("umount", folder);
  Deno.removeSync(folder);
  return isMounted;
})();

/** Registers a test with a disk of 6 GB, of which no more is taken than lies on it; `name` says what is tested. */
export function testOnSmallDisk(
  name: string,
  use: (disk: SmallDisk) => Promise<void>,
): void {
  const reason = HAS_DISKS ? "" : " (ignored: no disk can be mounted here)";
  Deno.test({ name: `${name}${reason}`, ignore: !HAS_DISKS, fn: () => withSmallDisk(use) });
}

async function withSmallDisk(use: (disk: SmallDisk) => Promise<void>): Promise<void> {
  await withFolder({}, async (folder) => {
    const path = join(folder, "disk");
    await Deno.mkdir(path);
    if (!run("mount", "-t", "tmpfs", "-o", "size=6g", "tmpfs", path)) throw new Error("no disk");
    const resize = (sizeBytes: number) => {
      const pages = Math.max(1, Math.ceil(sizeBytes / PAGE_BYTES));
      if (!run("mount", "-o", `remount,size=${pages * PAGE_BYTES}`, path)) {
        throw new Error(`the disk cannot have ${sizeBytes} bytes`);
      }
    };
    let isLocked = false;
    const unlock = () => {
      if (isLocked) run("umount", "--lazy", path);
      isLocked = false;
    };
    try {
      await use({
        path,
        resize,
        fill: (freeBytes = 0) => resize(usedBytes(path) + freeBytes),
        lock() {
          // The disk once more over itself: then what is open for writing does not keep it from being read only.
          isLocked = run("mount", "--bind", path, path) &&
            run("mount", "-o", "remount,bind,ro", path);
        },
        unlock,
      });
    } finally {
      unlock();
      run("umount", "--lazy", path);
    }
  });
}

/** What lies on a disk, in whole pages: no folder but a file's bytes take any of a tmpfs. */
function usedBytes(path: string): number {
  const { stdout } = new Deno.Command("df", { args: ["-B1", "--output=used", path] }).outputSync();
  return Number(new TextDecoder().decode(stdout).split("\n")[1]);
}
