import { match, strictEqual, throws } from "node:assert/strict";
import { namesAdvice } from "../../src/library/title_names.ts";
import { readReportOptions } from "../../src/cli/report_options.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { runMain, withReport } from "../cli/run_main.ts";

const QUICK = "--layers 3 --random 0 --device cpu --sweep off".split(" ");

Deno.test("namesAdvice() suggests the options where both names say nothing or the same, and only there", () => {
  match(
    namesAdvice({ base: "base", instruct: "checkpoint-500" }) ?? "",
    /^Titles will call the two base and checkpoint-500: --base-name NAME and --instruct-name NAME/,
  );
  strictEqual(
    namesAdvice({ base: "llama", instruct: "llama" }),
    "Titles will call both llama: --base-name NAME and --instruct-name NAME tell them apart",
  );
  strictEqual(namesAdvice({ base: "base", instruct: "gemma-2-27b-it" }), null);
  strictEqual(namesAdvice({ base: "llama", instruct: "instruct" }), null);
});

Deno.test("readReportOptions() takes names of one plain line, for inputs that are given", () => {
  const sources = "--base a --instruct b --vectors c".split(" ");
  const { names } = readReportOptions([...sources, "--base-name", "Gemma <2>"]);
  strictEqual(names.base, "Gemma <2>");
  strictEqual(names.instruct, null);
  throws(() => readReportOptions([...sources, "--base-name", "a\u001b[31mb"]), {
    message: 'Cannot use --base-name "a\\u001b[31mb": expected one line of at most 120 characters',
  });
  throws(() => readReportOptions(["--base-name", "x"]), {
    message: "Cannot use --base-name without --base: the demonstration has names",
  });
});

testOnStories(
  "report puts the names in titles, escaped, and the paths as typed on the terminal",
  () =>
    withReport(
      [...STORIES_PAIR, ...QUICK, "--base-name", "<b>one</b>", "--instruct-name", "two"],
      async (results, site) => {
        strictEqual(results.inputs.base.name, "<b>one</b>");
        const html = await Deno.readTextFile(`${site}/index.html`);
        match(html, /From .*&lt;b&gt;one&lt;\/b&gt;.* to .*two/);
        strictEqual(html.includes("<b>one"), false);
      },
    ),
);

testOnStories("report --plan speaks of a path as it was typed", async () => {
  const { stderr, stdout } = await runMain("report", ...STORIES_PAIR, ...QUICK, "--plan");
  match(
    stderr,
    /^Comparing \S+stories260k\/base with \S+stories260k\/finetuned, along the vectors of \S+vectors$/m,
  );
  // The summary stands at the end, below the table of tensors.
  const lines = stdout.trimEnd().split("\n");
  match(
    lines.at(-1) ?? "",
    /^time: {4}about .* for the weights, from .* of them read and multiplied with \d+ vectors/,
  );
  match(lines[lines.indexOf("") + 1] ?? "", /^base against finetuned: 1 of 5 layers/);
});
