//! Words that customers use and no article does, with the articles that turned out to be meant: what synonyms are made of.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use hamyar_knowledge::{Knowledge, Query, Reader, detect};

use super::said::says_the_same;
use crate::model::{Feedback, Told};
use crate::store::Unhelped;

/// How often a word must be asked with before it is told, where nothing says what was meant by it.
const OFTEN: usize = 2;

/// Articles that are told of one word.
const ARTICLES: usize = 3;

/// A word that no article holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWord {
    /// As it was written last.
    pub word: String,
    /// The language of the questions.
    pub language: String,
    /// How many questions it came in that were not answered, or were answered by a choice or by the team.
    pub asked: usize,
    /// The latest of them.
    pub example: String,
    /// The articles that helped then, or that say what the team answered; their ids.
    pub articles: Vec<String>,
}

/// What was found last, for as long as nothing changed of what it was found in.
#[derive(Debug, Default)]
pub struct NewWords(Mutex<Option<(u64, Arc<Vec<NewWord>>)>>);

impl NewWords {
    /// As [`new_words`], on a thread that serves nobody, and not twice of the same.
    pub async fn of(&self, knowledge: &Knowledge, unhelped: Vec<Unhelped>, told: Vec<Feedback>) -> Arc<Vec<NewWord>> {
        let of = number(knowledge, &unhelped, &told);
        if let Some((_, found)) = self.last().filter(|(was, _)| *was == of) {
            return found;
        }
        let knowledge = knowledge.clone();
        let finding = tokio::task::spawn_blocking(move || new_words(&knowledge, &unhelped, &told));
        let Ok(found) = finding.await.map(Arc::new) else { return Arc::default() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((of, Arc::clone(&found)));
        found
    }

    fn last(&self) -> Option<(u64, Arc<Vec<NewWord>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// All that new words are found in, as a number.
fn number(knowledge: &Knowledge, unhelped: &[Unhelped], told: &[Feedback]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (knowledge.revision(), knowledge.synonyms().source(), unhelped.len(), told.len()).hash(&mut hasher);
    for one in unhelped {
        (one.key, &one.question, &one.language).hash(&mut hasher);
    }
    for one in told {
        (&one.question, format!("{:?}", one.told)).hash(&mut hasher);
    }
    hasher.finish()
}

#[derive(Default)]
struct Heard {
    word: String,
    example: String,
    questions: BTreeSet<String>,
    articles: Vec<String>,
}

/// The words of these questions that no article holds: first those of which it is known what was meant, then those asked most.
/// `unhelped` has the latest first.
fn new_words(knowledge: &Knowledge, unhelped: &[Unhelped], told: &[Feedback]) -> Vec<NewWord> {
    let mut heard: HashMap<(String, String), Heard> = HashMap::new();
    for one in unhelped {
        let asker = one.key.conversation.to_string();
        hear(knowledge, &mut heard, &one.question, &one.language, &asker, None);
    }
    for one in told {
        let article = match &one.told {
            Told::Helped(article) => Some(article.clone()),
            Told::Answered(said) => meant(knowledge, said),
            Told::NotThis(_) => None,
        };
        let Some(article) = article.filter(|id| knowledge.article(id, &Reader::AGENT).is_some()) else { continue };
        let language = detect(&one.question, None).unwrap_or_default();
        hear(knowledge, &mut heard, &one.question, language, &one.question, Some(&article));
    }
    let mut found: Vec<NewWord> = heard
        .into_iter()
        .filter(|(_, heard)| heard.questions.len() >= OFTEN || !heard.articles.is_empty())
        .map(|((language, _), Heard { word, example, questions, mut articles })| {
            articles.truncate(ARTICLES);
            NewWord { word, language, asked: questions.len(), example, articles }
        })
        .collect();
    found.sort_by(|one, other| {
        let rank = |word: &NewWord| (word.articles.is_empty(), std::cmp::Reverse(word.asked));
        rank(one).cmp(&rank(other)).then_with(|| (&one.language, &one.word).cmp(&(&other.language, &other.word)))
    });
    found
}

fn hear(
    knowledge: &Knowledge,
    heard: &mut HashMap<(String, String), Heard>,
    question: &str,
    hint: &str,
    asker: &str,
    article: Option<&String>,
) {
    let language = detect(question, Some(hint)).unwrap_or(hint).to_owned();
    for word in knowledge.unheard(question, &language) {
        let heard = heard.entry((language.clone(), word.reduced)).or_default();
        if heard.word.is_empty() {
            (heard.word, heard.example) = (word.written, question.trim().to_owned());
        }
        heard.questions.insert(asker.to_owned());
        if let Some(article) = article.filter(|article| !heard.articles.contains(article)) {
            heard.articles.push(article.clone());
        }
    }
}

/// The article that says what the team wrote.
fn meant(knowledge: &Knowledge, said: &str) -> Option<String> {
    let found = knowledge.search(&Query { text: said, reader: Reader::PUBLIC, limit: 1, ..Query::default() });
    let first = found.candidates.first()?;
    (says_the_same(first, said) == Some(true)).then(|| first.article.clone())
}
