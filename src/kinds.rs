//! The kinds of file that may be sent, and whether a file is what its name says. Pure.

use std::str::from_utf8;

/// A kind of file that we know.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// How its names end.
    pub ending: &'static str,
    /// What it is.
    pub media_type: &'static str,
    /// What its first bytes are found to be, by the endings of `infer`; empty for text, which is known by having nothing
    /// else in it.
    found: &'static [&'static str],
}

const fn kind(ending: &'static str, media_type: &'static str, found: &'static [&'static str]) -> Kind {
    Kind { ending, media_type, found }
}

const TEXT: &[&str] = &[];

/// Every kind that an operator may allow. None of them is run by opening it.
pub const KINDS: [Kind; 27] = [
    kind("png", "image/png", &["png"]),
    kind("jpg", "image/jpeg", &["jpg"]),
    kind("jpeg", "image/jpeg", &["jpg"]),
    kind("gif", "image/gif", &["gif"]),
    kind("webp", "image/webp", &["webp"]),
    kind("pdf", "application/pdf", &["pdf"]),
    kind("txt", "text/plain", TEXT),
    kind("log", "text/plain", TEXT),
    kind("md", "text/markdown", TEXT),
    kind("csv", "text/csv", TEXT),
    kind("json", "application/json", TEXT),
    kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx", "zip"]),
    kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx", "zip"]),
    kind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx", "zip"]),
    kind("odt", "application/vnd.oasis.opendocument.text", &["odt", "zip"]),
    kind("ods", "application/vnd.oasis.opendocument.spreadsheet", &["ods", "zip"]),
    kind("odp", "application/vnd.oasis.opendocument.presentation", &["odp", "zip"]),
    kind("epub", "application/epub+zip", &["epub", "zip"]),
    kind("zip", "application/zip", &["zip"]),
    kind("mp3", "audio/mpeg", &["mp3"]),
    kind("m4a", "audio/mp4", &["m4a", "mp4"]),
    kind("ogg", "audio/ogg", &["ogg"]),
    kind("wav", "audio/wav", &["wav"]),
    kind("flac", "audio/flac", &["flac"]),
    kind("mp4", "video/mp4", &["mp4", "m4v"]),
    kind("mov", "video/quicktime", &["mov"]),
    kind("webm", "video/webm", &["webm", "mkv"]),
];

impl Kind {
    /// The kind that a name says it is.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let (_, ending) = name.rsplit_once('.')?;
        KINDS.iter().find(|kind| kind.ending.eq_ignore_ascii_case(ending))
    }

    /// Whether a file that begins so may be of this kind.
    #[must_use]
    pub fn fits(&self, head: &[u8]) -> bool {
        if self.found.is_empty() {
            return is_text(head);
        }
        infer::get(head).is_some_and(|found| self.found.contains(&found.extension()))
    }
}

/// Letters and white space, and nothing that only programs read.
fn is_text(head: &[u8]) -> bool {
    let valid = match from_utf8(head) {
        Ok(text) => text,
        // The last letter may be cut.
        Err(error) if error.error_len().is_none() => from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
        Err(_) => return false,
    };
    !valid.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use crate::kinds::Kind;

    fn fits(name: &str, head: &[u8]) -> Option<bool> {
        Kind::named(name).map(|kind| kind.fits(head))
    }

    #[test]
    fn a_file_must_be_what_its_name_says() {
        assert_eq!(fits("a.PNG", b"\x89PNG\r\n\x1a\n"), Some(true));
        assert_eq!(fits("a.png", b"<html><script>alert(1)</script>"), Some(false));
        assert_eq!(fits("a.png", b"MZ\x90\0"), Some(false));
        assert_eq!(fits("a.pdf", b"%PDF-1.7"), Some(true));
        assert_eq!(fits("a.docx", b"PK\x03\x04rest of an archive"), Some(true));
        assert_eq!(fits("a.txt", "سلام، BM".as_bytes()), Some(true));
        assert_eq!(fits("a.txt", &"سلام".as_bytes()[..3]), Some(true), "the last letter is cut");
        assert_eq!(fits("a.csv", b"BM;1\r\n"), Some(true), "two letters make no picture");
        assert_eq!(fits("a.txt", b"MZ\x90\0"), Some(false));
        assert_eq!(fits("a.exe", b"MZ\x90\0"), None);
        assert_eq!(fits("png", b"\x89PNG\r\n\x1a\n"), None, "a name without an ending says nothing");
    }
}
