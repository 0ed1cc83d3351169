/**
 * One HTML document that asks for nothing: style, script and icon within it, and a mark by which a later run knows it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import icon from "../../../../site/favicon.svg" with { type: "text" };
import ownStyle from "../../../../site/single_file.css" with { type: "text" };
import { renderTemplate } from "../../kit/templates.ts";
import { numberFigures } from "../figure_numbers.ts";
import { keptUnits } from "../kept_units.ts";
import { SINGLE_FILE_SCRIPT } from "../site_script.ts";
import { SITE_STYLE } from "../site_style.ts";
import { loweredHeadings } from "./headings.ts";
import { BARE_MARK, withDigest } from "./mark.ts";

/** What stands in the document. */
export interface DocumentParts {
  readonly title: string;
  /** A line of the head that says what it holds; none of a report. */
  readonly mark?: string;
  /** What stands above it where it is of data that a program made; else null. */
  readonly synthetic: { readonly what: string; readonly note: string } | null;
  /** Places within it. */
  readonly navigation: readonly { readonly label: string; readonly href: string }[];
  /** Layers that have a page of their own, and where that is; null where charts lead nowhere. */
  readonly layers: { readonly analysed: string; readonly page: string } | null;
  /** Its pages as they stand in it; the first has the title of the document. */
  readonly pages: readonly {
    readonly id: string;
    readonly title: string;
    readonly html: string;
    readonly isFirst: boolean;
  }[];
  readonly made: {
    readonly version: string;
    readonly date: string;
    readonly duration: string;
    readonly device: string;
  };
  /** What it is, at its foot. */
  readonly note: string;
}

/** The text of the document. The same parts give the same text. */
export function singleDocument({ mark, ...parts }: DocumentParts): string {
  const html = renderTemplate("single_file", {
    ...parts,
    marks: [BARE_MARK, ...mark === undefined ? [] : [mark]].join("\n"),
    icon: `data:image/svg+xml,${encodeURIComponent(icon)}`,
    style: [SITE_STYLE, loweredHeadings(SITE_STYLE), ownStyle].join("\n"),
    script: SINGLE_FILE_SCRIPT,
    // A policy that names the script lets no other run, whatever a name may hold.
    scriptHash: `sha256-${createHash("sha256").update(SINGLE_FILE_SCRIPT).digest("base64")}`,
  });
  return withDigest(`${keptUnits(numberFigures(html))}\n`);
}
