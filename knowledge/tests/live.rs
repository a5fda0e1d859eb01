//! The index while it changes: what is found follows from the articles alone, however they came to be there, and nothing
//! that a crash or a damaged disk takes away is missed.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::collections::BTreeMap;
use std::path::Path;

use hamyar_knowledge::{Article, Audience, Change, Found, Knowledge, OpenState, Query, Reader, Status};
use proptest::prelude::*;

/// Few words, so that many articles share them and many scores are equal.
const WORDS: [&str; 18] = [
    "refund",
    "refunds",
    "order",
    "orders",
    "parcel",
    "password",
    "login",
    "invoice",
    "card",
    "visa",
    "street",
    "delay",
    "رمز",
    "سفارش",
    "سفارشم",
    "پول",
    "حساب",
    "ورود",
];

const QUESTIONS: [&str; 10] = [
    "refund",
    "order",
    "parcel refund order",
    "my pasword",
    "رمز حساب",
    "sefaresham koja",
    "سفارس پول",
    "visa card invoice delay",
    "refnd street",
    "login",
];

fn text(numbers: &[usize]) -> String {
    numbers.iter().map(|number| WORDS[number % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

fn article(id: usize, (title, questions, body, agents): &Drawn) -> Article {
    Article {
        id: format!("a{id}"),
        root: format!("r{}", id / 2),
        locale: if id.is_multiple_of(2) { "en" } else { "fa" }.to_owned(),
        title: text(title),
        questions: questions.iter().map(|one| text(one)).collect(),
        body: text(body),
        labels: Vec::new(),
        audience: if *agents { Audience::Agents } else { Audience::Public },
        status: Status::Published,
        ..Article::default()
    }
}

/// Title, question variants, body, and whether only agents find it.
type Drawn = (Vec<usize>, Vec<Vec<usize>>, Vec<usize>, bool);

fn drawn() -> impl Strategy<Value = Drawn> {
    let words = |most: usize| prop::collection::vec(0..WORDS.len(), 0..most);
    let questions = prop_oneof![6 => Just(Vec::new()), 1 => prop::collection::vec(words(4), 1..3)];
    (words(3), questions, words(6), prop::bool::weighted(0.1))
}

/// Which article is put (or removed), and whether the group of changes ends there, or the index settles.
fn edits() -> impl Strategy<Value = Vec<(usize, Option<Drawn>, u8)>> {
    prop::collection::vec((0..60_usize, prop::option::weighted(0.8, drawn()), 0..6_u8), 1..80)
}

fn all(knowledge: &Knowledge) -> Vec<Found> {
    let readers = [Reader::PUBLIC, Reader::AGENT];
    let ask = |reader| {
        QUESTIONS.iter().map(move |text| knowledge.search(&Query { text, reader, limit: 10, ..Query::default() }))
    };
    readers.into_iter().flat_map(ask).collect()
}

fn put(article: &Article) -> Change {
    Change::Put(Box::new(article.clone()))
}

/// Follows the edits in the groups that they name.
fn follow(knowledge: &Knowledge, edits: &[(usize, Option<Drawn>, u8)]) {
    let mut group = Vec::new();
    for (revision, (id, drawn, end)) in (1..).zip(edits) {
        group.push(match drawn {
            Some(drawn) => put(&article(*id, drawn)),
            None => Change::Remove(format!("a{id}")),
        });
        if *end < 4 || usize::try_from(revision) == Ok(edits.len()) {
            knowledge.apply(&group, revision).unwrap();
            group.clear();
        }
        if *end == 0 {
            knowledge.settle().unwrap();
        }
    }
    knowledge.settle().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// The same articles are searched alike: put at once or one by one, in memory or on disk, or opened again.
    #[test]
    fn what_is_found_follows_from_the_articles_alone(
        base in prop::collection::vec(drawn(), 300..320),
        edits in edits(),
    ) {
        let mut articles: BTreeMap<usize, Article> =
            base.iter().enumerate().map(|(id, drawn)| (id, article(id, drawn))).collect();
        let first: Vec<Change> = articles.values().map(put).collect();
        for (id, drawn, _) in &edits {
            match drawn {
                Some(drawn) => articles.insert(*id, article(*id, drawn)),
                None => articles.remove(id),
            };
        }
        let at_once = Knowledge::in_memory().unwrap();
        at_once.apply(&articles.values().map(put).collect::<Vec<_>>(), 1_000).unwrap();
        let expect = all(&at_once);

        for room in [0, 4_096] {
            let knowledge = Knowledge::in_memory_with(room).unwrap();
            knowledge.apply(&first, 0).unwrap();
            let before = all(&knowledge);
            let changes: Vec<Change> = edits.iter().map(|(id, drawn, _)| match drawn {
                Some(drawn) => put(&article(*id, drawn)),
                None => Change::Remove(format!("a{id}")),
            }).collect();
            let supposed = knowledge.supposing(&changes).unwrap();
            prop_assert_eq!(all(&supposed), expect.clone(), "supposed, room {}", room);
            prop_assert_eq!(all(&knowledge), before, "what is only supposed changes nothing");
            follow(&knowledge, &edits);
            prop_assert_eq!(all(&knowledge), expect.clone(), "room {}", room);
            prop_assert_eq!(all(&supposed), expect.clone(), "what changes later is not supposed");
        }

        let dir = tempfile::tempdir().unwrap();
        let opened = Knowledge::open_with(dir.path(), 0).unwrap();
        opened.knowledge.apply(&first, 0).unwrap();
        follow(&opened.knowledge, &edits);
        drop(opened);
        for room in [0, 4_096] {
            let opened = Knowledge::open_with(dir.path(), room).unwrap();
            prop_assert_eq!(&opened.state, &OpenState::Ready);
            prop_assert_eq!(all(&opened.knowledge), expect.clone(), "opened, room {}", room);
        }
    }
}

fn simple(id: &str, title: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.to_owned(),
        locale: "en".to_owned(),
        title: title.to_owned(),
        questions: Vec::new(),
        body: String::new(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

fn first(knowledge: &Knowledge, text: &str) -> Option<String> {
    let found = knowledge.search(&Query { text, limit: 3, ..Query::default() });
    found.candidates.into_iter().next().map(|candidate| candidate.article)
}

fn open(dir: &Path) -> Knowledge {
    let opened = Knowledge::open_with(dir, 0).unwrap();
    assert_eq!(opened.state, OpenState::Ready);
    opened.knowledge
}

#[test]
fn what_was_only_in_memory_is_asked_for_again_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = Knowledge::open_with(dir.path(), 0).unwrap().knowledge;
    let many: Vec<Change> = (0..300).map(|n| put(&simple(&format!("a{n}"), &format!("word{n} common")))).collect();
    knowledge.apply(&many, 1).unwrap();
    knowledge.apply(&[put(&simple("new", "vouchers"))], 2).unwrap();
    knowledge.apply(&[Change::Remove("a7".to_owned())], 3).unwrap();
    assert_eq!(first(&knowledge, "vouchers").as_deref(), Some("new"));
    assert_ne!(first(&knowledge, "word7").as_deref(), Some("a7"));
    assert_eq!((knowledge.revision(), knowledge.len()), (3, 300));
    // Nobody settles: the process ends.
    drop(knowledge);
    let knowledge = open(dir.path());
    assert_eq!((knowledge.revision(), knowledge.len()), (1, 300));
    assert_eq!(first(&knowledge, "word7").as_deref(), Some("a7"));
    knowledge.apply(&[put(&simple("new", "vouchers")), Change::Remove("a7".to_owned())], 3).unwrap();
    knowledge.settle().unwrap();
    drop(knowledge);
    let knowledge = open(dir.path());
    assert_eq!((knowledge.revision(), knowledge.len()), (3, 300));
    assert_eq!(first(&knowledge, "vouchers").as_deref(), Some("new"));
    assert_ne!(first(&knowledge, "word7").as_deref(), Some("a7"));
}

#[test]
fn searches_and_edits_go_on_while_the_index_is_written_and_merged() {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = Knowledge::open_with(dir.path(), 0).unwrap().knowledge;
    let many: Vec<Change> = (0..600).map(|n| put(&simple(&format!("a{n}"), &format!("word{n} common")))).collect();
    knowledge.apply(&many, 1).unwrap();
    std::thread::scope(|scope| {
        let searcher = scope.spawn(|| {
            // Nobody edits these.
            for n in 300..600 {
                assert_eq!(first(&knowledge, &format!("word{n}")), Some(format!("a{n}")));
            }
        });
        for n in 0..300 {
            knowledge.apply(&[put(&simple(&format!("a{n}"), &format!("late{n}z common")))], 2 + n).unwrap();
            assert_eq!(first(&knowledge, &format!("late{n}z")), Some(format!("a{n}")));
            assert_ne!(first(&knowledge, &format!("word{n}")), Some(format!("a{n}")));
        }
        searcher.join().unwrap();
    });
    knowledge.settle().unwrap();
    assert_eq!(knowledge.len(), 600);
    for n in 0..300 {
        assert_eq!(first(&knowledge, &format!("late{n}z")), Some(format!("a{n}")));
    }
}

/// Every way of damaging a file is noticed when the index is opened: it is built anew and nothing is answered from it.
#[test]
fn a_damaged_index_is_noticed_and_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    let articles: Vec<Article> = (0..300).map(|n| simple(&format!("a{n}"), &format!("word{n} common"))).collect();
    let build = || {
        let opened = Knowledge::open_with(dir.path(), 0).unwrap();
        opened.knowledge.rebuild(articles.clone(), 5).unwrap();
        assert_eq!(first(&opened.knowledge, "word9").as_deref(), Some("a9"));
        opened.state
    };
    assert_eq!(build(), OpenState::Missing);
    let index = || {
        let name = std::fs::read_to_string(dir.path().join("CURRENT")).unwrap();
        dir.path().join(name)
    };
    let files = |index: &Path| -> Vec<String> {
        let names = std::fs::read_dir(index).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let kind = |name: &str| name.rsplit_once('.').map_or_else(|| name[..7].to_owned(), |(_, kind)| kind.to_owned());
        let mut kinds: Vec<String> = names.filter(|name| !name.starts_with('.')).map(|name| kind(&name)).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    let kinds = files(&index());
    assert!(kinds.contains(&"derived".to_owned()) && kinds.len() > 4, "{kinds:?}");
    for kind in kinds {
        for damage in [
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
            |bytes: &mut Vec<u8>| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
            },
        ] {
            let damaged = std::fs::read_dir(index()).unwrap().map(|file| file.unwrap().path()).find(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                !name.starts_with('.') && (name.ends_with(&format!(".{kind}")) || name.starts_with(&kind))
            });
            let Some(path) = damaged else { continue };
            let mut bytes = std::fs::read(&path).unwrap();
            damage(&mut bytes);
            std::fs::write(&path, bytes).unwrap();
            let state = build();
            assert!(matches!(state, OpenState::Unusable { .. }), "{kind}: {state:?}");
        }
    }
}

#[test]
fn damage_that_is_found_later_is_mended_while_searches_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let articles: Vec<Article> = (0..300).map(|n| simple(&format!("a{n}"), &format!("word{n} common"))).collect();
    let knowledge = Knowledge::open_with(dir.path(), 0).unwrap().knowledge;
    knowledge.rebuild(articles.clone(), 1).unwrap();
    knowledge.check().unwrap();
    assert!(!knowledge.is_damaged());
    let index = dir.path().join(std::fs::read_to_string(dir.path().join("CURRENT")).unwrap());
    let store = std::fs::read_dir(&index).unwrap().map(|file| file.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[20] ^= 0x55;
    std::fs::write(&store, bytes).unwrap();
    knowledge.check().unwrap_err();
    assert!(knowledge.is_damaged());
    knowledge.rebuild(articles[..200].to_vec(), 2).unwrap();
    assert!(!knowledge.is_damaged());
    knowledge.check().unwrap();
    assert_eq!((knowledge.len(), knowledge.revision()), (200, 2));
    assert_ne!(first(&knowledge, "word250").as_deref(), Some("a250"));
    assert_eq!(first(&knowledge, "word150").as_deref(), Some("a150"));
    knowledge.apply(&[put(&simple("new", "vouchers"))], 3).unwrap();
    knowledge.settle().unwrap();
    drop(knowledge);
    let knowledge = open(dir.path());
    assert_eq!((knowledge.len(), first(&knowledge, "vouchers").as_deref()), (201, Some("new")));
}
