//! What the bot would do about gaps now: some are closed by what was written since. They are asked for as somebody does who asks much
//! beside the customers: of those who say what texts mean it takes no room that is kept for customers, and nothing is asked twice of the same
//! articles.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hamyar_knowledge::dense::Meaning;
use hamyar_knowledge::{Candidate, Query, Reader};

use super::{Deed, Gap, Library};
use crate::answer::KnowledgeAnswerer;
use crate::store::StoreError;

/// Gaps that are asked for at once.
const AT_ONCE: usize = 30;

/// Gaps that are asked for in one go. What is open behind so many closed ones is found once these have fallen out.
const MOST: usize = 300;

/// How long is waited for what the questions of one go mean. Without it their words are searched.
const PATIENCE: Duration = Duration::from_secs(2);

/// Questions of which is remembered what comes of them.
const REMEMBERED: usize = 5_000;

/// Articles that may be meant.
const NEAR: usize = 3;

/// What the bot would do about a question now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// What it would do.
    pub deed: Deed,
    /// Articles that may be meant, the nearest first: ids and titles.
    pub near: Vec<(String, String)>,
}

/// What came of questions, as long as the articles are the same.
#[derive(Debug, Default)]
pub struct Looks(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Of which articles, synonyms and calibration.
    of: u64,
    known: HashMap<(String, String), Looked>,
}

impl Looks {
    /// The first `most` of these gaps that are open, with what would come of them now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn open<'g>(
        &self,
        library: &Library,
        answerer: &KnowledgeAnswerer,
        gaps: impl Iterator<Item = &'g Gap>,
        most: usize,
    ) -> Result<Vec<(&'g Gap, Looked)>, StoreError> {
        let gaps: Vec<&Gap> = gaps.filter(|gap| !gap.wordings.is_empty()).take(MOST).collect();
        let mut open = Vec::new();
        for some in gaps.chunks(AT_ONCE.max(most)) {
            let looked = self.look(library, answerer, some).await;
            for (gap, looked) in some.iter().zip(looked) {
                if open.len() < most && !is_closed(library, gap, &looked).await? {
                    open.push((*gap, looked));
                }
            }
            if open.len() >= most {
                break;
            }
        }
        Ok(open)
    }

    /// What would come of each.
    async fn look(&self, library: &Library, answerer: &KnowledgeAnswerer, gaps: &[&Gap]) -> Vec<Looked> {
        let of = number(library, answerer);
        let asked: Vec<(String, String)> =
            gaps.iter().map(|gap| (gap.wordings[0].text.clone(), gap.language.clone())).collect();
        let mut known = self.known(of, &asked);
        let new: Vec<(String, String)> = asked.iter().filter(|one| !known.contains_key(*one)).cloned().collect();
        if !new.is_empty() {
            let texts: Vec<&str> = new.iter().map(|(text, _)| text.as_str()).collect();
            let meanings = tokio::time::timeout(PATIENCE, answerer.meanings(&texts)).await.unwrap_or_default();
            let answerer = answerer.clone();
            let asking = tokio::task::spawn_blocking(move || {
                let look = |(at, one): (usize, (String, String))| {
                    let looked = look(&answerer, &one, meanings.get(at).and_then(Option::as_ref));
                    (one, looked)
                };
                new.into_iter().enumerate().map(look).collect::<Vec<_>>()
            });
            let found = asking.await.unwrap_or_default();
            self.keep(of, &found);
            known.extend(found);
        }
        let unknown = Looked { deed: Deed::HandsOver, near: Vec::new() };
        asked.iter().map(|one| known.get(one).cloned().unwrap_or_else(|| unknown.clone())).collect()
    }

    fn known(&self, of: u64, asked: &[(String, String)]) -> HashMap<(String, String), Looked> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.of != of {
            return HashMap::new();
        }
        asked.iter().filter_map(|one| Some((one.clone(), state.known.get(one)?.clone()))).collect()
    }

    fn keep(&self, of: u64, found: &[((String, String), Looked)]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.of != of || state.known.len() > REMEMBERED {
            *state = State { of, known: HashMap::new() };
        }
        state.known.extend(found.iter().cloned());
    }
}

/// All that decides what comes of a question, as a number.
fn number(library: &Library, answerer: &KnowledgeAnswerer) -> u64 {
    let mut hasher = DefaultHasher::new();
    let knowledge = library.knowledge();
    (knowledge.flaw().is_some(), knowledge.revision(), knowledge.synonyms().source(), knowledge.space().is_some())
        .hash(&mut hasher);
    format!("{:?}", answerer.thresholds()).hash(&mut hasher);
    hasher.finish()
}

fn look(answerer: &KnowledgeAnswerer, (text, language): &(String, String), meaning: Option<&Meaning>) -> Looked {
    let query = Query { text, locale: Some(language), reader: Reader::PUBLIC, limit: NEAR, ..Query::default() };
    let (found, thresholds) = answerer.find_meaning(&query, meaning);
    let title = |one: &Candidate| if one.title.is_empty() { one.question.clone() } else { one.title.clone() };
    Looked {
        deed: Deed::of(text, &found, &thresholds),
        near: found.candidates.iter().map(|one| (one.article.clone(), title(one))).collect(),
    }
}

/// Whether what came to nothing is answered now: by an article that nobody refused, or that says something else since they did.
async fn is_closed(library: &Library, gap: &Gap, looked: &Looked) -> Result<bool, StoreError> {
    let Some((article, _)) = looked.near.first().filter(|_| looked.deed == Deed::Answers) else { return Ok(false) };
    match gap.refused.get(article).or_else(|| gap.refused.get("")) {
        None => Ok(true),
        Some(then) => library.answers_otherwise(article, *then).await,
    }
}
