//! An article whose words would call people where a platform took them for calls.

use hamyar_knowledge::{Article, Audience, Status};

/// What is asked, and how the answer begins.
pub(crate) const CALLING: (&str, &str) =
    ("who moderates the reading circle?", "Ask the moderators: @everyone, @here, <@&123>, <@42>, <#7> or @hamyar_bot.");

pub(crate) fn calling_article() -> Article {
    Article {
        id: "en/reading-circle".to_owned(),
        root: "reading-circle".to_owned(),
        locale: "en".to_owned(),
        title: "Who moderates the reading circle?".to_owned(),
        questions: vec!["who are the moderators of the reading circle".to_owned()],
        body: CALLING.1.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}
