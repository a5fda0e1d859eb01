//! What people were told, in order.

use std::collections::HashSet;

use anyhow::{bail, ensure};

use super::articles::Asked;
use super::crowd::Heard;

/// What stands before a message that may have come already, in either language.
const REPEAT: [&str; 2] = ["You may have received this message already.", "شاید این پیام را پیش‌تر گرفته باشید"];

/// What people should have been told.
pub(super) struct Expected<'a> {
    pub(super) asked: &'a [Asked],
    pub(super) people: usize,
    pub(super) messages: usize,
}

impl Expected<'_> {
    /// The questions of a person, in order.
    pub(super) fn questions(&self, person: usize) -> impl Iterator<Item = &Asked> {
        (person..self.messages).step_by(self.people).map(|number| &self.asked[number % self.asked.len()])
    }

    /// Everybody was told every answer, in the order of their questions, and nothing twice without being told so.
    pub(super) fn check(&self, heard: &[Heard]) -> anyhow::Result<()> {
        let mut of: Vec<Vec<&str>> = vec![Vec::new(); self.people];
        for heard in heard {
            of[heard.person].push(&heard.text);
        }
        for (person, texts) in of.into_iter().enumerate() {
            let questions: Vec<&Asked> = self.questions(person).collect();
            let mut answered = 0;
            for text in texts {
                if questions.get(answered).is_some_and(|asked| text.contains(&asked.title)) {
                    answered += 1;
                } else if questions[..answered].iter().any(|asked| text.contains(&asked.title)) {
                    ensure!(
                        is_repeat(text),
                        "DOUBLED: person {person} was told once more, as if for the first time: {text}"
                    );
                } else {
                    bail!("OUT OF ORDER: person {person} had {answered} answers and was told: {text}");
                }
            }
            ensure!(answered == questions.len(), "LOST: person {person} got {answered} of {} answers", questions.len());
        }
        Ok(())
    }
}

/// How many messages said that they may be repeats.
pub(super) fn repeats(heard: &[Heard]) -> usize {
    heard.iter().filter(|heard| is_repeat(&heard.text)).count()
}

fn is_repeat(text: &str) -> bool {
    REPEAT.iter().any(|repeat| text.contains(repeat))
}

/// The answer itself, without what stands before it.
fn answer(text: &str) -> &str {
    REPEAT
        .iter()
        .find_map(|repeat| text.split_once(repeat))
        .map_or(text, |(_, rest)| rest)
        .trim_matches(['.', '_', ' ', '\n'])
}

/// The same with damage that must be seen.
pub(super) fn damaged(heard: &[Heard]) -> Vec<(&'static str, Vec<Heard>)> {
    // What was repeated is not missing when it is taken away.
    let repeats: HashSet<(usize, &str)> =
        heard.iter().filter(|heard| is_repeat(&heard.text)).map(|heard| (heard.person, answer(&heard.text))).collect();
    let is_sound = |heard: &Heard| !repeats.contains(&(heard.person, answer(&heard.text)));
    let sound: Vec<usize> = (0..heard.len()).filter(|at| is_sound(&heard[*at])).collect();
    let middle = sound[sound.len() / 2];
    let same = |at: &&usize| **at > middle && heard[**at].person == heard[middle].person;
    let mut damaged = Vec::new();
    let mut without = heard.to_vec();
    without.remove(middle);
    damaged.push(("an answer that is missing", without));
    let mut twice = heard.to_vec();
    twice.push(heard[middle].clone());
    damaged.push(("an answer that came twice", twice));
    if let Some(later) = sound.iter().find(same) {
        let mut swapped = heard.to_vec();
        swapped.swap(middle, *later);
        damaged.push(("two answers out of order", swapped));
    }
    damaged
}
