// English names of regencies and cities: directions and islands are translated, everything else is a proper name.
import { readIndex } from "./files.mjs";

const DIRECTIONS = [
  ["Barat Daya", "Southwest"],
  ["Tenggara", "Southeast"],
  ["Tengah", "Central"],
  ["Utara", "North"],
  ["Selatan", "South"],
  ["Barat", "West"],
  ["Timur", "East"],
];

const exceptions = readIndex("english_names.csv");

/** The English name of a regency or city; empty where it is the Indonesian one. */
export function englishName(code, name) {
  if (exceptions.has(code)) return exceptions.get(code).name_en;
  for (const [indonesian, english] of DIRECTIONS) {
    if (name.endsWith(` ${indonesian}`)) return `${english} ${name.slice(0, -indonesian.length - 1)}`;
  }
  if (name.startsWith("Kepulauan ")) return `${name.slice("Kepulauan ".length)} Islands`;
  if (name.endsWith(" Kepulauan")) return `${name.slice(0, -" Kepulauan".length)} Islands`;
  if (name.startsWith("Pulau ")) return `${name.slice("Pulau ".length)} Island`;
  return "";
}
