//! A bookshop in the middle of its day: enough of everything that no page is empty, and no page is the same as a new one's.

use std::sync::Arc;

use chrono::Duration;
use hamyar::clock::{Clock, Edge, RandomIds};
use hamyar::desk::{Invited, invitation_link, one_time_link};
use hamyar::model::{Action, AgentId, AgentRole, Canned, ContactId, Doing, Editing, Glance, Label, Priority};
use hamyar::store::{Joined, Sought};
use hamyar_knowledge::{Article, Audience, Status};
use uuid::Uuid;

use super::colleague;
use crate::support::browser::Browser;
use crate::support::fake_openid::{CLIENT, FakeOpenId};
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::fake_telegram::{Chat, FakeTelegram, Fault};
use crate::support::{Database, Kind, Starting, TestApp};

/// What the page on which a site is read shows once the site answers no more.
pub(super) const HELD: &str = "[data-now$='/gift-cards']";

pub(super) const PIANO_FA: &str = "آیا پیانوی دست‌دوم می‌خرید؟";

/// A bookshop, and who works there.
pub(super) struct Shop {
    pub(super) app: TestApp,
    telegram: FakeTelegram,
    /// A site with pages that become articles, of which one never comes.
    pub(super) site: FakeSite,
    /// Where people of the shop can sign in as well.
    pub(super) accounts: FakeOpenId,
    pub(super) sara: AgentId,
    pub(super) omid: AgentId,
    /// The conversations that pages show, by their number.
    pub(super) told: i64,
    pub(super) failed: i64,
    pub(super) rated: i64,
    /// Somebody who is known by two accounts.
    pub(super) joined: ContactId,
}

impl Shop {
    /// A day of it; on its site the chat may stand.
    pub(super) async fn open(site: &str) -> Self {
        let (starting, telegram) = Starting::product(Database::new(Kind::Sqlite).await).await;
        let (accounts, help) = (FakeOpenId::start().await, help().await);
        let app = starting
            .setting("HAMYAR_DESK__OPENID__ISSUER", accounts.url())
            .setting("HAMYAR_DESK__OPENID__CLIENT_ID", CLIENT)
            .setting("HAMYAR_DESK__OPENID__NAME", "Narenj ID")
            .setting("HAMYAR_SERVICE_LEVELS__FIRST_REPLY", "1h")
            .setting("HAMYAR_SERVICE_LEVELS__RESOLUTION", "8h")
            .setting("HAMYAR_WEB__EMBED_ON", site)
            .setting("HAMYAR_KNOWLEDGE__SITES__PRIVATE", &help.host())
            .setting("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s")
            .setting("HAMYAR_KNOWLEDGE__SITES__PAGE_WITHIN", "10m")
            .articles(articles())
            .start()
            .await;
        let sara = colleague(&app, "Sara Nouri", "sara@team.example", AgentRole::Admin, "en").await;
        let omid = colleague(&app, "امید رستگار", "omid@team.example", AgentRole::Admin, "fa").await;
        let (told, failed, rated, joined) = (0, 0, 0, ContactId(Uuid::nil()));
        let mut shop = Self { app, telegram, site: help, accounts, sara, omid, told, failed, rated, joined };
        shop.a_link_is_broken().await;
        shop.readers_help_each_other().await;
        shop.some_are_helped().await;
        shop.one_is_told_much().await;
        shop.some_do_not_hear_us().await;
        shop.some_are_not_helped().await;
        shop.some_wait().await;
        shop.has_replies_and_versions().await;
        shop.some_are_one_and_some_write().await;
        shop.is_elsewhere(sara).await;
        shop.is_elsewhere(omid).await;
        shop
    }

    /// Somebody writes for the first time; returns their chat, and the number of the conversation.
    async fn begins(&self, name: &str, language: &str, text: &str) -> (Chat, i64) {
        let chat = self.telegram.user(name).language(language).private();
        chat.says(text);
        chat.next_reply().await;
        self.app.clock.advance(Duration::minutes(4));
        (chat, self.newest().await)
    }

    /// Somebody of the team is signed in at another place as well.
    async fn is_elsewhere(&self, agent: AgentId) {
        let edge = Edge { clock: self.app.clock.clone(), ids: Arc::new(RandomIds) };
        let site = format!("http://{}", self.app.http);
        let link = one_time_link(&self.app.store, &edge, agent, &site).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.get(link).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let account = client.get(format!("{site}/desk/account")).header("cookie", cookie);
        account.header("user-agent", "Mozilla/5.0 (iPhone) Version/17.5 Safari/604.1").send().await.unwrap();
    }

    /// A link by which somebody joins the team.
    pub(super) async fn invitation(&self, language: &str) -> String {
        let invited = Invited {
            email: format!("reza-{language}@team.example"),
            role: AgentRole::Agent,
            language: language.to_owned(),
            lifetime: std::time::Duration::from_hours(24),
        };
        let edge = Edge { clock: self.app.clock.clone(), ids: Arc::new(RandomIds) };
        let base = format!("http://{}", self.app.http);
        invitation_link(&self.app.store, &edge, invited, &base).await.unwrap().unwrap()
    }

    /// The number of the newest conversation.
    pub(super) async fn newest(&self) -> i64 {
        let mut number = 0;
        while self.app.store.conversation_numbered(number + 1).await.unwrap().is_some() {
            number += 1;
        }
        number
    }

    pub(super) async fn act(&self, number: i64, who: AgentId, action: Action) {
        self.telegram.drained().await;
        self.app.decided(number).await;
        let id = self.app.conversation(number).await.id;
        self.app.act(id, who, action).await;
    }

    /// What peers answer in a group, and one of them lets us keep it.
    async fn readers_help_each_other(&self) {
        let group = self.telegram.group("کتاب‌خوان‌های تهران");
        let user = |name: &str| self.telegram.user(name).language("fa");
        let (mina, reza) = (group.with(&user("مینا")), group.with(&user("رضا محمدی")));
        let asked = mina.says("@hamyar_bot کتاب‌های قدیمی را کجا می‌شود فروخت؟");
        mina.next_reply().await;
        let answer = reza.replies(asked, "کتاب‌فروشی دست‌دوم همسایه می‌خرد، صبح‌ها.");
        mina.reacts(answer, "👍", true);
        mina.next_reply().await;
        reza.presses("بله، نگه دارید");
        mina.until(|transcript| transcript.lines.iter().any(|line| line.is_edited)).await;
        let forum = self.telegram.group("Readers’ corner");
        forum.with(&self.telegram.user("Lena")).says("@hamyar_bot how can I pay?");
        self.app.clock.advance(Duration::minutes(9));
    }

    async fn some_are_helped(&mut self) {
        let (chat, _) = self.begins("Parisa", "en", "how long does delivery take?").await;
        chat.presses("This helped");
        chat.next_reply().await;
        let (chat, number) = self.begins("ناهید کریمی", "fa", "کتابم با جلد پاره رسید").await;
        chat.says("پشتیبان");
        self.act(number, self.omid, Action::Take).await;
        self.act(number, self.omid, Action::Reply("عذر می‌خواهیم. فردا یک نسخهٔ نو می‌فرستیم.".to_owned())).await;
        self.act(number, self.omid, Action::Resolve).await;
        self.app.settled_all().await;
        chat.presses("🙂");
        self.telegram.drained().await;
        self.app.decided(number).await;
        self.rated = number;
    }

    /// A conversation with nearly all that one can have.
    async fn one_is_told_much(&mut self) {
        let (chat, number) = self.begins("Tobias Lindqvist", "en", "how can I pay?").await;
        let said = chat.says("I was charged twice for order 8812");
        chat.says("I want to talk to a human");
        chat.next_reply().await;
        chat.edits(
            said,
            "I was charged twice for order 8812-NARENJ-2026-11, see <https://bank.example/statements/2026/11>",
        );
        for label in ["billing", "بازپرداخت"] {
            self.act(number, self.sara, Action::Label(label.parse::<Label>().unwrap())).await;
        }
        self.act(number, self.sara, Action::Prioritise(Priority::Urgent)).await;
        self.act(number, self.sara, Action::Take).await;
        let text = "The bank shows **two** bookings. @امید رستگار می‌توانی ببینی؟".to_owned();
        self.act(number, self.sara, Action::NoteTo { text, mentions: [self.omid].into() }).await;
        self.act(number, self.omid, Action::Note("دیدم، یکی را برمی‌گردانیم.".to_owned())).await;
        let reply = "I am sorry, Tobias. This is what happens now:\n\n1. We send one of the two back **today**.\n\
                     2. Your bank needs two or three days.\n\nOrder `8812` is on its way.";
        self.act(number, self.sara, Action::Reply(reply.to_owned())).await;
        self.app.settled_all().await;
        self.app.clock.advance(Duration::minutes(6));
        chat.says("Thank you! Will I get a new invoice for it?");
        self.telegram.drained().await;
        self.app.decided(number).await;
        self.told = number;
    }

    /// A link of an article leads nowhere since yesterday.
    async fn a_link_is_broken(&self) {
        for _ in 0..2 {
            let url = "https://narenj.example/form".to_owned();
            assert!(self.app.store.claim_link(url.clone(), self.app.clock.now()).await.unwrap());
            self.app.store.link_was_tried(url, Some(("status", Some(404)))).await.unwrap();
            self.app.clock.advance(Duration::days(1));
        }
    }

    /// An article that is often not it, and one that is shown and helps nobody.
    async fn some_are_not_helped(&self) {
        for name in ["Ada", "Max", "Noor"] {
            let (chat, _) = self.begins(name, "en", "Terms for schools and libraries?").await;
            chat.presses("Not this");
            chat.next_reply().await;
        }
        for name in ["هما", "آرش", "پری", "یاسمن", "بهرام"] {
            self.begins(name, "fa", "هزینهٔ ارسال چقدر است؟").await;
        }
    }

    async fn some_do_not_hear_us(&mut self) {
        let (_, refused) = self.begins("Kaveh", "en", "my parcel was opened by somebody").await;
        self.act(refused, self.sara, Action::Take).await;
        let gone = Fault::Refused(403, "Forbidden: bot was blocked by the user");
        self.telegram.next("sendMessage", gone);
        self.act(refused, self.sara, Action::Reply("Could you send us a picture of it?".to_owned())).await;
        self.app.settled_all().await;
        self.failed = refused;
        let (_, put_off) = self.begins("آناهیتا", "fa", "برای کتاب‌خانهٔ مدرسه تخفیف دارید؟").await;
        let tomorrow = self.app.conversation(put_off).await.touched_at + Duration::days(1);
        self.act(put_off, self.omid, Action::Take).await;
        self.act(put_off, self.omid, Action::Snooze(tomorrow)).await;
    }

    /// Those who wait, some of them for long; three of them ask the same.
    async fn some_wait(&self) {
        self.begins("رضا محمدی", "fa", PIANO_FA).await;
        let (lena, _) = self.begins("Lena Grün", "en", "do you buy used pianos?").await;
        lena.presses("Tell me when you know");
        lena.next_reply().await;
        self.app.clock.advance(Duration::minutes(70));
        let (_, number) = self.begins("Marek", "en", "Do you buy a used piano?").await;
        self.act(number, self.sara, Action::Label("pianos".parse::<Label>().unwrap())).await;
        let mut visitor = Browser::at(self.app.http);
        visitor.get("/chat?lang=en").await;
        let mut live = visitor.live().await;
        visitor.says("one", "is there parking for bicycles at your shop in the old town, or somewhere near it?").await;
        live.item("I have no answer").await;
    }

    /// Lena writes from two accounts; and both of the team write in one conversation.
    async fn some_are_one_and_some_write(&mut self) {
        let (_, number) = self.begins("Lena G.", "en", "it is me again, about the piano").await;
        let first = self.app.store.find(&Sought::of("Lena Grün"), None).await.unwrap().people[0].id;
        let asker = self.app.store.asker(self.app.conversation(number).await.id).await.unwrap().unwrap();
        let evidence = "She writes that it is her again, and of the same piano.".to_owned();
        self.joined = ContactId(first);
        let accounts = async |contact| {
            let (_, identities) = self.app.store.contact(contact).await.unwrap().unwrap();
            identities.iter().map(|one| one.id).collect()
        };
        let seen = (accounts(asker.contact).await, accounts(self.joined).await);
        let joined = self.app.store.join((asker.contact, self.joined), seen, self.sara, evidence).await.unwrap();
        assert_eq!(joined, Joined::Done);
        let conversation = self.app.conversation(self.told).await.id;
        self.app.live.customer_writes(conversation, self.app.clock.now());
        for (agent, doing) in [(self.sara, Doing::Replies), (self.omid, Doing::Looks)] {
            self.app.live.glances(Glance { conversation, agent, doing }, self.app.clock.now());
        }
        for (agent, doing) in [(self.sara, Doing::Edits), (self.omid, Doing::Looks)] {
            let editing = Editing { article: "en/terms-for-schools".to_owned(), agent, doing };
            self.app.live.edits(&editing, self.app.clock.now());
        }
    }

    async fn has_replies_and_versions(&self) {
        for (name, of) in [("Billing", vec![self.sara]), ("حمل و نقل", vec![self.sara, self.omid])] {
            let team = self.app.store.add_team(name.to_owned()).await.unwrap().unwrap();
            for agent in of {
                let mut teams = self.app.store.team_members().await.unwrap().remove(&agent).unwrap_or_default();
                teams.insert(team);
                self.app.store.set_teams_of(agent, teams).await.unwrap();
            }
        }
        for (name, language, body) in [
            ("Refund on its way", Some("en"), "Dear {name}, we have sent your money back. Case {number}.\n\n{agent}"),
            ("درخواست عکس", Some("fa"), "سلام {name}، لطفاً عکسی از بسته بفرستید."),
            ("Opening hours", None, "We are here from 9 to 18, Saturday to Thursday."),
        ] {
            let (name, body) = (name.to_owned(), body.to_owned());
            let id = self.app.store.canned_id();
            let reply = Canned { id, name, language: language.map(str::to_owned), body };
            assert!(self.app.store.add_canned_reply(reply, self.sara).await.unwrap());
        }
        let now = self.app.store.working_article("en/return-book").await.unwrap().unwrap();
        let body = now.article.body.replace("seven", "fourteen");
        let article = Article { body, status: Status::Draft, ..now.article };
        self.app.store.edit_article(article, Some(now.revision), self.sara).await.unwrap();
        // What is published anew leaves its translation behind.
        let now = self.app.store.working_article("en/delivery-cost").await.unwrap().unwrap();
        let article = Article { body: now.article.body.replace("500,000", "700,000"), ..now.article };
        self.app.store.edit_article(article, Some(now.revision), self.sara).await.unwrap();
    }
}

/// A site that answers some of what its sitemap lists, and then no more.
async fn help() -> FakeSite {
    let site = FakeSite::start().await;
    let page = |language: &str, title: &str, text: &str| {
        Answer::page(&format!("<!doctype html><html lang={language}><main><h1>{title}</h1><p>{text}</p></main></html>"))
    };
    let pages = [
        ("/opening-hours", page("en", "Opening hours", "Nine to six, Saturday to Thursday.")),
        ("/wrapping", page("en", "Wrapping a present", "We wrap every book that is a present.")),
        ("/payam", page("fa", "پیام روی هدیه", "پیام شما را روی کارت می‌نویسیم.")),
        ("/old-catalogue", Answer::status(404)),
        ("/gift-cards", Answer::nothing()),
        ("/readings", Answer::nothing()),
        ("/newsletter", Answer::nothing()),
    ];
    site.has("/sitemap.xml", Answer::sitemap(&pages.each_ref().map(|(path, _)| site.url(path))));
    for (path, answer) in pages {
        site.has(path, answer);
    }
    site
}

fn articles() -> Vec<Article> {
    let article = |id: &str, title: &str, status, labels: &[&str]| {
        Article {
        id: id.to_owned(),
        root: id[3..].to_owned(),
        locale: id[..2].to_owned(),
        title: title.to_owned(),
        questions: vec![format!("{title}?")],
        body: "## Where\n\nAt the counter, with [the form](https://narenj.example/form).\n\n| Day | From | To |\n|---|---|---|\n\
               | Saturday | 9 | 18 |\n| Friday | closed | |\n"
            .to_owned(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
        audience: Audience::Public,
        status, ..Article::default() }
    };
    vec![
        article("en/signed-copies", "Signed copies and dedications", Status::Draft, &["orders", "gifts"]),
        article("fa/signed-copies", "نسخهٔ امضاشده و تقدیم‌نامه", Status::Review, &["هدیه"]),
        article("en/book-club", "The book club of 2024", Status::Archived, &[]),
        article("en/terms-for-schools", "Terms for schools and libraries", Status::Published, &["schools"]),
        Article {
            body: "Twenty percent off, on account.".to_owned(),
            questions: vec!["Which terms are there for libraries and schools?".to_owned()],
            ..article("en/school-discount", "Discount for schools", Status::Published, &["schools"])
        },
    ]
}
