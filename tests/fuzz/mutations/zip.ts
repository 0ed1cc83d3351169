/** Zip archives, whole or with what sets two readers against each other. */

import { crc32, deflateRawSync } from "node:zlib";
import type { Random } from "../random.ts";
import { joined } from "./bytes.ts";

/** What an archive holds under a name. */
export interface Member {
  readonly name: string;
  readonly data: Uint8Array;
}

interface Header extends Member {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly nStored: number;
  readonly nWhole: number;
  /** Bytes beside its name that its local header says it has. */
  readonly nExtra?: number;
}

/** An archive of the members; `nFaults` things are wrong with it. */
export function makeZip(
  random: Random,
  { members, isDeflated, nFaults }: {
    members: readonly Member[];
    isDeflated: boolean;
    nFaults: number;
  },
): Uint8Array<ArrayBuffer> {
  const faults = Array.from({ length: nFaults }, () => random.below(17));
  const has = (fault: number) => faults.includes(fault);
  const all = members.map((member): Header => headerOf(member, isDeflated));
  const victim = random.below(all.length);
  const locals: Uint8Array[] = has(0) ? [new Uint8Array(1 + random.below(40)).fill(0x50)] : [];
  const records: Uint8Array[] = [];
  let at = locals[0]?.length ?? 0;
  const order = has(1) ? all.toReversed() : all;
  order.forEach((header, i) => {
    const isVictim = i === victim;
    const told = isVictim ? changed(random, header, faults, 2) : header;
    const local = isVictim && has(16) ? cutOff(random, told) : told;
    const central = isVictim ? changed(random, header, faults, 7) : header;
    const parts = [
      localOf(local),
      ...isVictim && has(12)
        ? [
          localOf(
            headerOf({
              name: random.pick(["x/data.pkl", "hidden", header.name]),
              data: new Uint8Array(3),
            }, false),
          ),
        ]
        : [],
    ];
    locals.push(...parts);
    records.push(centralOf(central, isVictim && has(13) ? random.below(at + 40) : at));
    if (isVictim && has(14)) records.push(centralOf(header, at));
    at += parts.reduce((sum, part) => sum + part.length, 0);
  });
  const directory = joined(...records);
  const gap = has(15) ? new Uint8Array(1 + random.below(30)) : new Uint8Array(0);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, records.length, true);
  view.setUint16(10, records.length, true);
  view.setUint32(12, directory.length, true);
  view.setUint32(16, at + (random.oneIn(2) ? gap.length : 0), true);
  return joined(...locals, gap, directory, end);
}

function headerOf(member: Member, isDeflated: boolean): Header {
  const body = isDeflated ? deflateRawSync(member.data) : member.data;
  return {
    ...member,
    data: body,
    flags: 0,
    method: isDeflated ? 8 : 0,
    crc: crc32(member.data),
    nStored: body.length,
    nWhole: member.data.length,
  };
}

function changed(random: Random, header: Header, faults: readonly number[], first: number): Header {
  const near = (n: number) => Math.max(0, n + random.pick([-1, 1, 4, 2 ** 31]));
  const all: Partial<Header>[] = [
    { name: random.pick(["../x", "a\\b", "C:x", "x//y", `${header.name}\0`, "other", ""]) },
    { crc: header.crc ^ 1 },
    { nStored: near(header.nStored) },
    { nWhole: near(header.nWhole) },
    { method: random.pick([0, 8, 9, 12]) },
  ];
  return Object.assign({}, header, ...all.filter((_, i) => faults.includes(first + i)));
}

/** Tells its sizes in a field beside its name, of which less is there than it says. */
function cutOff(random: Random, header: Header): Header {
  const field = Uint8Array.of(1, 0, 16, 0, ...new Uint8Array(16)).subarray(0, random.below(20));
  return { ...header, nStored: 2 ** 32 - 1, nWhole: 2 ** 32 - 1, nExtra: 20, data: field };
}

function localOf(
  { name, data, flags, method, crc, nStored, nWhole, nExtra = 0 }: Header,
): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const header = new Uint8Array(30);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(6, flags, true);
  view.setUint16(8, method, true);
  [crc, nStored, nWhole].forEach((it, i) => view.setUint32(14 + 4 * i, it, true));
  view.setUint16(26, nameBytes.length, true);
  view.setUint16(28, nExtra, true);
  return joined(header, nameBytes, data);
}

function centralOf({ name, flags, method, crc, nStored, nWhole }: Header, at: number): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const record = new Uint8Array(46);
  const view = new DataView(record.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(8, flags, true);
  view.setUint16(10, method, true);
  [crc, nStored, nWhole].forEach((it, i) => view.setUint32(16 + 4 * i, it, true));
  view.setUint16(28, nameBytes.length, true);
  view.setUint32(42, at, true);
  return joined(record, nameBytes);
}
