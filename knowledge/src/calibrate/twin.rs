//! The same task in another form: with question variants.
//!
//! The sets to fit on have articles with bodies or articles with variants. What people keep has both, and there a model that
//! has seen neither beside the other is too sure. So every second question becomes a variant of the article that answers it,
//! as a curator would make it one, and the rest is asked.

use std::collections::{HashMap, HashSet};

use super::Task;
use crate::article::Article;
use crate::index::{Change, IndexError, Knowledge};

/// Variants of one article, at most: as many as people write.
const MOST: usize = 5;

/// `task` with every second answerable question as a variant; `None` unless its articles have bodies and no variants yet.
///
/// # Errors
/// [`IndexError`] when the articles cannot be indexed.
pub(super) fn with_variants(task: &Task) -> Result<Option<Task>, IndexError> {
    let articles = task.knowledge.articles();
    if articles.iter().any(|article| !article.questions.is_empty() || article.body.trim().is_empty()) {
        return Ok(None);
    }
    let mut of: HashMap<&str, Vec<&str>> = HashMap::new();
    for asked in task.questions.iter().filter(|asked| asked.answerable) {
        of.entry(&asked.relevant[0]).or_default().push(&asked.text);
    }
    let second =
        |texts: &Vec<&str>| texts.iter().skip(1).step_by(2).take(MOST).map(|text| (*text).to_owned()).collect();
    let variants: HashMap<&str, Vec<String>> = of.iter().map(|(id, texts)| (*id, second(texts))).collect();
    let put = |article: &std::sync::Arc<Article>| {
        let questions = variants.get(article.id.as_str()).cloned().unwrap_or_default();
        Change::Put(Box::new(Article { questions, ..Article::clone(article) }))
    };
    let knowledge = Knowledge::in_memory()?;
    knowledge.apply(&articles.iter().map(put).collect::<Vec<_>>(), 1)?;
    let taken: HashSet<&str> = variants.values().flatten().map(String::as_str).collect();
    let questions = task.questions.iter().filter(|asked| !taken.contains(asked.text.as_str())).cloned().collect();
    Ok(Some(Task { name: format!("{} with variants", task.name), knowledge, questions }))
}
