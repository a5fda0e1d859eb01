//! Files that we send: a picture as a photo where Telegram takes it as one, anything else as a document.

use hamyar_channel::{Outbound, OutboundFile, SendError};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::api::{Api, CallError};
use crate::render;
use crate::telegram::{Place, Sent};

/// The most bytes of a file that a bot may send, and of a photo.
pub(crate) const MOST: u64 = 50_000_000;
const PHOTO: u64 = 10_000_000;

/// The longest caption, in UTF-16 units.
pub(crate) const CAPTION: usize = 1024;

/// Pictures that Telegram shows as photos. An animation is not among them: it would stand still.
const PHOTOS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// What Telegram says of a picture that it takes as a document only.
const NO_PHOTO: [&str; 4] =
    ["photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid", "photo_ext"];

/// Sends a message with its file.
pub(crate) async fn send(api: &Api, message: &Outbound, file: &OutboundFile) -> Result<Sent, SendError> {
    let form = |field: &'static str| form(message, file, field);
    if PHOTOS.contains(&file.media_type.as_str()) && file.size <= PHOTO {
        match api.upload("sendPhoto", form("photo")?).await {
            // It surely was not sent, so it may be sent in another way.
            Err(error) if NO_PHOTO.iter().any(|words| error.says(words)) => {}
            outcome => return outcome.map_err(SendError::from),
        }
    }
    api.upload("sendDocument", form("document")?).await.map_err(|error: CallError| error.into())
}

fn form(message: &Outbound, file: &OutboundFile, field: &'static str) -> Result<Form, SendError> {
    let place = Place::of(&message.to)?;
    let (caption, entities) = render::text(&message.text);
    // Names go as browsers write them; the host made this one safe.
    let mut form = Form::new().percent_encode_noop().text("chat_id", place.chat.to_string());
    if let Some(thread) = place.thread {
        form = form.text("message_thread_id", thread.to_string());
    }
    if !caption.is_empty() {
        form = form.text("caption", caption.into_owned());
    }
    if !entities.is_empty() {
        form = form.text("caption_entities", json!(entities).to_string());
    }
    if let Some(replied) = message.reply_to.as_deref().and_then(|id| id.parse::<i64>().ok()) {
        let reply = json!({ "message_id": replied, "allow_sending_without_reply": true });
        form = form.text("reply_parameters", reply.to_string());
    }
    if !message.buttons.is_empty() {
        form = form.text("reply_markup", json!(render::keyboard(&message.buttons)).to_string());
    }
    // Read piece by piece while it goes: files may be many at once, and large.
    let part = Part::stream_with_length(Body::wrap_stream(file.bytes()), file.size)
        .file_name(file.name.clone())
        .mime_str(&file.media_type)
        .map_err(|_| SendError::Rejected { reason: "the file has no media type".to_owned() })?;
    Ok(form.part(field, part))
}
