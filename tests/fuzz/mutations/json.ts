/** Mutations of JSON as text, so that duplicate keys, odd numbers and escapes come about too. */

import type { Random } from "../random.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\s+/g;
const NUMBERS = [
  "0",
  "-0",
  "1",
  "-1",
  "1.0",
  "2.5",
  "1e0",
  "1E400",
  "01",
  "+1",
  "1.",
  ".5",
  "0x10",
  "9007199254740993",
  "18446744073709551615",
  "18446744073709551616",
  "99999999999999999999999",
  "4294967296",
  "3",
  "12",
  "NaN",
  "-Infinity",
  "1_0",
];
const VALUES = [
  "null",
  "true",
  "false",
  "[]",
  "{}",
  '""',
  "[0]",
  '"x"',
  "[[1]]",
  '{"a":1,"a":2}',
  "nul",
  "'x'",
  `"${"y".repeat(300)}"`,
];
const IN_STRINGS = [
  "\\u0041",
  "\\ud800",
  "\\udc00\\ud800",
  "\\ud83d\\ude00",
  "\\x41",
  "\u0000",
  "\n",
  "\u202e",
  "é",
  "\\n",
  '\\"',
  "\\/",
  "/../",
  "\\u0000",
  "__proto__",
];

/** The text with one change. */
export function mutateJson(random: Random, text: string): string {
  const tokens: string[] = text.match(TOKEN) ?? [];
  const places = tokens.flatMap((token, i) => /\s/.test(token[0]!) ? [] : [i]);
  if (places.length === 0) return text;
  const at = random.pick(places);
  const token = tokens[at]!;
  const isScalar = !/^[{}[\],:]$/.test(token);
  const replaced = (by: string) => tokens.with(at, by).join("");
  switch (random.below(12)) {
    case 0:
    case 1: {
      const numbers = places.filter((i) => /^-?\d/.test(tokens[i]!));
      if (numbers.length === 0) return text;
      const place = random.pick(numbers);
      const near = String(Number(tokens[place]) + random.pick([-1, 1, 2, 4, 8]));
      return tokens.with(place, random.oneIn(2) ? near : random.pick(NUMBERS)).join("");
    }
    case 2:
      return isScalar ? replaced(random.pick(VALUES)) : text;
    case 3: {
      const others = places.filter((i) => tokens[i]!.startsWith('"'));
      return isScalar && others.length > 0 ? replaced(tokens[random.pick(others)]!) : text;
    }
    case 4: {
      if (!token.startsWith('"')) return text;
      const cut = 1 + random.below(token.length - 1);
      return replaced(token.slice(0, cut) + random.pick(IN_STRINGS) + token.slice(cut));
    }
    case 5:
      return replaced("");
    case 6:
      return replaced(token + random.pick([token, ",", " ", "\t", "\u00a0", "\ufeff", "}", "//"]));
    case 7:
      return isScalar
        ? replaced(
          random.pick([
            `[${token}]`,
            `{${token}:1}`,
            `${"[".repeat(140)}${token}${"]".repeat(140)}`,
          ]),
        )
        : text;
    case 8:
    case 9:
      return withMember(random, tokens);
    case 10:
      return random.pick(["\ufeff", " ", "\n", "x"]) + text;
    default:
      return text + random.pick([" ", "\n\n", "x", "{}", "\u0000", ","]);
  }
}

/** A member of an object again, as it is or with another key, before the first or behind the last one of an object. */
function withMember(random: Random, tokens: readonly string[]): string {
  const colons = tokens.flatMap((token, i) => token === ":" ? [i] : []);
  const opens = tokens.flatMap((token, i) => token === "{" ? [i] : []);
  if (colons.length === 0) return tokens.join("");
  const colon = random.pick(colons);
  let depth = 0;
  let end = colon + 1;
  for (; end < tokens.length; end++) {
    if (depth === 0 && (tokens[end] === "," || tokens[end] === "}")) break;
    if (/^[{[]$/.test(tokens[end]!)) depth++;
    if (/^[}\]]$/.test(tokens[end]!)) depth--;
  }
  const key = random.oneIn(2)
    ? tokens.slice(0, colon).findLast((it) => it.startsWith('"'))
    : '"extra"';
  const value = random.oneIn(3)
    ? random.pick([...VALUES, ...NUMBERS])
    : tokens.slice(colon + 1, end).join("");
  const open = random.pick(opens);
  const isEmpty = tokens.slice(open + 1).find((it) => !/^\s/.test(it)) === "}";
  return [
    ...tokens.slice(0, open + 1),
    `${key}:${value}${isEmpty ? "" : ","}`,
    ...tokens.slice(open + 1),
  ].join("");
}
