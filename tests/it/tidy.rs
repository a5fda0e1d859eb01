//! The rules of the house that no compiler knows: who may name whom, and what no file may hold. Each problem is told
//! with what to do about it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::sources::{self, Source, assert_none};

/// The modules of the root package from the ground up. One may import those of lower floors, and its neighbours on the
/// same floor where that says so.
const FLOORS: [Floor; 6] = [
    Floor {
        modules: &["clock", "config", "dates", "embed", "kinds", "openid", "response", "sites", "words"],
        neighbours: true,
    },
    Floor { modules: &["model"], neighbours: false },
    Floor { modules: &["answer", "decide", "store"], neighbours: false },
    Floor { modules: &["courier", "desk", "engine", "files", "library", "live", "metrics"], neighbours: true },
    Floor { modules: &["app"], neighbours: false },
    Floor { modules: &["cli", "main"], neighbours: true },
];

struct Floor {
    modules: &'static [&'static str],
    neighbours: bool,
}

/// Crates of others that are named in few places only, so that one could be replaced there.
const NAMED_ONLY_IN: [(&str, &[&str]); 6] = [
    ("anyhow", &["src/main.rs", "src/cli", "src/app"]),
    ("axum", &["src/desk", "src/app", "adapters/web/", "adapters/telegram/"]),
    ("serenity", &["adapters/discord/", "benches/echo/"]),
    ("sqlx", &["src/store"]),
    ("tantivy", &["knowledge/"]),
    ("teloxide", &["benches/echo/"]),
];

/// Where nothing is read, awaited, drawn by lot or logged: what goes in decides what comes out.
const PURE: [&str; 3] = ["src/model", "src/decide", "knowledge/src/confidence"];
const IMPURE: [&str; 11] =
    ["async", "await", "tokio", "futures", "sqlx", "tracing", "rand", "Instant", "SystemTime", "fs", "net"];

/// What no file may hold, and what to do instead.
const BANNED: [(&str, &str); 4] = [
    ("todo!", "write it, or leave it out until it is written"),
    ("unimplemented!", "write it, or leave it out until it is written"),
    ("#[ignore", "a test that is not run proves nothing: make it run, or remove it"),
    ("thread::sleep", "wait for an event, or give the code a clock that the test moves"),
];

/// The most lines of a file, and the files that may have more. There should be none: find the missing idea and split.
const MOST_LINES: usize = 400;
const LONGER: [&str; 0] = [];

/// All Rust files of the workspace.
fn rust() -> Vec<Source> {
    ["src", "adapters", "knowledge", "tests", "benches", "examples"]
        .into_iter()
        .flat_map(|folder| sources::files(folder, &["rs"]))
        .collect()
}

/// The Rust files that end up in the program, without the tests of the members.
fn program() -> Vec<Source> {
    let is_test = |path: &str| path.contains("/tests/") || path.contains("/testing/") || path.ends_with("/tests.rs");
    let mut sources = sources::of_program();
    sources.retain(|source| source.is_rust() && !is_test(&source.path));
    sources
}

/// The word stands in the code by itself, not within another.
fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .any(|(start, _)| !code[..start].ends_with(part) && !code[start + word.len()..].starts_with(part))
}

#[test]
fn packages_depend_only_on_packages_below_them() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(sources::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut problems = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let allowed: &[&str] = match name {
            "hamyar" => continue,
            "hamyar-channel" | "hamyar-knowledge" => &[],
            _ if package["manifest_path"].as_str().unwrap().contains("/adapters/") => &["hamyar-channel"],
            _ if package["manifest_path"].as_str().unwrap().contains("/examples/") => &["hamyar", "hamyar-channel"],
            _ => {
                problems.push(format!("{name}: say in tests/it/tidy.rs which of our packages it may depend on"));
                continue;
            }
        };
        for dependency in package["dependencies"].as_array().unwrap().iter().filter(|one| one["path"].is_string()) {
            let dependency = dependency["name"].as_str().unwrap();
            if !allowed.contains(&dependency) {
                problems.push(format!(
                    "{name} depends on {dependency} and may depend on {allowed:?} only of ours: move what both need \
                     into the contract, or pass it in"
                ));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn modules_import_only_modules_below_them() {
    let floor_of = |module: &str| FLOORS.iter().position(|floor| floor.modules.contains(&module));
    let mut problems = Vec::new();
    for source in sources::files("src", &["rs"]) {
        let module = module_of(&source.path);
        let Some(floor) = floor_of(&module) else {
            if module != "lib" {
                problems.push(format!("{}: put `{module}` on a floor in tests/it/tidy.rs", source.path));
            }
            continue;
        };
        for other in imports(&source).into_iter().filter(|other| *other != module) {
            let allowed = match floor_of(&other) {
                None => floor + 2 >= FLOORS.len(),
                Some(others) => others < floor || others == floor && FLOORS[floor].neighbours,
            };
            if !allowed {
                problems.push(format!(
                    "{}: `{module}` must not import `{other}`, which is not below it (see FLOORS in tests/it/tidy.rs): \
                     pass in what it needs, or move that down",
                    source.path
                ));
            }
        }
    }
    assert_none(&problems);
}

/// The module of the root package that a file belongs to: `engine` of `src/engine/turn.rs`.
fn module_of(path: &str) -> String {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default().to_owned()
}

/// What a file names of the crate's root, by `crate::…` or by `super::…` where that is the root.
fn imports(source: &Source) -> BTreeSet<String> {
    let code = source.code();
    let depth = source.path.matches('/').count() - usize::from(source.path.ends_with("/mod.rs"));
    let roots: &[&str] = if depth == 1 { &["crate::", "super::"] } else { &["crate::"] };
    let mut imports = BTreeSet::new();
    for root in roots {
        for (start, _) in code.match_indices(root) {
            imports.extend(first_names(&code[start + root.len()..]));
        }
    }
    imports
}

/// The first name of a path, or the first of each path of a group: `a` and `c` of `{a::b, c::{d, e}}`. No macros.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> Option<String> {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        (end > 0 && !text[end..].starts_with('!')).then(|| text[..end].to_owned())
    };
    let Some(group) = path.strip_prefix('{') else { return name(path).into_iter().collect() };
    let mut names: Vec<String> = name(group).into_iter().collect();
    let mut depth = 1;
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.extend(name(&group[index + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut problems = Vec::new();
    for source in program() {
        let code = source.code();
        for (name, places) in NAMED_ONLY_IN {
            if names(&code, name) && !places.iter().any(|place| source.path.starts_with(place)) {
                problems.push(format!("{}: `{name}` is named only in {places:?}: ask one of them", source.path));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn what_is_pure_stays_pure() {
    let is_pure = |path: &str| {
        PURE.iter().any(|place| path.starts_with(place))
            || path.starts_with("adapters/") && path.contains("/src/convert")
    };
    let mut problems = Vec::new();
    for source in program().iter().filter(|source| is_pure(&source.path)) {
        let code = source.code();
        for word in IMPURE.iter().filter(|word| names(&code, word)) {
            problems.push(format!("{}: `{word}` has no place here: take what it gives as a parameter", source.path));
        }
    }
    assert_none(&problems);
}

#[test]
fn no_file_holds_what_is_banned() {
    let mut problems = Vec::new();
    for source in rust() {
        let code = source.code();
        for (index, line) in code.lines().enumerate() {
            for (banned, instead) in BANNED.iter().filter(|(banned, _)| line.contains(banned)) {
                problems.push(format!("{}:{}: `{banned}`: {instead}", source.path, index + 1));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn files_are_short_and_begin_with_what_they_are_for() {
    let mut problems = Vec::new();
    for source in rust() {
        let lines = source.text.lines().count();
        if lines > MOST_LINES && !LONGER.contains(&source.path.as_str()) {
            problems.push(format!("{}: {lines} lines; find the missing idea and split at {MOST_LINES}", source.path));
        }
        if !source.text.starts_with("//!") {
            problems.push(format!("{}: begin with `//!`: what it is for, and what it must not know", source.path));
        }
    }
    assert_none(&problems);
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = std::fs::read_to_string(sources::root().join("Cargo.toml")).unwrap();
    let dependencies = manifest.split("[workspace.dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let problems: Vec<String> = dependencies
        .lines()
        .filter(|line| line.contains(" = ") && !line.starts_with(['#', ' ']))
        .filter(|line| !line.contains("path = ") && !line.contains(" # "))
        .map(|line| format!("Cargo.toml: `{line}`: add a comment behind it that says what it is for"))
        .collect();
    assert_none(&problems);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |database: &str| -> BTreeSet<String> {
        let migrations = sources::files(&format!("migrations/{database}"), &["sql"]);
        migrations.iter().map(|source| source.path.rsplit('/').next().unwrap().to_owned()).collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    let problems: Vec<String> = sqlite
        .symmetric_difference(&postgres)
        .map(|name| format!("migrations: {name} is there for one database only; write it for the other, too"))
        .collect();
    assert_none(&problems);
}

/// What is wrong with a row of `docs/faults.md`: a test that it names and that is not in the file named before it.
fn unproven(row: &str) -> Vec<String> {
    let (mut problems, mut file) = (Vec::new(), None);
    let proofs = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
    for named in proofs.split('`').skip(1).step_by(2) {
        if Path::new(named).extension().is_some_and(|kind| kind == "rs") {
            let read = |folder: &str| std::fs::read_to_string(sources::root().join(folder).join(named)).ok();
            file = read("tests/it").or_else(|| read(""));
            problems.extend(file.is_none().then(|| format!("docs/faults.md: there is no {named}")));
        } else {
            let begins = format!("fn {}", named.trim_end_matches('…'));
            let is_there = file.as_ref().is_some_and(|file: &String| file.contains(&begins));
            problems.extend((!is_there).then(|| format!("docs/faults.md: {named} is not in the file named before it")));
        }
    }
    if file.is_none() && problems.is_empty() {
        problems.push(format!("docs/faults.md: name the test of: {row}"));
    }
    problems
}

#[test]
fn every_fault_names_a_test_that_is_there() {
    let faults = std::fs::read_to_string(sources::root().join("docs/faults.md")).unwrap();
    let lines: Vec<&str> = faults.lines().collect();
    let is_row = |line: &&str| line.starts_with('|');
    let mut problems = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_row(line)) {
        if line.starts_with("| fault |") || line.starts_with("| ---") {
            continue;
        }
        if !is_row(&lines[index - 1]) {
            problems.push(format!("docs/faults.md:{}: an empty line cuts this row off its table", index + 1));
        }
        problems.extend(unproven(line));
    }
    assert_none(&problems);
    assert_eq!(unproven("| a fault | nothing | `faults/mod.rs` `what_nobody_wrote…` |").len(), 1);
    assert_eq!(unproven("| a fault | nothing | `faults/nothing.rs` |").len(), 1);
    assert_eq!(unproven("| a fault | nothing | |").len(), 1);
}

#[test]
fn the_rules_see_code_and_not_words_about_it() {
    let source = |text: &str| Source { path: "src/engine/mod.rs".to_owned(), text: text.to_owned() };
    let code = |text: &str| source(text).code();
    assert_eq!(
        code("a(); // b::c\nd(\"e // f\", 'g', r#\"h \" i\"#, '\\'', \"j\\\"k\"); /* l */ m::<'n>();")
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["a();", "d(\"\",", "'',", "\"\",", "'',", "\"\");", "m::<'n>();"]
    );
    let imported = |text: &str| imports(&source(text)).into_iter().collect::<Vec<_>>();
    assert_eq!(imported("use crate::{store::{Store, Tx}, model, clock::Edge};"), ["clock", "model", "store"]);
    assert_eq!(imported("use super::desk::Page; // crate::app\ncrate::on!(); crate::jobs::run();"), ["desk", "jobs"]);
    assert!(names("use sqlx::Row;", "sqlx") && !names("let sqlx_like = my_sqlx;", "sqlx"));
}

#[tokio::test]
async fn sqlite_is_built_as_cargo_is_told() {
    let mut c = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let options: Vec<(String,)> = sqlx::query_as("pragma compile_options").fetch_all(&mut c).await.unwrap();
    for option in ["ENABLE_QPSG", "DEFAULT_MEMSTATUS=0"] {
        let is_set = options.iter().any(|(set,)| set == option);
        assert!(
            is_set,
            "SQLite is built without {option}: `.cargo/config.toml` says why it should be, and how: {options:?}"
        );
    }
}
