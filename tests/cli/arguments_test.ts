import assert from "node:assert/strict";
import { readArguments } from "../../src/cli/arguments.ts";

const KNOWN = { values: ["out", "layers"], flags: ["plan"] };

function refused(args: string[], message: string) {
  assert.throws(() => readArguments(args, KNOWN), { name: "UsageError", message });
}

Deno.test("readArguments() takes both spellings of a value", () => {
  const { values, flags } = readArguments(["--out=a", "--layers", "3", "--plan"], KNOWN);
  assert.deepEqual([...values], [["out", "a"], ["layers", "3"]]);
  assert.deepEqual([...flags], ["plan"]);
});

Deno.test("readArguments() refuses an option that would swallow the next one", () => {
  refused(["--out", "--layers", "3"], "Cannot use --out without a value");
});

Deno.test("readArguments() refuses empty, repeated, unknown and left-over arguments", () => {
  refused(
    ["--layers", "-1"],
    "Cannot use --layers -1: a value cannot start with a dash; where one does, write --layers=-1",
  );
  refused(["--out="], "Cannot use --out without a value");
  refused(["--out", "a", "--out", "b"], "Cannot use --out 2 times: give it once");
  refused(["--plan", "--plan"], "Cannot use --plan more than once: give it once");
  refused(
    ["--outt", "a"],
    'Cannot understand "--outt": did you mean --out?',
  );
  refused(["stray"], 'Cannot understand "stray": expected one of --out, --layers, --plan');
  refused(
    ["-x"],
    'Cannot understand "-x": expected one of --out, --layers, --plan',
  );
  refused(
    ["--no-plan"],
    'Cannot understand "--no-plan": expected one of --out, --layers, --plan',
  );
  refused(["--plan=yes"], "Cannot use --plan=yes: the option takes no value");
  refused(["--", "stray"], 'Cannot understand "stray": expected one of --out, --layers, --plan');
  refused(["--plan", "false"], "Cannot use --plan false: the option takes no value");
});

Deno.test("readArguments() names the option whose value is empty, as of a variable that is not set", () => {
  const message =
    "Cannot use --layers with an empty value: give it one, or leave the option out (it may be a variable of the shell that is not set)";
  for (const args of [["--layers", ""], ["--out", "a", "--layers", "", "--plan"]]) {
    refused(args, message);
    // Where files may stand it is none.
    assert.throws(
      () => readArguments(args, { ...KNOWN, files: { most: 1, what: "a file" } }),
      { name: "UsageError", message },
    );
  }
  refused(["--plan", ""], 'Cannot understand "": expected one of --out, --layers, --plan');
});

Deno.test("readArguments() takes files before, between and after options, as they are typed", () => {
  const taking = (most: number, ...args: string[]) =>
    readArguments(args, { ...KNOWN, files: { most, what: "some files" } });
  for (
    const args of [
      ["1e3", "b", "--out", "a", "--plan"],
      ["--plan", "1e3", "--out", "a", "b"],
      ["--out=a", "--plan", "1e3", "b"],
      ["--out", "a", "--plan", "--", "1e3", "b"],
    ]
  ) {
    const { values, flags, files } = taking(2, ...args);
    assert.deepEqual([[...values], [...flags], files], [[["out", "a"]], ["plan"], ["1e3", "b"]]);
  }
  assert.deepEqual(taking(1, "--", "-a").files, ["-a"]);
  // Behind a bare `--` what looks like an option is none, and repeats none.
  for (const file of ["--plan", "--plan=x", "--out"]) {
    const { flags, files } = taking(1, "--plan", "--", file);
    assert.deepEqual([[...flags], files], [["plan"], [file]]);
  }
  assert.throws(() => taking(2, "a", "b", "--plan", "c"), {
    name: "UsageError",
    message: 'Cannot use "c" beside "a" and "b": expected some files',
  });
  assert.throws(() => taking(1, "--plan", "true"), {
    name: "UsageError",
    message: "Cannot use --plan true: the option takes no value",
  });
  for (const nothing of ["", "-"]) {
    assert.throws(() => taking(1, nothing), {
      name: "UsageError",
      message:
        `Cannot understand "${nothing}": expected some files, or one of --out, --layers, --plan`,
    });
  }
  assert.throws(() => taking(1, "--out", "-"), {
    name: "UsageError",
    message: "Cannot use --out -: a value cannot start with a dash; where one does, write --out=-",
  });
});

Deno.test("readArguments() says to leave out the -- that npm wants before options, behind which they would be files", () => {
  for (const files of [undefined, { most: 2, what: "two files" }]) {
    for (const args of [["--", "--out", "a"], ["--", "x", "--out=a"], ["--", "--plan"]]) {
      assert.throws(() => readArguments(args, { ...KNOWN, ...files && { files } }), {
        name: "UsageError",
        message: `Cannot use "${
          args.find((arg) => arg.startsWith("--") && arg !== "--")
        }" behind a lone --, where nothing is an option: leave that -- out`,
      });
    }
  }
});

Deno.test("readArguments() knows an option by the dash that an editor made of its hyphens", () => {
  for (const typed of ["—out", "–-out", "––out", "−out", "—out=a"]) {
    for (const files of [undefined, { most: 2, what: "two files" }]) {
      assert.throws(() => readArguments([typed, "a"], { ...KNOWN, ...files && { files } }), {
        name: "UsageError",
        message:
          `Cannot understand "${typed}": did you mean --out, with two hyphens in place of a dash?`,
      });
    }
  }
  // A file that is no option stays one.
  assert.deepEqual(
    readArguments(["—a"], { ...KNOWN, files: { most: 1, what: "a file" } }).files,
    ["—a"],
  );
});

Deno.test("readArguments() lists no long row of options, and names another command's", () => {
  const many = {
    values: ["base", "instruct", "layers", "out", "weights", "cache-limit"],
    flags: ["hash"],
    paths: "--base BASE --instruct INSTRUCT",
    elsewhere: { names: ["vectors", "layers-of-another"], commandOf: () => "report" },
  };
  for (
    const [args, message] of [
      [["--lyaers", "3"], 'Cannot understand "--lyaers": did you mean --layers?'],
      [["-layers", "3"], 'Cannot understand "-layers": did you mean --layers?'],
      [["--cacheLimit=3"], 'Cannot understand "--cacheLimit=3": did you mean --cache-limit?'],
      [["--gpu"], 'Cannot understand "--gpu": there is no such option'],
      [["-o", "x"], 'Cannot understand "-o": there is no such option'],
      ...["--vectors", "--vector", "--Vectors=x"].map((typed) =>
        [
          [typed, "x"],
          `Cannot understand "${typed}": report takes --vectors, and this command does not`,
        ] as const
      ),
      [
        ["base", "instruct"],
        'Cannot understand "base": expected an option before each path, --base BASE --instruct INSTRUCT',
      ],
    ] as const
  ) {
    assert.throws(() => readArguments(args, many), { name: "UsageError", message });
  }
  assert.throws(() => readArguments([""], { ...many, files: { most: 1, what: "one file" } }), {
    message: 'Cannot understand "": expected one file',
  });
});

Deno.test("readArguments() says of a path that stands alone where it belongs", () => {
  assert.throws(() => readArguments(["site"], { ...KNOWN, paths: "--out DIR" }), {
    name: "UsageError",
    message:
      'Cannot understand "site": expected an option before it, --out DIR, or one of --out, --layers, --plan',
  });
  assert.throws(() => readArguments(["-x"], { ...KNOWN, paths: "--out DIR" }), {
    message: 'Cannot understand "-x": expected one of --out, --layers, --plan',
  });
});
