// Reading the packages and the hand-kept tables, writing the derived files.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("./", import.meta.url);

/** A JSON file of an installed package. */
export function packageJson(path) {
  return JSON.parse(readFileSync(new URL(`node_modules/${path}`, here), "utf8"));
}

/** The rows of a CSV table as objects. Fields hold no commas and no quotes, so splitting is parsing. */
export function readTable(name, folder = here) {
  const [header, ...lines] = readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    if (fields.length !== columns.length) throw new Error(`${name}: wrong number of fields in "${line}"`);
    return Object.fromEntries(columns.map((column, i) => [column, fields[i]]));
  });
}

/** The rows of a table by the value of their first column. */
export function readIndex(name) {
  return new Map(readTable(name).map((row) => [Object.values(row)[0], row]));
}

/** Writes a derived file next to the README. */
export function writeTable(name, columns, rows) {
  const lines = rows.map((row) => columns.map((column) => field(row[column], name)).join(","));
  writeFileSync(new URL(`../${name}`, here), [columns.join(","), ...lines, ""].join("\n"));
}

function field(value, name) {
  const text = String(value ?? "");
  if (/[",\n]/.test(text)) throw new Error(`${name}: "${text}" would need quoting`);
  return text;
}

/** Puts the hand corrections of one file onto its rows; each must hit a row and change something. */
export function correct(file, rows, key) {
  for (const fix of readTable("corrections.csv").filter((fix) => fix.file === file)) {
    const row = rows.find((row) => row[key] === fix.key);
    if (!row) throw new Error(`${file}: nothing to correct at ${fix.key}`);
    if (row[fix.column] === fix.value) throw new Error(`${file}: the correction of ${fix.key} ${fix.column} is not needed`);
    row[fix.column] = fix.value;
  }
}
