//! Documents, and what hides in archives that look like one.

use super::*;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TEXT: &str = "application/vnd.oasis.opendocument.text";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn judged(content: &[u8]) -> Option<&'static str> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    of(&file).unwrap()
}

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        // The library reads more methods than it writes.
        let options = SimpleFileOptions::default().compression_method(if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        });
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The content types of a document: of XML, of what `more` says, and of the main part.
fn types(main: &str, more: &str) -> String {
    format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"bin\" ContentType=\"application/vnd.openxmlformats-officedocument.oleObject\"/>\
         <Override PartName=\"{main}\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>{more}</Types>"
    )
}

fn relationships(of: &[(&str, &str)]) -> String {
    let one = |(nth, (kind, target)): (usize, &(&str, &str))| {
        format!(
            "<Relationship Id=\"r{nth}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let all: String = of.iter().enumerate().map(one).collect();
    format!("<?xml version=\"1.0\"?><Relationships xmlns=\"{RELATIONSHIPS}\">{all}</Relationships>")
}

/// A document of Word with more entries, more content types and more relationships.
fn word(more: &[(&str, &str)], more_types: &str, related: &[(&str, &str)]) -> Vec<u8> {
    let types = types("/word/document.xml", more_types);
    let root = relationships(&[("officeDocument", "word/document.xml")]);
    let of_main = relationships(related);
    let mut entries = vec![
        ("[Content_Types].xml", types.as_str()),
        ("_rels/.rels", &root),
        ("word/document.xml", "<w:document/>"),
        ("word/_rels/document.xml.rels", &of_main),
    ];
    entries.extend_from_slice(more);
    zipped(&entries)
}

fn open(more: &[(&str, &str)], in_manifest: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{TEXT}\"/>{in_manifest}</manifest:manifest>"
    );
    let mut entries = vec![("mimetype", TEXT), ("content.xml", "<x/>"), ("META-INF/manifest.xml", &manifest)];
    entries.extend_from_slice(more);
    zipped(&entries)
}

#[test]
fn documents_are_what_they_say() {
    let picture =
        [("word/media/macro.png", "\u{89}PNG"), ("word/embeddings/oleObject1.bin", "x"), ("docProps/app.xml", "<x/>")];
    assert_eq!(judged(&word(&picture, "", &[("image", "media/macro.png")])), Some(DOCUMENT));
    let renamed = zipped(&[
        (
            "[content_types].XML",
            &types("/Buku/Isi.xml", "").replace("wordprocessingml.document", "spreadsheetml.sheet"),
        ),
        ("_RELS/.rels", &relationships(&[("officeDocument", "/buku/isi.xml")])),
        ("buku/isi.xml", "<x/>"),
    ]);
    assert_eq!(judged(&renamed), Some(SHEET), "names do not tell, and their case does not count");
    assert_eq!(judged(&open(&[("Pictures/", ""), ("Configurations2/menubar/", "")], "")), Some(TEXT));
}

#[test]
fn a_document_that_was_written_in_one_go_is_one_too() {
    // Its sizes follow each entry, as LibreOffice and many libraries write them.
    let mut writer = ZipWriter::new_stream(Vec::new());
    let root = relationships(&[("officeDocument", "word/document.xml")]);
    let content = [
        ("[Content_Types].xml", types("/word/document.xml", "")),
        ("_rels/.rels", root),
        ("word/document.xml", "<w:document/>".repeat(10_000)),
    ];
    for (name, text) in &content {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    assert_eq!(judged(&writer.finish().unwrap().into_inner()), Some(DOCUMENT));
}

#[test]
fn macros_are_found_under_any_name() {
    let plain = ("word/data.bin", "\u{d0}");
    let override_of = |part: &str, kind: &str| format!("<Override PartName=\"{part}\" ContentType=\"{kind}\"/>");
    let vba = override_of("/word/data.bin", "application/vnd.ms-office.vbaProject");
    let shouted = override_of("/word/data.bin", "APPLICATION/VND.MS-OFFICE.VBAPROJECT");
    let escaped = override_of("/word/data.bin", "application/vnd.ms-office.&#118;ba&#x50;roject");
    let sheet = override_of("/xl/blatt.xml", "application/vnd.ms-excel.intlmacrosheet+xml");
    let control = override_of("/word/a.xml", "application/vnd.ms-office.activeX+xml");
    let embedded = "<Default Extension=\"dat\" ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.12\"/>";
    for (what, content) in [
        ("lower case", word(&[("word/vbaproject.bin", "x")], "", &[])),
        ("another folder", word(&[("customXml/VBAPROJECT.BIN", "x")], "", &[])),
        ("backslash", word(&[("word\\vbaProject.bin", "x")], "", &[])),
        ("renamed, by its type", word(&[plain], &vba, &[])),
        ("renamed, by its type in capitals", word(&[plain], &shouted, &[])),
        ("renamed, by its type in references", word(&[plain], &escaped, &[])),
        ("renamed, by its relationship", word(&[plain], "", &[("../../../2006/relationships/vbaProject", "data.bin")])),
        ("macros of Excel 4", word(&[("xl/macrosheets/sheet1.xml", "<x/>")], "", &[])),
        ("the same, renamed", word(&[("xl/blatt.xml", "<x/>")], &sheet, &[])),
        ("the same, by its relationship", word(&[plain], "", &[("xlMacrosheet", "data.bin")])),
        ("controls", word(&[("word/a.xml", "<x/>")], &control, &[])),
        ("an embedded workbook", word(&[("word/embeddings/a.dat", "x")], embedded, &[])),
        ("pieces", word(&[("word/_rels/a.xml.rels/[0].piece", "<x/>")], "", &[])),
        ("scripts", open(&[("Scripts/python/x.py", "import os")], "")),
        ("scripts in lower case", open(&[("scripts/x.py", "import os")], "")),
        ("basic", open(&[("basic/Standard/Module1.xml", "<x/>")], "")),
        ("basic in the manifest", open(&[], "<m:file-entry m:full-path=\"Basic/script-lc.xml\"/>")),
        ("encrypted", open(&[], "<m:file-entry m:full-path=\"content.xml\"><m:encryption-data/></m:file-entry>")),
    ] {
        assert_eq!(judged(&content), None, "{what}");
    }
    for kind in ["ms-word.document.macroEnabled", "ms-excel.sheet.macroEnabled", "ms-excel.sheet.binary.macroEnabled"] {
        let main = types("/word/document.xml", "")
            .replace("openxmlformats-officedocument.wordprocessingml.document.main+xml", &format!("{kind}.main+xml"));
        let root = relationships(&[("officeDocument", "word/document.xml")]);
        let content = zipped(&[("[Content_Types].xml", &main), ("_rels/.rels", &root), ("word/document.xml", "<x/>")]);
        assert_eq!(judged(&content), None, "{kind}");
    }
}

#[test]
fn what_would_be_fetched_from_afar_is_not_kept() {
    let with = |kind, target| judged(&word(&[], "", &[(kind, target)]));
    for target in [
        "http://jahat.example/t.dotm",
        "HTTPS://jahat.example/t",
        "\\\\jahat\\t.dotm",
        "//jahat/t",
        "file://jahat/t",
        "file:////jahat/t",
    ] {
        assert_eq!(with("attachedTemplate", target), None, "{target}");
        assert_eq!(with("oleObject", target), None, "{target}");
    }
    for (kind, target) in [
        ("attachedTemplate", "file:///C:\\Users\\Siti\\Templates\\Surat.dotx"),
        ("attachedTemplate", "Surat.dotx"),
        ("oleObject", "embeddings/tabel.bin"),
        ("hyperlink", "https://kembar.example/"),
    ] {
        assert_eq!(with(kind, target), Some(DOCUMENT), "{kind} {target}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_not_kept() {
    let good = word(&[("word/data.bin", "x")], "", &[]);
    assert_eq!(judged(&good), Some(DOCUMENT));
    let changed = |from: &str, to: &str, nth: usize| {
        let mut content = good.clone();
        let at: Vec<usize> = content
            .windows(from.len())
            .enumerate()
            .filter(|(_, bytes)| *bytes == from.as_bytes())
            .map(|one| one.0)
            .collect();
        assert_eq!(at.len(), 2, "once in front of it, once in the directory");
        content[at[nth]..][..to.len()].copy_from_slice(to.as_bytes());
        content
    };
    for nth in [0, 1] {
        assert_eq!(judged(&changed("word/data.bin", "word/vbap.bin", nth)), None, "one name here, another there");
    }
    let types = types("/word/document.xml", "");
    let root = relationships(&[("officeDocument", "word/document.xml")]);
    let with = |more: &[(&str, &str)]| {
        let base = [("[Content_Types].xml", types.as_str()), ("_rels/.rels", &root), ("word/document.xml", "<x/>")];
        judged(&zipped(&[&base[..], more].concat()))
    };
    assert_eq!(with(&[]), Some(DOCUMENT));
    assert_eq!(with(&[("WORD/DOCUMENT.XML", "<x/>")]), None, "two parts whose names differ in case");
    assert_eq!(with(&[("word/../evil", "")]), None);
    assert_eq!(with(&[("/evil", "")]), None);
    assert_eq!(with(&[("mimetype", TEXT)]), None, "two kinds of document at once");
    let wide: String = root.chars().flat_map(|letter| [letter, '\0']).collect();
    assert_eq!(with(&[("word/_rels/document.xml.rels", &wide)]), None, "another encoding");
    let doctype = root.replace("?>", "?><!DOCTYPE r [<!ENTITY m \"vba\">]>");
    assert_eq!(with(&[("word/_rels/document.xml.rels", &doctype)]), None, "a document type");
    assert_eq!(with(&[("word/_rels/document.xml.rels", "<Relationships")]), None);
    let latin = root.replace("?>", " encoding=\"utf-7\"?>");
    assert_eq!(with(&[("word/_rels/document.xml.rels", &latin)]), None);
    let self_extracting = [b"PK\x03\x04 stub".as_slice(), &good].concat();
    assert_eq!(judged(&self_extracting), None);
    let cut = &good[..good.len() - 30];
    assert_eq!(judged(cut), None);
    for content in [zipped(&[("a.txt", "a")]), zipped(&[]), b"PK\x03\x04".to_vec()] {
        assert_eq!(judged(&content), None, "an archive is no document");
    }
}

#[test]
fn little_is_unpacked_and_few_entries_are_looked_at() {
    let bomb = format!("<?xml version=\"1.0\"?><r>{}</r>", " ".repeat(64 * 1024 * 1024));
    let content = word(&[("word/_rels/a.xml.rels", &bomb)], "", &[]);
    assert!(content.len() < 1024 * 1024, "it is a small file");
    assert_eq!(judged(&content), None);
    assert_eq!(judged(&word(&[("word/media/a.svg", &bomb)], "", &[])), Some(DOCUMENT), "what is not read may be large");
    let names: Vec<String> = (0..MOST_ENTRIES).map(|nth| format!("word/media/{nth}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(judged(&word(&many[..100], "", &[])), Some(DOCUMENT));
    assert_eq!(judged(&word(&many, "", &[])), None);
}

#[test]
fn an_encrypted_entry_is_not_kept() {
    // Bit 0 of the flags, in front of the entry and in the directory.
    let mut content = word(&[], "", &[]);
    let starts: Vec<(usize, usize)> = (0..content.len() - 4)
        .filter_map(|at| match &content[at..at + 4] {
            b"PK\x03\x04" => Some((at, 6)),
            b"PK\x01\x02" => Some((at, 8)),
            _ => None,
        })
        .collect();
    for (at, flags) in starts {
        content[at + flags] |= 1;
    }
    assert_eq!(judged(&content), None);
}
