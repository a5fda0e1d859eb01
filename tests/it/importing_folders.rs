//! A folder, such as a checked-out repository, as the place where articles are kept: what leaves it is archived, what is written to it
//! comes back the same.

use chrono::NaiveDate;
use hamyar::model::AgentRole;
use hamyar::store::NewAgent;
use hamyar_knowledge::{Article, Audience, Status, Validity};

use crate::support::desk::TestDesk;
use crate::support::{Database, Kind, Program};

fn markdown(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{body}\n")
}

/// A program with a folder of two articles, taken in.
async fn with_folder() -> (Program, Database) {
    let database = Database::new(Kind::Sqlite).await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", database.url.clone());
    program.file("kb/en/parcel.md", &markdown("Lost parcels", "We look for it."));
    program.file("kb/en/hours.md", &markdown("Opening hours", "From nine."));
    program.file("other.jsonl", "{\"id\":\"en/other\",\"lang\":\"en\",\"title\":\"Other\",\"body\":\"Other.\"}\n");
    program.done(&["kb", "import", "kb"]).await;
    program.done(&["kb", "import", "other.jsonl"]).await;
    (program, database)
}

fn remove(program: &Program, path: &str) {
    std::fs::remove_file(program.dir().join(path)).unwrap();
}

#[tokio::test]
async fn what_left_the_folder_is_archived_and_nothing_else() {
    let (program, _database) = with_folder().await;
    remove(&program, "kb/en/hours.md");
    let usual = program.done(&["kb", "import", "kb"]).await;
    assert_eq!(
        usual, "1 read: 0 new, 0 changed, 1 as before, 0 edited at the desk, 0 broken\n",
        "only if it is wished for"
    );
    let told = program.done(&["kb", "import", "kb", "--archive-missing", "--dry-run"]).await;
    insta::assert_snapshot!(told, @"
    same	en/parcel	en	Lost parcels
    gone	en/hours	en	Opening hours
    1 read: 0 new, 0 changed, 1 as before, 0 edited at the desk, 0 broken, 1 gone
    ");
    assert!(program.done(&["kb", "list"]).await.contains("en/hours\ten\tpublished"), "a dry run changes nothing");
    let told = program.done(&["kb", "import", "kb", "--archive-missing"]).await;
    insta::assert_snapshot!(told, @"
    archived: gone	en/hours	en	Opening hours
    1 read: 0 new, 0 changed, 1 as before, 0 edited at the desk, 0 broken, 1 gone
    ");
    insta::assert_snapshot!(program.done(&["kb", "list"]).await, @"
    en/hours	en	archived	Opening hours
    en/other	en	published	Other
    en/parcel	en	published	Lost parcels
    3 articles (3 en)
    ");
    let again = program.done(&["kb", "import", "kb", "--archive-missing"]).await;
    assert!(again.ends_with(", 0 gone\n"), "{again}");
    // It comes back with its file.
    program.file("kb/en/hours.md", &markdown("Opening hours", "From ten."));
    let back = program.done(&["kb", "import", "kb", "--archive-missing"]).await;
    assert_eq!(back, "2 read: 0 new, 1 changed, 1 as before, 0 edited at the desk, 0 broken, 0 gone\n");
    assert!(program.done(&["kb", "list"]).await.contains("en/hours\ten\tpublished"));
}

#[tokio::test]
async fn nothing_is_archived_by_mistake() {
    let (program, database) = with_folder().await;
    // A folder that is not there, or is empty, or elsewhere.
    program.file("empty/README.md", "Nothing.");
    let ran = program.run(&["kb", "import", "empty", "--archive-missing", "--source", "kb"]).await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("there is no article in empty: with --archive-missing all that came from there"),
        "{ran:?}"
    );
    program.file("copy/en/parcel.md", &markdown("Lost parcels", "We look for it."));
    let told = program.done(&["kb", "import", "copy", "--archive-missing"]).await;
    assert!(told.ends_with(", 0 gone\n"), "nothing came from there before: {told}");
    // What is broken is not gone: nothing is taken in at all.
    program.done(&["kb", "import", "kb"]).await;
    program.file("kb/en/hours.md", "---\ntitle: [\n---\n");
    let ran = program.run(&["kb", "import", "kb", "--archive-missing"]).await;
    assert_eq!((ran.code, ran.err.contains("nothing is taken in: 1 broken")), (1, true), "{ran:?}");
    let ran = program.run(&["kb", "import", "kb", "--archive-missing", "--skip-broken"]).await;
    assert_eq!((ran.code, ran.err.contains("cannot be used with")), (2, true), "{ran:?}");
    let ran = program.run(&["kb", "import", "https://example.org/", "--archive-missing"]).await;
    assert_eq!((ran.code, ran.err.contains("are for folders and files")), (1, true), "{ran:?}");
    // What was edited at the desk stays, unless it is to be overwritten.
    let desk = TestDesk::new(database).await;
    let sara = desk.agent("Sara", AgentRole::Curator, "en").await;
    let now = desk.store.working_article("en/hours").await.unwrap().unwrap();
    let mine = Article { body: "From noon.".to_owned(), ..now.article };
    desk.store.edit_article(mine, Some(now.revision), sara).await.unwrap();
    desk.store.close().await;
    remove(&program, "kb/en/hours.md");
    let ran = program.run(&["kb", "import", "kb", "--archive-missing"]).await;
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!(ran.out, @"
    kept: edited	en/hours	en	Opening hours	edit of Sara	gone
    1 read: 0 new, 0 changed, 1 as before, 0 edited at the desk, 0 broken, 1 gone
    ");
    let told = program.done(&["kb", "import", "kb", "--archive-missing", "--overwrite"]).await;
    assert!(told.starts_with("archived: edited\ten/hours"), "{told}");
    assert!(program.done(&["kb", "list"]).await.contains("en/hours\ten\tarchived"));
}

#[tokio::test]
async fn a_folder_is_known_by_its_name_wherever_it_is_checked_out() {
    let (program, _database) = with_folder().await;
    program.done(&["kb", "import", "kb", "--source", "help"]).await;
    program.file("build/7/en/parcel.md", &markdown("Lost parcels", "We look for it."));
    let told = program.done(&["kb", "import", "build/7", "--source", "help", "--archive-missing"]).await;
    assert!(told.starts_with("archived: gone\ten/hours"), "{told}");
}

#[tokio::test]
async fn files_whose_articles_are_gone_leave_the_folder_only_if_nobody_changed_them() {
    let (program, _database) = with_folder().await;
    assert_eq!(program.done(&["kb", "export", "out"]).await, "3 articles written to out\n");
    program.file("out/en/mine.md", &markdown("Mine", "I put it there."));
    program.file("out/en/other.md", &markdown("Other", "I changed it."));
    for id in ["en/hours", "en/other"] {
        program.done(&["kb", "remove", id]).await;
    }
    insta::assert_snapshot!(program.done(&["kb", "export", "out"]).await, @"
    1 articles written to out
    left: out/en/hours.md
    kept, as somebody changed it: out/en/other.md
    the articles of these files are no longer there; --prune removes them
    ");
    insta::assert_snapshot!(program.done(&["kb", "export", "out", "--prune"]).await, @"
    1 articles written to out
    removed: out/en/hours.md
    kept, as somebody changed it: out/en/other.md
    ");
    let there = |path: &str| program.dir().join(path).exists();
    let files = ["out/en/hours.md", "out/en/other.md", "out/en/mine.md", "out/en/parcel.md"];
    assert_eq!(files.map(there), [false, true, true, true]);
    let ran = program.run(&["kb", "export", "out.csv", "--prune"]).await;
    assert_eq!((ran.code, ran.err.contains("--prune is for folders")), (1, true), "{ran:?}");
    assert!(!there("out.csv"));
    // A list that names what is elsewhere removes nothing there.
    program.file("secret.md", "secret");
    program.file("out/.hamyar-export", "0000000000000000 ../secret\n0000000000000000 /etc/hosts\nnonsense\n");
    program.done(&["kb", "export", "out", "--prune"]).await;
    assert!(there("secret.md"));
}

#[tokio::test]
async fn everything_that_is_in_an_article_or_beside_it_survives_the_round_trip() {
    let database = Database::new(Kind::Sqlite).await;
    let desk = TestDesk::new(database.clone()).await;
    let sara = desk.agent("Sara", AgentRole::Curator, "en").await;
    let day = |month: u32| NaiveDate::from_ymd_opt(2031, month, 1);
    let articles: Vec<Article> = [("en/lounge", "en"), ("fa/salon", "fa"), ("odd: id", "und")]
        .map(|(id, locale)| Article {
            id: id.to_owned(),
            root: "the lounge".to_owned(),
            locale: locale.to_owned(),
            title: "Lounge: \"first\"".to_owned(),
            questions: vec!["- where, exactly?".to_owned(), "کجاست؟".to_owned()],
            body: "---\nIt is *upstairs*.\n\n".to_owned(),
            labels: vec!["a, b".to_owned(), "#c".to_owned()],
            audience: Audience::Group("طلایی: ۱".to_owned()),
            status: Status::Archived,
            validity: Validity { from: day(1), until: day(2) },
        })
        .into();
    desk.store.save_articles(articles.clone(), None).await.unwrap();
    desk.store.own_article("en/lounge".to_owned(), Some(sara)).await.unwrap();
    desk.store.plan_review("en/lounge".to_owned(), day(3)).await.unwrap();
    let program = Program::new().with("HAMYAR_DATABASE__URL", database.url);
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        program.done(&["kb", "export", form]).await;
        let said = program.done(&["kb", "import", form]).await;
        assert_eq!(said, "3 read: 0 new, 0 changed, 3 as before, 0 edited at the desk, 0 broken\n", "{form}");
        program.done(&["kb", "import", form, "--overwrite", "--archive-missing"]).await;
        assert_eq!(desk.store.articles().await.unwrap(), articles, "{form}");
    }
    assert_eq!(desk.store.owned_articles(Some(sara)).await.unwrap(), ["en/lounge"]);
    assert_eq!(desk.store.review_of("en/lounge").await.unwrap(), day(3));
    // Elsewhere, it is the same: who keeps an article is known by their address.
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        let other = Database::new(Kind::Sqlite).await;
        let elsewhere = TestDesk::new(other.clone()).await;
        let sara = elsewhere.agent("Sara", AgentRole::Curator, "en").await;
        let there = Program::new().with("HAMYAR_DATABASE__URL", other.url);
        let path = program.dir().join(form).display().to_string();
        let told = there.done(&["kb", "import", &path, "--dry-run"]).await;
        let said = "owner\ten/lounge\tsara@team.example\nreview_on\ten/lounge\t2031-03-01\n";
        assert!(told.contains(said), "{form}: {told}");
        assert_eq!(elsewhere.store.owner_of("en/lounge").await.unwrap(), None, "a dry run changes nothing");
        there.done(&["kb", "import", &path]).await;
        assert_eq!(elsewhere.store.articles().await.unwrap(), articles, "{form}");
        assert_eq!(elsewhere.store.owned_articles(Some(sara)).await.unwrap(), ["en/lounge"], "{form}");
        assert_eq!(elsewhere.store.review_of("en/lounge").await.unwrap(), day(3), "{form}");
        assert_eq!(elsewhere.store.upkeeps().await.unwrap(), desk.store.upkeeps().await.unwrap(), "{form}");
    }
    program.done(&["kb", "export", "public.jsonl", "--without-owners"]).await;
    let public = std::fs::read_to_string(program.dir().join("public.jsonl")).unwrap();
    assert!(!public.contains("sara@") && public.contains("\"review_on\":\"2031-03-01\""), "{public}");
}

#[tokio::test]
async fn a_keeper_whom_nobody_knows_is_told_and_is_not_lost() {
    let database = Database::new(Kind::Sqlite).await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", database.url.clone());
    let file = |owner: &str, day: &str| {
        format!("---\ntitle: Lost parcels\nowner: {owner}\nreview_on: {day}\n---\n\nWe look for it.\n")
    };
    program.file("kb/en/parcel.md", &file("Mina@Elsewhere.example", "2031-05-01"));
    let told = program.done(&["kb", "import", "kb"]).await;
    insta::assert_snapshot!(told, @"
    owner	en/parcel	mina@elsewhere.example	nobody of the team has this address; it is noted, and written by the next export
    1 read: 1 new, 0 changed, 0 as before, 0 edited at the desk, 0 broken
    ");
    let desk = TestDesk::new(database).await;
    assert_eq!(desk.store.owner_of("en/parcel").await.unwrap(), None);
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        program.done(&["kb", "export", form]).await;
        let read = hamyar_knowledge::files::read(&program.dir().join(form));
        assert_eq!(read.upkeep["en/parcel"].owner.as_deref(), Some("mina@elsewhere.example"), "{form}");
    }
    // Once there is such a person, the same file makes them its keeper, and the day follows what the file says.
    let (mina, sara) = (
        desk.store
            .add_agent(NewAgent {
                email: "mina@elsewhere.example".to_owned(),
                name: "Mina".to_owned(),
                role: AgentRole::Curator,
                language: "en".to_owned(),
                password_hash: String::new(),
            })
            .await
            .unwrap(),
        desk.agent("Sara", AgentRole::Curator, "en").await,
    );
    program.file("kb/en/parcel.md", &file("mina@elsewhere.example", "2031-06-01"));
    program.done(&["kb", "import", "kb"]).await;
    assert_eq!(desk.store.owner_of("en/parcel").await.unwrap(), mina);
    assert_eq!(desk.store.review_of("en/parcel").await.unwrap(), NaiveDate::from_ymd_opt(2031, 6, 1));
    // What is said at the desk since is kept, unless it is to be overwritten. What a file does not say stays as it is.
    desk.store.own_article("en/parcel".to_owned(), Some(sara)).await.unwrap();
    desk.store.plan_review("en/parcel".to_owned(), NaiveDate::from_ymd_opt(2031, 7, 1)).await.unwrap();
    let told = program.done(&["kb", "import", "kb"]).await;
    insta::assert_snapshot!(told, @"
    owner	en/parcel	mina@elsewhere.example	kept as it was said at the desk
    review_on	en/parcel	2031-06-01	kept as it was said at the desk
    1 read: 0 new, 0 changed, 1 as before, 0 edited at the desk, 0 broken
    ");
    assert_eq!(desk.store.owner_of("en/parcel").await.unwrap(), Some(sara));
    program.file("bare/en/parcel.md", &markdown("Lost parcels", "We look for it."));
    program.done(&["kb", "import", "bare", "--overwrite"]).await;
    assert_eq!(desk.store.owner_of("en/parcel").await.unwrap(), Some(sara));
    program.done(&["kb", "import", "kb", "--overwrite"]).await;
    assert_eq!(desk.store.owner_of("en/parcel").await.unwrap(), mina);
    assert_eq!(desk.store.review_of("en/parcel").await.unwrap(), NaiveDate::from_ymd_opt(2031, 6, 1));
}

/// Lines as the shared sets have them: some with a title or a text alone, in two languages, with whatever people write.
#[tokio::test]
async fn a_knowledge_base_of_questions_and_answers_goes_out_and_in_again() {
    let fixture = include_str!("fixtures/stackfaq.jsonl");
    let program = Program::new();
    program.file("kb.jsonl", fixture);
    program.done(&["kb", "import", "kb.jsonl"]).await;
    let mut original = hamyar_knowledge::files::read(&program.dir().join("kb.jsonl")).articles;
    original.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(original.len(), fixture.lines().count());
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        program.done(&["kb", "export", form]).await;
        let mut written = hamyar_knowledge::files::read(&program.dir().join(form)).articles;
        written.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(written, original, "{form}");
    }
}
