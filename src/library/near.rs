//! Articles that answer nearly the same question, found by the index's own search: each article is asked for by its title and the ways in
//! which it is asked for, and whoever else would answer one of these is named.
//!
//! It is work for the background: a few searches at once on a thread that answers nobody, as much rest as work in between, and after an
//! edit only what was edited is asked again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hamyar_knowledge::{Article, Query, Reader, normalize};
use tokio_util::sync::CancellationToken;

use super::Library;
use crate::answer::KnowledgeAnswerer;

/// Articles that are asked for before there is a rest.
const AT_ONCE: usize = 8;

/// Articles that are asked for after one look at the page; the rest follows after the next.
const MOST: usize = 20_000;

/// Wordings of one article that it is asked for by, the title among them.
const WORDINGS: usize = 12;

/// Articles that are compared with one.
const COMPARED: usize = 3;

/// Two articles that answer nearly the same question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The ids, in order.
    pub one: String,
    /// The other.
    pub other: String,
    /// They say the same.
    pub same: bool,
    /// A question that both would answer.
    pub question: String,
}

/// Two ids, in order.
type Pair = (String, String);

/// Whether two articles say the same, and the question that both would answer.
type Alike = (bool, String);

/// What was found so far, and how far it is.
#[derive(Debug, Default)]
pub struct Neighbours(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The articles that were asked for, by what they said then.
    asked: HashMap<String, u64>,
    near: BTreeMap<Pair, Alike>,
    /// Articles that have yet to be asked for.
    left: usize,
    is_running: bool,
    /// The revision up to which all is known.
    known: Option<i64>,
}

impl Neighbours {
    /// The pairs that are known, and how many articles have yet to be asked for.
    #[must_use]
    pub fn read(&self) -> (Vec<Near>, usize) {
        let state = self.locked();
        let near = state.near.iter().map(|((one, other), (same, question))| Near {
            one: one.clone(),
            other: other.clone(),
            same: *same,
            question: question.clone(),
        });
        (near.collect(), state.left)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for what is new since, unless somebody does; returns at once where nothing is.
    pub async fn look(self: Arc<Self>, library: Library, answerer: KnowledgeAnswerer, stop: CancellationToken) {
        let revision = library.knowledge().revision();
        let articles = library.knowledge().articles();
        let wanted = {
            let mut state = self.locked();
            if state.is_running || state.known == Some(revision) {
                return;
            }
            let mut wanted = state.begin(&articles);
            (state.is_running, state.left) = (true, wanted.len());
            // The rest follows with the next look.
            wanted.truncate(MOST);
            wanted
        };
        for some in wanted.chunks(AT_ONCE) {
            let (asked, answerer) = (some.to_vec(), answerer.clone());
            let asking = tokio::task::spawn_blocking(move || {
                let begun = Instant::now();
                let near: Vec<(Pair, Alike)> = asked.iter().flat_map(|article| near(&answerer, article)).collect();
                (near, begun.elapsed())
            });
            let Some(Ok((found, took))) = stop.run_until_cancelled(asking).await else { break };
            {
                let mut state = self.locked();
                for (pair, alike) in found {
                    state.near.entry(pair).or_insert(alike);
                }
                state.left = state.left.saturating_sub(some.len());
                for article in some {
                    state.asked.insert(article.id.clone(), said(article));
                }
            }
            if stop.run_until_cancelled(tokio::time::sleep(took)).await.is_none() {
                break;
            }
        }
        let mut state = self.locked();
        state.is_running = false;
        state.known = (state.left == 0).then_some(revision);
    }
}

impl State {
    /// The articles that have to be asked for; what was known of those that changed or are gone is forgotten.
    fn begin(&mut self, articles: &[Arc<Article>]) -> Vec<Arc<Article>> {
        let public = articles.iter().filter(|article| article.visible_to(&Reader::PUBLIC));
        let now: HashMap<&str, u64> = public.clone().map(|article| (article.id.as_str(), said(article))).collect();
        let (asked, near) = (&mut self.asked, &mut self.near);
        asked.retain(|id, was| now.get(id.as_str()) == Some(was));
        near.retain(|(one, other), _| asked.contains_key(one) && asked.contains_key(other));
        public.filter(|article| !asked.contains_key(&article.id)).map(Arc::clone).collect()
    }
}

/// What an article says, as a number.
fn said(article: &Article) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&article.title, &article.questions, &article.body, &article.root, &article.locale).hash(&mut hasher);
    hasher.finish()
}

/// The articles of other roots that would answer what this one answers, each with the first such question.
fn near(answerer: &KnowledgeAnswerer, article: &Article) -> BTreeMap<Pair, Alike> {
    let plain = |text: &str| normalize(text, &article.locale).split_whitespace().collect::<Vec<_>>().join(" ");
    let own = plain(&article.body);
    let mut asked = BTreeSet::new();
    let texts = std::iter::once(&article.title).chain(&article.questions);
    let texts = texts.filter(|text| !text.trim().is_empty() && asked.insert(plain(text))).take(WORDINGS);
    let mut near = BTreeMap::new();
    for text in texts {
        let query =
            Query { text, locale: Some(&article.locale), reader: Reader::PUBLIC, limit: COMPARED, ..Query::default() };
        let (found, thresholds) = answerer.find_meaning(&query, None);
        let others = found.candidates.iter().filter(|one| one.root != article.root && one.locale == article.locale);
        for one in others.filter(|one| one.otherwise >= thresholds.answer) {
            let same = plain(&one.body) == own;
            let (first, second) =
                if one.article < article.id { (&one.article, &article.id) } else { (&article.id, &one.article) };
            near.entry((first.clone(), second.clone())).or_insert_with(|| (same, text.trim().to_owned()));
        }
    }
    near
}
