//! What an archive is: a document without hidden programs, or something the registry does not keep.
//!
//! Programs that open documents find their parts by what the archive declares, not by their names: content types and
//! relationships in OOXML (ECMA-376 part 2), the manifest in `OpenDocument` (version 1.3, part 2). So both are read
//! here, in the way those programs read them: an archive that two programs could read in two ways is not kept.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};
use zip::{CompressionMethod, ZipArchive};

/// The maximum number of entries in an archive. A presentation of 500 slides has some 3,000.
const MOST_ENTRIES: usize = 10_000;
/// How much of an archive is unpacked at most, in bytes: content types, relationships or manifest.
const MOST_UNPACKED: u64 = 16 * 1024 * 1024;
/// How far before the end of an archive its directory may be announced, in bytes: a comment has at most 65,535.
const TAIL: i64 = 64 * 1024 + 64;
/// The signature of a directory with more than 65,535 entries or 4 GB, which no document here has.
const LARGE_DIRECTORY: &[u8] = b"PK\x06\x07";
/// Documents by the content type of their main part.
const OFFICE: [(&str, &str); 6] = [
    ("wordprocessingml.document.main+xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("wordprocessingml.template.main+xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
    ("spreadsheetml.sheet.main+xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("spreadsheetml.template.main+xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.template"),
    (
        "presentationml.presentation.main+xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("presentationml.slideshow.main+xml", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
];
/// The prefix of these content types.
const OFFICE_TYPE: &str = "application/vnd.openxmlformats-officedocument.";
/// `OpenDocument` formats; such documents declare their own type (part 2, section 3.3).
const OPEN_DOCUMENTS: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];
/// Relationships whose target is fetched when the document is opened.
const FETCHED: [&str; 4] = ["/attachedtemplate", "/oleobject", "/subdocument", "/frame"];
/// What only the content types and relationships of programs contain, such as `…macroEnabled.main+xml`, `…/vbaProject`,
/// `…macrosheet+xml` and `…/xlIntlMacrosheet`.
const PROGRAM_TYPES: [&str; 3] = ["macro", "vba", "activex"];
/// Folders that hold programs, at any depth.
const PROGRAM_FOLDERS: [&str; 4] = ["macrosheets", "activex", "basic", "scripts"];
/// Names of files that hold programs.
const PROGRAM_FILES: [&str; 3] = ["vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"];
/// The part that declares the content types of all others.
const CONTENT_TYPES: &str = "[content_types].xml";
/// The relationships of an archive as a whole.
const ROOT_RELATIONSHIPS: &str = "_rels/.rels";
/// The entry in which an `OpenDocument` file declares its type.
const MIMETYPE: &str = "mimetype";
/// The manifest of an `OpenDocument` file.
const MANIFEST: &str = "meta-inf/manifest.xml";

/// The media type of the document that an archive is.
pub(super) fn of(mut file: &File) -> io::Result<Option<&'static str>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::End(-TAIL.min(i64::try_from(length).unwrap_or(TAIL))))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    if tail.windows(LARGE_DIRECTORY.len()).any(|bytes| bytes == LARGE_DIRECTORY) {
        return Ok(None);
    }
    Ok(Archive::open(file).and_then(|mut archive| archive.judge()))
}

/// An archive whose entries every program reads in the same way.
struct Archive<'a> {
    zip: ZipArchive<BufReader<&'a File>>,
    /// The position of each entry, by its name in lower case.
    entries: HashMap<String, usize>,
    /// How much more may be unpacked, in bytes.
    left: u64,
}

impl<'a> Archive<'a> {
    fn open(file: &'a File) -> Option<Self> {
        let mut zip = ZipArchive::new(BufReader::new(file)).ok()?;
        // Programs that use the headers in front of the entries see the same ones as those that use the directory.
        if zip.len() > MOST_ENTRIES || zip.offset() != 0 || zip.validate_header_consistency().is_err() {
            return None;
        }
        let mut entries = HashMap::new();
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).ok()?;
            let packed = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
            if entry.encrypted() || !packed || entry.is_symlink() {
                return None;
            }
            let name = part_name(std::str::from_utf8(entry.name_raw()).ok()?)?;
            if entries.insert(name, at).is_some() {
                return None;
            }
        }
        Some(Self { zip, entries, left: MOST_UNPACKED })
    }

    fn judge(&mut self) -> Option<&'static str> {
        if self.entries.keys().any(|name| is_program(name)) {
            return None;
        }
        match (self.entries.contains_key(MIMETYPE), self.entries.contains_key(CONTENT_TYPES)) {
            (true, false) => self.open_document(),
            (false, true) => self.office_document(),
            _ => None,
        }
    }

    /// The text of an entry.
    fn read(&mut self, name: &str) -> Option<String> {
        let mut content = Vec::new();
        let entry = self.zip.by_index(*self.entries.get(name)?).ok()?;
        entry.take(self.left + 1).read_to_end(&mut content).ok()?;
        self.left = self.left.checked_sub(content.len() as u64)?;
        String::from_utf8(content).ok()
    }

    /// An OOXML document: the type of its main part allows no programs, nor does that of any part or relationship.
    fn office_document(&mut self) -> Option<&'static str> {
        let types = ContentTypes::read(&self.read(CONTENT_TYPES)?)?;
        let relationships: Vec<String> =
            self.entries.keys().filter(|name| ending(name) == "rels" && *name != ROOT_RELATIONSHIPS).cloned().collect();
        for name in relationships {
            elements(&self.read(&name)?, |element| not_of_a_program(element, "Type").and(not_from_afar(element)))?;
        }
        let mut main = Vec::new();
        elements(&self.read(ROOT_RELATIONSHIPS)?, |element| {
            not_of_a_program(element, "Type")?;
            if value(element, "Type")?
                .is_some_and(|of| of.to_ascii_lowercase().ends_with("/relationships/officedocument"))
            {
                main.push(value(element, "Target")??);
            }
            Some(())
        })?;
        let [main] = main.as_slice() else { return None };
        let main = part_name(main.trim_start_matches('/'))?;
        let told = types.of(&main).filter(|_| self.entries.contains_key(&main))?;
        let told = told.strip_prefix(OFFICE_TYPE)?;
        OFFICE.into_iter().find(|(main, _)| *main == told).map(|(_, media)| media)
    }

    /// An `OpenDocument` file: its manifest lists no programs, and nothing in it is encrypted.
    fn open_document(&mut self) -> Option<&'static str> {
        let said = self.read(MIMETYPE)?;
        elements(&self.read(MANIFEST)?, |element| {
            if element.local_name().as_ref().eq_ignore_ascii_case(b"encryption-data") {
                return None;
            }
            if let Some(path) = value(element, "full-path")? {
                let path = path.to_lowercase().replace('\\', "/");
                let of_program = path.split('/').any(|part| PROGRAM_FOLDERS.contains(&part));
                return (!of_program).then_some(());
            }
            Some(())
        })?;
        OPEN_DOCUMENTS.into_iter().find(|media| *media == said.trim_end())
    }
}

/// The name of an entry as programs compare it; `None` if no document has such a name.
fn part_name(raw: &str) -> Option<String> {
    let name = raw.replace('\\', "/").to_lowercase();
    let path = name.trim_end_matches('/');
    let plain = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    (plain && !name.chars().any(char::is_control)).then(|| name.clone())
}

/// What follows the last dot of a name.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether an entry is a program by its location, or a piece of a part (ECMA-376 part 2, section 7.3.4), which no
/// program writes but some reassemble.
fn is_program(name: &str) -> bool {
    let mut parts = name.trim_end_matches('/').split('/');
    let file = if name.ends_with('/') { None } else { parts.next_back() };
    file.is_some_and(|file| PROGRAM_FILES.contains(&file) || ending(file) == "piece")
        || parts.any(|folder| PROGRAM_FOLDERS.contains(&folder))
}

/// The content types of the parts of an OOXML archive, in lower case.
#[derive(Default)]
struct ContentTypes {
    of_parts: HashMap<String, String>,
    of_endings: HashMap<String, String>,
}

impl ContentTypes {
    /// Reads them; `None` if one belongs to a program, or if one part has several.
    fn read(text: &str) -> Option<Self> {
        let mut types = Self::default();
        let mut seen = HashSet::new();
        elements(text, |element| {
            not_of_a_program(element, "ContentType")?;
            let name = element.local_name();
            let (map, key) = match name.as_ref() {
                b"Override" => (&mut types.of_parts, value(element, "PartName")??),
                b"Default" => (&mut types.of_endings, value(element, "Extension")??),
                _ => return Some(()),
            };
            let key = key.trim_start_matches(['/', '.']).to_lowercase();
            let told = value(element, "ContentType")??.trim().to_ascii_lowercase();
            let first = seen.insert((name.as_ref().to_vec(), key.clone()));
            map.insert(key, told);
            first.then_some(())
        })?;
        Some(types)
    }

    fn of(&self, part: &str) -> Option<&str> {
        self.of_parts.get(part).or_else(|| self.of_endings.get(ending(part))).map(String::as_str)
    }
}

/// Refuses an element that declares a part to be a program.
fn not_of_a_program(element: &BytesStart<'_>, attribute: &str) -> Option<()> {
    let told = value(element, attribute)?.unwrap_or_default().to_lowercase();
    (!PROGRAM_TYPES.iter().any(|word| told.contains(word))).then_some(())
}

/// Refuses a relationship to an external target that a reader's program fetches and runs as part of the document, such
/// as a template with macros. A link is only followed when somebody clicks it, and a template on the author's own
/// machine does not exist on another.
fn not_from_afar(element: &BytesStart<'_>) -> Option<()> {
    let of = value(element, "Type")?.unwrap_or_default().to_lowercase();
    let target = value(element, "Target")?.unwrap_or_default().trim().to_lowercase().replace('\\', "/");
    let fetched = FETCHED.iter().any(|kind| of.ends_with(kind));
    let local = target.strip_prefix("file:///").is_some_and(|path| !path.starts_with('/'));
    let afar = target.starts_with("//") || target.contains("://") && !local;
    (!(fetched && afar)).then_some(())
}

/// The value of an attribute, whatever its prefix; the outer one is `None` if the element is malformed.
#[expect(clippy::option_option, reason = "unreadable is not the same as missing")]
fn value(element: &BytesStart<'_>, name: &str) -> Option<Option<String>> {
    let mut found = None;
    for attribute in element.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.local_name().as_ref().eq_ignore_ascii_case(name.as_bytes()) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            if found.replace(value).is_some() {
                return None;
            }
        }
    }
    Some(found)
}

/// Looks at every element of an XML text until `look` refuses one; `None` also if the text could be read in another way
/// than this: in another encoding, or with a document type.
fn elements(text: &str, mut look: impl FnMut(&BytesStart<'_>) -> Option<()>) -> Option<()> {
    if text.contains('\0') {
        return None;
    }
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut seen = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                seen = true;
                look(&element)?;
            }
            Event::Decl(declared) => {
                if let Some(encoding) = declared.encoding() {
                    let encoding = encoding.ok()?.to_ascii_lowercase();
                    if ![b"utf-8".as_slice(), b"us-ascii"].contains(&encoding.as_slice()) {
                        return None;
                    }
                }
            }
            Event::DocType(_) => return None,
            Event::Eof => return seen.then_some(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
