// What must hold before a file is written; the first failure stops the run.
import { find as zonesAt } from "geo-tz/all";

const ZONES = new Set(["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]);
const TOTALS = { PROVINCE: 38, REGENCY: 416, CITY: 98 };
// Sabang to Rote, Sabang to Merauke, in degrees, rounded outward.
const BOX = { south: -11.1, north: 6.1, west: 95.0, east: 141.1 };
const REDUCED_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

function must(holds, complaint) {
  if (!holds) throw new Error(complaint);
}

function unique(values, what) {
  must(new Set(values).size === values.length, `${what} occurs twice`);
}

export function checkCountries(rows) {
  must(rows.filter(({ iso }) => iso).length === 249, "ISO 3166-1 has 249 countries");
  must(rows.length === 250, "Kosovo is the only country outside ISO 3166-1");
  for (const column of ["code", "alpha3", "numeric", "name_en", "name_id"]) {
    unique(rows.map((row) => row[column]), `a country's ${column}`);
    for (const row of rows) must(row[column], `${row.code} has no ${column}`);
  }
  for (const { code, alpha3, numeric } of rows) {
    must(/^[A-Z]{2}[A-Z]{3}\d{3}$/.test(code + alpha3 + numeric), `${code} has a malformed code`);
  }
}

export function checkCountryNames(rows, countries) {
  unique(rows.map(({ name }) => name), "a name of a country");
  for (const { code } of countries) must(rows.some((row) => row.code === code), `${code} has no name`);
}

export function checkRegions(rows) {
  const provinces = new Set(rows.filter(({ kind }) => kind === "PROVINCE").map(({ code }) => code));
  for (const [kind, total] of Object.entries(TOTALS)) {
    must(rows.filter((row) => row.kind === kind).length === total, `there are ${total} of kind ${kind}`);
  }
  unique(rows.map(({ code }) => code), "a region code");
  unique(rows.map(({ kind, name }) => `${kind} ${name}`), "a region name of one kind");
  const administrative = rows.filter(({ autonomous }) => !autonomous).map(({ code }) => code);
  must(administrative.join() === "31.01,31.71,31.72,31.73,31.74,31.75", "only Jakarta's six units are not autonomous");
  for (const row of rows) {
    must(row.name, `${row.code} has no name`);
    must(row.kind === "PROVINCE" ? row.name_en && !row.parent : provinces.has(row.parent), `${row.code} has no parent`);
    must(row.lat > BOX.south && row.lat < BOX.north, `${row.code} lies north or south of Indonesia`);
    must(row.lon > BOX.west && row.lon < BOX.east, `${row.code} lies east or west of Indonesia`);
    must(ZONES.has(row.time_zone), `${row.code} has the zone ${row.time_zone}`);
    const drawn = zonesAt(Number(row.lat), Number(row.lon));
    must(drawn.includes(row.time_zone), `${row.code}: the law says ${row.time_zone} and the map ${drawn}`);
  }
}

export function checkHistory(codeChanges, successions, regions) {
  const codes = new Set(regions.map(({ code }) => code));
  must(codeChanges.length === 26, "26 regencies and cities changed their code");
  unique(codeChanges.map(({ old_code: code }) => code), "an old code");
  unique(codeChanges.map(({ new_code: code }) => code), "a new code");
  for (const change of codeChanges) {
    must(!codes.has(change.old_code) && codes.has(change.new_code), `${change.old_code} is still in use`);
    must(REDUCED_DATE.test(change.old_valid_until), `${change.old_code} has no end`);
    must(REDUCED_DATE.test(change.new_valid_from), `${change.new_code} has no start`);
    must(change.instrument, `${change.new_code} has no instrument`);
  }
  must(successions.length === 4, "four provinces were founded in 2022");
  for (const { predecessor, successor, on, law } of successions) {
    must(codes.has(predecessor) && codes.has(successor) && on && law, `the succession to ${successor} is incomplete`);
  }
}

/** A table kept by hand must not speak of regions that do not exist. */
export function checkHandTables(tables, regions) {
  const codes = new Set(regions.map(({ code }) => code));
  for (const [name, rows] of Object.entries(tables)) {
    for (const row of rows) must(codes.has(Object.values(row)[0]), `${name}: no region ${Object.values(row)[0]}`);
  }
}
