//! docs/api.md says what is there: every path with its role, and examples that lead somewhere.

use std::collections::BTreeSet;

use hamyar::desk::{Declared, Needs};

use crate::sources;
use crate::support::desk::TestDesk;
use crate::support::{Database, Kind};

fn text() -> String {
    std::fs::read_to_string(sources::root().join("docs/api.md")).unwrap()
}

/// The requests for programs, each as `GET /path` with its role.
fn declared(desk: &TestDesk) -> BTreeSet<(String, String)> {
    let of = |route: &Declared| match route.needs {
        Needs::Token(role) => Some((format!("{} {}", route.method, route.path), role.word().to_owned())),
        _ => None,
    };
    desk.declared.iter().filter_map(of).collect()
}

/// Whether a path is one of this pattern.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(one, other)| one == other || one.starts_with('{'))
}

#[tokio::test]
async fn every_path_is_documented_with_its_role_and_every_example_is_one_of_them() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let (text, declared) = (text(), declared(&desk));
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let request = cells.next()?.trim().trim_end_matches('`').to_owned();
        request.contains(" /api/").then(|| (request, cells.next().unwrap_or_default().trim().to_owned()))
    };
    let documented: BTreeSet<(String, String)> = text.lines().filter_map(row).collect();
    assert_eq!(documented, declared, "the table of docs/api.md, and what is there");

    let joined = text.replace("\\\n", " ");
    let examples: Vec<&str> = joined.lines().filter(|line| line.starts_with("curl ")).collect();
    assert!(examples.len() >= 8, "{examples:?}");
    for example in examples {
        let (_, rest) = example.split_once("$HAMYAR").unwrap();
        let path = rest.split(['"', '?']).next().unwrap();
        let method = example.split_once("-X ").map_or("GET", |(_, rest)| rest.split_whitespace().next().unwrap());
        let known = declared.iter().filter_map(|(request, _)| request.split_once(' '));
        let found = known.into_iter().any(|(of, pattern)| of == method && fits(pattern, path));
        assert!(found, "no such request: {example}");
        if let Some((_, json)) = example.split_once("-d '") {
            let json = json.trim_end().trim_end_matches('\'');
            serde_json::from_str::<serde_json::Value>(json).unwrap_or_else(|error| panic!("{error}: {example}"));
        }
    }
}
