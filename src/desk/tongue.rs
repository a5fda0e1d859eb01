//! Words, dates and figures in one person's language, for templates.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use hamyar_channel::{ChannelId, Words, WordsExt};

use super::Desk;
use crate::dates::{Reader, persian_digits};
use crate::model::{AgentRole, Priority};
use crate::words::primary;

/// One person's language.
#[derive(Clone)]
pub(super) struct Tongue {
    words: Arc<dyn Words>,
    language: String,
    zone: Tz,
    now: DateTime<Utc>,
}

impl Tongue {
    pub(super) fn new(desk: &Desk, language: &str) -> Self {
        let known = desk.words.languages().iter().find(|known| **known == primary(language));
        let language = known.or(desk.words.languages().first()).map_or("en", |language| language).to_owned();
        Self { words: Arc::clone(&desk.words), language, zone: desk.settings.zone, now: desk.edge.now() }
    }

    /// A language by itself, with the times of the world.
    pub(super) fn plain(words: Arc<dyn Words>, language: &str, now: DateTime<Utc>) -> Self {
        Self { words, language: language.to_owned(), zone: Tz::UTC, now }
    }

    /// The language's tag.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// The moment in which the page is written.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Where a line begins: `rtl` or `ltr`.
    pub(super) fn direction(&self) -> &'static str {
        direction(&self.language)
    }

    /// The languages that the desk can be in, with their own names.
    pub(super) fn languages(&self) -> Vec<(&'static str, String)> {
        self.words
            .languages()
            .iter()
            .map(|language| (*language, self.words.word(language, "desk-language-name")))
            .collect()
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.words.word(&self.language, key)
    }

    /// A text with one argument.
    pub(super) fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.text(key, &[(name, value)])
    }

    pub(super) fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(&self.language, key, arguments)
    }

    /// A text about a number of things.
    pub(super) fn count(&self, key: &str, count: i64) -> String {
        self.with(key, "count", &count.to_string())
    }

    /// A text about 1 to 10 things, separated by `|`: for the script.
    pub(super) fn counts(&self, key: &str) -> String {
        (1..=10).map(|count| self.count(key, count)).collect::<Vec<_>>().join("|")
    }

    /// A number in the language's digits.
    pub(super) fn number(&self, number: i64) -> String {
        let digits = number.to_string();
        if self.language == "fa" { persian_digits(&digits) } else { digits }
    }

    /// A size in bytes, rounded up.
    pub(super) fn size(&self, bytes: u64) -> String {
        let (key, amount) = match bytes {
            0..1_000_000 => ("desk-size-kb", bytes.div_ceil(1000)),
            _ => ("desk-size-mb", bytes.div_ceil(1_000_000)),
        };
        self.with(key, "amount", &amount.to_string())
    }

    /// A part of one as a whole percentage.
    pub(super) fn percent(&self, part: f64) -> String {
        self.with("desk-percent", "percent", &whole_percent(part).to_string())
    }

    /// A number with one place after the point.
    pub(super) fn decimal(&self, number: f64) -> String {
        let digits = format!("{number:.1}");
        if self.language == "fa" { persian_digits(&digits).replace('.', "٫") } else { digits }
    }

    /// How long something takes.
    pub(super) fn duration(&self, duration: std::time::Duration) -> String {
        self.reader().duration(duration)
    }

    /// The day without its year.
    pub(super) fn day_and_month(&self, at: &DateTime<Utc>) -> String {
        self.reader().day_and_month(*at)
    }

    pub(super) fn time(&self, at: &DateTime<Utc>) -> String {
        self.reader().time(*at)
    }

    /// Days are written by hand, in the Jalali calendar: no browser offers one.
    pub(super) fn writes_days(&self) -> bool {
        self.language == "fa"
    }

    /// A day as fields have it.
    pub(super) fn in_digits(&self, day: NaiveDate) -> String {
        self.reader().in_digits(day)
    }

    /// The time that it is elsewhere.
    pub(super) fn time_in(&self, zone: Tz) -> String {
        Reader { zone, ..self.reader() }.time(self.now)
    }

    /// The day, as short as it is clear today.
    pub(super) fn day(&self, at: &DateTime<Utc>) -> String {
        self.reader().day(*at, self.now)
    }

    pub(super) fn date(&self, at: &DateTime<Utc>) -> String {
        self.reader().date(*at)
    }

    /// The day and the time, the day as short as it is clear.
    pub(super) fn moment(&self, at: &DateTime<Utc>) -> String {
        self.text("date-moment", &[("day", &self.day(at)), ("time", &self.time(at))])
    }

    /// A moment that comes: the time if it is of today, else the day and the time.
    pub(super) fn ahead(&self, at: &DateTime<Utc>) -> String {
        self.reader().ahead(*at, self.now)
    }

    /// The present day, where the team is.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone).date_naive()
    }

    /// Where the team is.
    pub(super) fn zone(&self) -> Tz {
        self.zone
    }

    /// A channel by its platform's name, with its own where that says more.
    pub(super) fn account(&self, channel: &ChannelId) -> String {
        match channel.as_str().split_once(':') {
            Some((_, account)) if !matches!(account, "main" | "chat") => {
                format!("{} ({account})", self.channel(channel))
            }
            _ => self.channel(channel),
        }
    }

    /// For a list: the time if it is of today, else the day.
    pub(super) fn when(&self, at: &DateTime<Utc>) -> String {
        let of_today = at.with_timezone(&self.zone).date_naive() == self.now.with_timezone(&self.zone).date_naive();
        if of_today { self.time(at) } else { self.day(at) }
    }

    /// How long it is since then.
    pub(super) fn since(&self, at: DateTime<Utc>) -> String {
        self.reader().duration((self.now - at).max(Duration::zero()).to_std().unwrap_or_default())
    }

    /// How long something took, as a figure: the shortest words for what is over in a moment.
    pub(super) fn took(&self, duration: std::time::Duration) -> String {
        if duration.as_secs() < 60 { self.word("date-moments-figure") } else { self.duration(duration) }
    }

    /// How long it is until then, rounded up to a minute.
    pub(super) fn until(&self, at: DateTime<Utc>) -> String {
        let left = (at - self.now + Duration::seconds(59)).max(Duration::zero());
        self.reader().duration(left.to_std().unwrap_or_default())
    }

    /// What a platform is called.
    pub(super) fn channel(&self, channel: &ChannelId) -> String {
        match channel.platform() {
            "telegram" => self.word("desk-channel-telegram"),
            "discord" => self.word("desk-channel-discord"),
            "web" => self.word("desk-channel-web"),
            "console" => self.word("desk-channel-console"),
            other => other.to_owned(),
        }
    }

    /// A language by its name, or its tag if it has none here.
    pub(super) fn language_name(&self, tag: &str) -> String {
        match primary(tag) {
            "en" => self.word("desk-language-en"),
            "fa" => self.word("desk-language-fa"),
            other => other.to_owned(),
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader { words: &*self.words, language: &self.language, zone: self.zone }
    }
}

/// Where a line of a language begins: `rtl` or `ltr`.
pub(super) fn direction(language: &str) -> &'static str {
    if matches!(primary(language), "fa" | "ar" | "he" | "ur") { "rtl" } else { "ltr" }
}

/// A part of one as a whole percentage, 0 to 100, whatever it is. Nearly all is not shown as all: nobody is that sure.
pub(super) fn whole_percent(part: f64) -> u8 {
    let percent = (part * 100.0).round().min(if part < 1.0 { 99.0 } else { 100.0 });
    if percent.is_nan() { 0 } else { clamp(percent) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
fn clamp(percent: f64) -> u8 {
    percent.clamp(0.0, 100.0) as u8
}

/// What a priority is called.
pub(super) fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "inbox-priority-urgent",
        Priority::High => "inbox-priority-high",
        Priority::Normal => "inbox-priority-normal",
        Priority::Low => "inbox-priority-low",
    }
}

/// What a role is called.
pub(super) fn role_word(role: AgentRole) -> &'static str {
    match role {
        AgentRole::Admin => "desk-role-admin",
        AgentRole::Curator => "desk-role-curator",
        AgentRole::Agent => "desk-role-agent",
        AgentRole::Viewer => "desk-role-viewer",
    }
}

/// The symbol for a platform.
pub(super) fn channel_icon(channel: &ChannelId) -> &'static str {
    match channel.platform() {
        "telegram" => "plane",
        "discord" => "pad",
        "console" => "code",
        _ => "web",
    }
}

/// One or two letters that stand for a name.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let Some(first) = words.next() else { return "?".to_owned() };
    let mut initials: String = first.to_uppercase().collect();
    if first.is_ascii()
        && let Some(second) = words.next().filter(char::is_ascii)
    {
        initials.push(second.to_ascii_uppercase());
    }
    initials
}
