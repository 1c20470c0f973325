// What people call countries: English, Indonesian and in the languages of each country.
import { packageJson, readTable } from "./files.mjs";

// Languages of a country in which its own people write its name.
const OWN = new Set(["official", "de_facto_official", "official_regional"]);
/** The least share of the people, in per cent, of a regional language whose name for the country is taken. */
const SHARE = 2;

function territories(language) {
  for (const tag of [language.replaceAll("_", "-"), language.split("_")[0]]) {
    try {
      return packageJson(`cldr-localenames-full/main/${tag}/territories.json`).main[tag].localeDisplayNames.territories;
    } catch {
      // There is no such folder: the language without its script, or none.
    }
  }
  return {};
}

/** The languages of a country, those of most of its people first. */
function languagesOf(code) {
  const spoken = packageJson("cldr-core/supplemental/territoryInfo.json").supplemental.territoryInfo[code];
  return Object.entries(spoken?.languagePopulation ?? {})
    .filter(([, about]) => OWN.has(about._officialStatus))
    .filter(([, about]) => about._officialStatus !== "official_regional" || Number(about._populationPercent) >= SHARE)
    .sort(([, a], [, b]) => Number(b._populationPercent) - Number(a._populationPercent))
    .map(([language]) => language);
}

/** A name as two of them are compared. */
function key(name) {
  const letters = name.normalize("NFKD").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim().toLowerCase();
  return letters.replace(/\p{Script=Latin}\p{Mn}+/gu, (text) => text[0]);
}

export function countryNames(countries) {
  const english = packageJson("i18n-iso-countries/langs/en.json").countries;
  const found = new Map();
  // A code means the country that has it, whatever it abbreviates elsewhere.
  const taken = new Map(countries.flatMap(({ code, alpha3 }) => [[code, code], [alpha3, code]]));
  const add = (code, name, rank) => {
    const plain = name?.replaceAll(",", " ").replaceAll('"', "").replaceAll("’", "'").replace(/\s+/g, " ").trim();
    if (!plain || taken.has(plain)) return;
    const said = found.get(key(plain)) ?? [];
    said.push({ code, name: plain, rank });
    found.set(key(plain), said);
  };
  const alts = (names, code) => Object.entries(names).filter(([tag]) => tag === code || tag.startsWith(`${code}-alt-`));
  for (const { code, name_en, name_id } of countries) {
    add(code, name_en, 0);
    add(code, name_id, 0);
    for (const language of ["en", "id"]) for (const [, name] of alts(territories(language), code)) add(code, name, 1);
    for (const name of [english[code] ?? []].flat()) add(code, name, 2);
    for (const language of languagesOf(code)) add(code, territories(language)[code], 3);
  }
  for (const { code, name } of readTable("country_aliases.csv")) add(code, name, -1);
  const rows = [];
  for (const said of found.values()) {
    const best = Math.min(...said.map((one) => one.rank));
    const codes = new Set(said.filter((one) => one.rank === best).map((one) => one.code));
    // A name that two countries bear tells nothing.
    if (codes.size === 1) rows.push({ name: said.find((one) => one.rank === best).name, code: [...codes][0] });
  }
  return rows.sort((a, b) => (a.code === b.code ? (a.name < b.name ? -1 : 1) : a.code < b.code ? -1 : 1));
}
