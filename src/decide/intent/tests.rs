//! Wordings collected for development, good and bad, with the share that must be told right; and properties of any text.

use proptest::prelude::*;

use super::{Intent, intent, read};

/// The lines that `intent` takes for the wrong thing, where `person` says whether they wish for a person.
fn mistaken(list: &str, person: bool) -> (usize, Vec<&str>) {
    let lines = list.lines().filter(|line| !line.is_empty());
    (lines.clone().count(), lines.filter(|line| (intent(line) == Intent::Person) != person).collect())
}

fn check(list: &str, person: bool, at_most_in_a_hundred: usize) {
    let (all, wrong) = mistaken(list, person);
    assert!(wrong.len() * 100 <= all * at_most_in_a_hundred, "{} of {all} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn a_wish_for_a_person_is_recognised() {
    check(include_str!("wordings/person_en.txt"), true, 5);
    check(include_str!("wordings/person_fa.txt"), true, 5);
}

#[test]
fn a_question_that_mentions_people_stays_a_question() {
    check(include_str!("wordings/question_en.txt"), false, 1);
    check(include_str!("wordings/question_fa.txt"), false, 1);
}

#[test]
fn courtesy_is_told_from_questions() {
    for line in include_str!("wordings/small_talk.txt").lines() {
        let (want, text) = line.split_once('\t').expect("a class, a tab, a text");
        assert_eq!(format!("{:?}", intent(text)).to_lowercase(), want, "{text}");
    }
}

#[test]
fn a_fragment_announces_more_and_asks_nothing() {
    for text in [
        "hi",
        "سلام",
        "hi, I have a question",
        "سلام یه سوال داشتم",
        "سلام وقت بخیر یک سوال دارم",
        "can I ask a question?",
        "یه مشکلی برام پیش اومده",
        "سلام خسته نباشید میشه کمکم کنید؟",
        "I need some help",
        "and",
        "also",
        "و",
        "راستی",
        "salam ye soal dashtam",
        "ببخشید",
    ] {
        assert!(read(text).fragment, "{text}");
    }
    for text in [
        "",
        "👍",
        "thanks",
        "خداحافظ",
        "hi, where is my order?",
        "سلام سفارشم کجاست",
        "I have a question about refunds for cancelled flights",
        "سوال دارم چطور رمز را عوض کنم",
        "agent",
        "سلام اپراتور لطفا",
        "ok",
    ] {
        assert!(!read(text).fragment, "{text}");
    }
}

#[test]
fn folding_hides_how_a_word_was_typed() {
    for text in [
        "ميخوام با پشتيبان صحبت كنم",
        "می‌خوام با پشتیبان صحبت کنم",
        "می خوام با پُشتیبان صحبت کنــم",
        "OPERATOR!!!",
        "opeerator",
        "👤 agent",
    ] {
        assert_eq!(intent(text), Intent::Person, "{text}");
    }
}

#[test]
fn only_the_beginning_of_a_very_long_text_is_read() {
    let words = |count: usize| format!("{}agent please", "سفارش ".repeat(count));
    assert_eq!(intent(&format!("agent please. {}", words(100_000))), Intent::Question, "not all of it is a wish");
    assert_eq!(intent(&format!("get me a human. {}", words(100_000))), Intent::Person);
    assert_eq!(intent(&format!("{} get me a human", words(100_000))), Intent::Question);
    assert!(!read(&"a".repeat(1_000_000)).fragment);
}

proptest! {
    #[test]
    fn any_text_has_an_intent_that_blanks_do_not_change(text in any::<String>()) {
        prop_assert_eq!(intent(&text), intent(&format!(" {text}\t ")));
        prop_assert!(!(read(&text).fragment && intent(&text) == Intent::Person));
    }

    /// Words we know in any order, with everything that may stand between them, as two keyboards type them.
    #[test]
    fn arabic_letters_and_marks_do_not_change_the_intent(
        words in proptest::collection::vec("(agent|talk|with|to|how|bot|not|is|there|call|me|want|من|با|می|نمی|ربات|اپراتور|کسی|صحبت|کنم|نه|یه|نفر|از|سلام|مرسی)[ .,؟]{1,2}", 0..40),
    ) {
        let text = words.concat();
        let typed = text.replace('ی', "ي").replace('ک', "ك\u{640}").replace('م', "م\u{650}");
        prop_assert_eq!(intent(&text), intent(&typed));
        prop_assert_eq!(read(&text).fragment, read(&typed).fragment);
    }
}
