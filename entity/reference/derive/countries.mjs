// Countries: codes from i18n-iso-countries, names from Unicode CLDR.
import { correct, packageJson } from "./files.mjs";

// CLDR's plain name of these says whose region they are or adds a second name; people use the short one.
const SHORT = new Set(["HK", "MM", "MO", "PS"]);

// Kosovo has codes that ISO 3166-1 reserves for users and does not assign.
const OUTSIDE_ISO = new Set(["XK"]);

function namesIn(language) {
  const file = packageJson(`cldr-localenames-full/main/${language}/territories.json`);
  const names = file.main[language].localeDisplayNames.territories;
  return (code) => spellOut((SHORT.has(code) && names[`${code}-alt-short`]) || names[code]);
}

/** CLDR abbreviates for menus; a registry writes the words. */
function spellOut(name) {
  return name.replaceAll("St. ", "Saint ").replaceAll("’", "'");
}

export function countries() {
  const [english, indonesian] = [namesIn("en"), namesIn("id")];
  const rows = packageJson("i18n-iso-countries/codes.json").map(([code, alpha3, numeric]) => ({
    code,
    alpha3,
    numeric,
    name_en: english(code).replaceAll(" & ", " and "),
    name_id: indonesian(code).replaceAll(" & ", " dan "),
    iso: !OUTSIDE_ISO.has(code),
  }));
  correct("countries", rows, "code");
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1));
}
