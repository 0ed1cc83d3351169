/**
 * The one style sheet of the site, put together from one file a subject. Their order counts: what is later wins over what is as specific.
 *
 * @module
 */

import base from "../../../site/style/base.css" with { type: "text" };
import figures from "../../../site/style/figures.css" with { type: "text" };
import frame from "../../../site/style/frame.css" with { type: "text" };
import heat from "../../../site/style/heat.css" with { type: "text" };
import media from "../../../site/style/media.css" with { type: "text" };
import overview from "../../../site/style/overview.css" with { type: "text" };
import script from "../../../site/style/script.css" with { type: "text" };
import text from "../../../site/style/text.css" with { type: "text" };

/** Its text, as `assets/style.css` has it. */
export const SITE_STYLE = [base, frame, text, overview, figures, script, heat, media].join("\n");
