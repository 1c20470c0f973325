//! The names of files.

use crate::text;

/// The longest name, in bytes: file systems take 255.
const LONGEST_NAME: usize = 200;
/// The name of a file whose sender gives it none.
const NAMELESS: &str = "dokumen";
/// The endings of names by what a file is (RFC 6838); the first is given to names that have another one.
const ENDINGS: [(&str, &[&str]); 16] = [
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("text/plain", &["txt", "text"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.template", &["dotx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.template", &["xltx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.slideshow", &["ppsx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
];
/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name under which a file of this media type is kept and given out: the last part of what its sender calls it, of
/// characters that every file system takes and that do not deceive the eye, with an ending that says what the file is.
pub fn file_name(said: &str, media_type: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|letter| !is_hidden(*letter))
        .map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter })
        .collect();
    let tidy = text::tidy(&plain);
    let tidy = tidy.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let endings = ENDINGS.iter().find(|(media, _)| *media == media_type).map_or(&["bin"][..], |(_, endings)| endings);
    let (stem, ending) = match tidy.rsplit_once('.') {
        Some((stem, ending)) if endings.contains(&ending.to_ascii_lowercase().as_str()) => (stem, ending),
        // A name that is nothing but an ending has none.
        _ if endings.contains(&tidy.to_ascii_lowercase().as_str()) => ("", endings[0]),
        _ => (tidy, endings[0]),
    };
    let mut most = stem.len().min(LONGEST_NAME - 1 - ending.len());
    while !stem.is_char_boundary(most) {
        most -= 1;
    }
    let stem = stem[..most].trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered =
        ["com", "lpt"].iter().any(|port| first.strip_prefix(port).is_some_and(|rest| rest.chars().count() == 1));
    let mark = if DEVICES.contains(&first.as_str()) || numbered { "_" } else { "" };
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    format!("{mark}{stem}.{ending}")
}

/// Whether a character shows nothing, or changes how its neighbours are shown (Unicode TR 36): such a name can look like
/// another. White space is made tidy instead.
fn is_hidden(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PDF: &str = "application/pdf";

    #[test]
    fn a_name_keeps_its_last_part_and_an_ending_that_is_true() {
        for (said, media, name) in [
            ("naskah.pdf", PDF, "naskah.pdf"),
            ("Naskah Akhir.PDF", PDF, "Naskah Akhir.PDF"),
            ("C:\\Users\\siti\\naskah.pdf", PDF, "naskah.pdf"),
            ("../../etc/passwd", "text/plain", "passwd.txt"),
            ("a/b\\c/../naskah.pdf", PDF, "naskah.pdf"),
            ("hapus.bat", "text/plain", "hapus.bat.txt"),
            ("halaman.html", "text/plain", "halaman.html.txt"),
            ("faktur.pdf.exe", PDF, "faktur.pdf.exe.pdf"),
            ("naskah.pdf.", PDF, "naskah.pdf"),
            ("naskah.pdf ", PDF, "naskah.pdf"),
            ("foto.jpeg", "image/jpeg", "foto.jpeg"),
            ("foto.png", "image/jpeg", "foto.png.jpg"),
            ("faktur\u{202e}fdp.exe", PDF, "fakturfdp.exe.pdf"),
            ("a\u{200f}b\u{7}\u{0}c\n d\u{85}.pdf", PDF, "abc d.pdf"),
            ("naskah.pdf:jahat", PDF, "naskah.pdf_jahat.pdf"),
            ("catatan.txt::$DATA", "text/plain", "catatan.txt__$DATA.txt"),
            (".htaccess", "text/plain", "htaccess.txt"),
            (".pdf", PDF, "dokumen.pdf"),
            ("", PDF, "dokumen.pdf"),
            ("folder/", PDF, "dokumen.pdf"),
            (" . . ", PDF, "dokumen.pdf"),
            ("\u{202e}\u{200b}", PDF, "dokumen.pdf"),
            ("NUL.pdf", PDF, "_NUL.pdf"),
            ("com1.arsip.pdf", PDF, "_com1.arsip.pdf"),
            ("komite.pdf", PDF, "komite.pdf"),
            ("risalah \u{2013} Guimarães.pdf", PDF, "risalah \u{2013} Guimarães.pdf"),
        ] {
            assert_eq!(file_name(said, media), name, "{said:?}");
        }
        let long = file_name(&format!("{}.pdf", "ä".repeat(500)), PDF);
        assert!(long.len() <= LONGEST_NAME + 1 && long.ends_with("ä.pdf"), "{long}");
    }

    proptest! {
        #[test]
        fn a_name_is_never_empty_nor_a_path_and_naming_it_again_changes_nothing(
            said in "([a-zA-Z./\\\\: \u{202e}\u{7}]|\\PC){0,300}", which in 0..ENDINGS.len(),
        ) {
            let (media, endings) = ENDINGS[which];
            let name = file_name(&said, media);
            let (stem, ending) = name.rsplit_once('.').unwrap();
            prop_assert!(!stem.trim().is_empty() && !stem.starts_with('.'));
            prop_assert!(endings.contains(&ending.to_ascii_lowercase().as_str()));
            prop_assert!(name.len() <= LONGEST_NAME + 1);
            let is_plain = |letter: char| !letter.is_control() && !is_hidden(letter) && !"/\\:".contains(letter);
            prop_assert!(name.chars().all(is_plain));
            prop_assert_eq!(file_name(&name, media), name.clone());
        }
    }
}
