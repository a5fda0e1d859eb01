//! What `/metrics` tells: read as Prometheus reads it, after a story in which much goes well and some things do not.

use std::collections::BTreeMap;

use chrono::Duration;
use hamyar::model::DeliveryStatus;
use hamyar::store::DeliveryCounts;
use hamyar_channel::testing::{Person, within};
use hamyar_channel::{Channel, SendError};

use crate::support::{Database, Kind, Starting, TestApp, both};

both!(after_a_story_the_figures_tell_it, without_the_database_what_is_counted_is_still_told);

/// Samples by their whole name, labels included as they are written.
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    async fn of(app: &TestApp) -> Self {
        let response = reqwest::get(format!("http://{}/metrics", app.http)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
        Self::read(&response.text().await.unwrap())
    }

    /// Every sample belongs to a family that says what it is; times are in seconds, and what is counted ends in `_total`.
    fn read(text: &str) -> Self {
        let (mut family, mut samples) = ((String::new(), String::new()), BTreeMap::new());
        assert!(text.ends_with("# EOF\n"), "{text}");
        for line in text.lines() {
            if let Some(of) = line.strip_prefix("# TYPE ") {
                let (name, kind) = of.split_once(' ').unwrap();
                assert!(name.starts_with("hamyar_"), "{line}");
                family = (name.to_owned(), kind.to_owned());
                continue;
            }
            if line.starts_with('#') {
                continue;
            }
            let (sample, value) = line.rsplit_once(' ').unwrap();
            let name = sample.split('{').next().unwrap();
            let ending = name.strip_prefix(&family.0).unwrap_or_else(|| panic!("{line} is not of {}", family.0));
            let endings: &[&str] = match family.1.as_str() {
                "counter" => &["_total"],
                "gauge" => &[""],
                "histogram" => &["_bucket", "_sum", "_count"],
                "info" => &["_info"],
                other => panic!("{other} is no kind of ours"),
            };
            assert!(endings.contains(&ending), "{line}");
            assert!(family.1 != "histogram" || family.0.ends_with("_seconds"), "{line}");
            samples.insert(sample.trim_end_matches("{}").to_owned(), value.parse().unwrap());
        }
        Self(samples)
    }

    #[track_caller]
    fn says(&self, expected: &[(&str, f64)]) {
        for (sample, value) in expected {
            let found = self.0.get(&format!("hamyar_{sample}"));
            assert_eq!(found, Some(value), "{sample} among {:#?}", self.0.keys().collect::<Vec<_>>());
        }
    }
}

/// Asks something, and waits until the answer stands so.
async fn asks(app: &TestApp, who: &str, number: i64, status: DeliveryStatus) {
    app.channel.says(&Person::direct(who), "a question").accepted().await;
    let mut changes = app.live.desk();
    let id = app.conversation(number).await.id;
    loop {
        let states = app.store.delivery_states(id, (0, i64::MAX)).await.unwrap();
        let attempted = states.first().is_some_and(|state| state.status == status);
        if attempted && app.store.delivery_counts().await.unwrap().sending == 0 {
            return;
        }
        within("a delivery", changes.recv()).await.unwrap();
    }
}

async fn after_a_story_the_figures_tell_it(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "2").start().await;
    asks(&app, "mina-canary", 1, DeliveryStatus::Sent).await;
    app.channel.says(&Person::direct("reza"), "an unknown thing").accepted().await;
    app.happened(2, "message handoff reply").await;
    app.settled_all().await;
    // One is refused for good, which fetches a person; of another nobody knows whether it arrived, and it waits.
    app.channel.fail_next(SendError::Rejected { reason: "bad entities".into() });
    app.channel.fail_next(SendError::Rejected { reason: "bad entities".into() });
    asks(&app, "omid", 3, DeliveryStatus::Dead).await;
    app.happened(3, "message reply failed handoff").await;
    app.channel.fail_next(SendError::Transient {
        reason: "busy".into(),
        retry_after: Some(std::time::Duration::from_mins(9)),
    });
    asks(&app, "sara", 4, DeliveryStatus::Pending).await;
    app.channel.fail_next(SendError::Unknown { reason: "cut".into() });
    asks(&app, "ali", 5, DeliveryStatus::Pending).await;
    let waiting = DeliveryCounts { pending: 2, dead: 1, ..DeliveryCounts::default() };
    for words in ["one", "two", "three"] {
        app.channel.says(&Person::direct("nima"), words).accepted().await;
    }
    within("nima's first two", async {
        // What is decided is sent, too, but for what waits for the platform.
        while !app.kinds(6).await.contains("reply") || app.store.delivery_counts().await.unwrap() != waiting {
            tokio::task::yield_now().await;
        }
    })
    .await;
    app.store.pause(true).await.unwrap();
    app.clock.advance(Duration::milliseconds(700));

    let told = Scrape::of(&app).await;
    let channel = app.channel.id();
    let on = |name: &str, labels: &str| format!("{name}{{channel=\"{channel}\"{labels}}}");
    told.says(&[
        (&on("events_total", ",outcome=\"recorded\""), 8.0),
        (&on("floods_total", ""), 1.0),
        (&on("delivery_attempts_total", ",outcome=\"retried\""), 1.0),
        (&on("delivery_attempts_total", ",outcome=\"dead\""), 1.0),
        (&on("delivery_attempts_total", ",outcome=\"held_back\""), 1.0),
        (&on("delivery_attempts_total", ",outcome=\"ambiguous\""), 1.0),
        (&on("ambiguous_sends_total", ""), 1.0),
        (&on("deliveries_held_back_total", ",reason=\"platform\""), 1.0),
        (&on("channel_up", ""), 1.0),
        ("handoffs_total{reason=\"no_answer\"}", 1.0),
        ("handoffs_total{reason=\"not_delivered\"}", 1.0),
        ("decisions_total{outcome=\"handoff\"}", 2.0),
        ("conversations_waiting{waits_for=\"bot\"}", 1.0),
        ("conversations_oldest_seconds{waits_for=\"bot\"}", 0.7),
        ("conversations_waiting{waits_for=\"team\"}", 2.0),
        ("conversations_oldest_seconds{waits_for=\"team\"}", 0.7),
        ("deliveries{state=\"pending\"}", 2.0),
        ("deliveries{state=\"sending\"}", 0.0),
        ("deliveries{state=\"dead\"}", 1.0),
        ("deliveries{state=\"unknown\"}", 0.0),
        ("deliveries_oldest_seconds{state=\"dead\"}", 0.7),
        ("deliveries_oldest_seconds{state=\"held\"}", 0.0),
        ("deliveries_paused", 1.0),
        ("database_up", 1.0),
        ("articles_revision", 0.0),
        ("index_revision", 0.0),
    ]);
    let count = |name: &str| told.0[&format!("hamyar_{}", on(name, ""))];
    let accepted = count("accept_seconds_count");
    assert!((accepted - 8.0).abs() < 0.5, "{accepted}: each came by itself");
    assert!(count("decision_seconds_count") >= 6.0 && count("delivery_seconds_count") >= 3.0, "{:#?}", told.0);
    let sends = told.0[&format!("hamyar_{}", on("platform_call_seconds_count", ",call=\"send\""))];
    assert!(sends >= 8.0, "{sends}");
    assert!(told.0["hamyar_answer_seconds_count{answerer=\"script\"}"] >= 5.0);
    let names =
        told.0.keys().find(|sample| ["mina", "question", "unknown thing"].iter().any(|word| sample.contains(word)));
    assert_eq!(names, None, "a label names somebody, or what they said");
}

/// What waits is not known then, and not told as it was.
async fn without_the_database_what_is_counted_is_still_told(database: Database) {
    let app = Starting::on(database).start().await;
    asks(&app, "mina", 1, DeliveryStatus::Sent).await;
    Scrape::of(&app).await.says(&[("deliveries{state=\"pending\"}", 0.0), ("database_up", 1.0)]);
    app.store.close().await;
    let told = Scrape::of(&app).await;
    told.says(&[("database_up", 0.0), ("decisions_total{outcome=\"answer\"}", 1.0)]);
    assert!(!told.0.keys().any(|sample| sample.starts_with("hamyar_deliveries{")), "{:#?}", told.0.keys());
}

/// Waits until the figures say that a channel is heard, or is not.
async fn hears(app: &TestApp, channel: &str, heard: bool) {
    let sample = format!("hamyar_channel_up{{channel=\"{channel}\"}}");
    let told = async {
        while Scrape::of(app).await.0.get(&sample) != Some(&f64::from(u8::from(heard))) {
            tokio::task::yield_now().await;
        }
    };
    within(&format!("{channel} to be heard: {heard}"), told).await;
}

#[tokio::test]
async fn a_channel_whose_platform_is_away_is_not_up() {
    let (starting, telegram) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    hears(&app, "telegram:main", true).await;
    hears(&app, "web:main", true).await;
    telegram.go_down().await;
    hears(&app, "telegram:main", false).await;
    telegram.come_back().await;
    hears(&app, "telegram:main", true).await;
    // What is asked already is still answered; what is asked next is not.
    telegram.revoke_token();
    telegram.user("Mina").language("en").private().says("hello");
    hears(&app, "telegram:main", false).await;
}

#[tokio::test]
async fn a_channel_that_lost_its_gateway_is_not_up() {
    let (starting, discord) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    hears(&app, "discord:main", true).await;
    discord.go_down().await;
    hears(&app, "discord:main", false).await;
    discord.come_back().await;
    hears(&app, "discord:main", true).await;
}
