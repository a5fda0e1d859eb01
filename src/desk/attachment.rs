//! What came with a message, described. The desk does not fetch files yet: it names them.

use hamyar_channel::{Attachment, AttachmentKind};
use serde_json::Value;

use super::tongue::Tongue;

/// Something that came with a message, in words.
pub(super) struct Described {
    /// What it is.
    pub(super) kind: String,
    /// Its name, with nothing invisible in it.
    pub(super) name: Option<String>,
    /// How large it is.
    pub(super) size: Option<String>,
}

/// The attachments in an entry's data.
pub(super) fn read(t: &Tongue, data: &Value) -> Vec<Described> {
    let list = data.get("attachments").cloned().unwrap_or_default();
    let attachments: Vec<Attachment> = serde_json::from_value(list).unwrap_or_default();
    attachments.iter().map(|attachment| describe(t, attachment)).collect()
}

fn describe(t: &Tongue, attachment: &Attachment) -> Described {
    let kind = t.word(match attachment.kind {
        AttachmentKind::Photo => "desk-file-photo",
        AttachmentKind::Voice => "desk-file-voice",
        AttachmentKind::Video => "desk-file-video",
        AttachmentKind::Audio => "desk-file-audio",
        AttachmentKind::Sticker => "desk-file-sticker",
        AttachmentKind::Location => "desk-file-location",
        AttachmentKind::Contact => "desk-file-contact",
        AttachmentKind::File => "desk-file-file",
    });
    let place = || (attachment.kind == AttachmentKind::Location).then(|| attachment.id.clone());
    let name = attachment.name.clone().or_else(place).map(|name| visible(&name));
    Described { kind, name, size: attachment.size.map(|bytes| size(t, bytes)) }
}

fn size(t: &Tongue, bytes: u64) -> String {
    let (key, amount) = match bytes {
        0..1_000_000 => ("desk-size-kb", bytes.div_ceil(1000)),
        _ => ("desk-size-mb", bytes.div_ceil(1_000_000)),
    };
    t.with(key, "amount", &amount.to_string())
}

/// A file's name with its invisible characters written out: one that turns the direction can make `gpj.exe` of `exe.jpg`.
fn visible(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for character in name.chars() {
        let invisible = character.is_control()
            || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if invisible {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn a_name_that_turns_its_direction_shows_it() {
        assert_eq!(visible("harmless\u{202E}gpj.exe"), "harmless\\u{202e}gpj.exe");
        assert_eq!(visible("گزارش\u{200C}ها.pdf"), "گزارش\u{200C}ها.pdf");
    }
}
