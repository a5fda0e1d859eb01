//! Asking a question as if a draft were published, beside the index that customers are answered from.

use hamyar_knowledge::{
    Article, Audience, Change, Explanation, Found, Judgement, Knowledge, Query, Reader, Status, Thresholds, Validity,
    analysis::language,
};
use serde::Serialize;

use super::{Library, LibraryError};
use crate::answer::KnowledgeAnswerer;
use crate::decide::intent::{Intent, intent};

/// Candidates that are shown.
const CANDIDATES: usize = 5;

/// What the bot does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It fetches a person, who is wished for.
    FetchesPerson,
    /// It says something that needs no article.
    SmallTalk,
    /// It gives the first article.
    Answers,
    /// It offers the first ones.
    Suggests,
    /// It hands over.
    HandsOver,
}

impl Deed {
    /// What it does with what was found.
    #[must_use]
    pub fn of(question: &str, found: &Found, thresholds: &Thresholds) -> Self {
        match (intent(question), found.judge(thresholds)) {
            (Intent::Person, _) => Self::FetchesPerson,
            (Intent::Question, Judgement::Answer) if !found.candidates.is_empty() => Self::Answers,
            (Intent::Question, Judgement::Suggest) if !found.candidates.is_empty() => Self::Suggests,
            (Intent::Question, _) => Self::HandsOver,
            _ => Self::SmallTalk,
        }
    }
}

/// What would come of a question.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What would be found.
    pub found: Found,
    /// How sure the bot would have to be.
    pub thresholds: Thresholds,
    /// Why it would be found.
    pub explanation: Explanation,
    /// What the bot would do.
    pub deed: Deed,
    /// The part of the first article that would be said, where that is not all of it. Markdown.
    pub part: Option<String>,
}

impl Library {
    /// Asks a question as customers do, as if `draft` were published. What customers find does not change. Each takes a copy of what
    /// is known of all articles, so few are made at once.
    ///
    /// # Errors
    ///
    /// When the draft cannot be indexed.
    pub async fn try_out(
        &self,
        answerer: &KnowledgeAnswerer,
        draft: Article,
        question: &str,
    ) -> Result<Trial, LibraryError> {
        let Ok(_room) = self.trials.acquire().await else { return Err(LibraryError::Interrupted) };
        let (knowledge, locale) = (self.knowledge().clone(), language::base(&draft.locale).to_owned());
        // As if it were one of its days, for somebody who may see it.
        let audience = draft.audience.clone();
        let published = Article { status: Status::Published, validity: Validity::default(), ..draft };
        let published = Change::Put(Box::new(published));
        let supposed = tokio::task::spawn_blocking(move || knowledge.supposing(&[published])).await;
        let supposed = supposed.map_err(|_| LibraryError::Interrupted)??;
        // Of what agents alone may see, no customer is told.
        let reader = if audience == Audience::Agents { Reader::PUBLIC } else { Reader::of(&audience) };
        let trial = tried(answerer, &supposed, question, Some(&locale), reader).await;
        // Letting go of it takes as long as making it.
        drop(tokio::task::spawn_blocking(move || drop(supposed)));
        Ok(trial)
    }

    /// Asks a question as customers do, of the articles as they are published.
    pub async fn ask(&self, answerer: &KnowledgeAnswerer, question: &str, locale: Option<&str>) -> Trial {
        tried(answerer, self.knowledge(), question, locale, Reader::PUBLIC).await
    }
}

async fn tried(
    answerer: &KnowledgeAnswerer,
    knowledge: &Knowledge,
    question: &str,
    locale: Option<&str>,
    reader: Reader<'_>,
) -> Trial {
    let query = Query { text: question, locale, reader, limit: CANDIDATES, ..Query::default() };
    let (found, thresholds) = answerer.over(knowledge.clone()).find(&query).await;
    let deed = Deed::of(question, &found, &thresholds);
    let first = found.candidates.first().filter(|_| deed == Deed::Answers);
    let part = first.and_then(|best| knowledge.excerpt(&query, best)).map(|excerpt| excerpt.text);
    let explanation = knowledge.explain(&query, &found);
    Trial { found, thresholds, explanation, deed, part }
}
