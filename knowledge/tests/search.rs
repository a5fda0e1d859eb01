//! Finding articles: what is found, in which state, by whom.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use hamyar_knowledge::{Article, Audience, Change, Found, Knowledge, OpenState, Query, Reader, Status, Validity};

fn article(id: &str, locale: &str, title: &str, questions: &[&str], body: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.split_once('/').map_or(id, |(_, root)| root).to_owned(),
        locale: locale.to_owned(),
        title: title.to_owned(),
        questions: questions.iter().map(|text| (*text).to_owned()).collect(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

fn shop() -> Vec<Article> {
    vec![
        article(
            "en/refund",
            "en",
            "Refunds",
            &["I want my money back", "How do I return an order?"],
            "Within 14 days.",
        ),
        article("fa/refund", "fa", "بازگشت پول", &["پولم را پس می‌خواهم", "چگونه سفارش را مرجوع کنم؟"], "تا ۱۴ روز."),
        article(
            "en/password",
            "en",
            "Reset your password",
            &["I forgot my password"],
            "Open the login page.\n\nPress *Forgot*.",
        ),
        article("fa/password", "fa", "تغییر رمز عبور", &["رمزم را فراموش کرده‌ام"], "صفحهٔ ورود را باز کنید."),
        article("en/shipping", "en", "Shipping times", &["When will my parcel arrive?"], "Three to five working days."),
        article("fa/hours", "fa", "ساعت کاری", &["کی باز هستید؟"], "شنبه تا چهارشنبه، ۹ تا ۱۷."),
    ]
}

fn put(articles: impl IntoIterator<Item = Article>) -> Vec<Change> {
    articles.into_iter().map(|article| Change::Put(Box::new(article))).collect()
}

fn knowledge(articles: Vec<Article>) -> Knowledge {
    let knowledge = Knowledge::in_memory().unwrap();
    knowledge.apply(&put(articles), 1).unwrap();
    knowledge
}

fn ask_as(knowledge: &Knowledge, text: &str, reader: Reader<'_>) -> Found {
    knowledge.search(&Query { text, reader, limit: 5, ..Query::default() })
}

fn ask(knowledge: &Knowledge, text: &str) -> Found {
    ask_as(knowledge, text, Reader::PUBLIC)
}

#[track_caller]
fn finds(knowledge: &Knowledge, text: &str, expect: &str) {
    let found = ask(knowledge, text);
    assert_eq!(found.candidates.first().map(|candidate| candidate.article.as_str()), Some(expect), "{text}");
}

#[test]
fn people_find_what_they_ask_for_as_they_type_it() {
    let knowledge = knowledge(shop());
    finds(&knowledge, "how can i get my money back???", "en/refund");
    finds(&knowledge, "returning orders", "en/refund");
    finds(&knowledge, "i forgt my pasword", "en/password");
    finds(&knowledge, "چطوری پولمو پس بگیرم", "fa/refund");
    finds(&knowledge, "چجوری سفارشم رو مرجوع کنم", "fa/refund");
    finds(&knowledge, "رمزمو فراموش كردم", "fa/password");
    finds(&knowledge, "رمزعبورم", "fa/password");
    finds(&knowledge, "ساعت كاري شما", "fa/hours");
}

#[test]
fn persian_typed_in_latin_letters_is_persian_and_english_stays_english() {
    let knowledge = knowledge(shop());
    for (text, expect) in [
        ("chetori sefaresham ro marjoo konam?", "fa/refund"),
        ("ramze oboor", "fa/password"),
        ("ramzamo faramoosh kardam", "fa/password"),
        ("saat kari", "fa/hours"),
        ("key baz hastid", "fa/hours"),
    ] {
        finds(&knowledge, text, expect);
        assert_eq!(ask(&knowledge, text).language, Some("fa"), "{text}");
    }
    for text in ["how do i return an order", "my parcel", "i want to be in an order", "dare to return", "refund"] {
        assert_eq!(ask(&knowledge, text).language, Some("en"), "{text}");
        assert!(ask(&knowledge, text).candidates.first().is_none_or(|first| first.locale == "en"), "{text}");
    }
}

#[test]
fn a_slip_of_the_finger_costs_nothing() {
    let knowledge = knowledge(shop());
    for (typed, meant) in [
        ("forgto my password", "forgot my password"),
        ("forgot my passord", "forgot my password"),
        ("returning an ordre", "returning an order"),
        ("shippingtimes", "shipping times"),
        ("سفارسش را مرجوع", "سفارش را مرجوع"),
        ("رمزعبور", "رمز عبور"),
    ] {
        let (typed, meant) = (ask(&knowledge, typed), ask(&knowledge, meant));
        assert_eq!(typed.candidates[0].article, meant.candidates[0].article);
        assert!(
            (typed.candidates[0].score - meant.candidates[0].score).abs() < 1e-6,
            "{}",
            meant.candidates[0].article
        );
    }
    // What is no word of any article and near none stays what it is.
    assert_eq!(ask(&knowledge, "xylophone").candidates, []);
}

#[test]
fn an_answer_cites_title_variant_and_passage() {
    let knowledge = knowledge(shop());
    let found = ask(&knowledge, "where do I press forgot, on the login page?");
    let first = &found.candidates[0];
    assert_eq!(found.language, Some("en"));
    assert_eq!((first.article.as_str(), first.root.as_str(), first.locale.as_str()), ("en/password", "password", "en"));
    assert_eq!(first.title, "Reset your password");
    assert_eq!(first.passage, "Open the login page.\n\nPress *Forgot*.");
    assert_eq!(ask(&knowledge, "forgot my password").candidates[0].question, "I forgot my password");
}

#[test]
fn each_root_comes_once_in_the_language_of_the_question() {
    let mut articles = shop();
    articles.push(article("en/visa", "en", "Visa card", &[], "We take Visa."));
    articles.push(article("fa/visa", "fa", "کارت اعتباری", &[], "کارت می‌پذیریم."));
    let knowledge = knowledge(articles);
    let found = ask(&knowledge, "کارت Visa می‌گیرید؟");
    assert_eq!(found.language, Some("fa"));
    let roots: Vec<&str> = found.candidates.iter().map(|candidate| candidate.root.as_str()).collect();
    assert_eq!(roots.iter().filter(|root| **root == "visa").count(), 1, "{roots:?}");
    assert_eq!(found.candidates[0].article, "fa/visa");
}

#[test]
fn what_shares_no_word_is_found_by_what_it_means_in_another_language_too() {
    let english = knowledge(shop().into_iter().filter(|article| article.locale == "en").collect());
    english.settle().unwrap();
    for (text, expect, means) in [
        ("می‌خواهم خریدم را پس بدهم و پولم را بگیرم", "en/refund", "I want my money back"),
        ("گذرواژه را فراموش کرده‌ام", "en/password", "I forgot my password"),
        ("مرسوله کی به دستم می‌رسد", "en/shipping", "When will my parcel arrive?"),
    ] {
        let query = Query { text, limit: 3, ..Query::default() };
        let found = english.search(&query);
        assert_eq!(found.candidates[0].article, expect, "{text}");
        let why = english.explain(&query, &found);
        assert_eq!(why.candidates[0].means.as_deref(), Some(means), "{text}");
        assert!(why.candidates[0].met.is_empty(), "{text}");
    }
}

#[test]
fn members_and_groups_find_what_is_for_them() {
    let mut lounge = article("lounge", "en", "Opening the lounge door", &[], "Show your card.");
    lounge.audience = Audience::Members;
    let mut cellar = article("cellar", "en", "Opening the cellar door", &[], "Ask Sam.");
    cellar.audience = Audience::group(" Wine  club ").unwrap();
    let knowledge = knowledge(shop().into_iter().chain([lounge, cellar]).collect());
    let finds = |reader: Reader<'_>| {
        let found = ask_as(&knowledge, "opening the door", reader).candidates;
        ["lounge", "cellar"].map(|id| {
            let listed = found.iter().any(|candidate| candidate.article == id);
            assert_eq!(listed, knowledge.article(id, &reader).is_some());
            listed
        })
    };
    let groups = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let (club, other) = (groups(&["tea", "wine CLUB"]), groups(&["tea"]));
    assert_eq!(finds(Reader::PUBLIC), [false, false]);
    assert_eq!(finds(Reader { member: true, ..Reader::PUBLIC }), [true, false]);
    assert_eq!(finds(Reader { groups: &club, ..Reader::PUBLIC }), [false, true]);
    assert_eq!(finds(Reader { member: true, groups: &club, ..Reader::PUBLIC }), [true, true]);
    assert_eq!(finds(Reader { groups: &other, ..Reader::PUBLIC }), [false, false]);
    assert_eq!(finds(Reader::AGENT), [true, true]);
}

#[test]
fn an_article_is_found_on_its_days_alone() {
    let day = |text: &str| text.parse().unwrap();
    let mut sale = article("sale", "en", "The autumn discount", &[], "Ten percent.");
    sale.validity = Validity { from: Some(day("2026-09-23")), until: Some(day("2026-12-21")) };
    let knowledge = knowledge(shop().into_iter().chain([sale]).collect());
    let finds = |reader: Reader<'_>| {
        ask_as(&knowledge, "autumn discount", reader).candidates.iter().any(|found| found.article == "sale")
    };
    let on = |text| Reader::PUBLIC.on(day(text));
    assert_eq!(
        ["2026-09-22", "2026-09-23", "2026-12-21", "2026-12-22"].map(|day| finds(on(day))),
        [false, true, true, false]
    );
    assert!(finds(Reader::PUBLIC), "whoever asks for no day finds it");
    assert!(!finds(Reader::AGENT.on(day("2027-01-01"))));
}

#[test]
fn only_published_articles_of_the_audience_are_found() {
    let mut secret = article("secret", "en", "Escalation of chargebacks", &[], "Call the bank.");
    secret.audience = Audience::Agents;
    let mut draft = article("draft", "en", "Gift vouchers", &[], "");
    draft.status = Status::Draft;
    let knowledge = knowledge(shop().into_iter().chain([secret, draft.clone()]).collect());
    let finds_it = |knowledge: &Knowledge, text: &str, id: &str| {
        ask(knowledge, text).candidates.iter().any(|candidate| candidate.article == id)
    };
    assert!(!finds_it(&knowledge, "escalation of chargebacks", "secret"));
    assert_eq!(ask_as(&knowledge, "escalation of chargebacks", Reader::AGENT).candidates[0].article, "secret");
    assert_eq!(ask_as(&knowledge, "returning orders", Reader::AGENT).candidates[0].article, "en/refund");
    assert!(!finds_it(&knowledge, "gift vouchers", "draft"));

    draft.status = Status::Published;
    knowledge.apply(&put([draft.clone()]), 2).unwrap();
    finds(&knowledge, "gift vouchers", "draft");
    draft.status = Status::Archived;
    knowledge.apply(&put([draft]), 3).unwrap();
    assert!(!finds_it(&knowledge, "gift vouchers", "draft"));
    assert_eq!((knowledge.revision(), knowledge.len()), (3, 7));
}

#[test]
fn a_score_does_not_depend_on_how_the_index_came_to_be() {
    let at_once = knowledge(shop());
    let step_by_step = Knowledge::in_memory().unwrap();
    let mut revision = 0;
    let mut change = |changes: &[Change]| {
        revision += 1;
        step_by_step.apply(changes, revision).unwrap();
    };
    change(&put([article("gone", "en", "money money money", &["refund password order"], "parcel")]));
    for wanted in shop().into_iter().rev() {
        let mut first = wanted.clone();
        first.body = "money refund پول رمز ".repeat(9);
        change(&put([first]));
        change(&put([wanted]));
    }
    change(&[Change::Remove("gone".to_owned()), Change::Remove("never there".to_owned())]);
    for text in ["where is my money", "پول رمز ساعت", "pasword", "رمزعبور", "order parcel refund password"]
    {
        assert_eq!(ask(&at_once, text), ask(&step_by_step, text), "{text}");
    }
}

#[test]
fn any_text_is_a_question() {
    let knowledge = knowledge(shop());
    let long_words = "رمز ".repeat(10_000);
    let many_words = (0..10_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let one_mib = "x".repeat(1 << 20);
    let texts = [
        "",
        " ",
        "🙂",
        "\0",
        "\u{301}\u{301}",
        "*",
        "\"",
        "AND OR NOT",
        "title:refund",
        "~99",
        "[a TO b]",
        "((((",
        "\\",
        "refund\0\u{202e}رمز",
        &long_words,
        &many_words,
        &one_mib,
        "\u{200c}",
        "の",
    ];
    for text in texts {
        let found = ask(&knowledge, text);
        assert!((0.0..=1.0).contains(&found.confidence), "{text:.20}");
        assert!(found.candidates.iter().all(|candidate| candidate.score.is_finite()));
    }
    assert!(ask(&knowledge, "🙂").confidence.abs() < f64::EPSILON);
    let empty = Knowledge::in_memory().unwrap();
    assert_eq!(ask(&empty, "anything").candidates, []);
    let odd = vec![article("bare", "und", "", &[], ""), article("many", "xx", "t", &["same question"; 5_000], "")];
    let odd = self::knowledge(odd);
    finds(&odd, "same question", "many");
}

#[test]
fn an_index_on_disk_survives_and_a_broken_one_is_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    let first = Knowledge::open(dir.path()).unwrap();
    assert_eq!(first.state, OpenState::Missing);
    first.knowledge.apply(&put(shop()), 7).unwrap();
    first.knowledge.apply(&[Change::Remove("fa/hours".to_owned())], 8).unwrap();
    let expect = ask(&first.knowledge, "my money");
    Knowledge::open(dir.path()).expect_err("two writers");
    first.knowledge.settle().unwrap();
    drop(first);

    let second = Knowledge::open(dir.path()).unwrap();
    assert_eq!((second.state, second.knowledge.revision(), second.knowledge.len()), (OpenState::Ready, 8, 5));
    assert_eq!(ask(&second.knowledge, "my money"), expect);
    second.knowledge.apply(&put([article("new", "en", "Gift vouchers", &[], "")]), 9).unwrap();
    finds(&second.knowledge, "gift vouchers", "new");
    drop(second.knowledge);

    let index = dir.path().join("index-1");
    for entry in std::fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "idx") {
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        }
    }
    let third = Knowledge::open(dir.path()).unwrap();
    assert!(matches!(third.state, OpenState::Unusable { .. }), "{:?}", third.state);
    assert!(third.knowledge.is_empty() && index.exists());
    third.knowledge.apply(&put(shop()), 10).unwrap();
    finds(&third.knowledge, "my money", "en/refund");
    assert!(!index.exists());
    drop(third);
    assert_eq!(Knowledge::open(dir.path()).unwrap().state, OpenState::Ready);
}
