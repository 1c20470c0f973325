//! What a file is, judged by its content. Its name and the type declared by the sender do not count.

use super::archive;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
};

/// How many bytes are needed to tell what a file is.
const HEAD: u64 = 8 * 1024;
/// Documents and images whose first bytes tell what they are.
const PLAIN: [&str; 6] = ["application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"];

/// The media type of a file that the registry keeps (RFC 6838).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media(pub &'static str);

/// A file of no kind that the registry keeps, such as HTML, a program, or an empty file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwanted;

/// What `file` is.
pub(super) fn of(mut file: &File) -> io::Result<Result<Media, Unwanted>> {
    file.rewind()?;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Err(Unwanted));
    }
    let told = infer::get(&head).map(|kind| kind.mime_type());
    if let Some(media) = PLAIN.into_iter().find(|media| Some(*media) == told) {
        return Ok(Ok(Media(media)));
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(archive::of(file)?.map(Media).ok_or(Unwanted));
    }
    Ok(if told.is_none() && is_text(file)? { Ok(Media("text/plain")) } else { Err(Unwanted) })
}

/// Whether a file is text in UTF-8 that no program takes for markup or a script.
fn is_text(mut file: &File) -> io::Result<bool> {
    file.rewind()?;
    let mut reader = BufReader::new(file);
    let (mut rest, mut piece, mut begun) = (Vec::new(), [0; 8 * 1024], false);
    loop {
        let read = reader.read(&mut piece)?;
        if read == 0 {
            return Ok(rest.is_empty() && begun);
        }
        rest.extend_from_slice(&piece[..read]);
        let valid = match std::str::from_utf8(&rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        let text = std::str::from_utf8(&rest[..valid]).unwrap_or_default();
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}')) {
            return Ok(false);
        }
        let first = text.trim_start_matches('\u{feff}').trim_start();
        if !begun && (first.starts_with('<') || first.starts_with("#!")) {
            return Ok(false);
        }
        begun |= !first.is_empty();
        rest.drain(..valid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn judged(content: &[u8]) -> Option<&'static str> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        of(&file).unwrap().ok().map(|media| media.0)
    }

    #[test]
    fn the_content_tells_what_a_file_is() {
        assert_eq!(judged(b"%PDF-1.4\n..."), Some("application/pdf"));
        assert_eq!(judged(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(judged("Risalah rapat\nGuimarães".as_bytes()), Some("text/plain"));
    }

    #[test]
    fn what_runs_or_is_shown_by_browsers_is_not_kept() {
        for content in [
            b"".as_slice(),
            b"   \n",
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"\xef\xbb\xbf\n <html>",
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"#!/bin/sh\nrm -rf /",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"\xff\xfeh\0i\0",
            b"latin \xe9",
        ] {
            assert_eq!(judged(content), None, "{}", String::from_utf8_lossy(content));
        }
    }
}
