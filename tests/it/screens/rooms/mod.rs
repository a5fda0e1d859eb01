//! The whole story where the team has a room: one of them works there and another at the desk, a Persian customer writes on the
//! chat page and an English one on the room's platform. Each sees at once what any other does, as far as it is theirs to see.
//!
//! Pictures of what everybody reads at each stage are kept as those of pages are.

mod platform;

use hamyar::model::AgentRole;

use self::platform::{Discord, Platform, Talks, Telegram, joins, with_a_room};
use super::pictures::Pictures;
use super::story::says;
use super::{at_the_desk, colleague, in_the_chat};
use crate::support::chromium::Person;
use crate::support::reading::Reads;
use crate::support::{Starting, TestApp};

/// What an article seems to answer and does not, and what no article answers.
const ELSEWHERE: &str = "کتابی را که از جای دیگر خریده‌ام می‌شود پس بدهم؟";
const PIANO: &str = "do you buy used pianos?";

/// What is said in the story.
const FROM_ROOM: &str = "پس گرفتنش با ما نیست، ولی می‌توانیم آن را از شما بخریم.";
const FROM_DESK: &str = "شنبه‌ها تا ساعت ۶ کتاب‌های دست‌دوم را قیمت می‌گذاریم.";
const TO_TOBIAS: &str = "We do: *upright* ones, on Tuesdays.";
const TOO_LATE: &str = "Yes, on Mondays!";

/// Who of the team takes part, and the words that they go by.
struct Cast {
    /// The platform, in the names of pictures.
    name: &'static str,
    /// Who works in the room, in which language.
    worker: (&'static str, &'static str),
    /// Who works at the desk, in which language.
    keeper: (&'static str, &'static str),
    room: InRoom,
    desk: AtDesk,
}

/// Words of a staff room.
struct InRoom {
    visitor: &'static str,
    about: &'static str,
    take: &'static str,
    note: &'static str,
    noted: &'static str,
    resolve: &'static str,
    not_sent: &'static str,
    rated: &'static str,
}

/// Words of the desk.
struct AtDesk {
    handed: &'static str,
    taken: &'static str,
    take: &'static str,
    take_over: &'static str,
    taken_over: &'static str,
    to_visitor: &'static str,
    to_tobias: &'static str,
    resolve: &'static str,
    four: &'static str,
    five: &'static str,
}

const ON_TELEGRAM: Cast = Cast {
    name: "telegram",
    worker: ("امید", "fa"),
    keeper: ("Sara", "en"),
    room: InRoom {
        visitor: "بازدیدکننده",
        about: "گفت‌وگوی وب · فارسی",
        take: "برمی‌دارم",
        note: "/یادداشت پارسال هم همین را پرسیده بود",
        noted: "پارسال هم همین را پرسیده بود",
        resolve: "/حل",
        not_sent: "فرستاده نشد",
        rated: "امتیاز مشتری",
    },
    desk: AtDesk {
        handed: "Handed to people",
        taken: "امید took the conversation",
        take: "Take",
        take_over: "Take over",
        taken_over: "You took the conversation over from امید",
        to_visitor: "Write to Visitor",
        to_tobias: "Write to Tobias",
        resolve: "Resolve",
        four: "4 of 5",
        five: "5 of 5",
    },
};

const ON_DISCORD: Cast = Cast {
    name: "discord",
    worker: ("Reza", "en"),
    keeper: ("ناهید", "fa"),
    room: InRoom {
        visitor: "Visitor",
        about: "Web chat · Persian",
        take: "Take",
        note: "//asked the same last year",
        noted: "asked the same last year",
        resolve: "/resolve",
        not_sent: "Not sent",
        rated: "The customer’s rating",
    },
    desk: AtDesk {
        handed: "به پشتیبان ارجاع شد",
        taken: "Reza گفت‌وگو را برداشت",
        take: "برداشتن",
        take_over: "گرفتن گفت‌وگو",
        taken_over: "شما گفت‌وگو را از Reza گرفتید",
        to_visitor: "برای بازدیدکننده بنویسید",
        to_tobias: "برای Tobias بنویسید",
        resolve: "حل شد",
        four: "۴ از ۵",
        five: "۵ از ۵",
    },
};

#[tokio::test]
async fn from_question_to_rating_with_a_room_on_telegram() {
    Box::pin(story::<Telegram>(&ON_TELEGRAM)).await;
}

#[tokio::test]
async fn from_question_to_rating_with_a_room_on_discord() {
    Box::pin(story::<Discord>(&ON_DISCORD)).await;
}

/// Everybody who is in it, and where they are.
struct Scene<P: Platform> {
    cast: &'static Cast,
    pictures: Pictures,
    _app: TestApp,
    platform: P,
    worker: P::User,
    desk: Person,
    mina: Person,
    tobias: P::Chat,
}

async fn story<P: Platform>(cast: &'static Cast) {
    let (starting, platform) = P::there().await;
    let mut scene = Scene::begins(cast, starting, platform).await;
    let topic = scene.a_wrong_answer_is_handed_over().await;
    scene.it_is_taken_in_the_room(&topic).await;
    scene.the_room_answers_and_notes_stay_inside(&topic).await;
    scene.the_desk_goes_on_with_it(&topic).await;
    scene.it_is_resolved_in_the_room_and_rated(&topic).await;
    scene.another_is_helped_from_the_desk().await;
    for person in [&scene.desk, &scene.mina] {
        assert_eq!(person.complaints(), Vec::<String>::new());
    }
    scene.pictures.are_well();
}

impl<P: Platform> Scene<P> {
    async fn begins(cast: &'static Cast, starting: Starting, platform: P) -> Self {
        let app = starting.setting("HAMYAR_HTTP__PUBLIC_URL", "https://help.narenj.example").start().await;
        with_a_room(&platform, &app, cast.worker.1).await;
        let colleague = async |(name, language): (&str, &str), email: &str| {
            colleague(&app, name, email, AgentRole::Agent, language).await
        };
        let worker = colleague(cast.worker, "room@team.example").await;
        let keeper = colleague(cast.keeper, "desk@team.example").await;
        let worker = joins(&platform, &app, cast.worker.0, worker).await;
        let desk = at_the_desk(&app, keeper).await;
        let (mina, tobias) = (in_the_chat(&app, "fa").await, platform.customer("Tobias"));
        Self { cast, pictures: Pictures::new().await, _app: app, platform, worker, desk, mina, tobias }
    }

    fn name(&self, stage: &str, who: &str) -> String {
        format!("room-{}-{stage}-{who}", self.cast.name)
    }

    async fn chat_is_shown(&mut self, stage: &str) {
        let name = self.name(stage, "customer");
        self.pictures.of(&self.mina, &name).await;
    }

    async fn desk_is_shown(&mut self, stage: &str) {
        let name = self.name(stage, "desk");
        self.pictures.of(&self.desk, &name).await;
    }

    async fn room_is_shown(&mut self, stage: &str, topic: &P::Chat) {
        let name = self.name(stage, "room");
        self.pictures.of_what_is_read(&[topic.reading()], self.cast.worker.1, &name).await;
    }

    /// Both customers have what the bot cannot help with: one waits in the room and at the desk as soon as the other does.
    async fn a_wrong_answer_is_handed_over(&mut self) -> P::Chat {
        let (cast, mina) = (self.cast, &self.mina);
        says(mina, "پیام شما", ELSEWHERE).await;
        mina.sees("تا هفت روز").await;
        mina.presses("این نبود").await;
        mina.sees("پس این نبود").await;
        mina.presses("گفت‌وگو با پشتیبان").await;
        mina.sees("به پشتیبانی سپردم").await;
        self.chat_is_shown("1-asked").await;
        let topic = self.platform.topic(&self.worker, cast.room.visitor).await;
        for words in [cast.room.about, ELSEWHERE] {
            topic.sees(words).await;
        }
        topic.stands("❗", false).await;
        self.tobias.says(PIANO);
        self.tobias.sees("I have no answer to that").await;
        for words in ["می‌خواهم با پشتیبان صحبت کنم", PIANO] {
            self.desk.sees(words).await;
        }
        self.desk_is_shown("2-waiting").await;
        self.room_is_shown("2-waiting", &topic).await;
        topic
    }

    /// Whoever looks at the desk sees at once who has it, and so does the customer.
    async fn it_is_taken_in_the_room(&mut self, topic: &P::Chat) {
        let cast = self.cast;
        self.desk.presses_row("می‌خواهم با پشتیبان صحبت کنم").await;
        self.desk.sees(cast.desk.handed).await;
        self.desk.runs("window.isTheSame = true").await;
        topic.presses(cast.room.take).await;
        self.desk.sees(cast.desk.taken).await;
        self.mina.sees(&format!("{} در خدمت شماست", cast.worker.0)).await;
        topic.stands("💬", false).await;
        self.desk_is_shown("3-taken").await;
        self.room_is_shown("3-taken", topic).await;
    }

    async fn the_room_answers_and_notes_stay_inside(&mut self, topic: &P::Chat) {
        let cast = self.cast;
        topic.says(cast.room.note);
        self.desk.sees(cast.room.noted).await;
        topic.says(FROM_ROOM);
        self.mina.sees(FROM_ROOM).await;
        self.desk.sees(FROM_ROOM).await;
        assert_eq!(self.desk.looks("window.isTheSame").await, true, "nothing was loaded anew");
        says(&self.mina, "پیام شما", "چه روزهایی بیایم؟").await;
        topic.sees("چه روزهایی بیایم؟").await;
        self.desk.sees("چه روزهایی بیایم؟").await;
        self.chat_is_shown("4-answered").await;
        self.desk_is_shown("4-answered").await;
        self.room_is_shown("4-answered", topic).await;
    }

    async fn the_desk_goes_on_with_it(&mut self, topic: &P::Chat) {
        let cast = self.cast;
        self.desk.presses(cast.desk.take_over).await;
        self.desk.sees(cast.desk.taken_over).await;
        self.mina.sees(&format!("{} در خدمت شماست", cast.keeper.0)).await;
        self.desk.writes(cast.desk.to_visitor, FROM_DESK).await;
        self.desk.key("Control+Enter").await;
        self.mina.sees(FROM_DESK).await;
        topic.sees(FROM_DESK).await;
        topic.stands("💬", false).await;
        self.room_is_shown("5-desk", topic).await;
    }

    async fn it_is_resolved_in_the_room_and_rated(&mut self, topic: &P::Chat) {
        let cast = self.cast;
        topic.says(cast.room.resolve);
        self.mina.sees("چقدر راضی").await;
        topic.stands("✅", true).await;
        self.chat_is_shown("6-resolved").await;
        self.mina.presses("🙂").await;
        self.mina.sees("سپاسگزاریم").await;
        self.desk.sees(cast.desk.four).await;
        topic.sees(cast.room.rated).await;
        topic.stands("✅", true).await;
        self.chat_is_shown("7-rated").await;
        self.desk_is_shown("7-rated").await;
        self.room_is_shown("7-rated", topic).await;
        let told = self.mina.words().await;
        assert!(!told.contains(cast.room.noted), "a note is for the team: {told}");
    }

    /// The other way round: taken at the desk, so that the room does not answer as well.
    async fn another_is_helped_from_the_desk(&mut self) {
        let (cast, tobias) = (self.cast, &self.tobias);
        let topic = self.platform.topic(&self.worker, "Tobias").await;
        self.desk.presses_row(PIANO).await;
        self.desk.presses(cast.desk.take).await;
        topic.stands("💬", false).await;
        topic.says(TOO_LATE);
        topic.sees(cast.room.not_sent).await;
        self.desk.writes(cast.desk.to_tobias, TO_TOBIAS).await;
        self.desk.key("Control+Enter").await;
        tobias.sees("on Tuesdays").await;
        topic.sees("on Tuesdays").await;
        self.desk.sees("on Tuesdays").await;
        self.desk.presses(cast.desk.resolve).await;
        tobias.presses("😀").await;
        tobias.sees("You chose").await;
        self.desk.sees(cast.desk.five).await;
        topic.sees(cast.room.rated).await;
        topic.stands("✅", true).await;
        assert!(!tobias.words().contains(TOO_LATE), "{}", tobias.words());
        let name = self.name("8-other", "customer");
        self.pictures.of_what_is_read(&[tobias.reading()], "en", &name).await;
        self.desk_is_shown("8-other").await;
        self.room_is_shown("8-other", &topic).await;
    }
}
