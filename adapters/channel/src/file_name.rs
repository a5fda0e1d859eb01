//! Names of files, which strangers write: made safe for whoever saves the file, and written into headers.

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The longest name, in bytes: file systems take 255, and a percent-encoded header must stay short.
const LONGEST: usize = 150;

/// The longest ending that is kept when a name is cut.
const LONGEST_ENDING: usize = 16;

/// What RFC 5987 lets stand for itself.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b'#').remove(b'$');

/// The characters that turn the direction of a text and are not seen themselves.
#[must_use]
pub fn turns_direction(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A name under which a file can be saved anywhere: no path, nothing invisible that turns the direction, nothing that a
/// file system or a header reads as a sign. Letters of every script stay, and so do their half-spaces.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |character: char| match character {
        '"' | '*' | ':' | '<' | '>' | '?' | '|' | '%' => '_',
        other if other.is_control() => '_',
        other => other,
    };
    let named: String = base.chars().filter(|character| !turns_direction(*character)).map(safe).collect();
    let named = named.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if named.is_empty() { "file".to_owned() } else { shortened(named) }
}

/// The name with its ending, not longer than the longest.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= LONGEST_ENDING => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let end = (0..=LONGEST - ending.len()).rev().find(|end| stem.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{ending}", stem[..end].trim_end())
}

/// `Content-Disposition` by RFC 6266: a picture is shown, anything else saved, under a name for old readers and one in its
/// own letters.
pub(crate) fn disposition(name: &str, picture: Option<&str>) -> HeaderValue {
    let kind = if picture.is_some() { "inline" } else { "attachment" };
    let mut name = safe_name(name);
    if let Some(ending) = picture.and_then(|media_type| media_type.strip_prefix("image/"))
        && !name.contains('.')
    {
        name = format!("{name}.{ending}");
    }
    let plain = |character: char| if character.is_ascii() && character != '\\' { character } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let encoded = utf8_percent_encode(&name, ENCODED);
    HeaderValue::try_from(format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{disposition, safe_name};

    #[test]
    fn a_name_is_safe_to_save_under() {
        let cases = [
            ("invoice.pdf", "invoice.pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Windows\system32\calc.exe", "calc.exe"),
            ("a\r\nSet-Cookie: x=1", "a__Set-Cookie_ x=1"),
            ("say \"hi\".txt", "say _hi_.txt"),
            ("harmless\u{202E}gpj.exe", "harmlessgpj.exe"),
            ("فاکتور\u{200C}های آبان.pdf", "فاکتور\u{200C}های آبان.pdf"),
            ("..", "file"),
            (".htaccess", "htaccess"),
            ("", "file"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe_name(name), expected, "{name:?}");
        }
        let long = safe_name(&format!("{}.pdf", "فاکتور".repeat(80)));
        assert!(long.len() <= 150 && long.ends_with("ف.pdf"), "{long}");
    }

    #[test]
    fn a_header_holds_the_name_in_its_own_letters() {
        insta::assert_snapshot!(disposition("فاکتور ۱.pdf", None).to_str().unwrap_or_default(), @r#"attachment; filename="______ _.pdf"; filename*=UTF-8''%D9%81%D8%A7%DA%A9%D8%AA%D9%88%D8%B1%20%DB%B1.pdf"#);
        insta::assert_snapshot!(disposition("", Some("image/png")).to_str().unwrap_or_default(), @r#"inline; filename="file.png"; filename*=UTF-8''file.png"#);
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_its_header(name in any::<String>()) {
            let header = disposition(&name, None);
            let text = header.to_str().map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(text.matches('"').count(), 2);
            prop_assert!(text.starts_with("attachment; filename=\""));
            prop_assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert!(!safe_name(&name).contains(['/', '\\']));
        }
    }
}
