// Regenerates the reference files from the packages pinned in package.json:
//
//   npm install --no-package-lock && npm run derive
//
// The same packages and tables give the same bytes. Nothing is written unless every check passes.
import { checkCountries, checkCountryNames, checkHandTables, checkHistory, checkRegions } from "./check.mjs";
import { countries } from "./countries.mjs";
import { countryNames } from "./country_names.mjs";
import { readTable, writeTable } from "./files.mjs";
import { indonesia } from "./regions.mjs";

const handTables = ["aliases.csv", "code_decrees.csv", "english_names.csv", "laws.csv", "provinces.csv", "seats.csv"];
const countryRows = countries();
const nameRows = countryNames(countryRows);
const { regions, codeChanges, successions } = indonesia();

checkCountries(countryRows);
checkCountryNames(nameRows, countryRows);
checkRegions(regions);
checkHistory(codeChanges, successions, regions);
checkHandTables(Object.fromEntries(handTables.map((name) => [name, readTable(name)])), regions);

writeTable("countries.csv", ["code", "alpha3", "numeric", "name_en", "name_id", "iso"], countryRows);
writeTable("country_names.csv", ["name", "code"], nameRows);
writeTable(
  "regions_id.csv",
  "code,kind,name,parent,autonomous,lat,lon,time_zone,valid_from,name_en,aliases,former_names".split(","),
  regions,
);
writeTable(
  "code_changes_id.csv",
  ["old_code", "new_code", "old_valid_until", "new_valid_from", "instrument", "note"],
  codeChanges,
);
writeTable("successions_id.csv", ["predecessor", "successor", "on", "law"], successions);
