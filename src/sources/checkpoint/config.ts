/**
 * The values of a parsed `config.json`, checked as they are read; messages give key and line.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";
import type { JsonValue, PythonJson } from "../folder/strict_json.ts";

/** A parsed `config.json`. */
export interface Config extends Pick<PythonJson, "lineOf"> {
  /** Names the file in messages. */
  readonly where: string;
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** @throws {Error} if the file holds no object. */
export function configOf({ value, lineOf }: PythonJson, where: string): Config {
  if (!(value instanceof Map)) throw refusal({ where }, "expected a JSON object");
  return { where, values: value, lineOf };
}

/** Whether a key asks for anything: null and false do not. */
export function isSet(config: Config, key: string): boolean {
  const value = config.values.get(key) ?? false;
  return value !== false;
}

/** A key that is true or false, false where it is absent. @throws {Error} if it is anything else, as `1` or `"true"`. */
export function flag(config: Config, key: string): boolean {
  const value = config.values.get(key) ?? false;
  if (typeof value === "boolean") return value;
  throw refusal(config, `expected ${key} to be true or false, found ${found(config, key)}`);
}

/** @throws {Error} if the key is absent or anything else. */
export function positiveInteger(config: Config, key: string): number {
  const value = config.values.get(key);
  if (typeof value === "bigint" && value > 0n && value <= Number.MAX_SAFE_INTEGER) {
    return Number(value);
  }
  throw refusal(config, `expected ${key} to be a positive integer, found ${found(config, key)}`);
}

/** @throws {Error} if the key is absent or anything else. */
export function positiveNumber(config: Config, key: string): number {
  const value = config.values.get(key);
  const isNumber = typeof value === "bigint" || typeof value === "number";
  if (isNumber && value > 0 && Number.isFinite(Number(value))) return Number(value);
  throw refusal(config, `expected ${key} to be a positive number, found ${found(config, key)}`);
}

/** A key as a message gives it, with its line. */
export function at(config: Config, key: string): string {
  const line = config.lineOf(key);
  return line === null ? key : `${key} (line ${line})`;
}

/** The value of a key in a few words, with its line. */
export function found(config: Config, key: string): string {
  const line = config.lineOf(key);
  return `${shown(config.values.get(key))}${line === null ? "" : ` at line ${line}`}`;
}

/** A JSON value in a few words. */
function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value instanceof Map) return "an object";
  // 16.0 is no integer, and must not read like one.
  return Number.isInteger(value) && Math.abs(Number(value)) < 1e15
    ? Number(value).toFixed(1)
    : String(value);
}

/** What is thrown where a file cannot be used. */
export function refusal({ where }: Pick<Config, "where">, finding: string): Error {
  return new Error(`Cannot use ${where}: ${finding}`);
}
