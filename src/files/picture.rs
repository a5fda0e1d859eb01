//! Which files are pictures that a browser may show: by their first bytes, never by their name. Pure.

/// So many of a file's first bytes show what it is.
pub(super) const SHOWS_ITSELF: usize = 64;

/// The kinds that a browser may show: none of them can hold a script.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// The media type of a picture that may be shown, from its first bytes.
pub(super) fn picture(head: &[u8]) -> Option<&'static str> {
    let found = infer::get(head)?.mime_type();
    SHOWN.into_iter().find(|shown| *shown == found)
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn only_its_bytes_make_a_picture() {
        assert_eq!(picture(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(picture(b"\xff\xd8\xff\xe0\0\x10JFIF"), Some("image/jpeg"));
        assert_eq!(picture(b"GIF89a\x01\0\x01\0"), Some("image/gif"));
        assert_eq!(picture(b"RIFF\x1a\0\0\0WEBPVP8L"), Some("image/webp"));
        let others: [&[u8]; 5] = [
            b"",
            b"<!doctype html><script>",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"%PDF-1.7",
            b"BM\0\0\0\0",
        ];
        for other in others {
            assert_eq!(picture(other), None, "{}", String::from_utf8_lossy(other));
        }
    }
}
