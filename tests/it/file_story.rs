//! Files both ways through the whole product, over HTTP as people use it.

use std::sync::Arc;

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{ConversationId, EntryKind};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::support::browser::Browser;
use crate::support::fake_discord::{Line, MENTION};
use crate::support::fake_telegram::Kept;
use crate::support::{Database, Starting, TestApp, both};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// Sara at the desk, in a browser of her own.
struct Sara {
    client: Client,
    site: String,
    cookie: String,
}

impl Sara {
    async fn signed_in(app: &TestApp) -> Self {
        let sara = app.agent("sara").await;
        let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
        let site = format!("http://{}", app.http);
        let link = one_time_link(&app.store, &edge, sara, &site).await.unwrap();
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let answer = client.get(link).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { client, site, cookie }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.site)).header("cookie", &self.cookie).send().await.unwrap()
    }

    async fn sends(&self, id: ConversationId, text: &str, name: &str, bytes: &'static [u8]) {
        let path = format!("/desk/conversations/{id}");
        let page = self.get(&path).await.text().await.unwrap();
        let value = |field: &str| {
            let (_, rest) = page.split_once(&format!("name=\"{field}\" value=\"")).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let mut form = Form::new().percent_encode_noop();
        for field in ["token", "version", "seen"] {
            form = form.text(field, value(field));
        }
        let file = Part::bytes(bytes).file_name(name.to_owned());
        let form = form.text("mode", "reply").text("text", text.to_owned()).part("files", file);
        let request = self.client.post(format!("{}{path}/write", self.site)).multipart(form);
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    }
}

async fn a_picture_comes_from_telegram_and_a_document_goes_back(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let chat = fake.user("Mina").private();
    chat.sends_file("خطا.png", "image/png", Kept::whole(PNG));
    chat.next_reply().await;
    let (sara, id) = (Sara::signed_in(&app).await, app.conversation(1).await.id);
    let page = sara.get(&format!("/desk/conversations/{id}")).await.text().await.unwrap();
    let address = format!("/desk/files/{id}/1/0");
    assert!(page.contains(&format!("<img src=\"{address}\"")) && !page.contains("/file/bot"), "{page}");
    let picture = sara.get(&address).await;
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
    assert_eq!(&picture.bytes().await.unwrap()[..], PNG);

    sara.sends(id, "Here is the **form**.", "فرم ۱.pdf", b"%PDF-1.7 form").await;
    chat.until(|shown| shown.lines.iter().any(|line| line.file.is_some())).await;
    let line = chat.transcript().lines.into_iter().find(|line| line.file.is_some()).unwrap();
    assert_eq!((line.file.as_deref(), &line.text[..]), (Some("فرم ۱.pdf"), "sara\nHere is the form."));
    let sent = &fake.requests("sendDocument")[0];
    assert_eq!(sent["document"]["text"], "%PDF-1.7 form");
    app.stop().await;
}

async fn a_file_in_the_chat_is_for_its_visitor_alone(database: Database) {
    let (starting, _fake) = Starting::product(database).await;
    let app = starting.start().await;
    let (mut mina, mut eve) = (Browser::at(app.http), Browser::at(app.http));
    mina.says("m1", "I want to talk to a person").await;
    let mut live = mina.live().await;
    let id = app.conversation(1).await.id;
    let sara = Sara::signed_in(&app).await;
    sara.sends(id, "Look", "screen.png", PNG).await;
    let item = live.item("screen.png").await;
    assert!(item.text().contains("Look") && item.text().contains("1 kB"), "{item:?}");
    let path = format!("/chat/files/{}/0", item.id);
    let mine = mina.get(&path).await;
    assert_eq!(mine.status, 200);
    assert!(mine.body.contains("PNG"), "{}", mine.body);

    // What is another visitor's, what is not there and what is no file look the same.
    assert_eq!(eve.get(&path).await.status, 404, "a stranger");
    eve.says("e1", "hello").await;
    assert_eq!(eve.get(&path).await.status, 404, "another visitor");
    let said = app.timeline(1).await;
    let question = said.iter().find(|entry| entry.kind == EntryKind::Message).unwrap();
    let others = [format!("{}/1", item.id), format!("{}/0", question.id), "x/0".to_owned(), format!("{}/x", item.id)];
    for other in others {
        assert_eq!(mina.get(&format!("/chat/files/{other}")).await.status, 404, "{other}");
    }
    app.stop().await;
}

async fn a_picture_comes_from_discord_and_a_document_goes_back(database: Database) {
    let (starting, fake) = Starting::product_on_discord(database).await;
    let app = starting.start().await;
    fake.connected(1).await;
    let mina = fake.user("Mina");
    let chat = fake.guild("Readers").channel("help").thread(&mina, "A failure").with(&mina);
    chat.says(&format!("{MENTION} I want to talk to a person"));
    chat.next_reply().await;
    chat.sends_file("خطا.png", "image/png", Kept::whole(PNG));
    app.happened(1, "message handoff reply message").await;
    let (sara, id) = (Sara::signed_in(&app).await, app.conversation(1).await.id);
    let seq = app.timeline(1).await.last().unwrap().seq;
    let page = sara.get(&format!("/desk/conversations/{id}")).await.text().await.unwrap();
    let address = format!("/desk/files/{id}/{seq}/0");
    assert!(page.contains(&format!("<img src=\"{address}\"")) && !page.contains(&fake.url()), "{page}");
    let picture = sara.get(&address).await;
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
    assert_eq!(&picture.bytes().await.unwrap()[..], PNG);
    assert_eq!(fake.fetches(), (1, 0), "fetched once, and the token was not shown");

    sara.sends(id, "Here is the **form**.", "فرم ۱.pdf", b"%PDF-1.7 form").await;
    let ours = |line: &Line| line.from.is_none() && line.file.is_some();
    chat.until(|shown| shown.lines.iter().any(ours)).await;
    let line = chat.transcript().lines.into_iter().find(ours).unwrap();
    assert_eq!((line.file.as_deref(), &line.text[..]), (Some("فرم ۱.pdf"), "**sara**\nHere is the **form**."));
    assert_eq!(fake.requests("POST messages").last().unwrap()["files"][0]["text"], "%PDF-1.7 form");
    app.stop().await;
}

both!(
    a_picture_comes_from_telegram_and_a_document_goes_back,
    a_picture_comes_from_discord_and_a_document_goes_back,
    a_file_in_the_chat_is_for_its_visitor_alone,
);
