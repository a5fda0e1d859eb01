//! Puts questions together that ask for the same: by their words, by the letters these are made of, and by what they mean.
//!
//! Each question is a point (see `points`); those near each other are found without comparing all with all (`nearness`), and groups
//! grow where they are nearest, until none is near enough to another (`growth`). Nobody says how many groups there are. What is asked in
//! two languages is in two groups: it has no letters in common.

mod growth;
mod nearness;
mod points;

use std::collections::HashMap;

/// A question that somebody asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// The tag of its language, or [`crate::Article::UNKNOWN_LOCALE`].
    pub locale: &'a str,
}

/// The number of the group of each question, from 0, in the order in which they are met first.
///
/// 50,000 questions take seconds. `breathe` is called every few milliseconds of that: there, whoever has others to serve may rest.
#[must_use]
pub fn group(asked: &[Asked<'_>], breathe: &mut dyn FnMut()) -> Vec<usize> {
    let places = points::place(asked, breathe);
    let near = nearness::find(&places.points, breathe);
    let groups = growth::grow(&places, near, breathe);
    let mut numbers = HashMap::new();
    let numbered = places.of_question.iter().map(|place| {
        let next = numbers.len();
        *numbers.entry(groups[*place]).or_insert(next)
    });
    numbered.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Asked, group};

    fn groups(asked: &[(&str, &str)]) -> Vec<usize> {
        let asked: Vec<Asked<'_>> = asked.iter().map(|&(locale, text)| Asked { text, locale }).collect();
        group(&asked, &mut || ())
    }

    #[test]
    fn what_asks_for_the_same_is_together_in_whatever_words() {
        let found = groups(&[
            ("en", "how do I get my money back"),
            ("en", "do you ship to Canada?"),
            ("en", "How can I get my money back?"),
            ("fa", "چطور پولم را پس بگیرم"),
            ("en", "do you send parcels to canada"),
            ("fa", "پولم رو چطوری پس بگیرم؟"),
            ("en", "get my mony back"),
            ("en", "xqzzt vrrblk"),
            ("fa", "ساعت کاری شما چند تا چند است"),
        ]);
        assert_eq!(found[..3], [0, 1, 0]);
        assert_eq!((found[3], found[4], found[6]), (found[5], 1, 0));
        assert!(found[7] > 1 && found[8] > 1 && found[7] != found[8]);
    }

    #[test]
    fn what_says_nothing_is_together_only_with_what_is_typed_alike() {
        assert_eq!(groups(&[("en", "??"), ("en", "🙂"), ("en", "??"), ("en", ""), ("en", " ")]), [0, 1, 0, 2, 2]);
        assert_eq!(groups(&[]), [0_usize; 0]);
    }

    #[test]
    fn many_that_are_equal_are_one() {
        let many: Vec<(&str, String)> = (0..6000).map(|at| ("en", format!("invoice {}", at % 3))).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(locale, text)| (*locale, text.as_str())).collect();
        assert_eq!(groups(&many).into_iter().max(), groups(&many[..3]).into_iter().max());
    }

    proptest! {
        #[test]
        fn every_question_has_a_group_and_equal_ones_the_same(texts in prop::collection::vec("[a-d آ-پ]{0,8}", 0..40)) {
            let asked: Vec<(&str, &str)> = texts.iter().chain(&texts).map(|text| ("fa", text.as_str())).collect();
            let found = groups(&asked);
            prop_assert_eq!(found.len(), asked.len());
            prop_assert_eq!(&found[..texts.len()], &found[texts.len()..]);
            let most = found.iter().max().map_or(0, |most| most + 1);
            prop_assert!((0..most).all(|number| found.contains(&number)));
        }
    }
}
