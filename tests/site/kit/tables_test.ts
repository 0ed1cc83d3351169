import { deepStrictEqual, ok } from "node:assert/strict";
import { tableView } from "../../../src/site/kit/tables.ts";
import { renderTemplate } from "../../../src/site/kit/templates.ts";

Deno.test("tableView() lets a label of more than 14 characters go over several lines, and no shorter one", () => {
  const table = tableView("Sums", [{ a: 1 }], [
    { label: "12345678901234", value: (row) => row.a },
    { label: "123456789012345", value: (row) => row.a },
    { label: "123456789012345", value: () => "text" },
  ]);
  deepStrictEqual(table.columns.map(({ isLong }) => isLong), [false, true, true]);
  const html = renderTemplate("table", table);
  ok(html.includes('<th scope="col" class="number">12345678901234</th>'));
  ok(html.includes('<th scope="col" class="number long">123456789012345</th>'));
  ok(html.includes('<th scope="col" class="long">123456789012345</th>'));
});

Deno.test("tableView() gives a difference its sign, and none to what rounds to zero or is unknown", () => {
  const table = tableView("Differences", [12.5, -0.25, 0.0001, 0, null], [
    { label: "B − A", value: (row) => row, digits: 4, isSigned: true },
  ]);
  deepStrictEqual(
    table.rows.map(({ cells }) => cells[0]!.text),
    ["+12.50", "−0.25", "0.00", "0", "–"],
  );
  deepStrictEqual(table.rows.map(({ cells }) => cells[0]!.value), [12.5, -0.25, 0.0001, 0, null]);
});
