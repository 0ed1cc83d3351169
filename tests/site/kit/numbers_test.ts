import { bytesText, durationText, timeLeftText } from "../../../src/text/words.ts";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { columnFormat, degreesText, percent, significant } from "../../../src/site/kit/numbers.ts";

/** A column as its cells. */
function column(values: (number | null)[], digits?: number): string[] {
  return values.map(columnFormat(values, digits));
}

Deno.test("columnFormat() gives a column the decimals of its largest number", () => {
  deepStrictEqual(column([678.7557, 12.3456]), ["678.76", "12.35"]);
  deepStrictEqual(column([0.0853, 0.00631], 4), ["0.08530", "0.00631"]);
  deepStrictEqual(column([123456.7, 0.4815, 0]), ["123457", "0.48", "0"]);
});

Deno.test("columnFormat() writes unknown as a dash and zero as a bare 0", () => {
  deepStrictEqual(column([null, 0, 1.5]), ["–", "0", "1.5000"]);
  deepStrictEqual(column([0, 0]), ["0", "0"]);
});

Deno.test("columnFormat() writes a true minus sign, but none before a rounded zero", () => {
  deepStrictEqual(column([-374.8465, -0.001]), ["−374.85", "0.00"]);
});

Deno.test("columnFormat() takes exponents where a column is tiny or huge", () => {
  deepStrictEqual(column([1.2345e-7, 2e-9]), ["1.235e-7", "2.000e-9"]);
  deepStrictEqual(column([12345678]), ["1.235e+7"]);
});

Deno.test("significant() keeps four digits and drops zeros at the end", () => {
  strictEqual(significant(678.7557), "678.8");
  strictEqual(significant(0.0853), "0.0853");
  strictEqual(significant(-33.6024), "−33.6");
  strictEqual(significant(0), "0");
});

Deno.test("degreesText() is the angle whose 1 - cos is given", () => {
  // acos(1 - 0.0853) = 0.41603 rad, acos(-1) = 180 degrees.
  strictEqual(degreesText(0.0853), "23.8°");
  strictEqual(degreesText(2), "180°");
  strictEqual(degreesText(0), "0°");
});

Deno.test("percent(), bytesText() and durationText() name their unit", () => {
  strictEqual(percent(0.21216452), "21.2 %");
  strictEqual(bytesText(999), "999 bytes");
  strictEqual(bytesText(30_576_476_160), "30.6 GB");
  strictEqual(durationText(8.24), "8.2 s");
  strictEqual(timeLeftText(0.2), "1 s");
  strictEqual(timeLeftText(3060), "51 min 0 s");
  strictEqual(durationText(372.4), "6 min 12 s");
  strictEqual(durationText(3599.4), "59 min 59 s");
  strictEqual(durationText(3599.6), "1 h 0 min");
  strictEqual(durationText(5000), "1 h 23 min");
  strictEqual(durationText(1e6), "11 d 14 h");
  strictEqual(durationText(59.96), "1 min 0 s");
  strictEqual(durationText(86_399), "1 d 0 h");
});
