//! What curators do, by commands for automation: the same lists and words as the desk's and REST's.

use chrono::NaiveDate;
use hamyar::clock::Edge;
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::AuditFilter;
use hamyar_knowledge::{Article, Audience, Status};
use serde_json::{Value, json};

use crate::support::desk::TestDesk;
use crate::support::{Database, Kind, Program};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn article(id: &str, title: &str, body: &str) -> Article {
    let (locale, root) = id.split_once('/').unwrap();
    Article {
        id: id.to_owned(),
        root: root.to_owned(),
        locale: locale.to_owned(),
        title: title.to_owned(),
        body: body.to_owned(),
        ..Article::default()
    }
}

/// The ids in a list that a command printed as JSON.
fn ids(listed: &str) -> Vec<String> {
    let listed = json_of(listed);
    listed["articles"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// A desk with some articles, one of them in two languages, and what became of them.
async fn kept() -> (TestDesk, Program) {
    let database = Database::new(Kind::Sqlite).await;
    let desk = TestDesk::knowing(database.clone()).await;
    let articles = vec![
        Article { labels: vec!["post".to_owned()], ..article("en/parcel", "Lost parcels", "We look for it.") },
        article("fa/parcel", "بستهٔ گم‌شده", "دنبالش می‌گردیم."),
        Article { audience: Audience::Group("Gold".to_owned()), ..article("en/lounge", "Lounge", "It is upstairs.") },
        Article { status: Status::Draft, ..article("en/new", "New opening hours", "From nine.") },
    ];
    desk.store.save_articles(articles, None).await.unwrap();
    desk.library.refresh().await.unwrap();
    let program = Program::new().with("HAMYAR_DATABASE__URL", database.url);
    (desk, program)
}

#[tokio::test]
async fn articles_are_listed_as_the_desk_lists_them() {
    let (desk, program) = kept().await;
    let sara = desk.agent("Sara", AgentRole::Curator, "en").await;
    desk.store.own_article("en/lounge".to_owned(), Some(sara)).await.unwrap();
    desk.store.plan_review("en/parcel".to_owned(), NaiveDate::from_ymd_opt(2020, 1, 1)).await.unwrap();
    let email = desk.store.agent(sara).await.unwrap().unwrap().email;
    desk.store.close().await;
    for (wanted, found) in [
        (&[][..], &["en/lounge", "en/new", "en/parcel", "fa/parcel"][..]),
        (&["--locale", "fa"], &["fa/parcel"]),
        (&["--label", "post"], &["en/parcel"]),
        (&["--status", "draft"], &["en/new"]),
        (&["--audience", "group"], &["en/lounge"]),
        (&["--audience", "group:Gold"], &["en/lounge"]),
        (&["--words", "opening"], &["en/new"]),
        (&["--attention", "stale"], &["en/parcel"]),
        (&["--attention", "refused"], &[]),
        (&["--attention", "unasked", "--locale", "fa"], &["fa/parcel"]),
        (&["--owner", &email], &["en/lounge"]),
        (&["--owner", "nobody", "--status", "published"], &["en/parcel", "fa/parcel"]),
    ] {
        let listed = program.done(&[&["kb", "list", "--json"], wanted].concat()).await;
        assert_eq!(ids(&listed), found, "{wanted:?}");
    }
    let said = program.done(&["kb", "list", "--locale", "en", "--status", "published"]).await;
    assert_eq!(said, "en/lounge\ten\tpublished\tLounge\nen/parcel\ten\tpublished\tLost parcels\n2 articles (2 en)\n");
    for (wrong, told) in [
        (["--status", "gone"], "allowed are draft, review, published, archived"),
        (["--attention", "bad"], "allowed are stale, unasked, refused"),
        (["--audience", "everybody"], "allowed: public, members, group:"),
        (["--owner", "x@example.org"], "nobody of the team has the address `x@example.org`"),
    ] {
        let ran = program.run(&[&["kb", "list"][..], &wrong].concat()).await;
        assert!(ran.code != 0 && ran.err.contains(told), "{wrong:?}: {ran:?}");
    }
}

#[tokio::test]
async fn an_article_is_published_archived_and_brought_back() {
    let (desk, program) = kept().await;
    assert_eq!(program.done(&["kb", "review", "en/new"]).await, "en/new is review\n");
    assert_eq!(program.done(&["kb", "publish", "en/new"]).await, "en/new is published\n");
    assert_eq!(program.done(&["kb", "publish", "en/new"]).await, "en/new is published already\n");
    assert_eq!(program.done(&["kb", "archive", "en/new"]).await, "en/new is archived\n");
    let history = json_of(&program.done(&["kb", "history", "en/new", "--json"]).await);
    let versions = history["revisions"].as_array().unwrap();
    let statuses: Vec<&str> = versions.iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["archived", "published", "review", "draft"]);
    assert_eq!(versions[0]["saved_by"], Value::Null);
    let first = versions[3]["revision"].to_string();
    let said = program.done(&["kb", "restore", "en/new", &first]).await;
    assert_eq!(said, format!("version {first} of en/new is a draft now; `hamyar kb publish` publishes it\n"));
    let said = program.done(&["kb", "history", "en/new", "--limit", "1"]).await;
    assert!(said.contains("\tdraft\t-\tNew opening hours") && said.lines().count() == 1, "{said}");
    for (wrong, told) in [
        (&["kb", "publish", "en/nothing"][..], "there is no article `en/nothing`; `hamyar kb list` lists them"),
        (&["kb", "history", "en/nothing"], "there is no article `en/nothing`"),
        (&["kb", "restore", "en/new", "999"], "`en/new` has no version 999; `hamyar kb history` lists them"),
    ] {
        let ran = program.run(wrong).await;
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains(told), "{ran:?}");
    }
    let told = desk.store.audited(&AuditFilter::default(), None, 100).await.unwrap();
    let done: Vec<AuditKind> =
        told.iter().rev().filter(|row| row.deed.detail == "en/new").map(|row| row.deed.kind).collect();
    assert_eq!(done, [AuditKind::Published, AuditKind::Archived]);
    // What a command has archived is not published again by the next import of what it came from.
    program.done(&["kb", "archive", "fa/parcel"]).await;
    program.file("kb.jsonl", "{\"id\":\"fa/parcel\",\"lang\":\"fa\",\"title\":\"بسته\",\"body\":\"تازه\"}\n");
    let ran = program.run(&["kb", "import", "kb.jsonl"]).await;
    assert_eq!((ran.code, ran.out.contains("1 edited at the desk")), (3, true), "{ran:?}");
}

#[tokio::test]
async fn what_curators_look_at_is_told_to_programs() {
    let (desk, program) = kept().await;
    // Commands live in the present; the desk's clock may not.
    desk.clock.advance(Edge::system().now() - desk.edge.now());
    desk.says("mina", "do you buy used pianos?").await;
    desk.says("tobias", "do you buy old pianos?").await;
    desk.says("lale", "what of lost parcels").await;
    desk.store.plan_review("en/parcel".to_owned(), NaiveDate::from_ymd_opt(2020, 1, 1)).await.unwrap();

    let gaps = json_of(&program.done(&["kb", "gaps", "--json"]).await);
    let gap = &gaps["gaps"][0];
    assert!(gap["question"].as_str().unwrap().contains("pianos"), "{gaps}");
    assert_eq!(
        (&gap["language"], &gap["outcome"], &gaps["partial"]),
        (&json!("en"), &json!("hands_over"), &json!(false))
    );
    assert!(gap["entries"][0].is_string() && gap["people"].as_u64().unwrap() >= 1);
    let said = program.done(&["kb", "gaps", "--limit", "1"]).await;
    assert!(said.contains("pianos?") && said.ends_with("1 gaps, 0 dismissed\n"), "{said}");

    let fresh = json_of(&program.done(&["kb", "freshness", "--json"]).await);
    assert_eq!(fresh["due"], json!([{"id": "en/parcel", "title": "Lost parcels", "due": "2020-01-01"}]));
    assert_eq!((&fresh["left"], &fresh["refused"], &fresh["source"]), (&json!(0), &json!([]), &json!([])));
    assert_eq!(program.done(&["kb", "freshness"]).await, "due\ten/parcel\t2020-01-01\n1 to look at\n");

    let measures = json_of(&program.done(&["kb", "measures", "--days", "7", "--json"]).await);
    assert_eq!((&measures["questions"], &measures["answered"]), (&json!(3), &json!(1)), "{measures}");
    assert_eq!(measures["articles"][0]["id"], "en/parcel");
    assert!(measures["next"][0]["question"].as_str().unwrap().contains("pianos"));
    assert!(program.done(&["kb", "measures"]).await.contains("en/parcel\tanswered 1\t"));
    let of_one = program.done(&["kb", "measures", "--article", "en/parcel"]).await;
    let day = "answered 1\thelped 0\tnot this 0\toffered 0\tchosen 0\thanded over 0\n";
    assert!(of_one.contains(": answered 1, helped 0, not this 0,") && of_one.ends_with(day), "{of_one}");
    let of_one = json_of(&program.done(&["kb", "measures", "--article", "en/parcel", "--json"]).await);
    assert_eq!((&of_one["id"], &of_one["days"][0]["answered"]), (&json!("en/parcel"), &json!(1)), "{of_one}");
    let ran = program.run(&["kb", "measures", "--article", "en/nothing"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: there is no article en/nothing\n"));
    let ran = program.run(&["kb", "measures", "--from", "2020-02-01", "--to", "2020-01-01"]).await;
    assert_eq!((ran.code, ran.err.contains("the period begins before it ends")), (1, true), "{ran:?}");
    let ran = program.run(&["kb", "measures", "--from", "2099-01-01", "--to", "2099-02-01"]).await;
    assert_eq!((ran.code, ran.err.contains("is to come")), (1, true), "{ran:?}");

    let missing = json_of(&program.done(&["kb", "translations", "--json"]).await);
    assert_eq!(missing["translations"][0]["source"], "en/lounge");
    assert_eq!(
        (&missing["translations"][0]["state"], &missing["translations"][0]["article"]),
        (&json!("missing"), &Value::Null)
    );
    let current = program.done(&["kb", "translations", "--state", "current", "--language", "fa"]).await;
    assert_eq!(current, "current\ten/parcel\ten to fa\tLost parcels\n1 translations\n");
    let ran = program.run(&["kb", "translations", "--language", "xx"]).await;
    assert_eq!((ran.code, ran.err.contains("nothing is translated into `xx`; there are en, fa")), (1, true), "{ran:?}");
}
