// Indonesia's provinces, regencies and cities, and how their codes came from the edition with 34 provinces.
import { correct, packageJson, readIndex, readTable } from "./files.mjs";
import { englishName } from "./english.mjs";

/** The kind in `aliases.csv` of names that are no longer used. */
const FORMER = "former name";
const PREFIX = /^(Kabupaten|Kab|Kota)( Administrasi)? +/;

/** A code with its official name, read as kind, short name and autonomy. */
function region(code, official) {
  const name = official.trim().replace(/ +/g, " ");
  if (code.length === 2) return { code, kind: "PROVINCE", name, parent: "", autonomous: true };
  const prefix = name.match(PREFIX);
  if (!prefix) throw new Error(`${code}: "${official}" is neither a kabupaten nor a kota`);
  return {
    code,
    kind: prefix[1] === "Kota" ? "CITY" : "REGENCY",
    name: name.slice(prefix[0].length),
    parent: code.slice(0, 2),
    autonomous: !prefix[2],
  };
}

/** The edition of 2025, with 38 provinces. */
function edition2025() {
  const provinces = packageJson("indonesia-nodejs/data/json/provinces.json");
  const others = packageJson("indonesia-nodejs/data/json/cities.json");
  const dotted = (code) => `${code.slice(0, 2)}.${code.slice(2)}`;
  return [
    ...provinces.map(({ code, name }) => region(code, name)),
    ...others.map(({ code, name }) => region(dotted(code), name)),
  ];
}

/** The edition of 2020, with 34 provinces. */
function edition2020() {
  return packageJson("geografis/data/json/collection.json").flatMap((province) => [
    region(province.code, province.province),
    ...province.cities.map(({ code, city }) => region(code, city)),
  ]);
}

/** Pairs of (old, new) rows whose code went out of use; the name and kind stayed. */
function renumbered(before, now) {
  const stillUsed = new Set(now.map(({ code }) => code));
  const taken = new Set(before.map(({ code }) => code));
  return before
    .filter(({ code }) => !stillUsed.has(code))
    .map((old) => {
      const heirs = now.filter(({ code, kind, name }) => !taken.has(code) && kind === old.kind && name === old.name);
      if (heirs.length !== 1) throw new Error(`${old.code} ${old.name} has ${heirs.length} successors`);
      return [old, heirs[0]];
    });
}

/** Latitude and longitude of the seat of government, by region code. */
function seats() {
  const places = packageJson("cities.json/cities.json").filter(({ country }) => country === "ID");
  return (code) => {
    const seat = SEATS.get(code);
    if (!seat) throw new Error(`${code} has no seat`);
    if (seat.lat) return [Number(seat.lat), Number(seat.lon)];
    const found = places.filter((p) => p.name === seat.place && `${p.admin1}.${p.admin2}` === seat.geonames_admin);
    if (found.length === 0) throw new Error(`${code}: no place ${seat.place} in ${seat.geonames_admin}`);
    return [Number(found[0].lat), Number(found[0].lng)];
  };
}

const SEATS = readIndex("seats.csv");
const PROVINCES = readIndex("provinces.csv");
const LAWS = readIndex("laws.csv");
const DECREES = readIndex("code_decrees.csv");

/** Everything about Indonesia at once: the three files share the comparison of the two editions. */
export function indonesia() {
  const before = edition2020();
  const rows = edition2025();
  correct("regions_id", rows, "code");
  const moves = renumbered(before, rows);
  const formerNames = new Map([
    ...before.map(({ code, name }) => [code, name]),
    ...moves.map(([old, heir]) => [heir.code, old.name]),
  ]);
  const point = seats();
  const moved = new Set(moves.map(([, heir]) => heir.code));
  for (const row of rows) {
    const province = PROVINCES.get(row.parent || row.code);
    const [lat, lon] = point(row.code);
    Object.assign(row, {
      lat: lat.toFixed(4),
      lon: lon.toFixed(4),
      time_zone: province.time_zone,
      valid_from: LAWS.get(row.code)?.created_on ?? (moved.has(row.code) ? LAWS.get(row.parent).created_on : ""),
      name_en: row.parent ? englishName(row.code, row.name) : province.name_en,
      aliases: otherNames(row, (kind) => kind !== FORMER, formerNames.get(row.code)),
      former_names: otherNames(row, (kind) => kind === FORMER),
    });
  }
  rows.sort((a, b) => (a.code < b.code ? -1 : 1));
  return { regions: rows, codeChanges: codeChanges(moves), successions: successions(moves) };
}

/** The hand-kept other names of a region of the wanted kinds, after the spelling of 2020. */
function otherNames(row, wanted, spelling) {
  const kept = readTable("aliases.csv").filter(({ code, kind }) => code === row.code && wanted(kind));
  const all = new Set([spelling, ...kept.map(({ alias }) => alias)]);
  all.delete(row.name);
  all.delete(undefined);
  return [...all].join("|");
}

function codeChanges(moves) {
  return moves.map(([old, heir]) => ({
    old_code: old.code,
    new_code: heir.code,
    ...DECREES.get(heir.parent),
    note: `${old.name} moved to the new province ${heir.parent} by ${LAWS.get(heir.parent).law}`,
  }));
}

function successions(moves) {
  const pairs = new Map(moves.map(([old, heir]) => [`${old.parent} ${heir.parent}`, [old.parent, heir.parent]]));
  return [...pairs.values()]
    .map(([predecessor, successor]) => {
      const { created_on: on, law } = LAWS.get(successor);
      return { predecessor, successor, on, law };
    })
    .sort((a, b) => (a.successor < b.successor ? -1 : 1));
}
