//! Files come from people and go to them, whole.

use bytes::Bytes;
use futures::StreamExt;

use super::Scene;
use crate::testing::{Rig, within};
use crate::{Attachment, AttachmentKind, Event, FetchError, FileStream, Outbound, OutboundFile};

pub(super) async fn a_file_is_fetched_whole<R: Rig>(scene: &Scene<R>) {
    let bytes = noise(300_000);
    let name = "گزارش ۱.bin";
    let file = sent(scene, name, &bytes).await;
    assert_eq!(file.name.as_deref(), Some(name));
    assert!(file.size.is_none_or(|size| size == 300_000), "{file:?}");
    let fetched = within("a file to be fetched", scene.channel.fetch(&file)).await;
    let stream = fetched.unwrap_or_else(|error| panic!("a file was not fetched: {error}"));
    assert!(stream.size.is_none_or(|size| size == 300_000), "{stream:?}");
    assert!(read(stream).await == Ok(bytes), "a file changed on its way");

    let empty = sent(scene, "empty.txt", &[]).await;
    let stream = within("an empty file to be fetched", scene.channel.fetch(&empty)).await;
    assert_eq!(read(stream.unwrap_or_else(|error| panic!("an empty file was not fetched: {error}"))).await, Ok(vec![]));

    let place = Attachment { kind: AttachmentKind::Location, id: "35.7,51.4".to_owned(), ..file };
    assert_eq!(scene.channel.fetch(&place).await.err(), Some(FetchError::Unsupported), "a place is no file");
}

pub(super) async fn a_file_is_sent_with_words_and_without<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let pages = OutboundFile::of_bytes("گزارش-۱.txt", "text/plain", Bytes::from_static("سلام".as_bytes()));
    let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let picture = OutboundFile::of_bytes("screen.png", "image/png", png);
    for (key, text, file) in [("pages", "بفرمایید: گزارش", &pages), ("picture", "", &picture)] {
        let outbound = Outbound { file: Some(file.clone()), ..scene.message(&to, key, text) };
        let id = scene.send(&outbound).await;
        assert!(!id.is_empty(), "a receipt without a message");
    }
    let shown = scene.shown().await;
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown[0].text.contains("بفرمایید: گزارش"), "{shown:?}");
    assert_eq!((&shown[0].files, &shown[1].files), (&vec![pages.name], &vec![picture.name]));
}

pub(super) async fn a_lost_file_is_gone<R: Rig>(scene: &Scene<R>) {
    let file = sent(scene, "report.bin", &noise(1000)).await;
    within("the platform to lose the file", scene.rig.lose_files()).await;
    let fetched = within("a fetch to end", scene.channel.fetch(&file)).await;
    assert!(matches!(fetched, Err(FetchError::Gone { .. })), "{fetched:?}");
}

pub(super) async fn fetching_is_unsupported<R: Rig>(scene: &Scene<R>) {
    let file = Attachment {
        kind: AttachmentKind::File,
        id: "1".to_owned(),
        name: None,
        media_type: None,
        size: None,
        group: None,
    };
    assert_eq!(scene.channel.fetch(&file).await.err(), Some(FetchError::Unsupported));
}

/// The person sends a file: what the inbox is told of it.
async fn sent<R: Rig>(scene: &Scene<R>, name: &str, bytes: &[u8]) -> Attachment {
    within("the person to send a file", scene.rig.send_file(name, bytes)).await;
    let inbound = scene.inbox.next().await;
    let Event::Message(message) = inbound.event else { panic!("a file came as {:?}", inbound.event) };
    let [file] = &message.attachments[..] else { panic!("one file came as {:?}", message.attachments) };
    file.clone()
}

async fn read(mut stream: FileStream) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = within("more of a file", stream.bytes.next()).await {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(bytes)
}

/// Bytes of every value, in no order that repeats soon.
fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
}
