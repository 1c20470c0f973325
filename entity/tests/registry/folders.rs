//! The folders of the registry know each other one way. This reads the sources: nothing in them says so otherwise.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// From the ground up. A folder or file knows those of the rows above its own; those that share a row know each other only
/// if they are written as one, with a `+`.
const LAYERS: &[&str] = &[
    // Values and machinery.
    "clock, database, presence, rows, secret, shelf, source, subject, text",
    "date, country",
    // Why an act does not happen.
    "refusal",
    "page, report, zone",
    // Who may do and see what.
    "policy",
    // The unit of work: what it commits, it writes down, and once.
    "registry + journal + once",
    "search",
    // What people talk about. Whatever has deadlines knows their table; whose deadlines one may read is said above.
    "place, deadline",
    "account, partnership",
    "agreement",
    "exchange, reference, obligation",
    "import_batch",
    "task",
    "request",
    "partner_wanted, obligatory_report",
    "notice",
    // It knows whatever hangs on a record.
    "merger",
    "testing",
];

/// What the root lists for those below who read it: they know the list and nobody on it.
const LISTS: &[&str] = &["FOLLOWERS", "READERS", "UNDER_AGREEMENTS", "CONCERNING"];

/// What the root names anew, and whose it is.
const RENAMED: &[(&str, &str)] = &[
    ("Caller", "policy"),
    ("Error", "refusal"),
    ("Reason", "refusal"),
    ("Refusal", "refusal"),
    ("Registry", "registry"),
    ("Work", "registry"),
];

#[test]
fn folders_know_only_what_lies_below_them() {
    let heights = heights();
    let mut against = Vec::new();
    for (path, folder) in sources() {
        let text = fs::read_to_string(&path).expect("a source can be read");
        for name in named(&code(&text)) {
            let known = RENAMED.iter().find(|(renamed, _)| *renamed == name).map_or(&*name, |(_, folder)| folder);
            if known == folder || LISTS.contains(&known) {
                continue;
            }
            let (own, other) = (height(&heights, &folder), height(&heights, known));
            // Those written as one have one number.
            if other.0 > own.0 || (other.0 == own.0 && other.1 != own.1) {
                against.push(format!("{} knows {known}", path.display()));
            }
        }
    }
    assert!(against.is_empty(), "against the grain:\n{}", against.join("\n"));
}

#[test]
fn what_is_listed_is_there() {
    let there: Vec<String> = sources().into_iter().map(|(_, folder)| folder).collect();
    for listed in heights().into_keys() {
        assert!(there.contains(&listed), "{listed} is no folder and no file of entity/src");
    }
}

/// The row in which each stands, and with whom it counts as one.
fn heights() -> BTreeMap<String, (usize, usize)> {
    let mut heights = BTreeMap::new();
    for (row, layer) in LAYERS.iter().enumerate() {
        for (group, names) in layer.split(',').enumerate() {
            for name in names.split('+') {
                let before = heights.insert(name.trim().to_owned(), (row, group));
                assert_eq!(before, None, "{name} stands in two rows");
            }
        }
    }
    heights
}

fn height(heights: &BTreeMap<String, (usize, usize)>, name: &str) -> (usize, usize) {
    *heights.get(name).unwrap_or_else(|| panic!("give {name} a row in LAYERS, above all that it knows"))
}

/// Every source but the root, with the folder of `entity/src` to which it belongs, or its own name.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let within = path.strip_prefix(&root).expect("it was found there").with_extension("");
                let first = within.iter().next().expect("a path has a beginning").to_string_lossy().into_owned();
                if first != "lib" {
                    found.push((path, first));
                }
            }
        }
    }
    found
}

/// A source without its comments and its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// What a source names by its way from the root: `a` and `b` in `crate::{a::x, b::{self, y}}`.
fn named(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0_usize;
        let mut begins = true;
        for (at, one) in group.char_indices() {
            match one {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && !one.is_whitespace() => {
                    names.push(word(&group[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn every_way_of_naming_is_read() {
    let code = code(
        "use crate::{\n    Caller, // crate::gone\n    date::{self, PartialDate},\n    page,\n};\n\
         crate::search::index(crate::Work);",
    );
    assert_eq!(named(&code), ["Caller", "date", "page", "search", "Work"]);
}
