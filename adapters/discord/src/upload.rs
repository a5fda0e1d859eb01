//! Files that we send: with the message, as one form.

use hamyar_channel::{OutboundFile, SendError};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use serenity::builder::CreateMessage;

/// The most bytes of a file that Discord takes from a bot: 10 MB, by whichever count.
pub(crate) const MOST: u64 = 10_000_000;

/// A message and its file as a form.
pub(crate) fn form(message: &CreateMessage, file: &OutboundFile) -> Result<Form, SendError> {
    let rejected = |reason: &str| SendError::Rejected { reason: reason.to_owned() };
    let mut payload = serde_json::to_value(message).map_err(|_| rejected("the message cannot be written"))?;
    if let Value::Object(fields) = &mut payload {
        fields.insert("attachments".to_owned(), json!([{ "id": 0, "filename": file.name }]));
    }
    // Read piece by piece while it goes: files may be many at once, and large.
    let part = Part::stream_with_length(Body::wrap_stream(file.bytes()), file.size)
        .file_name(file.name.clone())
        .mime_str(&file.media_type)
        .map_err(|_| rejected("the file has no media type"))?;
    // Names go as browsers write them; the host made this one safe.
    Ok(Form::new().percent_encode_noop().text("payload_json", payload.to_string()).part("files[0]", part))
}
