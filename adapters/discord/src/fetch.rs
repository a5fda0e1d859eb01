//! Files that people sent. Discord's addresses of files run out, so the message is read again for a fresh one; and only
//! Discord's own hosts are called, whatever the address says.

use hamyar_channel::{Attachment, AttachmentKind, FetchError, FileStream};
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use crate::api::{Api, CallError};
use crate::object::Id;

/// Where Discord keeps what people send.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// A message, as far as its files go.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Files {
    attachments: Vec<Kept>,
    /// What was forwarded with it.
    message_snapshots: Vec<Forwarded>,
}

#[derive(Deserialize)]
struct Forwarded {
    #[serde(default)]
    message: Inner,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Inner {
    attachments: Vec<Kept>,
}

#[derive(Deserialize)]
struct Kept {
    id: Id,
    url: String,
}

/// Opens a file that came with a message: its id names the channel, the message and the attachment.
pub(crate) async fn fetch(api: &Api, file: &Attachment) -> Result<FileStream, FetchError> {
    let fetchable = !matches!(file.kind, AttachmentKind::Location | AttachmentKind::Contact | AttachmentKind::Sticker);
    let Some([channel, message, id]) = parts(&file.id).filter(|_| fetchable) else {
        return Err(FetchError::Unsupported);
    };
    let found = api.get::<Files>(&format!("/channels/{channel}/messages/{message}")).await.map_err(not_found)?;
    let forwarded = found.message_snapshots.into_iter().flat_map(|snapshot| snapshot.message.attachments);
    let kept = found.attachments.into_iter().chain(forwarded).find(|kept| kept.id.to_string() == id.to_string());
    let kept = kept.ok_or_else(|| FetchError::Gone { reason: "the message has it no more".to_owned() })?;
    let url = own(&kept.url, api.base()).ok_or_else(|| unavailable("its address is not one of Discord's"))?;
    let response = api.open(url).await.map_err(|error| unavailable(&error.to_string()))?;
    match response.status() {
        status if status.is_success() => {
            let size = response.content_length();
            Ok(FileStream::arriving("Discord", size, response.bytes_stream(), api.limit()))
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            Err(FetchError::Gone { reason: "Discord has it no more".to_owned() })
        }
        status => Err(unavailable(&format!("Discord answered with status {status}"))),
    }
}

fn parts(id: &str) -> Option<[u64; 3]> {
    let numbers = id.split('/').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
    numbers.try_into().ok()
}

/// The address, if it leads to Discord, or to what the settings put in Discord's place.
fn own(url: &str, api: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let at_discord = url.scheme() == "https" && url.port().is_none() && HOSTS.contains(&url.host_str()?);
    let at_api = Url::parse(api).is_ok_and(|api| api.origin() == url.origin());
    let nameless = url.username().is_empty() && url.password().is_none();
    (nameless && (at_discord || at_api)).then_some(url)
}

fn not_found(error: CallError) -> FetchError {
    match error {
        CallError::Refused { status: 403 | 404, reason, .. } => FetchError::Gone { reason },
        other => unavailable(&other.to_string()),
    }
}

fn unavailable(reason: &str) -> FetchError {
    FetchError::Unavailable { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn only_discords_own_hosts_are_called() {
        let api = "https://discord.com/api/v10";
        for url in ["https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", "https://media.discordapp.net/x"] {
            assert!(own(url, api).is_some(), "{url}");
        }
        let foreign = [
            "http://cdn.discordapp.com/attachments/1/2/a.png",
            "https://cdn.discordapp.com.evil.example/a",
            "https://cdn.discordapp.com:8443/a",
            "https://user@cdn.discordapp.com/a",
            "https://cdn.discordapp.com@evil.example/a",
            "http://169.254.169.254/latest/meta-data",
            "http://[::ffff:127.0.0.1]/",
            "file:///etc/passwd",
            "nonsense",
        ];
        for url in foreign {
            assert!(own(url, api).is_none(), "{url}");
        }
        assert!(own("http://127.0.0.1:4000/files/a", "http://127.0.0.1:4000/api/v10").is_some());
        assert!(own("http://127.0.0.1:4001/files/a", "http://127.0.0.1:4000/api/v10").is_none());
    }
}
