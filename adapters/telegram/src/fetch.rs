//! Files that people sent: found by `getFile`, read at the Bot API's own address, which holds the token and so never
//! leaves this crate.

use hamyar_channel::{Attachment, AttachmentKind, FetchError, FileStream};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::api::{Api, CallError};
use crate::convert::is_closed;

/// The largest file that Telegram's own Bot API hands to a bot: 20 MB.
const MOST: u64 = 20_000_000;

#[derive(Deserialize)]
struct Located {
    file_path: Option<String>,
}

/// Opens a file that came with a message.
pub(crate) async fn fetch(api: &Api, file: &Attachment) -> Result<FileStream, FetchError> {
    if matches!(file.kind, AttachmentKind::Location | AttachmentKind::Contact) || is_closed(&file.id) {
        return Err(FetchError::Unsupported);
    }
    let located: Located = api.call("getFile", &json!({ "file_id": file.id })).await.map_err(not_located)?;
    let path = located.file_path.ok_or_else(|| gone("Telegram has no path for it"))?;
    if !is_plain(&path) {
        return Err(unavailable("the Bot API keeps it where only its own machine can read it"));
    }
    let response = api.open(&path).await.map_err(|error| unavailable(&error.to_string()))?;
    match response.status() {
        status if status.is_success() => {
            let size = response.content_length();
            Ok(FileStream::arriving("the Bot API", size, response.bytes_stream(), api.limit()))
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(gone("it is not at the Bot API any more")),
        status => Err(unavailable(&format!("the Bot API answered with status {status}"))),
    }
}

/// A path below the Bot API's, and nothing else: a server of one's own in local mode tells a path of its disk.
fn is_plain(path: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.');
    !path.is_empty() && path.bytes().all(known) && !path.starts_with('/') && !path.split('/').any(|part| part == "..")
}

fn not_located(error: CallError) -> FetchError {
    if error.says("file is too big") {
        return FetchError::TooLarge { limit: MOST };
    }
    match error {
        CallError::Refused { code: 400, description, .. } => FetchError::Gone { reason: description },
        other => unavailable(&other.to_string()),
    }
}

fn gone(reason: &str) -> FetchError {
    FetchError::Gone { reason: reason.to_owned() }
}

fn unavailable(reason: &str) -> FetchError {
    FetchError::Unavailable { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_a_path_below_the_bot_api_is_followed() {
        assert!(is_plain("photos/file_12.jpg") && is_plain("documents/file_7"));
        for path in ["", "/etc/passwd", "../bot", "a/../../b", "a?b", "a#b", "http://elsewhere.example/", "a b", "@x"] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
