//! When people are there: counted rightly whatever clocks and calendars do, and told to those who wait.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use hamyar::model::{Hours, OpenSpan};
use hamyar_channel::testing::Person;
use proptest::prelude::*;

use crate::support::{Database, Starting, both};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn minutes(span: &str) -> OpenSpan {
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    let (from, to) = span.split_once('-').unwrap();
    (minute(from), minute(to))
}

/// The same spans from Monday to Friday.
fn on_weekdays(zone: Tz, spans: &[&str], holidays: &[&str]) -> Hours {
    let day: Vec<OpenSpan> = spans.iter().map(|span| minutes(span)).collect();
    let week = std::array::from_fn(|index| if index < 5 { day.clone() } else { Vec::new() });
    let holidays = holidays.iter().map(|day| (day.parse().unwrap(), "a holiday".to_owned())).collect();
    Hours::new(zone, Some(week), holidays)
}

/// The same span every day.
fn daily(zone: Tz, span: &str) -> Hours {
    Hours::new(zone, Some(std::array::from_fn(|_| vec![minutes(span)])), BTreeMap::new())
}

#[test]
fn nights_weekends_and_holidays_do_not_count() {
    let hours = on_weekdays(Tz::Asia__Tehran, &["09:00-12:00", "13:00-17:00"], &["2026-11-24"]);
    // A Sunday, half past one with the team; then Monday, in the lunch break, and its end.
    assert!(!hours.is_open(at("2026-11-22T10:00:00Z")));
    assert_eq!(hours.opens(at("2026-11-22T10:00:00Z")), Some(at("2026-11-23T05:30:00Z")));
    assert!(hours.is_open(at("2026-11-23T05:30:00Z")) && !hours.is_open(at("2026-11-23T05:29:59Z")));
    assert!(!hours.is_open(at("2026-11-23T08:30:00Z")), "an end does not belong to its span");
    assert_eq!(hours.opens(at("2026-11-23T08:30:00Z")), Some(at("2026-11-23T09:30:00Z")));
    // After Monday evening comes the holiday, then Wednesday.
    assert_eq!(hours.opens(at("2026-11-23T13:30:00Z")), Some(at("2026-11-25T05:30:00Z")));
    assert_eq!(hours.holiday(at("2026-11-23T20:30:00Z")), Some("a holiday"), "it begins at its local midnight");
    assert_eq!(hours.between(at("2026-11-22T10:00:00Z"), at("2026-11-25T06:30:00Z")), Duration::hours(8));
    assert_eq!(hours.after(at("2026-11-22T10:00:00Z"), Duration::hours(8)), Some(at("2026-11-25T06:30:00Z")));
    // What is due in an hour on a Friday evening is due on Monday morning.
    assert_eq!(hours.after(at("2026-11-27T13:00:00Z"), Duration::hours(1)), Some(at("2026-11-30T06:00:00Z")));
}

#[test]
fn turned_clocks_make_a_day_longer_or_shorter() {
    let whole = daily(Tz::Europe__Berlin, "00:00-24:00");
    let day = |from: &str, to: &str| whole.between(at(from), at(to)).num_hours();
    assert_eq!(day("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), 23, "nothing is counted that no clock shows");
    assert_eq!(day("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), 25, "nor is anything counted twice");
    let office = daily(Tz::Europe__Berlin, "09:00-17:00");
    assert_eq!(office.opens(at("2026-03-28T20:00:00Z")), Some(at("2026-03-29T07:00:00Z")));
    assert_eq!(office.opens(at("2026-10-24T20:00:00Z")), Some(at("2026-10-25T08:00:00Z")));
    assert_eq!(office.after(at("2026-03-28T15:30:00Z"), Duration::hours(1)), Some(at("2026-03-29T07:30:00Z")));
    // A span that begins where the clock skips begins when it has skipped.
    let early = daily(Tz::Europe__Berlin, "02:30-04:00");
    assert_eq!(early.opens(at("2026-03-28T12:00:00Z")), Some(at("2026-03-29T01:00:00Z")));
    assert_eq!(early.between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), Duration::hours(1));
    // In Beirut clocks skip midnight, in Havana they show the hour after it twice.
    let midnight = daily(Tz::Asia__Beirut, "00:00-01:00");
    assert_eq!(midnight.between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), Duration::zero());
    let havana = daily(Tz::America__Havana, "00:00-24:00");
    assert_eq!(havana.between(at("2026-10-31T04:00:00Z"), at("2026-11-03T05:00:00Z")), Duration::hours(3 * 24 + 1));
}

#[test]
fn a_team_that_is_never_there_has_no_next_time() {
    let never = Hours::new(Tz::UTC, Some(Default::default()), BTreeMap::new());
    let now = at("2026-11-22T10:00:00Z");
    assert_eq!((never.opens(now), never.after(now, Duration::hours(1))), (None, None));
    assert_eq!(never.between(now, now + Duration::days(9)), Duration::zero());
    let always = Hours::always(Tz::UTC);
    assert_eq!(always.after(now, Duration::days(2)), Some(now + Duration::days(2)));
    assert_eq!(always.between(now + Duration::days(2), now), Duration::zero());
    // Holidays close what is open around the clock.
    let holiday = Hours::new(Tz::UTC, None, BTreeMap::from([("2026-11-23".parse().unwrap(), "rest".to_owned())]));
    assert_eq!(holiday.after(now, Duration::days(2)), Some(now + Duration::days(3)));
    assert!(holiday.is_open(now));
}

const ZONES: [Tz; 5] = [Tz::UTC, Tz::Asia__Tehran, Tz::Europe__Berlin, Tz::America__Havana, Tz::Australia__Lord_Howe];

prop_compose! {
    /// A moment of 2026, in which all but the first two zones turn their clocks twice.
    fn moment()(minute in 0..365_i64 * 24 * 60) -> DateTime<Utc> {
        at("2026-01-01T00:00:00Z") + Duration::minutes(minute)
    }
}

prop_compose! {
    fn day()(cuts in prop::collection::btree_set(0..=96_u16, 0..6)) -> Vec<OpenSpan> {
        let cuts: Vec<u16> = cuts.into_iter().map(|quarter| quarter * 15).collect();
        cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    }
}

prop_compose! {
    fn hours()(
        zone in prop::sample::select(ZONES.as_slice()),
        week in prop::option::of(prop::array::uniform7(day())),
        holidays in prop::collection::btree_set(0..365_u32, 0..20),
    ) -> Hours {
        let day = |of_year: u32| NaiveDate::from_yo_opt(2026, of_year + 1).unwrap();
        Hours::new(zone, week, holidays.into_iter().map(|of_year| (day(of_year), String::new())).collect())
    }
}

proptest! {
    #[test]
    fn open_time_adds_up(hours in hours(), mut moments in prop::array::uniform3(moment())) {
        moments.sort();
        let [first, second, third] = moments;
        let (one, other) = (hours.between(first, second), hours.between(second, third));
        prop_assert_eq!(one + other, hours.between(first, third));
        prop_assert!(one >= Duration::zero() && one <= second - first);
    }

    #[test]
    fn so_much_later_is_when_so_much_has_passed(hours in hours(), from in moment(), open in 0..2_000_i64) {
        let open = Duration::minutes(open);
        if let Some(then) = hours.after(from, open) {
            prop_assert_eq!(hours.between(from, then), open);
            prop_assert!(open.is_zero() || hours.between(from, then - Duration::seconds(1)) < open, "not earlier");
        }
    }

    #[test]
    fn the_next_opening_is_the_first_open_moment(hours in hours(), from in moment()) {
        let Some(opens) = hours.opens(from) else { return Ok(()) };
        prop_assert!(opens >= from && hours.is_open(opens));
        prop_assert_eq!(hours.between(from, opens), Duration::zero());
        prop_assert!(hours.between(opens, opens + Duration::minutes(1)) > Duration::zero());
    }

    /// Where no clock is turned, a minute is open if it is in a span of its day.
    #[test]
    fn a_minute_is_open_if_its_day_says_so(week in prop::array::uniform7(day()), from in moment()) {
        let hours = Hours::new(Tz::Asia__Tehran, Some(week.clone()), BTreeMap::new());
        let local = from.with_timezone(&Tz::Asia__Tehran);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap();
        let spans = &week[usize::try_from(local.weekday().num_days_from_monday()).unwrap()];
        let open = spans.iter().any(|(start, end)| (*start..*end).contains(&minute));
        prop_assert_eq!(hours.is_open(from), open);
    }
}

both!(outside_of_hours_a_customer_is_told_when_somebody_will_be_there, while_people_are_there_nothing_is_invented,);

/// A team in Tehran that works from Saturday to Wednesday in the morning. It is Sunday, half past one with them.
fn in_the_morning(database: Database) -> Starting {
    let mut starting = Starting::on(database).setting("HAMYAR_TIME_ZONE", "Asia/Tehran");
    for day in ["SATURDAY", "SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY"] {
        starting = starting.setting(Box::leak(format!("HAMYAR_HOURS__{day}").into_boxed_str()), "09:00-12:00");
    }
    starting.setting("HAMYAR_HOURS__HOLIDAYS", "2026-11-24 Founding *day*")
}

async fn outside_of_hours_a_customer_is_told_when_somebody_will_be_there(database: Database) {
    let app = in_the_morning(database).start().await;
    let (mina, omid) = (Person::direct("mina"), Person::direct("omid"));
    let told = async |person: &Person, text: &str| {
        app.channel.says(person, text).accepted().await;
        let told = app.channel.next_sent_to(person.address()).await.outbound.text.text;
        // Below it the bot says who it is.
        let told = told.split("\n\n").next().unwrap_or_default();
        // Without the marks around a Latin name in a Persian sentence.
        told.replace(['\u{2068}', '\u{2069}'], "")
    };
    assert_eq!(
        told(&mina, "I want to talk to a person").await,
        "I have passed this to the team. Nobody is here at the moment: we are back Monday, 23 November, 09:00 our time, which is in 19 h 30 min, and a person will answer you here. You can add whatever helps in the meantime."
    );
    assert_eq!(
        told(&omid, "می‌خواهم با پشتیبان حرف بزنم").await,
        "گفت‌وگو را به پشتیبانی سپردم. الان کسی از همکاران نیست. دوشنبه ۲ آذر، ساعت ۰۹:۰۰ به وقت ما، یعنی ۱۹ ساعت و ۳۰ دقیقه دیگر، برمی‌گردیم و یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید."
    );
    // Who waits is not told again, whatever they add.
    app.channel.says(&mina, "It is about my order.").accepted().await;
    app.decided(1).await;
    assert_eq!(app.kinds(1).await, "message handoff reply message");

    // In the morning of the next day people are there.
    app.clock.advance(Duration::hours(20));
    let reza = Person::direct("reza");
    assert_eq!(
        told(&reza, "I want to talk to a person").await,
        "I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime."
    );
    // And the day after is a holiday, whose name is shown as it is written.
    app.clock.advance(Duration::hours(24));
    let (sara, dana) = (Person::direct("sara"), Person::direct("dana"));
    assert_eq!(
        told(&sara, "I want to talk to a person").await,
        "I have passed this to the team. Today is a holiday here (Founding *day*): we are back Wednesday, 25 November, 09:00 our time, which is in 23 h 30 min, and a person will answer you here. You can add whatever helps in the meantime."
    );
    assert_eq!(
        told(&dana, "می‌خواهم با پشتیبان حرف بزنم").await,
        "گفت‌وگو را به پشتیبانی سپردم. امروز به مناسبت «Founding *day*» تعطیلیم. چهارشنبه ۴ آذر، ساعت ۰۹:۰۰ به وقت ما، یعنی ۲۳ ساعت و ۳۰ دقیقه دیگر، برمی‌گردیم و یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید."
    );
    // Later on the same day, before the hours begin.
    app.clock.advance(Duration::hours(23));
    let kian = Person::direct("kian");
    assert_eq!(
        told(&kian, "I want to talk to a person").await,
        "I have passed this to the team. Nobody is here at the moment: we are back today, 09:00 our time, which is in 30 min, and a person will answer you here. You can add whatever helps in the meantime."
    );
}

async fn while_people_are_there_nothing_is_invented(database: Database) {
    let app = in_the_morning(database).setting("HAMYAR_CONVERSATION__REPLY_EXPECTATION", "2h").start().await;
    let told = async |name: &str| {
        let person = Person::direct(name);
        app.channel.says(&person, "I want to talk to a person").accepted().await;
        app.channel.next_sent_to(person.address()).await.outbound.text.text
    };
    // Half past nine, and half past eleven: within two hours nobody will be there any more.
    app.clock.advance(Duration::hours(20));
    assert!(told("mina").await.contains(" We usually reply within 2 h."));
    app.clock.advance(Duration::hours(2));
    assert!(!told("omid").await.contains("We usually reply"));
}
