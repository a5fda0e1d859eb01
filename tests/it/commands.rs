//! The commands, as an operator types them.

use hamyar_knowledge::files;
use serde_json::Value;

use crate::support::fake_discord::FakeDiscord;
use crate::support::fake_telegram::FakeTelegram;
use crate::support::{ARTICLES, Program};

/// A program that has the articles of the bookshop.
async fn bookshop() -> Program {
    let program = Program::new();
    assert_eq!(
        program.done(&["kb", "import", ARTICLES]).await,
        "19 read: 19 new, 0 changed, 0 as before, 0 edited at the desk, 0 broken\n"
    );
    program
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test]
async fn malformed_settings_end_with_2_and_say_what_is_allowed() {
    let program = Program::new();
    program.file("hamyar.toml", "name = \"Narenj\"\n[telegram]\nmode = \"pigeon\"\n");
    let ran = program.run(&["run"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!(ran.err, @r#"error: hamyar.toml:3: telegram.mode: found "pigeon", allowed are "polling", "webhook""#);
    let program = Program::new().with("HAMYAR_DELIVERY__CONCURRENCY", "many");
    let ran = program.run(&["config", "check"]).await;
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.err, @r#"error: HAMYAR_DELIVERY__CONCURRENCY: delivery.concurrency: found "many", allowed is a whole number from 1 to 4294967295"#);
    let ran = Program::new().run(&["--config", "other.toml", "run"]).await;
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.err, @"error: cannot read other.toml: No such file or directory (os error 2)");
}

#[tokio::test]
async fn what_is_not_understood_ends_with_2() {
    let program = Program::new();
    for arguments in
        [&["fly"][..], &["kb"], &["kb", "export"], &["place", "set", "nowhere", "1"], &["contact", "show", "7"]]
    {
        let ran = program.run(arguments).await;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains("error:") || ran.err.contains("Usage:"), "{}", ran.err);
    }
    assert!(program.done(&["--help"]).await.contains("Say what works and what does not"));
    assert!(!program.dir().join("data").exists(), "nothing is made by asking for help");
}

#[tokio::test]
async fn a_broken_article_is_named_with_its_line_and_the_others_are_taken_if_wished() {
    let program = Program::new();
    program.file("kb/good.md", "---\nid: en/good\nlang: en\ntitle: Is this good?\n---\nIt is.\n");
    program.file("kb/broken.md", "---\nid: en/broken\nlang: en\ntitle: [oh\n---\nNo.\n");
    program.file("kb/bare.md", "No front matter.\n");
    let ran = program.run(&["kb", "import", "kb", "--skip-broken"]).await;
    assert_eq!(ran.code, 1, "a script notices");
    insta::assert_snapshot!(ran.out, @r"
    error: kb/broken.md:4: in the front matter: expected string scalar
    2 read: 2 new, 0 changed, 0 as before, 0 edited at the desk, 1 broken
    ");
    let program = Program::new();
    program.file("kb.jsonl", "{\"id\": \"en/a\", \"lang\": \"en\", \"title\": \"A?\", \"body\": \"A.\"}\n{\"id\": 7}\n\n{\"id\": \"en/b\", \"lang\": \"en\", \"title\": \"B?\", \"body\": \"B.\"}\n");
    let ran = program.run(&["kb", "import", "kb.jsonl", "--skip-broken"]).await;
    assert_eq!(ran.code, 1, "a script notices");
    insta::assert_snapshot!(ran.out, @r"
    error: kb.jsonl:2: invalid type: integer `7`, expected a string at column 8
    2 read: 2 new, 0 changed, 0 as before, 0 edited at the desk, 1 broken
    ");
    insta::assert_snapshot!(program.done(&["kb", "list"]).await, @r"
    en/a	en	published	A?
    en/b	en	published	B?
    2 articles (2 en)
    ");
    let ran = program.run(&["kb", "import", "nowhere"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out, @"error: nowhere: cannot be read: No such file or directory (os error 2)");
}

#[tokio::test]
async fn what_is_exported_is_what_was_imported() {
    let program = bookshop().await;
    let original = files::read(ARTICLES.as_ref()).articles;
    for form in ["out", "out.jsonl", "out.csv", "out.zip"] {
        let said = program.done(&["kb", "export", form]).await;
        assert_eq!(said, format!("19 articles written to {form}\n"));
        let mut exported = files::read(&program.dir().join(form)).articles;
        exported.sort_by(|one, other| one.id.cmp(&other.id));
        let mut original = original.clone();
        original.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(exported, original);
        let again = program.done(&["kb", "import", form]).await;
        assert_eq!(again, "19 read: 0 new, 0 changed, 19 as before, 0 edited at the desk, 0 broken\n");
    }
}

#[tokio::test]
async fn a_search_says_what_the_bot_would_do() {
    let program = bookshop().await;
    let found = json(&program.done(&["kb", "search", "how long does delivery take?", "--json"]).await);
    assert_eq!((&found["language"], &found["candidates"][0]["article"]), (&"en".into(), &"en/delivery-time".into()));
    assert!(found["confidence"].as_f64().unwrap() > 0.5, "{found}");
    let found = json(&program.done(&["kb", "search", "هزینهٔ ارسال", "--locale", "fa", "--json"]).await);
    assert_eq!(found["candidates"][0]["article"], "fa/delivery-cost");
    let said = program.done(&["kb", "search", "how do I return a book?"]).await;
    assert!(
        said.starts_with("The bot answers: ") && said.contains("en/return-book\tHow do I return a book?"),
        "{said}"
    );
    let said = program.done(&["kb", "search", "do you buy used pianos?"]).await;
    assert!(said.starts_with("The bot fetches a person: "), "{said}");
    assert_eq!(program.done(&["kb", "remove", "en/return-book"]).await, "en/return-book is removed\n");
    let ran = program.run(&["kb", "remove", "en/return-book"]).await;
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "error: there is no article `en/return-book`; `hamyar kb list` lists them\n")
    );
}

#[tokio::test]
async fn the_terminal_answers_piped_questions_and_ends_by_itself() {
    let program = bookshop().await;
    let ran = program.run_with(&["chat"], "how long does delivery take?\n").await;
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.out, @r"
    Write a message and press Enter. A number presses that button; /quit ends.
    < Two working days within the city, up to five everywhere else.

      Orders placed before noon leave the same day.

      📖 From: How long does delivery take?

      I am a bot of Hamyar. Write “human” at any time and a person takes over.
      [1] This helped  [2] Not this
      [3] A person, please
    ");
    let ran = program.run_with(&["chat"], "hello\nthanks\ndo you buy used pianos?").await;
    assert!(ran.out.contains("I have no answer to that"), "the last line is answered too: {ran:?}");
    assert_eq!(ran.err, "");
}

#[tokio::test]
async fn what_is_recorded_about_a_person_can_be_seen_and_taken_along() {
    let program = bookshop().await;
    assert_eq!(program.done(&["contact", "list"]).await, "");
    program.run_with(&["chat"], "how do I return a book?\n").await;
    let list = json(&program.done(&["contact", "list", "--json"]).await);
    let id = list[0]["id"].as_str().unwrap();
    let line = program.done(&["contact", "list"]).await;
    assert!(line.starts_with(id) && line.contains("console:main"), "{line}");
    let shown = program.done(&["contact", "show", id]).await;
    assert!(shown.contains("how do I return a book?") && shown.contains("Within seven days"), "{shown}");
    let record = json(&program.done(&["contact", "export", id, "--json"]).await);
    assert_eq!(record["identities"][0]["channel"], "console:main");
    let kinds: Vec<_> = record["timeline"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["message", "reply"]);
    assert_eq!(record["timeline"][1]["data"]["sources"][0]["article"], "en/return-book");
    assert_eq!(record, json(&program.done(&["contact", "show", id, "--json"]).await));
    let ran = program.run(&["contact", "show", "00000000-0000-0000-0000-000000000007"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`hamyar contact list` lists them"), "{}", ran.err);
}

#[tokio::test]
async fn a_place_is_set_before_the_first_word() {
    let program = Program::new();
    let set = [
        "place",
        "set",
        "telegram:main",
        "-100123",
        "--thread",
        "7",
        "--role",
        "community",
        "--autonomy",
        "confident",
        "--language",
        "fa",
        "--listen",
        "true",
    ];
    let said = program.done(&set).await;
    insta::assert_snapshot!(said, @"telegram:main -100123/7	community	confident	language fa	listen on	group -	-");
    assert_eq!(program.done(&["place", "list"]).await, said);
    let listed = json(&program.done(&["place", "list", "--json"]).await);
    assert_eq!(
        (&listed[0]["chat"], &listed[0]["settings"]["role"]),
        (&Value::from("-100123"), &Value::from("community"))
    );
    let ran = program.run(&["place", "set", "telegram:main", "-100123", "--role", "direct"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err, @"error: a private chat has the role `direct`, and nothing else has it");
    assert_eq!(program.done(&["kb", "candidates"]).await, "0 answers of peers\n");
    assert_eq!(json(&program.done(&["kb", "candidates", "--json"]).await), Value::Array(Vec::new()));
    let ran = program.run(&["place", "set", "telegram:main", "-100123", "--autonomy", "loud"]).await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`loud` is no autonomy; allowed: always addressed confident never"), "{}", ran.err);
    let ran = program.run(&["place", "set", "telegram:main", "-100123", "--language", "tlh"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: language `tlh` is not offered; allowed: en, fa\n"));
}

#[tokio::test]
async fn the_team_is_kept() {
    let program = Program::new();
    let said = program.done(&["agent", "add", " Sara@Team.example ", "--name", "سارا", "--role", "admin"]).await;
    assert!(said.starts_with("sign in once at http://"), "{said}");
    let ran = program.run(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: sara@team.example is on the team already\n"));
    let short = program.run_with(&["agent", "password", "sara@team.example"], "short\n").await;
    assert_eq!((short.code, short.err.as_str()), (1, "error: the password is shorter than 10 characters\n"));
    let set =
        program.run_with(&["agent", "password", "sara@team.example"], "correct horse canary-free battery\n").await;
    assert_eq!(set.out, "the password is set, and whoever was signed in with the old one is not any more\n");
    program.done(&["agent", "disable", "sara@team.example"]).await;
    assert_eq!(program.done(&["agent", "list"]).await, "sara@team.example\tadmin\tسارا\tdisabled\n");
    assert_eq!(program.run(&["agent", "link", "nobody@team.example"]).await.code, 1);
}

#[tokio::test]
async fn teams_are_kept() {
    let program = Program::new();
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    assert_eq!(program.done(&["team", "add", " Billing  and refunds"]).await, "added\n");
    let ran = program.run(&["team", "add", "Billing and refunds"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: there is a team `Billing and refunds` already\n"));
    assert_eq!(program.done(&["team", "join", "Billing and refunds", "sara@team.example"]).await, "joined\n");
    assert_eq!(program.done(&["team", "list"]).await, "Billing and refunds\tsara@team.example\n");
    assert_eq!(program.done(&["team", "rename", "Billing and refunds", "مالی"]).await, "renamed\n");
    assert_eq!(program.done(&["team", "leave", "مالی", "sara@team.example"]).await, "left\n");
    let ran = program.run(&["team", "leave", "مالی", "sara@team.example"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: sara@team.example is not in the team `مالی`\n"));
    assert_eq!(program.done(&["team", "remove", "مالی"]).await, "removed\n");
    let ran = program.run(&["team", "remove", "مالی"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: there is no team `مالی`; `hamyar team list` lists them\n"));
    let ran = program.run(&["team", "add", " "]).await;
    assert!(ran.err.contains("a team's name is 1 to 40 characters in one line"), "{}", ran.err);
}

#[tokio::test]
async fn people_are_invited_to_the_team() {
    let program = Program::new();
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara", "--role", "admin"]).await;
    let said = program.done(&["agent", "invite", " Omid@Team.example", "--role", "curator"]).await;
    assert!(said.starts_with("they join once at http://") && said.contains("/desk/join/"), "{said}");
    let listed = program.done(&["agent", "list"]).await;
    assert!(listed.contains("omid@team.example\tcurator\tinvited until 20"), "{listed}");
    let ran = program.run(&["agent", "invite", "sara@team.example"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: sara@team.example is on the team already\n"));
    let ran = program.run(&["agent", "invite", "nobody"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: `nobody` is not an e-mail address\n"));
    assert_eq!(program.done(&["agent", "uninvite", "omid@team.example"]).await, "the invitation is taken back\n");
    assert_eq!(program.run(&["agent", "uninvite", "omid@team.example"]).await.code, 1);
    assert_eq!(program.done(&["agent", "list"]).await, "sara@team.example\tadmin\tSara\n");
    let said = program.done(&["agent", "reset", "sara@team.example"]).await;
    assert!(said.starts_with("they choose a password once at http://") && said.contains("/desk/password/"), "{said}");
}

#[tokio::test]
async fn doctor_says_what_is_missing() {
    let ran = Program::new().run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out, @r"
    ok    the settings are in order
    ok    the database answers, can be written and is up to date
    note  there are no articles: every question goes to a person; `hamyar kb import PATH` takes some in
    FAIL  nobody can sign in to the desk
          hamyar agent add you@example.org --name You --role admin
    ok    there is room on the disk
    note  telegram is off: telegram.token is not set
    note  discord is off: discord.token is not set
    note  articles are found by words alone: knowledge.embeddings.url is not set
    ok    the chat page is served at http://127.0.0.1:0/chat
    ");
}

#[tokio::test]
async fn doctor_knows_a_good_token_from_a_wrong_one() {
    let fake = FakeTelegram::start().await;
    let program = bookshop().await.on_telegram(&fake);
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    insta::assert_snapshot!(program.done(&["doctor"]).await, @r"
    ok    the settings are in order
    ok    the database answers, can be written and is up to date
    ok    there are 19 articles
    note  there is no knowledge index here yet; `hamyar run` makes it
    ok    somebody can sign in to the desk
    ok    there is room on the disk
    ok    the clock is right
    ok    telegram knows the bot as @hamyar_bot
    note  discord is off: discord.token is not set
    note  articles are found by words alone: knowledge.embeddings.url is not set
    ok    the chat page is served at http://127.0.0.1:0/chat
    ");
    let program = program.with("HAMYAR_TELEGRAM__TOKEN", "7001:wrong-canary");
    let ran = program.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out, @r"
    ok    the settings are in order
    ok    the database answers, can be written and is up to date
    ok    there are 19 articles
    note  there is no knowledge index here yet; `hamyar run` makes it
    ok    somebody can sign in to the desk
    ok    there is room on the disk
    ok    the clock is right
    FAIL  telegram: Telegram does not know this token (Unauthorized); copy it again from @BotFather
          look at telegram.token, telegram.api_url and telegram.proxy
    note  discord is off: discord.token is not set
    note  articles are found by words alone: knowledge.embeddings.url is not set
    ok    the chat page is served at http://127.0.0.1:0/chat
    ");
}

#[tokio::test]
async fn doctor_says_what_discord_still_wants() {
    let fake = FakeDiscord::start().await;
    fake.without_message_content();
    let ran = Program::new().on_discord(&fake).run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    let (_, told) = ran.out.split_once("telegram.token is not set\n").unwrap();
    insta::assert_snapshot!(told, @r"
    ok    discord knows the bot as hamyar
    FAIL  the bot may not read what people write, and Discord will not let it connect
          in the developer portal, under Bot, switch on Message Content Intent
    note  to add it to a guild: https://discord.com/oauth2/authorize?client_id=700100000000000002&scope=bot+applications.commands&permissions=309237763136
    note  articles are found by words alone: knowledge.embeddings.url is not set
    ok    the chat page is served at http://127.0.0.1:0/chat
    ");
}

#[tokio::test]
async fn the_settings_are_shown_without_secrets() {
    let program = Program::new().with("HAMYAR_TELEGRAM__TOKEN", "7001:canary");
    let shown = program.done(&["config", "show"]).await;
    assert!(shown.contains("[telegram]") && shown.contains("poll_timeout"), "{shown}");
    assert_eq!(program.done(&["config", "check"]).await, "the settings are in order\n");
}

#[tokio::test]
async fn an_address_that_is_taken_is_named_with_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let fake = FakeTelegram::start().await;
    fake.user("Mina").private().says("a question");
    let ran = Program::new().on_telegram(&fake).with("HAMYAR_HTTP__LISTEN", &address).run(&["run"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(fake.calls("getUpdates"), 0, "nothing is taken, so nothing is acknowledged");
    insta::assert_snapshot!(ran.err.replace(&address, "ADDRESS"), @"error: cannot listen on ADDRESS; end what listens there, or name another address by http.listen (HAMYAR_HTTP__LISTEN): Address already in use (os error 98)");
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named() {
    let fake = FakeTelegram::start().await;
    fake.user("Mina").private().says("a question");
    let program = Program::new().on_telegram(&fake).with("HAMYAR_DATABASE__URL", "sqlite:/proc/nowhere/hamyar.db");
    let ran = program.run(&["run"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(fake.calls("getUpdates"), 0, "nothing is taken, so nothing is acknowledged");
    insta::assert_snapshot!(ran.err, @"error: database /proc/nowhere/hamyar.db cannot be opened: error returned from database: (code: 14) unable to open database file");
    let program = Program::new();
    program.file("data/hamyar.db", "this is no database, whatever its name says, and long enough to have a header");
    let ran = program.run(&["migrate"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err, @"error: database data/hamyar.db cannot be opened: error returned from database: (code: 26) file is not a database");
    let program = Program::new().with("HAMYAR_DATABASE__URL", "postgres://hamyar:canary@127.0.0.1:1/hamyar");
    let ran = program.run(&["migrate"]).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err, @"error: database 127.0.0.1:1 cannot be opened: error communicating with database: Connection refused (os error 111)");
}
