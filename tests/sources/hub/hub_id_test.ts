import assert from "node:assert/strict";
import { hubLabel, parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { UsageError } from "../../../src/usage_error.ts";

/** Repository, revision and folder of an id. */
const IDS: [typed: string, repository: string, revision: string | null, folder: string][] = [
  ["google/gemma-2-27b", "google/gemma-2-27b", null, ""],
  ["Org_1/Name.v2-it", "Org_1/Name.v2-it", null, ""],
  ["a/b@main", "a/b", "main", ""],
  ["a/b@refs/pr/1", "a/b", "refs/pr/1", ""],
  ["a/b:sub/folder", "a/b", null, "sub/folder"],
  ["a/b@v1.0:sub/folder", "a/b", "v1.0", "sub/folder"],
  ["a/b:sub@2/folder:x", "a/b", null, "sub@2/folder:x"],
  ["a/b@v1@2:sub", "a/b", "v1@2", "sub"],
  ["a/b:a folder/.hidden", "a/b", null, "a folder/.hidden"],
  [`${"o".repeat(96)}/${"n".repeat(96)}`, `${"o".repeat(96)}/${"n".repeat(96)}`, null, ""],
];

Deno.test("parseHubId() tells repository, revision and folder apart", () => {
  for (const [typed, repository, revision, folder] of IDS) {
    for (const kind of ["models", "datasets"] as const) {
      const rest = { kind, repository, revision, folder };
      assert.deepEqual(parseHubId(typed, kind), { ...rest, typed });
      // An id that says its kind is of that kind, whatever the option takes.
      for (const option of ["models", "datasets"] as const) {
        const said = `${kind}/${typed}`;
        assert.deepEqual(parseHubId(said, option), { ...rest, typed: said });
      }
    }
  }
});

const PATHS = [
  "",
  [
    ".",
    "./a/b",
    "../a",
    ".hidden/b",
    "/a/b",
    "~/a",
    "~ada/b",
    "$HOME/b",
    "${HOME}/b",
    "%USERPROFILE%/b",
  ],
  [`"a/b"`, `'a/b'`, "a\\b", "a/b\\c", "a/b:c\\d"],
  ["https://huggingface.co/a/b", "hf://a/b@main", "S3://a/b"],
  ["C:/a", "c:a/b", "d:"],
  ["gemma", "gemma-2-27b", "models", "a b"],
  ["a/b/c", "a/b/c/d", "a/b/c@main", "a/b/c:sub", "Models/a/b", "spaces/a/b"],
  [
    "models/a",
    "datasets/a",
    "models/a@main",
    "datasets/a:sub",
    "models/a/b/c",
    "datasets/a/b/c@main",
  ],
  ["a/", "a/b/", "models/", "models/a/b/"],
].flat();

Deno.test("parseHubId() takes for a path what cannot be an id", () => {
  for (const path of PATHS) {
    assert.equal(parseHubId(path, "models"), null, path);
  }
});

/** Ill-formed ids, and what is found in them. */
const ILL_FORMED: [typed: string, finding: string][] = [
  ["@main", "no org and no name"],
  [":sub", "no org and no name"],
  ["gpt2@main", 'no "/" in "gpt2"'],
  ["host:a/b", 'no "/" in "host"'],
  ["datasets//b", "an empty part"],
  ["a//b", "an empty part"],
  ["a///b@main", "an empty part"],
  ["models/a//b", "an empty part"],
  ["a/@main", "an empty name"],
  ["datasets/a/:sub", "an empty name"],
  ["a/b@", "an empty revision"],
  ["a/b@:sub", "an empty revision"],
  ["a/b:", "an empty folder"],
  ["a/b@main:", "an empty folder"],
  ["a/b@/main", 'an empty part in the revision "/main"'],
  ["a/b@refs//1", 'an empty part in the revision "refs//1"'],
  ["a/b:sub/", 'an empty part in the folder "sub/"'],
  ["a/b:/sub", 'an empty part in the folder "/sub"'],
  ["a/.", '"." as a name'],
  ["a/..", '".." as a name'],
  ["models/../b", '".." as an org'],
  ["a/b@x/../y", '".." in the revision'],
  ["a/b@.", '"." in the revision'],
  ["a/b:..", '".." in the folder'],
  ["a/b:x/./y", '"." in the folder'],
  ["a b/c", '" " in the org'],
  [" a/b", '" " in the org'],
  ["a/b c", '" " in the name'],
  ["a/bé", '"é" in the name'],
  ["a/b\u{1f989}", '"\u{1f989}" in the name'],
  ["a/b\n", '"\\n" in the name'],
  ["a/b?x=1", '"?" in the name'],
  ["a/b@x%2Fy", '"%" in the revision'],
  ["a/b@x?y", '"?" in the revision'],
  ["a/b@x\ty", '"\\t" in the revision'],
  ["a/b:x#y", '"#" in the folder'],
  ["a/b:x%y", '"%" in the folder'],
  ["a/b:x\u{85}y", '"\\u{85}" in the folder'],
  ["a/b:\ud800", '"\\ud800" in the folder'],
  ["a/b.git", 'a name that ends in ".git"'],
  ["a/b.git@main", 'a name that ends in ".git"'],
  ["a--b/c", '"--" in the org'],
  ["a/b--c", '"--" in the name'],
  ["a..b/c", '".." in the org'],
  ["a/b..c", '".." in the name'],
  ["-a/b", 'an org that begins or ends with "-"'],
  ["a/b.", 'a name that begins or ends with "."'],
  [`${"o".repeat(97)}/b`, "an org of more than 96 characters"],
  [`a/${"n".repeat(97)}`, "a name of more than 96 characters"],
];

Deno.test("parseHubId() refuses an ill-formed id in one line that says what is wrong", () => {
  for (const [typed, finding] of ILL_FORMED) {
    assert.throws(() => parseHubId(typed, "models"), (error) => {
      assert(error instanceof UsageError);
      const [start, end] = error.message.split(
        ": expected org/name[@revision][:sub/folder], found ",
      );
      assert.match(start ?? "", /^Cannot use the id ./);
      assert.equal(end, finding);
      assert.doesNotMatch(error.message, /[\p{Cc}\p{Cs}]/u);
      return true;
    }, typed);
  }
  assert.throws(() => parseHubId("a/b@", "models"), {
    message:
      "Cannot use the id a/b@: expected org/name[@revision][:sub/folder], found an empty revision",
  });
});

Deno.test("hubLabel() names repository, commit and folder, and neither kind nor branch", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const label = (typed: string) => {
    const id = parseHubId(typed, "models");
    assert(id !== null);
    return hubLabel(id, commit);
  };
  assert.equal(label("a/b@main"), `a/b@${commit}`);
  assert.equal(label("datasets/a/b@refs/pr/1:x/y"), `a/b@${commit}:x/y`);
});
