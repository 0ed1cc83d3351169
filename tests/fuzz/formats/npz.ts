/** Archives of numpy's arrays. */

import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { readNpzForm } from "../../../src/sources/vectors/forms/npz_form.ts";
import { type Format, judged, type Judgement } from "../format.ts";
import { mutateBytes } from "../mutations/bytes.ts";
import { makeZip } from "../mutations/zip.ts";
import { readFixture } from "../fixtures.ts";
import type { Random } from "../random.ts";
import { readNpy } from "../readers/npy.ts";
import { numbersIn } from "../readers/numbers.ts";
import { readZip, Unusual } from "../readers/zip.ts";
import { makeNpy } from "./npy.ts";

const NAME = "mutated.npz";
const SEEDS = ["stored.npz", "deflated.npz", "stored-wide.npz", "deflated-wide.npz"].map((name) =>
  readFixture(`vectors/${name}`)
);

function make(random: Random): Uint8Array<ArrayBuffer> {
  if (random.oneIn(3)) {
    let file = random.pick(SEEDS);
    for (let n = random.below(3); n > 0; n--) file = mutateBytes(random, file);
    return file;
  }
  const names = ["role.bard.npy", "role.poet.npy", "trait.calm.npy"].slice(0, 1 + random.below(3));
  const members = names.map((name) => ({ name, data: makeNpy(random) }));
  const file = makeZip(random, {
    members,
    isDeflated: random.oneIn(2),
    nFaults: random.pick([0, 0, 1, 2]),
  });
  return random.oneIn(6) ? mutateBytes(random, file) : file;
}

function judge(bytes: Uint8Array): Judgement {
  try {
    return judged(() => {
      const entries = [...readZip(bytes, { isDeflatable: true }).values()];
      const arrays = entries.filter(({ name }) => name.endsWith(".npy"));
      const read = arrays.map((entry) => ({
        name: entry.name.slice(0, -4),
        ...readNpy(entry.bytes(), { isMember: true }),
      }));
      const value = read
        .filter(({ value: { shape } }) => [1, 2].includes(shape.length) && !shape.includes(0))
        .map((
          { name, value: { shape, dtype, data } },
        ) => [
          name,
          shape,
          numbersIn(Uint8Array.fromHex(data), dtype).map((it) => String(Math.fround(it))),
        ])
        .sort();
      if (read.some(({ name }) => /\|\d/.test(name))) throw new Unusual("layers in the keys");
      return { value, odd: read.find(({ odd }) => odd !== undefined)?.odd };
    });
  } catch (error) {
    if (error instanceof Unusual) return { is: "odd", why: error.message };
    throw error;
  }
}

export const NPZ: Format = {
  name: "npz",
  fileName: NAME,
  make,
  judge,
  async read(bytes) {
    const { vectors } = await readNpzForm(memoryFolder("fuzz", new Map([[NAME, bytes]])), [NAME]);
    const read = await Promise.all(vectors.map(async ({ name, rows }) => {
      const { shape = [] } = await rows.look();
      const all = await rows.read(
        Array.from({ length: shape.length === 1 ? 1 : shape[0]! }, (_, row) => row),
      );
      return [name, shape, all.flatMap((row) => Array.from(row!, String))];
    }));
    return read.sort();
  },
};
