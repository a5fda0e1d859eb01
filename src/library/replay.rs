//! What publishing a draft would change, or archiving an article: the questions that were asked last are asked again, of the articles as
//! they are and as they would be, beside the index that customers are answered from.
//!
//! The work is bounded and gives way: one replay at a time, a few questions at once on a thread that answers nobody, as much rest as
//! work in between, and an end after [`PATIENCE`].

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hamyar_knowledge::dense::Meaning;
use hamyar_knowledge::{Article, Candidate, Change, Query, Reader, normalize};
use serde::Serialize;

use super::{Deed, Library, LibraryError};
use crate::answer::KnowledgeAnswerer;
use crate::model::ConversationId;
use crate::store::Asked;

/// How long the questions are asked for; what was not asked by then is left out, and said.
const PATIENCE: Duration = Duration::from_secs(10);

/// Questions that are asked before there is a rest.
const AT_ONCE: usize = 8;

/// Articles that are offered to choose from.
const OFFERED: usize = 3;

/// What comes of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// What the bot does.
    pub deed: Deed,
    /// The articles it does it with, by id and name: one that answers, or those that are offered.
    pub articles: Vec<(String, String)>,
    /// How sure it is.
    pub confidence: f64,
    /// What it says of the article that answers.
    said: Option<String>,
}

/// How what comes of a question changes. What matters most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// It was answered, and would not be.
    Lost,
    /// Another article answers.
    Other,
    /// It would be answered, and was not.
    Gained,
    /// Other articles are offered, or some where there were none, or none any more.
    Offered,
    /// The same article answers in other words.
    Words,
}

/// A question of which something else would come.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// As it was asked last.
    pub question: String,
    /// How often it was asked.
    pub times: usize,
    /// In how many conversations.
    pub conversations: usize,
    /// How it changes.
    pub shift: Shift,
    /// What comes of it now.
    pub before: Came,
    /// What would come of it.
    pub after: Came,
}

/// What publishing a draft or archiving an article would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The questions of which something else would come: what matters most first, then what most people asked.
    pub changed: Vec<Changed>,
    /// How many questions were asked again, and of how many. Equal ones count as often as they were asked.
    pub asked_again: usize,
    /// All there were.
    pub asked: usize,
}

/// A question, however often it was asked.
struct Wording {
    question: String,
    language: String,
    conversations: BTreeSet<ConversationId>,
    times: usize,
}

impl Library {
    /// What would come of these questions if `article` were saved as it is, published or archived, where that is something else than comes
    /// of them now. `asked` has the latest first. What customers find does not change.
    ///
    /// # Errors
    ///
    /// When the article cannot be indexed.
    pub async fn outlook(
        &self,
        answerer: &KnowledgeAnswerer,
        article: Article,
        asked: &[Asked],
    ) -> Result<Outlook, LibraryError> {
        let Ok(_alone) = self.replays.acquire().await else { return Err(LibraryError::Interrupted) };
        let begun = Instant::now();
        let (supposed, room) = {
            let Ok(room) = self.trials.acquire().await else { return Err(LibraryError::Interrupted) };
            let knowledge = self.knowledge().clone();
            let saved = Change::Put(Box::new(article));
            let supposed = tokio::task::spawn_blocking(move || knowledge.supposing(&[saved])).await;
            (supposed.map_err(|_| LibraryError::Interrupted)??, room)
        };
        let both = Arc::new((answerer.clone(), answerer.over(supposed)));
        let mut outlook = Outlook { changed: Vec::new(), asked_again: 0, asked: asked.len() };
        let mut wordings = wordings(asked);
        while !wordings.is_empty() && begun.elapsed() < PATIENCE {
            let some: Vec<Wording> = wordings.drain(..wordings.len().min(AT_ONCE)).collect();
            let texts: Vec<&str> = some.iter().map(|one| one.question.as_str()).collect();
            let meanings = answerer.meanings(&texts).await;
            outlook.asked_again += some.iter().map(|one| one.times).sum::<usize>();
            let both = Arc::clone(&both);
            let asking = tokio::task::spawn_blocking(move || {
                let begun = Instant::now();
                (ask(&both, some, &meanings), begun.elapsed())
            });
            let (changed, took) = asking.await.map_err(|_| LibraryError::Interrupted)?;
            outlook.changed.extend(changed);
            tokio::time::sleep(took).await;
        }
        // Letting go of the copy takes as long as making it.
        drop(tokio::task::spawn_blocking(move || drop(both)));
        drop(room);
        outlook.changed.sort_by_key(|changed| (changed.shift, std::cmp::Reverse(changed.conversations)));
        Ok(outlook)
    }
}

/// Each question once, the latest first.
fn wordings(asked: &[Asked]) -> Vec<Wording> {
    let mut places: HashMap<(String, &str), usize> = HashMap::new();
    let mut wordings: Vec<Wording> = Vec::new();
    for one in asked {
        let key = (spelled(&one.question, &one.language), one.language.as_str());
        let at = *places.entry(key).or_insert(wordings.len());
        if at == wordings.len() {
            wordings.push(Wording {
                question: one.question.trim().to_owned(),
                language: one.language.clone(),
                conversations: BTreeSet::new(),
                times: 0,
            });
        }
        wordings[at].conversations.insert(one.conversation);
        wordings[at].times += 1;
    }
    wordings
}

/// A question without what makes no difference: its letters alike, no signs between its words.
fn spelled(question: &str, language: &str) -> String {
    let spelled = normalize(question, language);
    let words: Vec<&str> = spelled.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { spelled } else { words.join(" ") }
}

fn ask(
    (now, then): &(KnowledgeAnswerer, KnowledgeAnswerer),
    wordings: Vec<Wording>,
    meanings: &[Option<Meaning>],
) -> Vec<Changed> {
    let changed = wordings.into_iter().enumerate().filter_map(|(at, wording)| {
        let meaning = meanings.get(at).and_then(Option::as_ref);
        let (before, after) = (came(now, &wording, meaning), came(then, &wording, meaning));
        Some(Changed {
            shift: shift(&before, &after)?,
            times: wording.times,
            conversations: wording.conversations.len(),
            question: wording.question,
            before,
            after,
        })
    });
    changed.collect()
}

/// What comes of a question by itself.
fn came(answerer: &KnowledgeAnswerer, wording: &Wording, meaning: Option<&Meaning>) -> Came {
    let query = Query {
        text: &wording.question,
        locale: Some(&wording.language),
        reader: Reader::PUBLIC,
        limit: OFFERED,
        ..Query::default()
    };
    let (found, thresholds) = answerer.find_meaning(&query, meaning);
    let deed = Deed::of(&wording.question, &found, &thresholds);
    let count = match deed {
        Deed::Answers => 1,
        Deed::Suggests => OFFERED,
        _ => 0,
    };
    let first = found.candidates.first().filter(|_| deed == Deed::Answers);
    let said = first.map(|best| answerer.excerpt(&query, best).unwrap_or_else(|| best.body.clone()));
    let named = |one: &Candidate| {
        let name = if one.title.trim().is_empty() { &one.question } else { &one.title };
        (one.article.clone(), name.clone())
    };
    Came {
        deed,
        articles: found.candidates.iter().take(count).map(named).collect(),
        confidence: found.confidence,
        said,
    }
}

/// How what comes of a question changes, if it does. How sure the bot is may change without anybody noticing.
fn shift(before: &Came, after: &Came) -> Option<Shift> {
    let ids = |came: &Came| came.articles.iter().map(|(id, _)| id.clone()).collect::<Vec<String>>();
    match (before.deed, after.deed) {
        (Deed::Answers, Deed::Answers) if ids(before) != ids(after) => Some(Shift::Other),
        (Deed::Answers, Deed::Answers) => {
            (before.said != after.said || before.articles != after.articles).then_some(Shift::Words)
        }
        (Deed::Answers, _) => Some(Shift::Lost),
        (_, Deed::Answers) => Some(Shift::Gained),
        (one, other) => (one != other || before.articles != after.articles).then_some(Shift::Offered),
    }
}
