import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { openRecordFiles } from "../../src/measure/record_files.ts";
import type { Records } from "../../src/measure/records.ts";
import { memoryFolder } from "../../src/sources/folder/memory_folder.ts";
import { realPath } from "../real_data.ts";
import { testOnStories } from "../stories.ts";
import { analyseFolders } from "../run_analysis.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";

/** In memory: twenty runs would open each file of vectors twenty times. */
async function readIntoMemory(part: string) {
  return memoryFolder(part, await readFiles(realPath(`stories260k/${part}`)));
}
const ASKED = { random: 4, sweep: true, focus: "all" } as const;
const N_LAYERS = 5;

/** Records in a folder, and how often each name was read and there. */
function recordsIn(folder: string): Records {
  return openRecordFiles({
    folder,
    key: "a".repeat(64),
    engine: { kind: "cpu", name: "CPU twin" },
    isFresh: false,
    say: (text) => {
      throw new Error(text);
    },
  });
}

/** The same, ending the run as the `n`-th of them would be written, from 0. */
function endingAt(n: number, records: Records): Records {
  let nWritten = 0;
  return {
    ...records,
    write: async (name, of, value) => {
      if (nWritten++ === n) throw new Error("killed");
      await records.write(name, of, value);
    },
  };
}

testOnStories(
  "analyse() that is ended at any record goes on from there, reads no layer again, and gives the same results",
  async () => {
    const folders = {
      base: await readIntoMemory("base"),
      instruct: await readIntoMemory("finetuned"),
      vectors: await readIntoMemory("vectors"),
    };
    let wholeBytes = 0;
    const whole = await analyseFolders(folders, {
      ...ASKED,
      onWeightBytes: (nBytes) => wholeBytes += nBytes,
    });
    // A record for the pass over each layer, and one for the neurons of each.
    for (let n = 0; n < 2 * N_LAYERS; n++) {
      await withFolder({}, async (folder) => {
        let [before, after] = [0, 0];
        const onWeightBytes = (nBytes: number) => before += nBytes;
        const records = endingAt(n, recordsIn(folder));
        await rejects(
          analyseFolders(folders, { ...ASKED, records, onWeightBytes }),
          /^Error: killed$/,
        );
        const results = await analyseFolders(folders, {
          ...ASKED,
          records: recordsIn(folder),
          onWeightBytes: (nBytes) => after += nBytes,
        });
        deepEqual(results, whole, `ended at record ${n}`);
        // What was computed and not written down is read once more, and nothing else.
        const perLayer = n < N_LAYERS ? before / (n + 1) : 0;
        if (n < N_LAYERS) equal(before + after - perLayer, wholeBytes, `bytes at record ${n}`);
        else equal(after < wholeBytes / 2, true);
      });
    }
  },
);
