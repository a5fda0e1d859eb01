//! Files that customers send, at the desk: shown or saved by what they are, and never by what they say to be.

use axum::http::StatusCode;
use bytes::Bytes;
use chrono::Duration;
use futures::{StreamExt, stream};
use hamyar::model::{AgentRole, ConversationId};
use hamyar_channel::testing::within;
use hamyar_channel::{Attachment, AttachmentKind, Event, FetchError, FileStream, Message};

use crate::support::desk::{Browser, LARGEST, Page, TestDesk};
use crate::support::{Database, both};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

fn file(kind: AttachmentKind, name: &str, media_type: &str, size: u64) -> Attachment {
    let (name, media_type) = (Some(name.to_owned()), Some(media_type.to_owned()));
    Attachment { kind, id: "f".to_owned(), name, media_type, size: Some(size), group: None }
}

fn document(name: &str) -> Attachment {
    file(AttachmentKind::File, name, "application/octet-stream", 8)
}

/// Mina sends these with one message.
async fn sends(desk: &TestDesk, number: u32, attachments: Vec<Attachment>) -> ConversationId {
    let message = Message { id: number.to_string(), attachments, addressed: true, ..Message::default() };
    desk.happens("mina", &format!("m:{number}"), Event::Message(message)).await
}

/// The file comes so when it is fetched next.
fn comes(desk: &TestDesk, size: Option<u64>, chunks: Vec<&'static [u8]>) {
    let bytes = stream::iter(chunks.into_iter().map(|chunk| Ok(Bytes::from_static(chunk)))).boxed();
    desk.channel.hands_over(Ok(FileStream { size, bytes }));
}

async fn get(browser: &mut Browser, id: ConversationId, number: usize) -> Page {
    browser.get(&format!("/desk/files/{id}/1/{number}")).await
}

/// How a browser treats it.
fn treated(page: &Page) -> (&str, &str) {
    let of = |name: &str| page.headers[name].to_str().unwrap();
    assert_eq!(of("x-content-type-options"), "nosniff");
    assert_eq!(of("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
    (of("content-type"), of("content-disposition"))
}

async fn pictures_are_shown_and_everything_else_is_saved(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut vera, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = sends(
        &desk,
        1,
        vec![
            file(AttachmentKind::Photo, "screen.png", "image/png", 29),
            file(AttachmentKind::File, "فاکتور\u{200C}ها.pdf", "application/pdf", 8),
            file(AttachmentKind::Photo, "page.png", "image/png", 30),
            file(AttachmentKind::Photo, "drawing.svg", "image/svg+xml", 50),
            document("empty.txt"),
            document("../../a\"b\r\nSet-Cookie: x=1\u{202E}gpj.exe"),
        ],
    )
    .await;
    let page = vera.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&[
        &format!("<img src=\"/desk/files/{id}/1/0\" alt=\"screen.png\""),
        &format!("href=\"/desk/files/{id}/1/1\"><bdi>فاکتور\u{200C}ها.pdf</bdi></a>"),
        "drawing.svg",
        "\\u{202e}gpj.exe",
    ]);
    page.hides(&[&format!("<img src=\"/desk/files/{id}/1/1\""), &format!("<img src=\"/desk/files/{id}/1/3\"")]);

    comes(&desk, Some(29), vec![&PNG[..3], &PNG[3..]]);
    let picture = get(&mut vera, id, 0).await;
    assert_eq!((picture.status, &picture.bytes[..]), (StatusCode::OK, PNG));
    assert_eq!(treated(&picture), ("image/png", "inline; filename=\"screen.png\"; filename*=UTF-8''screen.png"));
    assert_eq!(picture.headers["cache-control"], "private, max-age=600");
    assert_eq!(picture.headers["content-length"], "29");

    comes(&desk, None, vec![b"%PDF-1.7"]);
    let saved = get(&mut vera, id, 1).await;
    let (media_type, disposition) = treated(&saved);
    assert_eq!((media_type, &saved.body[..]), ("application/octet-stream", "%PDF-1.7"));
    assert_eq!(
        disposition,
        "attachment; filename=\"_________.pdf\"; \
         filename*=UTF-8''%D9%81%D8%A7%DA%A9%D8%AA%D9%88%D8%B1%E2%80%8C%D9%87%D8%A7.pdf"
    );
    for (number, bytes) in [(2, &b"<html><script>alert(1)</script>"[..]), (3, b"<svg xmlns=''>"), (4, b"")] {
        comes(&desk, None, vec![bytes]);
        let saved = get(&mut vera, id, number).await;
        let (media_type, disposition) = treated(&saved);
        assert_eq!((saved.status, media_type), (StatusCode::OK, "application/octet-stream"), "{number}");
        assert!(disposition.starts_with("attachment; "), "{disposition}");
        assert_eq!(saved.bytes, bytes);
    }
    comes(&desk, None, vec![b"MZ"]);
    let named = get(&mut vera, id, 5).await;
    assert!(treated(&named).1.starts_with("attachment; filename=\"a_b__Set-Cookie_ x=1gpj.exe\";"), "{named:?}");
    assert!(named.headers.get("set-cookie").is_none());
}

async fn what_is_not_handed_over_is_said_clearly(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut persian, _) = desk.desk_of("سارا", AgentRole::Agent, "fa").await;
    let large = file(AttachmentKind::File, "film.mp4", "video/mp4", LARGEST + 1);
    let place = Attachment { kind: AttachmentKind::Location, ..document("home") };
    let id = sends(&desk, 1, vec![document("a.pdf"), large, place]).await;

    desk.channel.hands_over(Err(FetchError::Gone { reason: "secret words".to_owned() }));
    let page = get(&mut sara, id, 0).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.shows(&["This file is not there any more", "Ask the customer to send it again"]);
    page.hides(&["secret words"]);
    desk.channel.hands_over(Err(FetchError::Unavailable { reason: "502".to_owned() }));
    let page = get(&mut persian, id, 0).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows(&["این فایل الان گرفته نمی‌شود"]);
    desk.channel.hands_over(Err(FetchError::TooLarge { limit: 20_000_000 }));
    get(&mut persian, id, 0).await.shows(&["حجم فایل باید حداکثر ۲۰ مگابایت باشد"]);

    // Known to be too large: the platform is not even asked. Known only when it begins to come: it is not read.
    let page = get(&mut sara, id, 1).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    page.shows(&["This file is too large to be passed on", "It may have 1 MB at most"]);
    comes(&desk, Some(LARGEST + 1), vec![b"MZ"]);
    assert_eq!(get(&mut sara, id, 0).await.status, StatusCode::PAYLOAD_TOO_LARGE);

    let absent = uuid::Uuid::from_u128(1);
    for path in [
        format!("{id}/1/2"),
        format!("{id}/1/3"),
        format!("{id}/99/0"),
        format!("{id}/1/-1"),
        format!("{id}/x/0"),
        format!("{absent}/1/0"),
        "x/1/0".to_owned(),
    ] {
        assert_eq!(sara.get(&format!("/desk/files/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let stranger = desk.browser().get(&format!("/desk/files/{id}/1/0")).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    desk.happens("mina", "d:1", Event::Delete { message: "1".to_owned() }).await;
    assert_eq!(get(&mut sara, id, 0).await.status, StatusCode::NOT_FOUND, "what was taken back is not shown");
}

async fn a_file_that_lies_or_crawls_is_cut_off(database: Database) {
    let desk = TestDesk::new(database).await;
    let (sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = sends(&desk, 1, vec![document("a.bin")]).await;

    // Eight bytes it said; it never ends.
    let endless = stream::repeat_with(|| Ok(Bytes::from(vec![7; 65_536]))).boxed();
    desk.channel.hands_over(Ok(FileStream { size: None, bytes: endless }));
    let page = get(&mut sara.clone(), id, 0).await;
    assert_eq!((page.status, page.is_cut), (StatusCode::OK, true), "it does not end as a whole file");

    // Nothing comes at all, or no more: two minutes later it is given up.
    for (head, status) in [(&b""[..], StatusCode::BAD_GATEWAY), (&[7; 64], StatusCode::OK)] {
        let (waiting, waits) = tokio::sync::oneshot::channel();
        let silence = stream::once(async move {
            waiting.send(()).unwrap();
            std::future::pending::<Result<Bytes, FetchError>>().await
        });
        let bytes = stream::iter([Ok(Bytes::from_static(head))]).chain(silence).boxed();
        desk.channel.hands_over(Ok(FileStream { size: None, bytes }));
        let mut browser = sara.clone();
        let page = tokio::spawn(async move { get(&mut browser, id, 0).await });
        within("the file to be read", waits).await.unwrap();
        desk.clock.advance(Duration::minutes(2));
        let page = within("the file to be given up", page).await.unwrap();
        assert_eq!((page.status, page.is_cut), (status, status == StatusCode::OK));
    }
}

both!(
    pictures_are_shown_and_everything_else_is_saved,
    what_is_not_handed_over_is_said_clearly,
    a_file_that_lies_or_crawls_is_cut_off,
);
