import { notStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  anchorId,
  fileStem,
  plainText,
  shortened,
  titleName,
} from "../../../src/site/kit/names.ts";
import { HOSTILE_NAMES } from "../sample_results.ts";

Deno.test("plainText() leaves ordinary names of any script alone", () => {
  for (const name of ["poet", "stage-manager_2", "詩人", "شاعر", "poète 🎭"]) {
    strictEqual(plainText(name), name);
  }
});

Deno.test("plainText() replaces what would reorder the text around it", () => {
  strictEqual(plainText("\u202egnp.exe"), "\ufffdgnp.exe");
  strictEqual(plainText("a\u2066b\u2069"), "a\ufffdb\u2069");
});

Deno.test("plainText() keeps a name in one line and replaces control characters and lone surrogates", () => {
  strictEqual(plainText("two\r\nlines\tand\u0000\ud800"), "two  lines and\ufffd\ufffd");
});

Deno.test("shortened() counts characters, not code units", () => {
  strictEqual(shortened("🎭🎭🎭", 3), "🎭🎭🎭");
  strictEqual(shortened("🎭🎭🎭🎭", 3), "🎭🎭…");
});

Deno.test("anchorId() holds letters, digits, hyphens and underscores alone", () => {
  for (const name of HOSTILE_NAMES) {
    strictEqual(/^role-[A-Za-z0-9_-]+$/.test(anchorId({ kind: "role", name })), true, name);
  }
});

Deno.test("anchorId() differs wherever kind or name differ", () => {
  const ids = [
    ["role", "a b"],
    ["role", "a-b"],
    ["role", "a_b"],
    ["role", "a_20_b"],
    ["trait", "a b"],
  ].map(([kind, name]) => anchorId({ kind: kind!, name: name! }));
  strictEqual(new Set(ids).size, ids.length);
  notStrictEqual(anchorId({ kind: "role", name: "é" }), anchorId({ kind: "role", name: "e" }));
});

Deno.test("titleName() shortens a commit and nothing else", () => {
  const commit = "0123456789".repeat(4);
  strictEqual(titleName(`org/model@${commit}`), "org/model@01234567");
  strictEqual(titleName(`org/data@${commit}:sub/folder`), "org/data@01234567:sub/folder");
  for (const name of ["gemma-2-27b", "org/model@v1", commit, `a@${commit}0`]) {
    strictEqual(titleName(name), name);
  }
});

Deno.test("fileStem() differs wherever kind or name differ, though letters of both cases are one and names are long", () => {
  const long = "x".repeat(300);
  const cut = fileStem({ kind: "role", name: long });
  const names = [
    ...HOSTILE_NAMES,
    ...["Poet", "poet", "POET", "_70_oet", "a b", "a-b", "a_b", "a_20_b", "é", "e", ""],
    ...[`${long}y`, `${long}Y`, cut.slice("role-".length), "con", "İ", "i̇", "ſ", "s", "K", "k"],
  ];
  const all = (["role", "trait"] as const).flatMap((kind) =>
    names.map((name) => fileStem({ kind, name }))
  );
  strictEqual(new Set(all.map((stem) => stem.toLowerCase().normalize("NFKC"))).size, all.length);
  for (const stem of all) {
    ok(/^(role|trait)-[a-z0-9_-]*$/.test(stem), stem);
    // Most file systems allow 255 bytes, the ending included.
    ok(stem.length <= 101, stem);
  }
});
