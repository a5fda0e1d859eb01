//! Files that the team sends, at the desk: what may go, what is refused and why, and that no draft is lost by it.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, ConversationId, Entry, EntryKind};
use hamyar_channel::Channel;
use hamyar_channel::testing::FakeChannel;

use crate::support::desk::{Browser, CHANNEL, LARGEST, Page, TestDesk};
use crate::support::sending::removed;
use crate::support::{Database, both};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.7 \xe2\xe3\xcf\xd3";

/// Files, by name.
type Named<'a> = &'a [(&'a str, &'a [u8])];

/// Sends what the page's form sends.
async fn write(
    browser: &mut Browser,
    id: ConversationId,
    seen: &Page,
    fields: &[(&str, &str)],
    files: Named<'_>,
) -> Page {
    let (version, last) = (seen.value("version"), seen.value("seen"));
    let stamp = [("version", version.as_str()), ("seen", last.as_str())];
    let fields: Vec<_> = stamp.iter().chain(fields).copied().collect();
    browser.upload(&format!("/desk/conversations/{id}/write"), &fields, files).await
}

async fn open(browser: &mut Browser, id: ConversationId) -> Page {
    browser.get(&format!("/desk/conversations/{id}")).await
}

async fn replies(desk: &TestDesk, id: ConversationId) -> Vec<Entry> {
    let entries = desk.store.entries(id, None, 100).await.unwrap();
    entries.into_iter().filter(|entry| entry.kind == EntryKind::AgentReply).collect()
}

const REPLY: [(&str, &str); 2] = [("mode", "reply"), ("text", "Here it is")];

async fn files_go_with_the_words_each_as_a_message(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let page = open(&mut sara, id).await;
    page.shows(&["enctype=\"multipart/form-data\"", "accept=\".png,.pdf,.txt\"", "At most 3 at once, 1 MB each"]);

    let large = [b"%PDF-1.7".as_slice(), &vec![7; 700_000]].concat();
    let named: Named = &[("../فاکتور\u{202E} \"۱\".pdf", &large), ("screen.png", PNG), ("", b"")];
    let sent = write(&mut sara, id, &page, &REPLY, named).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let replies = replies(&desk, id).await;
    let told: Vec<_> = replies.iter().map(|entry| (&entry.body[..], &entry.data["attachments"][0]["name"])).collect();
    assert_eq!(told, [("Here it is", &"فاکتور _۱_.pdf".into()), ("", &"screen.png".into())]);

    let page = open(&mut sara, id).await;
    let picture = format!("/desk/files/{id}/{}/0", replies[1].seq);
    page.shows(&[&format!("<img src=\"{picture}\""), "701 kB", "message--agent message--pending"]);
    let shown = sara.get(&picture).await;
    assert_eq!((shown.status, &shown.bytes[..]), (StatusCode::OK, PNG));
    assert_eq!(shown.headers["content-type"], "image/png");
    let saved = sara.get(&format!("/desk/files/{id}/{}/0", replies[0].seq)).await;
    assert_eq!(saved.headers["content-type"], "application/octet-stream");
    assert!(saved.bytes == large, "a file changed on its way");
    sara.get("/desk/inbox/mine").await.shows(&["Photo"]);

    // Without a word, too; but not without anything.
    let words = [("mode", "reply"), ("text", " ")];
    assert_eq!(write(&mut sara, id, &page, &words, &[("note.txt", b"1234")]).await.status, StatusCode::SEE_OTHER);
    let page = open(&mut sara, id).await;
    let empty = write(&mut sara, id, &page, &words, &[("", b"")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows(&["There is nothing written yet."]);
}

async fn what_may_not_go_is_named_and_the_draft_stays(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let page = open(&mut sara, id).await;
    let large = [b"%PDF-1.7".as_slice(), &vec![7; usize::try_from(LARGEST).unwrap()]].concat();
    let files: Named = &[
        ("setup.exe", b"MZ\x90\0"),
        ("page.png", b"<html><script>alert(1)</script>"),
        ("empty.txt", b""),
        ("large.pdf", &large),
        ("good.pdf", PDF),
        ("<b>\u{202E}.html", b"<html>"),
    ];
    let refused = write(&mut sara, id, &page, &REPLY, files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&[
        "Nothing was sent. Your draft is still here.",
        "“setup.exe”: files of this kind are not sent. Allowed are png, pdf, txt.",
        "“page.png” is not what its name says.",
        "“empty.txt” is empty.",
        "“large.pdf” is larger than 1 MB.",
        "“&#60;b&#62;\\u{202e}.html”: files of this kind",
        ">Here it is</textarea>",
        "checked><bdi class=\"clip\">good.pdf</bdi>",
    ]);
    assert!(replies(&desk, id).await.is_empty(), "half a reply is none");

    // The good one need not be brought again.
    let kept = refused.value("kept");
    let fields = [&REPLY[..], &[("kept", kept.as_str())]].concat();
    assert_eq!(write(&mut sara, id, &refused, &fields, &[]).await.status, StatusCode::SEE_OTHER);
    let sent = replies(&desk, id).await;
    assert_eq!(sent[0].data["attachments"][0]["name"], "good.pdf");
    // What was sent is no draft any more.
    let page = open(&mut sara, id).await;
    let again = write(&mut sara, id, &page, &fields, &[]).await;
    again.shows(&["A file of this draft was kept for a day and is gone."]);

    let four: Named = &[("1.txt", b"1"), ("2.txt", b"2"), ("3.txt", b"3"), ("4.txt", b"4")];
    write(&mut sara, id, &page, &REPLY, four).await.shows(&["“4.txt”: at most 3 files can be sent at once."]);
    let note = [("mode", "note"), ("text", "Look")];
    let noted = write(&mut sara, id, &page, &note, &[("1.txt", b"1")]).await;
    noted.shows(&["Files go to customers only.", ">Look</textarea>", "checked><bdi class=\"clip\">1.txt</bdi>"]);
    let whole = vec![7; usize::try_from(4 * LARGEST).unwrap()];
    let too_much = write(&mut sara, id, &page, &REPLY, &[("1.txt", &whole)]).await;
    assert_eq!(too_much.status, StatusCode::PAYLOAD_TOO_LARGE);
    too_much.shows(&["That is too much at once"]);
    assert_eq!(replies(&desk, id).await.len(), 1);
}

async fn a_colleague_who_was_quicker_costs_no_file(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let seen = open(&mut omid, id).await;
    let page = open(&mut sara, id).await;
    write(&mut sara, id, &page, &REPLY, &[]).await;
    let conflict = write(&mut omid, id, &seen, &REPLY, &[("mine.pdf", PDF)]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    conflict.shows(&["Meanwhile somebody else acted.", "checked><bdi class=\"clip\">mine.pdf</bdi>"]);

    // It is his alone, and for this conversation alone.
    let kept = conflict.value("kept");
    let fields = [&REPLY[..], &[("kept", kept.as_str())]].concat();
    let page = open(&mut sara, id).await;
    write(&mut sara, id, &page, &fields, &[]).await.shows(&["Attach it again."]);
    let other = desk.says("reza", "and mine").await;
    let page = open(&mut omid, other).await;
    write(&mut omid, other, &page, &fields, &[]).await.shows(&["Attach it again."]);
    let fields = [&fields[..], &[("take_over", "yes")]].concat();
    assert_eq!(write(&mut omid, id, &conflict, &fields, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(replies(&desk, id).await[1].data["attachments"][0]["name"], "mine.pdf");
}

async fn what_is_never_sent_is_not_kept_for_ever(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let page = open(&mut sara, id).await;
    let refused = write(&mut sara, id, &page, &REPLY, &[("good.pdf", PDF), ("bad.exe", b"MZ")]).await;
    let sent = write(&mut sara, id, &page, &REPLY, &[("sent.pdf", PDF)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let file = refused.value("kept").parse().unwrap();
    desk.clock.advance(Duration::hours(23));
    assert_eq!(desk.store.remove_stale_files(desk.edge.now() - Duration::days(1)).await.unwrap(), 0);
    // Nobody brings another: the clock tidies up.
    desk.clock.advance(Duration::hours(1));
    removed(&desk.store, &desk.clock, file).await;
    assert!(desk.store.own_file(file, id).await.unwrap().is_none());
    sara.get(&desk.link(agent).await).await;
    let sent = replies(&desk, id).await;
    let kept = sara.get(&format!("/desk/files/{id}/{}/0", sent[0].seq)).await;
    assert_eq!(&kept.bytes[..], PDF, "what was sent stays");
}

#[tokio::test]
async fn nothing_is_kept_for_a_stranger_or_for_a_channel_without_files() {
    let database = Database::new(crate::support::Kind::Sqlite).await;
    let channel = FakeChannel::new(CHANNEL);
    let without = hamyar_channel::Capabilities { files: None, ..channel.capabilities() };
    let desk = TestDesk::with_channel(database, channel.with_capabilities(without)).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut vera, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let path = format!("/desk/conversations/{id}/write");
    let page = open(&mut sara, id).await;
    page.shows(&["Files cannot be sent on Telegram."]);
    page.hides(&["type=\"file\""]);
    let refused = write(&mut sara, id, &page, &REPLY, &[("1.txt", b"1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&["“1.txt”: this channel takes no files.", ">Here it is</textarea>"]);

    assert_eq!(vera.upload(&path, &REPLY, &[("1.txt", b"1")]).await.status, StatusCode::FORBIDDEN);
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("token", "guessed"), ("version", &version), ("seen", &seen), ("mode", "reply"), ("text", "x")];
    for fields in [&fields[..], &fields[1..]] {
        let page = sara.send_form(&path, fields, &[("1.txt", b"1")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    let nonsense = sara.upload(&path, &[("mode", "reply"), ("colour", "blue")], &[]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

both!(
    files_go_with_the_words_each_as_a_message,
    what_may_not_go_is_named_and_the_draft_stays,
    a_colleague_who_was_quicker_costs_no_file,
    what_is_never_sent_is_not_kept_for_ever,
);
