/**
 * The one script of the site. It is a classic script, so that it runs from disk too, put together from one file a subject;
 * each is a function of its own that adds to pages which are whole without it.
 *
 * @module
 */

import contents from "../../../site/script/contents.js" with { type: "text" };
import figures from "../../../site/script/figures.js" with { type: "text" };
import heat from "../../../site/script/heat.js" with { type: "text" };
import highlight from "../../../site/script/highlight.js" with { type: "text" };
import search from "../../../site/script/search.js" with { type: "text" };
import strips from "../../../site/script/strips.js" with { type: "text" };
import tables from "../../../site/script/tables.js" with { type: "text" };
import theme from "../../../site/script/theme.js" with { type: "text" };

/** Its text, as `assets/site.js` has it. */
export const SITE_SCRIPT = [
  '"use strict";\n',
  theme,
  strips,
  contents,
  figures,
  tables,
  heat,
  highlight,
  search,
].join("\n");

/** What of it serves a document of all pages: neither search, whose index is a file, nor marks, which links carry from page to page, nor the sections of one page. */
export const SINGLE_FILE_SCRIPT = ['"use strict";\n', theme, strips, figures, tables, heat].join(
  "\n",
);
