//! Words that mean the same in one knowledge base.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use hamyar_knowledge::{Article, Audience, Change, Found, Knowledge, Query, Status, Synonyms};

fn knowledge() -> Knowledge {
    let article = |id: &str, locale: &str, title: &str, label: &str| {
        Change::Put(Box::new(Article {
            id: id.to_owned(),
            root: id.to_owned(),
            locale: locale.to_owned(),
            title: title.to_owned(),
            questions: Vec::new(),
            body: title.to_owned(),
            labels: vec![label.to_owned()],
            audience: Audience::Public,
            status: Status::Published,
            ..Article::default()
        }))
    };
    let knowledge = Knowledge::in_memory().unwrap();
    let changes = [
        article("phone", "en", "How do I insure a phone?", "insurance"),
        article("van", "en", "How do I insure a van?", "insurance"),
        article("pay", "en", "How do I pay by credit card?", "money"),
        article("موبایل", "fa", "چطور موبایل را بیمه کنم؟", "بیمه"),
        article("خودرو", "fa", "چطور خودرو را بیمه کنم؟", "بیمه"),
    ];
    knowledge.apply(&changes, 1).unwrap();
    knowledge
}

const LIST: &str = "\
# What our customers call it.
[en]
phone, mobile, cell phone
credit card, Visa
[fa]
موبایل، گوشی، تلفن همراه
";

fn ask(knowledge: &Knowledge, text: &str) -> Found {
    knowledge.search(&Query { text, limit: 3, ..Query::default() })
}

#[test]
fn a_question_is_answered_in_the_words_that_mean_the_same() {
    let knowledge = knowledge();
    let asked = [
        ("how do I insure a mobile", "phone"),
        ("how do I insure my cell phones?", "phone"),
        ("can I pay with Visa", "pay"),
        ("چطور گوشی‌ام رو بیمه کنم", "موبایل"),
        ("تلفن همراه را چطور بیمه کنم", "موبایل"),
    ];
    let before: Vec<f64> = asked.iter().map(|(text, _)| ask(&knowledge, text).confidence).collect();
    knowledge.use_synonyms(Synonyms::parse(LIST).unwrap());
    for ((text, article), before) in asked.into_iter().zip(before) {
        let found = ask(&knowledge, text);
        assert_eq!(found.candidates[0].article, article, "{text}");
        assert!(found.confidence > before + 0.05, "{text}: {before} → {}", found.confidence);
    }
    let query = Query { text: "how do I insure a mobile", limit: 3, ..Query::default() };
    let explanation = knowledge.explain(&query, &knowledge.search(&query));
    assert_eq!(explanation.said_as.as_deref(), Some("how do i insure a phone"));
    assert_eq!(explanation.unknown, Vec::<String>::new());
}

#[test]
fn what_no_group_holds_is_found_as_before() {
    let (with, without) = (knowledge(), knowledge());
    with.use_synonyms(Synonyms::parse(LIST).unwrap());
    for text in
        ["how do I insure a van?", "خودرو را بیمه کنید", "", "🙂", "how do I insure a phone?", "برای 東京 phone"]
    {
        assert_eq!(ask(&with, text), ask(&without, text), "{text}");
    }
    with.use_synonyms(Synonyms::default());
    assert_eq!(ask(&with, "insure a mobile"), ask(&without, "insure a mobile"));
}

#[test]
fn a_list_that_cannot_be_understood_says_where() {
    let long = format!("[en]\nphone, {}", "x".repeat(101));
    let many = format!("[en]\n{}x", "x, ".repeat(20));
    let wrong = [
        ("phone, mobile", "line 1: a language comes first, for example [en]"),
        ("[xx]\n", "line 1: `xx` is no language; write for example [en] or [fa]"),
        ("[en]\n\nphone", "line 3: a group is two words or more, separated by commas"),
        ("[en]\nphone,, mobile", "line 2: a group is two words or more, separated by commas"),
        ("[en]\nphone, mobile\nvisa, Phones", "line 3: “Phones” is the same as a word in line 2"),
        ("[en]\nphone, ؟!", "line 2: there is no word in “؟!”"),
        (&long, "line 2: a word or phrase has at most 100 characters"),
        (&many, "line 2: a group has at most 20 words"),
    ];
    for (list, problem) in wrong {
        assert_eq!(Synonyms::parse(list).unwrap_err().to_string(), problem);
    }
    assert!(Synonyms::parse("\u{feff}# nothing\n\n").unwrap().is_empty());
}

#[test]
fn labels_narrow_a_search() {
    let knowledge = knowledge();
    let labelled = |labels: &[&str]| {
        let query = Query { text: "how do I insure a van by credit card?", labels, limit: 5, ..Query::default() };
        let found = knowledge.search(&query).candidates;
        found.into_iter().map(|candidate| candidate.article).collect::<Vec<String>>()
    };
    assert_eq!(labelled(&["money"]), ["pay"]);
    assert_eq!(labelled(&["insurance"]), ["van", "phone"]);
    assert_eq!(labelled(&["insurance", "money"]).len(), 3);
    assert_eq!(labelled(&["nothing"]), Vec::<String>::new());
}
