//! Importing and exporting articles.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use hamyar_knowledge::files::{Format, Upkeep, Upkeeps, read, read_bytes, write_file, write_folder};
use hamyar_knowledge::{Article, Audience, Status, Validity};
use proptest::prelude::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn messages(dir: &Path) -> Vec<String> {
    let imported = read(dir);
    let prefix = format!("{}/", dir.display());
    imported.problems.iter().map(|problem| problem.to_string().replace(&prefix, "")).collect()
}

#[test]
fn what_an_author_leaves_out_is_filled_in() {
    let dir = folder(&[
        ("README.md", "# Not an article"),
        ("fa/refund.md", "# بازگشت پول\n\nتا ۱۴ روز."),
        (
            "en/refund.md",
            "---\ntitle: Refunds\nquestions:\n  - Where is my money?\nlabels: [billing]\nstatus: draft\naudience: agents\n---\n\nWithin 14 days.\n",
        ),
        ("hours.md", "Hello there, we are open from nine to five.\n\n## When\n"),
        (".hidden/secret.md", "# No"),
    ]);
    let imported = read(dir.path());
    assert_eq!(imported.problems, []);
    let [en, fa, hours] = imported.articles.as_slice() else { panic!("{:?}", imported.articles) };
    assert_eq!((en.id.as_str(), en.root.as_str(), en.locale.as_str()), ("en/refund", "refund", "en"));
    assert_eq!((en.title.as_str(), en.body.as_str()), ("Refunds", "Within 14 days.\n"));
    assert_eq!((en.status, &en.audience), (Status::Draft, &Audience::Agents));
    assert_eq!(
        (en.questions.as_slice(), en.labels.as_slice()),
        (["Where is my money?".to_owned()].as_slice(), ["billing".to_owned()].as_slice())
    );
    assert_eq!((fa.root.as_str(), fa.locale.as_str()), ("refund", "fa"));
    assert_eq!((fa.title.as_str(), fa.body.as_str()), ("بازگشت پول", "تا ۱۴ روز."));
    assert_eq!((hours.root.as_str(), hours.locale.as_str(), hours.title.as_str()), ("hours", "en", "When"));
}

#[test]
fn what_is_broken_is_named_and_the_rest_imported() {
    let dir = folder(&[
        ("a.md", "---\nid: good\n---\nfine"),
        ("b.md", "---\nid: x\ntittle: typo\n---\n"),
        ("c.md", "---\nid: good\n---\nagain"),
        ("d.md", "---\nstatus: online\n---\n"),
        ("e.md", "---\nlang: persian\n---\n"),
        ("f.md", "---\nid: open\n"),
    ]);
    fs::write(dir.path().join("g.md"), vec![b'a'; (1 << 20) + 1]).unwrap();
    fs::write(dir.path().join("h.md"), [0xff, 0xfe]).unwrap();
    assert_eq!(read(dir.path()).articles.len(), 1);
    insta::assert_snapshot!(messages(dir.path()).join("\n"), @"
    b.md:3: in the front matter: unknown field `tittle`, expected one of id, root, lang, title, questions, labels, status, audience, valid_from, valid_until, owner, review_on
    c.md: the id `good` is already used by a.md
    d.md:2: in the front matter: unknown variant `online`, expected one of draft, review, published, archived
    e.md: `lang` is `persian`; it must be a language tag such as fa, en or pt-BR
    f.md:1: the front matter that begins on line 1 has no closing `---` line
    g.md: is larger than 1 MiB
    h.md: is not UTF-8 text
    ");
}

#[test]
fn a_broken_line_is_named_and_the_rest_imported() {
    let dir = folder(&[(
        "kb.jsonl",
        "\u{feff}{\"id\":\"a\",\"lang\":\"fa\",\"title\":\"\",\"body\":\"\"}\n\n{\"id\":\"b\",\"titel\":\"x\"}\n{\"id\":\"a\"}\nnot json\n{\"id\":\"c\",\"body\":\"last\"}",
    )]);
    let path = dir.path().join("kb.jsonl");
    let imported = read(&path);
    assert_eq!(imported.articles.iter().map(|article| article.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    let prefix = format!("{}/", dir.path().display());
    let problems: Vec<String> =
        imported.problems.iter().map(|problem| problem.to_string().replace(&prefix, "")).collect();
    insta::assert_snapshot!(problems.join("\n"), @"
    kb.jsonl:3: unknown field `titel`, expected one of `id`, `root`, `lang`, `title`, `body`, `questions`, `labels`, `status`, `audience`, `valid_from`, `valid_until`, `owner`, `review_on` at column 17
    kb.jsonl:4: the id `a` is already used by kb.jsonl:1
    kb.jsonl:5: expected ident at column 2
    ");
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    let outside = folder(&[("secret.md", "# Secret")]);
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("sub")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), dir.path().join("secret.md")).unwrap();
    let imported = read(dir.path());
    assert_eq!(imported.articles, []);
    assert_eq!(imported.problems.len(), 1);

    let mut article = sample("sub/new");
    write_folder(dir.path(), std::slice::from_ref(&article), &Upkeeps::new()).unwrap_err();
    assert!(!outside.path().join("new.md").exists());
    article.id = "secret".to_owned();
    write_folder(dir.path(), std::slice::from_ref(&article), &Upkeeps::new()).unwrap();
    assert_eq!(fs::read_to_string(outside.path().join("secret.md")).unwrap(), "# Secret");
}

fn sample(id: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.to_owned(),
        locale: "en".to_owned(),
        title: String::new(),
        questions: Vec::new(),
        body: String::new(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

fn any_article() -> impl Strategy<Value = Article> {
    let id = prop_oneof![
        "[a-zآ-ی0-9._/ -]{0,12}[a-z]",
        "\\PC{0,8}[a-z/.]",
        "(\\.\\./){1,3}[a-z]{1,4}",
        "/[a-z]{1,6}",
        "(fa|en|CON|readme)/?[a-z]{1,3}"
    ];
    // No database keeps a NUL.
    let text = || {
        prop_oneof![
            "\\PC{0,30}",
            "[^\0\n]{0,30}",
            "[=+@'\",،＝\r\n \tآa-]{0,9}",
            "(?s)[-#: \n\r\t'\"|>\u{200c}a-z]{0,30}",
            Just("---\n".to_owned())
        ]
    };
    let locale = prop_oneof![Just("und"), Just("fa"), Just("en"), Just("pt-BR")];
    let texts = || prop::collection::vec(text(), 0..3);
    let group = "[a-zا-ی: #]{0,8}[a-zا-ی]".prop_map(|name| Audience::group(&name).unwrap());
    let audience = prop_oneof![Just(Audience::Public), Just(Audience::Members), group, Just(Audience::Agents)];
    let day = || {
        proptest::option::of(
            (2000..2100_i32, 1..366_u32).prop_filter_map("no day", |(y, d)| NaiveDate::from_yo_opt(y, d)),
        )
    };
    let validity = (day(), day()).prop_map(|(one, other)| match (one, other) {
        (Some(from), Some(until)) => Validity { from: Some(from.min(until)), until: Some(from.max(until)) },
        (from, until) => Validity { from, until },
    });
    let status =
        prop_oneof![Just(Status::Draft), Just(Status::Review), Just(Status::Published), Just(Status::Archived)];
    (id, "[a-z]{1,4}", locale, text(), texts(), text(), texts(), audience, status, validity).prop_map(
        |(id, root, locale, title, questions, body, labels, audience, status, validity)| Article {
            id,
            root,
            locale: locale.to_owned(),
            title,
            questions,
            body,
            labels,
            audience,
            status,
            validity,
        },
    )
}

fn any_upkeep() -> impl Strategy<Value = Upkeep> {
    let owner = proptest::option::of("[=+@-]?[a-zا-ی'\"#:]{1,8}@[a-z]{1,8}(\\.[a-z]{2,3})?");
    let owner = owner.prop_map(|owner| owner.map(|owner| owner.trim_start_matches('@').to_owned()));
    let day = proptest::option::of((2000..2100_i32, 1..366_u32));
    let day = day.prop_map(|day| day.and_then(|(year, day)| NaiveDate::from_yo_opt(year, day)));
    (owner, day).prop_map(|(owner, review_on)| Upkeep { owner, review_on })
}

#[test]
fn who_keeps_an_article_is_an_address_and_when_it_is_looked_at_a_day() {
    let lines = "{\"id\":\"a\",\"lang\":\"en\",\"owner\":\" Sara@Example.ORG \",\"review_on\":\"2031-05-01\"}\n\
        {\"id\":\"b\",\"lang\":\"en\",\"owner\":\"\"}\n\
        {\"id\":\"c\",\"lang\":\"en\",\"owner\":\"Sara\"}\n\
        {\"id\":\"d\",\"lang\":\"en\",\"review_on\":\"soon\"}\n";
    let read = read_bytes("kb.jsonl", lines.as_bytes(), hamyar_knowledge::files::Limits::default());
    let sara = Upkeep { owner: Some("sara@example.org".to_owned()), review_on: NaiveDate::from_ymd_opt(2031, 5, 1) };
    assert_eq!(read.upkeep, Upkeeps::from([("a".to_owned(), sara)]));
    let problems: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(problems[0], "kb.jsonl:3: `owner` is `sara`; it must be an e-mail address such as sara@example.org");
    assert!(problems[1].starts_with("kb.jsonl:4: "), "{problems:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_again(
        mut articles in prop::collection::vec(any_article(), 0..6),
        kept in prop::collection::vec(any_upkeep(), 6),
    ) {
        let mut ids = std::collections::HashSet::new();
        articles.retain(|article| ids.insert(article.id.clone()) && !article.id.trim().is_empty());
        let ids = articles.iter().map(|article| article.id.clone());
        let upkeep: Upkeeps = ids.zip(kept).filter(|(_, upkeep)| !upkeep.is_empty()).collect();
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("inner");
        write_folder(&dir, &articles, &upkeep).unwrap();
        prop_assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "something lies outside the folder");
        let key = |article: &Article| article.id.clone();
        let mut again = read(&dir);
        prop_assert_eq!(&again.problems, &[]);
        again.articles.sort_by_key(key);
        let mut sorted = articles.clone();
        sorted.sort_by_key(key);
        prop_assert_eq!(&again.articles, &sorted);
        prop_assert_eq!(&again.upkeep, &upkeep);

        for (name, format) in [("kb.jsonl", Format::Jsonl), ("kb.csv", Format::Csv), ("kb.zip", Format::Zip)] {
            let file = parent.path().join(name);
            write_file(&file, format, &articles, &upkeep).unwrap();
            let mut again = read(&file);
            prop_assert_eq!(&again.problems, &[]);
            again.articles.sort_by_key(key);
            prop_assert_eq!(&again.articles, &sorted, "{}", name);
            prop_assert_eq!(&again.upkeep, &upkeep, "{}", name);
        }
    }
}
