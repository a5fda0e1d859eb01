//! Whether a wish for a person is told from a question.

use std::path::PathBuf;

use hamyar::decide::intent::{Intent, intent};
use hamyar_knowledge::eval::read_questions;

use super::{name, percent};

/// A list of wordings by its name: wishes for a person, or what only sounds so.
macro_rules! list {
    ($name:literal, $wish:literal) => {
        ($name, include_str!(concat!("../../tests/it/wordings/", $name)), $wish)
    };
}

/// Held out: collected after the recogniser was written, apart from it.
const HELD_OUT: [(&str, &str, bool); 4] = [
    list!("fresh_en.txt", true),
    list!("fresh_fa.txt", true),
    list!("fresh_not_en.txt", false),
    list!("fresh_not_fa.txt", false),
];

/// Collected before it was written; the kinds of what it missed in them were then taught to it.
const TAUGHT: [(&str, &str, bool); 4] =
    [list!("en.txt", true), list!("fa.txt", true), list!("not_en.txt", false), list!("not_fa.txt", false)];

pub(super) fn measure(sets: &[PathBuf]) -> anyhow::Result<()> {
    println!("A PERSON IS WANTED (goals: at most 1% of the questions, at least 95% of the held-out wishes)\n");
    println!("{:<22} {:>9} {:>6} {:>8}", "questions of", "questions", "fired", "share");
    let mut fired = Vec::new();
    let (mut all, mut wrong) = (0, 0);
    for set in sets {
        let questions = read_questions(&set.join("queries.jsonl"))?;
        let before = fired.len();
        let person = questions.iter().filter(|asked| intent(&asked.text) == Intent::Person);
        fired.extend(person.map(|asked| format!("{}: {}", name(set), asked.text)));
        let count = fired.len() - before;
        println!("{:<22} {:>9} {count:>6} {:>7.2}%", name(set), questions.len(), percent(count, questions.len()));
        (all, wrong) = (all + questions.len(), wrong + count);
    }
    println!("{:<22} {all:>9} {wrong:>6} {:>7.2}%", "all", percent(wrong, all));
    for text in fired {
        println!("    {text}");
    }
    println!("\nwordings that were held out:");
    listed(&HELD_OUT);
    println!("\nwordings that were collected first; what was missed in them was then taught:");
    listed(&TAUGHT);
    println!();
    Ok(())
}

fn listed(lists: &[(&str, &str, bool)]) {
    for (list, text, wish) in lists {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let (fired, quiet): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| intent(line) == Intent::Person);
        let share = percent(fired.len(), lines.len());
        println!("{list:<22} {:>9} {:>6} {share:>7.2}%", lines.len(), fired.len());
        for text in if *wish { quiet } else { fired } {
            println!("    {}: {text}", if *wish { "missed" } else { "fired" });
        }
    }
}
