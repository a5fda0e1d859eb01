//! Asking for a person is recognised in any usual wording. The first lists were written before the recogniser, and the
//! kinds of what it missed in them were then taught to it; the fresh ones were written after that, apart from it.

use hamyar::decide::intent::{Intent, intent};

/// What the recogniser was taught.
struct Taught(&'static str);

/// The wordings of a list that are, or are not, taken as a wish for a person.
fn taken(list: &'static str, as_wish: bool) -> (Vec<&'static str>, usize) {
    let lines: Vec<&str> = list.lines().filter(|line| !line.trim().is_empty()).collect();
    let taken = lines.iter().filter(|line| (intent(line) == Intent::Person) == as_wish).copied().collect();
    (taken, lines.len())
}

fn check(taught: &Taught, wishes: &'static str, others: &'static str) {
    let (missed, count) = taken(wishes, false);
    assert_eq!(count, 100);
    assert!(missed.len() <= 5, "recall is at least .95; missed: {missed:#?}");
    // The shortest wordings come to everybody's mind, also to whoever taught it: it must do as well without them.
    let known = |line: &str| taught.0.lines().any(|other| other.trim().eq_ignore_ascii_case(line.trim()));
    let own = wishes.lines().filter(|line| !line.trim().is_empty() && !known(line)).count();
    assert!(own >= 80, "{own} of the list's wordings are its own");
    assert!(missed.len() * 20 <= own, "recall is at least .95 among {own}; missed: {missed:#?}");
    let (false_alarms, count) = taken(others, true);
    assert_eq!(count, 60);
    assert!(false_alarms.len() <= 1, "ordinary messages are not wishes for a person: {false_alarms:#?}");
}

#[test]
fn a_wish_for_a_person_is_recognised_in_english() {
    let taught = Taught(include_str!("../../src/decide/intent/wordings/person_en.txt"));
    check(&taught, include_str!("wordings/en.txt"), include_str!("wordings/not_en.txt"));
    check(&taught, include_str!("wordings/fresh_en.txt"), include_str!("wordings/fresh_not_en.txt"));
}

#[test]
fn a_wish_for_a_person_is_recognised_in_persian() {
    let taught = Taught(include_str!("../../src/decide/intent/wordings/person_fa.txt"));
    check(&taught, include_str!("wordings/fa.txt"), include_str!("wordings/not_fa.txt"));
    check(&taught, include_str!("wordings/fresh_fa.txt"), include_str!("wordings/fresh_not_fa.txt"));
}
