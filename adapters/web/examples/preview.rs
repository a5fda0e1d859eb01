//! The chat page with a host in memory that answers everything: to look at the page without the product.
//!
//! `cargo run -p hamyar-web --example preview [ADDRESS [ORIGIN…]]` prints where it is; the pages of these sites may embed it.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::Request;
use hamyar_channel::testing::MemoryInbox;
use hamyar_channel::{
    Accepted, Address, Button, Channel, ChannelId, Cursor, Event, Inbound, Inbox, InboxError, Outbound, RichText,
    Transcript, TranscriptAuthor, Voice, boxed_body,
};
use hamyar_web::{Settings, WebChat};
use tower::ServiceExt;

#[path = "../tests/web/words.rs"]
mod words;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings {
        id: "web:main".parse()?,
        brand: "Narvan".to_owned(),
        cookie_key: [7; 64],
        secure_cookie: false,
        trusted_proxies: Vec::new(),
        messages_per_minute: 30,
        max_message_bytes: 16 * 1024,
        max_streams: 8,
        embed_on: std::env::args().skip(2).map(|origin| origin.parse()).collect::<Result<_, _>>()?,
        welcome: Arc::new(welcome),
        now: Arc::new(now),
    };
    let chat = WebChat::new(settings, Arc::new(words::FileWords::load()));
    let host = Arc::new(Host { inbox: MemoryInbox::new() });
    let service = chat.http(host).ok_or("the chat has no routes")?;
    let service = service.map_request(|request: Request| request.map(boxed_body));
    let app = Router::new().nest_service(&chat.mount(), service);
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    writeln!(std::io::stdout(), "http://{}/chat", listener.local_addr()?)?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the edge of this program")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

fn welcome(language: &str) -> Vec<String> {
    let questions = match language {
        "fa" => ["بازگرداندن پوشهٔ حذف‌شده", "نسخه‌های تکراری", "صورت‌حساب و پرداخت"],
        _ => ["Restore a deleted folder", "Conflict copies", "Invoices"],
    };
    questions.map(str::to_owned).to_vec()
}

/// Answers everything: with an answer, with suggestions to `?`, with a person to whoever asks for one.
struct Host {
    inbox: MemoryInbox,
}

#[async_trait]
impl Inbox for Host {
    async fn accept_to(
        &self,
        channel: &ChannelId,
        batch: Vec<Inbound>,
        cursors: Vec<Cursor>,
    ) -> Result<Accepted, InboxError> {
        let accepted = self.inbox.accept_to(channel, batch.clone(), cursors).await?;
        for inbound in batch.iter().take(accepted.recorded) {
            self.answer(channel, inbound);
        }
        Ok(accepted)
    }

    async fn cursors(&self, channel: &ChannelId) -> Result<Vec<Cursor>, InboxError> {
        self.inbox.cursors(channel).await
    }

    async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Transcript, InboxError> {
        self.inbox.transcript(channel, place, after, limit).await
    }
}

impl Host {
    fn answer(&self, channel: &ChannelId, inbound: &Inbound) {
        let place = &inbound.place.address;
        let persian = inbound.author.language.as_deref() == Some("fa");
        let pick = |english: &'static str, farsi: &'static str| if persian { farsi } else { english };
        match &inbound.event {
            Event::Message(message) if message.text.contains("person") || message.text.contains("پشتیبان") => {
                let name = pick("Sara", "سارا").to_owned();
                self.inbox.set_voice(channel, place, Voice::Agent { name: name.clone() });
                let greeting = pick("Hello, I am here. What happened?", "سلام، من اینجا هستم. چه پیش آمده؟");
                self.inbox.say(channel, place, TranscriptAuthor::Agent(name), greeting);
            }
            Event::Message(message) if message.text.ends_with(['?', '؟']) => {
                let text = pick("Is it one of these?", "شاید یکی از این‌ها باشد؟");
                let labels = pick(
                    "Snapshots: bring back an older state|Move a folder without losing its shares|None of these, a person please",
                    "عکس‌لحظه‌ها: برگشتن به وضعیت قبلی|جابه‌جایی پوشه بدون از دست رفتن اشتراک‌ها|هیچ‌کدام، پشتیبان لطفاً",
                );
                let rows = labels.split('|').map(|label| vec![label]).collect();
                self.show(channel, inbound, text, rows);
            }
            Event::Message(_) => {
                let text = pick(
                    "Yes. A removed folder stays in **Recently removed** for 30 days (7 on the Free plan).\n\n1. Open [narvan.example](https://narvan.example) in a browser\n2. Choose **Recently removed**\n3. Select the folder and press `Restore`\n\n[From: Restore a deleted folder](https://narvan.example/help/12)",
                    "بله. پوشهٔ پاک‌شده تا ۳۰ روز در **حذف‌شده‌های اخیر** می‌ماند (در طرح رایگان ۷ روز).\n\n1. [narvan.example](https://narvan.example) را در مرورگر باز کنید\n2. **حذف‌شده‌های اخیر** را انتخاب کنید\n3. پوشه را برگزینید و `Restore` را بزنید\n\n[از: بازگرداندن پوشهٔ حذف‌شده](https://narvan.example/help/12)",
                );
                let labels = pick("This helped|Not this|A person, please", "کمک کرد|این نبود|پشتیبان لطفاً");
                self.show(channel, inbound, text, vec![labels.split('|').collect()]);
            }
            _ => {}
        }
    }

    fn show(&self, channel: &ChannelId, to: &Inbound, text: &str, labels: Vec<Vec<&str>>) {
        let button = |label: &str| Button { label: label.to_owned(), action: format!("choice:{}", label.len()) };
        let outbound = Outbound {
            to: to.place.address.clone(),
            key: format!("answer to {}", to.key),
            text: RichText::plain(text),
            file: None,
            buttons: labels.into_iter().map(|row| row.into_iter().map(button).collect()).collect(),
            reply_to: None,
            perhaps_sent_since: None,
            language: "en".to_owned(),
        };
        self.inbox.show(channel, &outbound);
    }
}
