//! Measuring, explaining and calibrating answers, as an operator does it.

use std::fmt::Write;

use hamyar_knowledge::Model;
use serde_json::{Value, json};

use crate::support::fake_telegram::FakeTelegram;
use crate::support::{ARTICLES, Program};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn question(id: &str, text: &str, relevant: &[&str], kind: &str) -> String {
    let answerable = !relevant.is_empty();
    json!({ "id": id, "lang": "en", "text": text, "relevant": relevant, "answerable": answerable, "kind": kind })
        .to_string()
        + "\n"
}

/// Questions to the bookshop: two that it answers, one that it does not, a greeting, a wish for a person.
fn questions() -> String {
    [
        question("q1", "how long does delivery take?", &["en/delivery-time"], "answerable"),
        question("q2", "how do I return a book?", &["en/return-book"], "answerable"),
        question("q3", "do you buy used pianos?", &[], "far_oos"),
        question("q4", "thanks a lot!", &[], "real_oos"),
        question("q5", "can I talk to a human about how do I return a book?", &[], "real_oos"),
    ]
    .concat()
}

#[tokio::test]
async fn answers_are_measured_and_the_run_is_what_the_bot_would_do() {
    let program = Program::new();
    program.file("q.jsonl", &questions());
    let said = program.done(&["kb", "eval", "--kb", ARTICLES, "--queries", "q.jsonl", "--run", "run.jsonl"]).await;
    assert!(said.starts_with("5 questions, 2 of them answerable\n"), "{said}");
    assert!(said.contains("R@1               1.0000   1.0000 to 1.0000"), "{said}");
    assert!(said.contains("right             1.0000") && said.contains("false answers     0.0000"), "{said}");
    assert!(said.contains("far_oos                    1       -"), "{said}");
    assert!(!program.dir().join("data").exists(), "the database is not needed for files");
    let run = std::fs::read_to_string(program.dir().join("run.jsonl")).unwrap();
    let lines: Vec<Value> = run.lines().map(json_of).collect();
    let answered: Vec<bool> = lines.iter().map(|line| line["answered"].as_bool().unwrap()).collect();
    assert_eq!(answered, [true, true, false, false, false], "a greeting and a wish for a person are no questions");
    assert_eq!(lines[0]["hits"][0]["id"], "en/delivery-time");
    assert!(lines[0]["hits"][0]["score"].is_f64() && lines[0]["confidence"].as_f64().unwrap() > 0.5);

    program.done(&["kb", "import", ARTICLES]).await;
    let own = json_of(&program.done(&["kb", "eval", "--queries", "q.jsonl", "--json"]).await);
    assert_eq!((&own["questions"], &own["figures"]["R1"]["value"]), (&json!(5), &json!(1.0)));
    assert_eq!(own["thresholds"]["answer"], Model::general().thresholds.answer);
    let low = own["figures"]["op.resolved"]["low"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&low), "{own}");
}

#[tokio::test]
async fn what_cannot_be_measured_is_named() {
    let program = Program::new();
    program.file("q.jsonl", &(questions() + "{\"id\": \"q6\"}\n"));
    program.file("gone.jsonl", &question("q1", "is it there?", &["en/nowhere"], "answerable"));
    program.file("kb.jsonl", "{\"id\": \"a\", \"lang\": \"en\"}\nnonsense\n");
    for (arguments, expect) in [
        (["--kb", ARTICLES, "--queries", "q.jsonl"], "error: q.jsonl:6: missing field `text` at column 12\n"),
        (
            ["--kb", ARTICLES, "--queries", "gone.jsonl"],
            "error: gone.jsonl:1: the knowledge base has no article `en/nowhere`, which `relevant` names\n",
        ),
        (["--kb", "kb.jsonl", "--queries", "q.jsonl"], "error: kb.jsonl:2: expected ident at column 2\n"),
        (
            ["--kb", ARTICLES, "--queries", "nowhere.jsonl"],
            "error: cannot read nowhere.jsonl: No such file or directory (os error 2)\n",
        ),
    ] {
        let ran = program.run(&[&["kb", "eval"][..], &arguments].concat()).await;
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", expect));
    }
    let target = program.run(&["kb", "calibrate", "--target", "7"]).await;
    assert!(target.code == 2 && target.err.contains("allowed is a number from 0.5 to 0.999"), "{target:?}");
}

#[tokio::test]
async fn a_search_is_explained_in_words() {
    let program = Program::new();
    program.done(&["kb", "import", ARTICLES]).await;
    let asked = ["kb", "search", "how do I retrun a bok, zorglub?", "--explain"];
    let said = program.done(&asked).await;
    for line in [
        "Question: how do I retrun a bok, zorglub?",
        "It is taken to be in English.",
        "It answers from ",
        "Taken for mistyped, since no article has them: retrun (for “return”)\n",
        "In no article at all: bok, zorglub",
        "1. How do I return a book? (en/return-book), ",
        "retrun (looks like “return”)",
        "   not in it: ",
    ] {
        assert!(said.contains(line), "{line} in\n{said}");
    }
    let said = program.done(&["kb", "search", "do you buy used pianos?", "--explain"]).await;
    assert!(said.contains("The bot hands it over to a person.\n"), "{said}");
    let said = program.done(&["kb", "search", "how do I return a book?", "--explain"]).await;
    assert!(said.contains("The bot answers it with “How do I return a book?”.\n"), "{said}");
    assert!(said.contains("   in its question “How do I return a book?”: how, do, "), "{said}");
    let said = program.done(&["kb", "search", "thanks a lot!", "--explain"]).await;
    assert!(said.contains("The bot hears a greeting, thanks or the like"), "{said}");
    let said = program.done(&["kb", "search", "I want to talk to a human", "--explain"]).await;
    assert!(said.contains("The bot hears a wish for a person in it"), "{said}");
    let said = program.done(&["kb", "search", "🙂", "--explain"]).await;
    assert!(said.contains("No article has anything in common with it."), "{said}");

    let persian = ["kb", "search", "چطور كتاب رو پس بدم", "--explain", "--language", "fa"];
    let said = program.done(&persian).await;
    let lines = ["پرسش: چطور كتاب رو پس بدم", "زبان تشخیص‌داده‌شده: فارسی", "در آن نیست: ", "پاسخ می‌دهد و از "];
    for line in lines {
        assert!(said.contains(line), "{line} in\n{said}");
    }
    let said = program.done(&["kb", "search", "chetor ketab ra pas bedam", "--explain"]).await;
    assert!(said.contains("It is read as Persian in Latin letters: \u{2068}چگونه کتاب را پس دهم\u{2069}\n"), "{said}");
    let value = json_of(&program.done(&[&asked[..], &["--json"]].concat()).await);
    assert_eq!(value["explanation"]["candidates"][0]["article"], value["candidates"][0]["article"]);
    assert!(value["deed"].is_string() && value["thresholds"]["answer"].is_f64(), "{value}");
    let ran = program.run(&["kb", "search", "x", "--explain", "--language", "xx"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: there are no words in `xx`; there are en, fa\n"));
}

#[tokio::test]
async fn synonyms_are_taken_in_and_followed() {
    let program = Program::new();
    program.done(&["kb", "import", ARTICLES]).await;
    let list = program.dir().join("synonyms.txt");
    let path = list.display().to_string();
    let search = ["kb", "search", "what is the transport tariff?", "--explain"];
    let before = program.done(&search).await;
    assert!(!before.contains("(en/delivery-cost), ") || before.contains("The bot hands it over"), "{before}");
    std::fs::write(&list, "[en]\ntransport, delivery, shipping\ntariff, cost, price\n[fa]\nگوشی، موبایل\n").unwrap();
    assert_eq!(program.done(&["kb", "synonyms", "import", &path]).await, "3 groups of synonyms\n");
    let said = program.done(&search).await;
    assert!(said.contains("It is asked with synonyms: what is the delivery cost\n"), "{said}");
    assert!(said.contains("1. How much does delivery cost? (en/delivery-cost), "), "{said}");
    let listed = program.done(&["kb", "synonyms", "list"]).await;
    assert_eq!(listed, std::fs::read_to_string(&list).unwrap());

    std::fs::write(&list, "[en]\nalone\n").unwrap();
    let ran = program.run(&["kb", "synonyms", "import", &path]).await;
    let wrong = "error: synonyms.txt, line 2: a group is two words or more, separated by commas\n".to_owned();
    assert_eq!((ran.code, ran.err), (1, wrong));
    assert_eq!(program.done(&["kb", "synonyms", "list"]).await, listed, "a mistake changes nothing");
    std::fs::write(&list, "").unwrap();
    assert_eq!(program.done(&["kb", "synonyms", "import", &path]).await, "0 groups of synonyms\n");
    assert_eq!(program.done(&search).await, before);
    let none = program.done(&["kb", "search", "delivery cost", "--label", "no-such-label", "--explain"]).await;
    assert!(none.contains("No article has anything in common with it."), "{none}");
}

/// Articles that are known by one odd word each, and questions that wrap it in words that no article holds: what the
/// general model is too shy of. Half as many questions have no answer.
fn odd_shop(program: &Program) {
    let (mut articles, mut questions) = (String::new(), String::new());
    for n in 0..80_u8 {
        let name = format!("zq{}x{n}", char::from(b'a' + n % 26));
        let body = format!("Press the button of the {name} and wait.");
        let article =
            json!({ "id": format!("a{n}"), "lang": "en", "title": format!("The {name} device"), "body": body });
        writeln!(articles, "{article}").unwrap();
        let text = format!("yesterday evening mine got really weird after lunch, {name} again");
        questions += &question(&format!("q{n}"), &text, &[&format!("a{n}")], "answerable");
        if n % 2 == 0 {
            let text = format!("which button of the device {n} should my nephew press");
            questions += &question(&format!("n{n}"), &text, &[], "near_oos");
        }
    }
    program.file("kb.jsonl", &articles);
    program.file("q.jsonl", &questions);
}

#[tokio::test]
async fn the_confidence_is_fitted_to_the_articles_when_that_is_better() {
    let program = Program::new();
    odd_shop(&program);
    program.done(&["kb", "import", "kb.jsonl"]).await;
    let search = ["kb", "search", "yesterday evening mine got really weird after lunch, zqbx1 again"];
    let before = program.done(&search).await;
    assert!(before.starts_with("The bot fetches a person") || before.starts_with("The bot suggests"), "{before}");

    let tried = program.done(&["kb", "calibrate", "--queries", "q.jsonl", "--dry-run"]).await;
    assert!(tried.starts_with("120 questions whose outcome is known (120 from the file, 0 from people and the team)"));
    assert!(tried.contains("The fitted model would be better"), "{tried}");
    assert!(
        tried.contains("\nas shipped ") && tried.contains("\n0.95 ") && tried.contains("\n0.9, as asked "),
        "{tried}"
    );
    assert_eq!(program.done(&search).await, before, "nothing changed");

    let fitted = program.done(&["kb", "calibrate", "--queries", "q.jsonl"]).await;
    assert!(fitted.contains("The fitted model judges from now on"), "{fitted}");
    let after = program.done(&search).await;
    assert!(after.starts_with("The bot answers"), "{after}");
    let eval = json_of(&program.done(&["kb", "eval", "--queries", "q.jsonl", "--json"]).await);
    assert!(eval["figures"]["op.precision"]["value"].as_f64().unwrap() >= 0.9, "{eval}");
    assert!(eval["figures"]["op.resolved"]["value"].as_f64().unwrap() >= 0.9, "{eval}");
    let shy = program.done(&["kb", "eval", "--kb", "kb.jsonl", "--queries", "q.jsonl", "--json"]).await;
    assert!(json_of(&shy)["figures"]["op.resolved"]["value"].as_f64().unwrap() < 0.5, "files are judged as shipped");

    assert_eq!(program.done(&["kb", "calibrate", "--reset"]).await, "the shipped model judges again\n");
    assert_eq!(program.done(&search).await, before);
}

#[tokio::test]
async fn too_little_changes_nothing_and_what_people_pressed_counts() {
    let program = Program::new();
    program.done(&["kb", "import", ARTICLES]).await;
    let said = program.done(&["kb", "calibrate"]).await;
    assert!(said.starts_with("0 questions whose outcome is known"), "{said}");
    let least = "it takes 50 questions, 10 of them with the right article first and 10 without";
    assert!(said.ends_with(&format!("Nothing is changed: there is too little to go by: {least}.\n")), "{said}");

    let fake = FakeTelegram::start().await;
    let program = program.on_telegram(&fake);
    let mut server = program.start(&["run"]);
    server.url().await;
    let chat = fake.user("Mina").language("en").private();
    chat.says("how long does delivery take?");
    chat.next_reply().await;
    chat.presses("This helped");
    chat.next_reply().await;
    assert_eq!(server.stop().await, Some(0));
    let said = json_of(&program.done(&["kb", "calibrate", "--json"]).await);
    assert_eq!((&said["applied"], &said["asked"], &said["told"]), (&json!(false), &json!(0), &json!(1)));
    assert_eq!((&said["fit"]["advice"], &said["fit"]["right"]), (&json!("too_few"), &json!(1)));
    let said = json_of(&program.done(&["kb", "calibrate", "--without-feedback", "--json"]).await);
    assert_eq!(said["told"], 0);
}

#[tokio::test]
async fn an_article_may_be_almost_anything() {
    let program = Program::new();
    let griffins = "Griffins sleep in the attic.";
    let error = "خطای \u{202e}E-404\u{202c} در Wi-Fi";
    let articles = [
        json!({ "id": "nothing", "lang": "en" }),
        json!({ "id": "no-body", "lang": "en", "title": "How do I feed the dragon?" }),
        json!({ "id": "no-title", "lang": "en", "body": griffins, "questions": ["where do griffins sleep"] }),
        json!({ "id": "tlh/nuq", "lang": "tlh", "title": "nuqDaq 'oH puchpa''e'", "body": "DungDaq." }),
        json!({ "id": "mixed", "lang": "fa", "title": error, "body": "مودم را خاموش و روشن کنید." }),
    ];
    program.file("kb.jsonl", &articles.iter().map(Value::to_string).collect::<Vec<_>>().join("\n"));
    let said = program.done(&["kb", "import", "kb.jsonl"]).await;
    assert_eq!(said, "5 read: 5 new, 0 changed, 0 as before, 0 edited at the desk, 0 broken\n");
    for (question, article) in [
        ("how to feed a dragon", "no-body"),
        ("where do the griffins sleep?", "no-title"),
        ("nuqDaq puchpa", "tlh/nuq"),
        ("خطای E-404 وای‌فای", "mixed"),
    ] {
        let found = json_of(&program.done(&["kb", "search", question, "--json"]).await);
        assert_eq!(found["candidates"][0]["article"], article, "{question}: {found}");
    }
    let ran = program.run_with(&["chat"], "how do I feed the dragon?\n").await;
    assert!(
        ran.out.contains("< How do I feed the dragon?"),
        "an article without a body answers with its title: {ran:?}"
    );
}

#[tokio::test]
async fn any_text_can_be_searched_for() {
    let program = Program::new();
    program.done(&["kb", "import", ARTICLES]).await;
    let many = (0..10_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let texts = [
        "",
        " ",
        "🙂",
        "is it that we are to be of the",
        "را که از به در با این آن",
        "book کتاب книга 本 كتاب \u{202e}koob\u{202c}",
        "*",
        "\"book",
        "AND",
        "book AND (delivery OR",
        "book~99",
        "title:book^9 -delivery",
        "\u{301}\u{301}\u{301}",
        "\u{feff}\u{200b}\u{200c}\u{2067}",
        &many,
    ];
    for text in texts {
        let found = json_of(&program.done(&["kb", "search", text, "--json", "--explain"]).await);
        let confidence = found["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence), "{text:.40}: {found}");
        assert_eq!(
            found["candidates"].as_array().unwrap().len(),
            found["explanation"]["candidates"].as_array().unwrap().len()
        );
    }
    let ran = program.run_with(&["chat"], "how long\0 does delivery\0 take?\n").await;
    assert!(ran.out.contains("Two working days"), "{ran:?}");
    let ran = program.run_with(&["chat"], &"m".repeat(1 << 20)).await;
    assert!(ran.out.contains("I have no answer to that"), "a megabyte is a question: {:.2000}", ran.out);
    let found = json_of(&program.done(&["kb", "search", "book", "--locale", "tlh", "--json"]).await);
    assert!(!found["candidates"].as_array().unwrap().is_empty(), "a language that nobody configured: {found}");
}
