//! Taking articles in from files: what is said beforehand, all or nothing, and what was edited at the desk meanwhile.

use hamyar::model::AgentRole;
use hamyar::store::{Edited, Import, Standing, TakenIn};
use hamyar_knowledge::files::read;
use hamyar_knowledge::{Article, Audience, Status};
use serde_json::{Value, json};

use crate::sources;
use crate::support::desk::TestDesk;
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, Program, both};

both!(
    what_was_edited_at_the_desk_is_kept_unless_wished_otherwise,
    an_import_that_fails_half_way_takes_nothing_in,
    what_was_touched_since_it_was_looked_at_is_not_taken_in
);

fn article(id: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.to_owned(),
        locale: "en".to_owned(),
        title: format!("About {id}"),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

fn line(id: &str, body: &str) -> String {
    format!("{{\"id\":\"{id}\",\"lang\":\"en\",\"title\":\"About {id}\",\"body\":\"{body}\"}}\n")
}

#[tokio::test]
async fn a_dry_run_says_what_an_import_would_do_and_changes_nothing() {
    let program = Program::new();
    program.file("first.jsonl", &(line("a", "A") + &line("b", "B")));
    let said = program.done(&["kb", "import", "first.jsonl", "--dry-run"]).await;
    insta::assert_snapshot!(said, @"
    new	a	en	About a
    new	b	en	About b
    2 read: 2 new, 0 changed, 0 as before, 0 edited at the desk, 0 broken
    ");
    assert_eq!(program.done(&["kb", "list"]).await, "0 articles ()\n");
    program.done(&["kb", "import", "first.jsonl"]).await;

    program.file("second.jsonl", &(line("a", "A") + &line("b", "Changed") + "{\"id\":7}\n" + &line("c", "C")));
    let ran = program.run(&["kb", "import", "second.jsonl", "--dry-run"]).await;
    assert_eq!(ran.code, 1, "as the import would end");
    insta::assert_snapshot!(ran.out, @"
    same	a	en	About a
    changed	b	en	About b
    new	c	en	About c
    broken	second.jsonl:3: invalid type: integer `7`, expected a string at column 7
    3 read: 1 new, 1 changed, 1 as before, 0 edited at the desk, 1 broken
    ");
    let ran = program.run(&["kb", "import", "second.jsonl"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out + &ran.err, @"
    error: second.jsonl:3: invalid type: integer `7`, expected a string at column 7
    error: nothing is taken in: 1 broken; mend what is named above, or leave it out with --skip-broken
    ");
    assert!(program.done(&["kb", "list"]).await.ends_with("2 articles (2 en)\n"), "all or nothing");
    let ran = program.run(&["kb", "import", "second.jsonl", "--skip-broken"]).await;
    assert_eq!(ran.code, 1, "a script notices");
    insta::assert_snapshot!(ran.out, @"
    error: second.jsonl:3: invalid type: integer `7`, expected a string at column 7
    3 read: 1 new, 1 changed, 1 as before, 0 edited at the desk, 1 broken
    ");
    assert!(program.done(&["kb", "list"]).await.ends_with("3 articles (3 en)\n"));
}

#[tokio::test]
async fn the_command_keeps_what_was_edited_at_the_desk_and_says_so() {
    let database = Database::new(crate::support::Kind::Sqlite).await;
    let desk = TestDesk::new(database.clone()).await;
    let omid = desk.agent("Omid", AgentRole::Curator, "en").await;
    desk.store.import_articles(vec![article("a", "A"), article("b", "B")], Import::default()).await.unwrap();
    desk.store.edit_article(article("a", "Mine"), Some(1), omid).await.unwrap();
    desk.store.close().await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", database.url.clone());
    program.file("kb.jsonl", &(line("a", "A2") + &line("b", "B2")));
    for arguments in [&["kb", "import", "kb.jsonl", "--dry-run"][..], &["kb", "import", "kb.jsonl"]] {
        assert_eq!(program.run(arguments).await.code, 3, "{arguments:?}");
    }
    let ran = program.run(&["kb", "import", "kb.jsonl"]).await;
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!(ran.out, @"
    kept: edited	a	en	About a	edit of Omid
    2 read: 0 new, 0 changed, 1 as before, 1 edited at the desk, 0 broken
    ");
    insta::assert_snapshot!(program.done(&["kb", "import", "kb.jsonl", "--overwrite"]).await, @"
    overwritten: edited	a	en	About a	edit of Omid
    2 read: 0 new, 0 changed, 1 as before, 1 edited at the desk, 0 broken
    ");
    let said = program.done(&["kb", "import", "kb.jsonl"]).await;
    assert_eq!(said, "2 read: 0 new, 0 changed, 2 as before, 0 edited at the desk, 0 broken\n");
}

async fn what_was_edited_at_the_desk_is_kept_unless_wished_otherwise(database: Database) {
    let desk = TestDesk::new(database).await;
    let omid = desk.agent("Omid", AgentRole::Curator, "en").await;
    let first = ["edited", "draft", "plain", "same"].map(|id| article(id, "First"));
    let TakenIn::Done(standings) = desk.store.import_articles(first.to_vec(), Import::default()).await.unwrap() else {
        panic!("nobody else is here");
    };
    assert_eq!(standings, vec![Standing::New; 4]);
    for one in [article("edited", "Mine"), Article { status: Status::Draft, ..article("draft", "Later") }] {
        let base = desk.store.working_article(&one.id).await.unwrap().unwrap().revision;
        let saved = desk.store.edit_article(one, Some(base), omid).await.unwrap();
        assert!(matches!(saved, Edited::Saved { .. }), "{saved:?}");
    }

    let second =
        vec![article("edited", "Second"), article("draft", "Second"), article("plain", "Second"), first[3].clone()];
    let by = Some("Omid".to_owned());
    let expected = vec![
        Standing::Edited { by: by.clone(), draft: false },
        Standing::Edited { by, draft: true },
        Standing::Changed,
        Standing::Same,
    ];
    let before = desk.store.article_revision().await.unwrap();
    assert_eq!(desk.store.article_standings(&second, Import::default()).await.unwrap(), expected);
    assert_eq!(desk.store.article_revision().await.unwrap(), before, "to look changes nothing");
    let taken = desk.store.import_articles(second.clone(), Import::default()).await.unwrap();
    assert_eq!(taken, TakenIn::Done(expected));
    let body = async |id: &str| desk.store.working_article(id).await.unwrap().unwrap().article.body;
    assert_eq!(
        (body("edited").await, body("draft").await, body("plain").await),
        ("Mine".into(), "Later".into(), "Second".into())
    );

    // The same as what is published ends no draft, nor does a file that holds the draft itself.
    let same = vec![first[1].clone(), article("edited", "Mine")];
    let overwrite = Import { agent: Some(omid), overwrite: true, ..Import::default() };
    let taken = desk.store.import_articles(same, overwrite).await.unwrap();
    assert_eq!(taken, TakenIn::Done(vec![Standing::Same, Standing::Same]));
    assert_eq!(body("draft").await, "Later");

    let TakenIn::Done(_) = desk.store.import_articles(second.clone(), overwrite).await.unwrap() else { panic!() };
    assert_eq!((body("edited").await, body("draft").await), ("Second".into(), "Second".into()));
    assert!(desk.store.working_article("draft").await.unwrap().unwrap().live.is_none(), "the draft has ended");
    let history = desk.store.revisions_of("draft", i64::MAX, 9).await.unwrap();
    let by: Vec<Option<&str>> = history.iter().map(|one| one.by.as_deref()).collect();
    assert_eq!(by, [Some("Omid"), Some("Omid"), None], "whoever took it in, the draft, and the command");
    // What somebody took in from a file was not written at the desk.
    let third = vec![article("edited", "Third")];
    assert_eq!(desk.store.article_standings(&third, Import::default()).await.unwrap(), [Standing::Changed]);
}

async fn an_import_that_fails_half_way_takes_nothing_in(database: Database) {
    let desk = TestDesk::new(database.clone()).await;
    database.run("create unique index one_of_each on articles (body)").await;
    let articles = vec![article("a", "A"), article("b", "B"), article("c", "A"), article("d", "D")];
    desk.store.import_articles(articles.clone(), Import::default()).await.unwrap_err();
    assert_eq!(desk.store.articles().await.unwrap(), []);
    assert_eq!(desk.store.article_revision().await.unwrap(), 0);
    database.run("drop index one_of_each").await;
    desk.store.import_articles(articles.clone(), Import::default()).await.unwrap();
    assert_eq!(desk.store.articles().await.unwrap(), articles);
}

async fn what_was_touched_since_it_was_looked_at_is_not_taken_in(database: Database) {
    let desk = TestDesk::new(database).await;
    let omid = desk.agent("Omid", AgentRole::Curator, "en").await;
    desk.store.import_articles(vec![article("a", "A"), article("z", "Z")], Import::default()).await.unwrap();
    let files = vec![article("a", "New"), article("b", "New")];
    let look = async || Import { seen: Some(desk.store.article_revision().await.unwrap()), ..Import::default() };
    let base = async |id| desk.store.working_article(id).await.unwrap().unwrap().revision;

    let seen = look().await;
    desk.store.edit_article(article("a", "Mine"), Some(base("a").await), omid).await.unwrap();
    assert_eq!(desk.store.import_articles(files.clone(), seen).await.unwrap(), TakenIn::Overtaken);
    let seen = look().await;
    desk.store.remove_article("a".to_owned(), None).await.unwrap();
    assert_eq!(desk.store.import_articles(files.clone(), seen).await.unwrap(), TakenIn::Overtaken);
    let articles = desk.store.articles().await.unwrap();
    assert_eq!(articles, [article("z", "Z")], "nothing was taken in");
    // Others may change.
    let seen = look().await;
    desk.store.edit_article(article("z", "Mine"), Some(base("z").await), omid).await.unwrap();
    let taken = desk.store.import_articles(files, seen).await.unwrap();
    assert_eq!(taken, TakenIn::Done(vec![Standing::New, Standing::New]));
}

#[tokio::test]
async fn the_sample_knowledge_goes_out_and_in_again_in_every_form() {
    let sample = sources::root().join("examples/knowledge");
    let mut original = read(&sample).articles;
    original.sort_by(|one, other| one.id.cmp(&other.id));
    let program = Program::new();
    program.done(&["kb", "import", &sample.display().to_string()]).await;
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        program.done(&["kb", "export", form]).await;
        let other = Program::new();
        let path = program.dir().join(form).display().to_string();
        let said = other.done(&["kb", "import", &path]).await;
        assert!(said.starts_with(&format!("{0} read: {0} new, ", original.len())), "{form}: {said}");
        other.done(&["kb", "export", "again.jsonl"]).await;
        assert_eq!(read(&other.dir().join("again.jsonl")).articles, original, "{form}");
    }
}

#[tokio::test]
async fn a_site_is_taken_in_by_its_address_as_drafts() {
    let site = FakeSite::start().await;
    let program = Program::new().with("HAMYAR_KNOWLEDGE__SITES__PRIVATE", site.host());
    let program = program.with("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s");
    site.has("/map.xml", Answer::sitemap(&[site.url("/a"), site.url("/b")]));
    site.has("/a", Answer::page("<html lang=en><h1>Opening hours</h1><p>Nine to five.</p>"));
    let (map, a) = (site.url("/map.xml"), format!("{}/a", site.host()));
    let ran = program.run(&["kb", "import", &map, "--dry-run"]).await;
    let expected = format!(
        "new\t{a}\ten\tOpening hours\nbroken\t{}: the site answered with 404\n\
         1 read: 1 new, 0 changed, 0 as before, 0 edited at the desk, 1 broken\n",
        site.url("/b")
    );
    assert_eq!((ran.code, ran.out), (1, expected));
    site.has("/b", Answer::page("<html lang=fa><h1>ساعت کار</h1><p>نه تا پنج.</p>"));
    let said = program.done(&["kb", "import", &map, "--every", "7"]).await;
    assert_eq!(said, "2 read: 2 new, 0 changed, 0 as before, 0 edited at the desk, 0 broken\n");
    let listed = program.done(&["kb", "list"]).await;
    assert!(listed.contains(&format!("{a}\ten\tdraft\tOpening hours\n")), "{listed}");
    site.has("/a", Answer::page("<html lang=en><h1>Opening hours</h1><p>Nine to six.</p>"));
    let said = program.done(&["kb", "import", &map]).await;
    assert_eq!(said, "2 read: 0 new, 1 changed, 1 as before, 0 edited at the desk, 0 broken\n");

    let sites = program.done(&["kb", "sites", "list"]).await;
    assert!(sites.starts_with(&format!("{map}\tevery 7 days\tnext ")) && sites.ends_with("\n1 sites\n"), "{sites}");
    // It is read at once where somebody wishes so, which tells what came of it.
    site.has("/a", Answer::page("<html lang=en><h1>Opening hours</h1><p>Nine to seven.</p>"));
    let read = program.done(&["kb", "sites", "read", &map]).await;
    assert!(read.ends_with(": 0 new, 1 changed, 0 edited at the desk, 0 not read\n"), "{read}");
    site.has("/b", Answer::status(503));
    let read = program.run(&["kb", "sites", "read", &map]).await;
    let problem = format!("1 not read\t{}: the site answered with 503\n", site.url("/b"));
    assert!(read.code == 1 && read.out.ends_with(&problem), "{read:?}");
    let said = program.done(&["kb", "sites", "add", &site.url("/a"), "--every", "30"]).await;
    assert_eq!(said, format!("{} is read within five minutes, and every 30 days\n", site.url("/a")));
    let json = program.done(&["kb", "sites", "list", "--json"]).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    let of = |number: usize| ["url", "every_days", "state"].map(|name| json["sites"][number][name].clone());
    assert_eq!(of(0), [json!(site.url("/a")), json!(30), json!("due")]);
    assert_eq!(of(1), [json!(map), json!(7), json!("scheduled")]);
    assert_eq!(json["sites"][1]["last"]["broken"], 1);
    program.done(&["kb", "sites", "forget", &site.url("/a")]).await;
    assert_eq!(program.done(&["kb", "sites", "forget", &map]).await, format!("{map} is not read again\n"));
    assert_eq!(program.done(&["kb", "sites", "list"]).await, "0 sites\n");
    for (arguments, why) in [
        (
            &["kb", "import", "http://[::ffff:127.0.0.1]/"][..],
            "error: http://[::ffff:127.0.0.1]/ is not read: [::ffff:7f00:1] is no public address; an operator may name the \
             host in knowledge.sites.private\n",
        ),
        (
            &["kb", "import", "articles", "--every", "7"],
            "error: --every is for addresses that begin with http:// or https://\n",
        ),
        (
            &["kb", "sites", "add", "http://10.0.0.1/", "--every", "7"],
            "error: http://10.0.0.1/ is not read: 10.0.0.1 is no public address; an operator may name the host in \
             knowledge.sites.private\n",
        ),
        (
            &["kb", "sites", "read", &map],
            "error: no such site is read again; `hamyar kb sites list` lists those that are\n",
        ),
        (
            &["kb", "sites", "forget", &map],
            "error: no such site is read again; `hamyar kb sites list` lists those that are\n",
        ),
    ] {
        let ran = program.run(arguments).await;
        assert_eq!((ran.code, ran.err.as_str()), (1, why));
    }
}
