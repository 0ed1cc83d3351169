/**
 * What is said of vectors that cannot be read as a report read its own.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { shellWord, shownName } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import type { UsageError } from "../../usage_error.ts";
import { isReportCommand, READINGS, type VerifyInputs } from "./verify_request.ts";

/** Options of which each says how vectors are read. */
const TYPED = [
  "roleKey",
  "traitKey",
  ...READINGS,
] as const satisfies readonly (keyof VerifyInputs)[];

/**
 * Says that vectors are others than those of `results`, where their refusal names an option that nobody typed; `typed` is what
 * the command in the file says of how inputs are read. Where an option was typed, or that command is none of ours, the refusal stands.
 */
export function otherVectors(
  { inputs: { vectors }, run }: Pick<Results, "inputs" | "run">,
  { asked, typed }: { asked: VerifyInputs; typed: string | null },
): (refusal: UsageError) => Error {
  const { name, layout, roles, traits, role_key, trait_key } = vectors;
  const read = [
    ...typed === null ? [] : [typed],
    ...role_key === null ? [] : [`--role-key ${shellWord(role_key)}`],
    ...trait_key === null ? [] : [`--trait-key ${shellWord(trait_key)}`],
  ].join(" ");
  const isTyped = TYPED.some((option) => (asked[option] ?? null) !== null);
  if (isTyped || read === "" && !isReportCommand(run.command)) return (refusal) => refusal;
  const given = typeof asked.vectors === "string" ? ` ${shownName(asked.vectors)}` : "";
  return (cause) =>
    new Error(
      `Cannot verify with --vectors${given}: they cannot be read as the report read its own, ${
        read === "" ? "without an option of how" : `with ${read}`
      }; it had ${shownName(name)}, of the ${layout} layout, with ${
        plural(roles, "role", "roles")
      } and ${plural(traits, "trait", "traits")}: give the same`,
      { cause },
    );
}
