//! Articles that nobody would write, and somebody will import.

use std::fmt::Write;

use hamyar_knowledge::{Query, eval};

#[test]
fn a_hundred_thousand_ways_of_asking_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let kb = dir.path().join("kb.jsonl");
    let mut questions = String::new();
    for n in 0..100_000 {
        write!(questions, "{}\"w{n}\"", if n == 0 { "" } else { "," }).unwrap();
    }
    let many = format!("{{\"id\":\"many\",\"lang\":\"en\",\"title\":\"Everything\",\"questions\":[{questions}]}}\n");
    std::fs::write(&kb, many + "{\"id\":\"few\",\"lang\":\"en\",\"title\":\"How do I feed the dragon?\"}\n").unwrap();
    let knowledge = eval::load(&kb).unwrap();
    for (text, expect) in [("w99999", "many"), ("w17 and w4711", "many"), ("what do dragons feed on", "few")] {
        let query = Query { text, limit: 2, ..Query::default() };
        let found = knowledge.search(&query);
        assert_eq!(found.candidates[0].article, expect, "{text}");
        assert!((0.0..=1.0).contains(&found.confidence));
        assert_eq!(knowledge.explain(&query, &found).candidates[0].article, expect);
    }
}
