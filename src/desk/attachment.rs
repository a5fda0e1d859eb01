//! What came with a message, described, and where it can be had. Pure: `files` opens it.

use hamyar_channel::{Attachment, AttachmentKind, turns_direction};
use serde_json::Value;

use super::tongue::Tongue;
use crate::model::Entry;

/// What is said to be of these kinds is shown as a picture. Whether it is one, its bytes say when it is opened.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Something that came with a message, in words.
pub(super) struct Described {
    /// What it is.
    pub(super) kind: String,
    /// Its name, with nothing invisible in it.
    pub(super) name: Option<String>,
    /// How large it is.
    pub(super) size: Option<String>,
    /// Where it can be had.
    pub(super) href: Option<String>,
    /// It is said to be a picture.
    pub(super) is_picture: bool,
}

/// What came with an entry, and where it can be had.
pub(super) fn of(t: &Tongue, entry: &Entry) -> Vec<Described> {
    let list = attachments(&entry.data);
    let address = |(number, one): (usize, &Attachment)| {
        let href = can_be_had(one).then(|| format!("/desk/files/{}/{}/{number}", entry.conversation, entry.seq));
        Described { href, ..describe(t, one) }
    };
    list.iter().enumerate().map(address).collect()
}

/// What came with an entry, in words only.
pub(super) fn read(t: &Tongue, data: &Value) -> Vec<Described> {
    attachments(data).iter().map(|attachment| describe(t, attachment)).collect()
}

fn attachments(data: &Value) -> Vec<Attachment> {
    let list = data.get("attachments").cloned().unwrap_or_default();
    serde_json::from_value(list).unwrap_or_default()
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
    Described {
        kind,
        name,
        size: attachment.size.map(|bytes| t.size(bytes)),
        href: None,
        is_picture: is_picture(attachment),
    }
}

/// A place on the map, a person's card and a sticker are no files.
fn can_be_had(attachment: &Attachment) -> bool {
    !matches!(attachment.kind, AttachmentKind::Location | AttachmentKind::Contact | AttachmentKind::Sticker)
}

fn is_picture(attachment: &Attachment) -> bool {
    match &attachment.media_type {
        Some(media_type) => can_be_had(attachment) && SHOWN.contains(&media_type.as_str()),
        None => attachment.kind == AttachmentKind::Photo,
    }
}

/// A file's name with its invisible characters written out: one that turns the direction can make `gpj.exe` of `exe.jpg`.
pub(super) fn visible(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for character in name.chars() {
        let invisible = character.is_control() || turns_direction(character);
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
