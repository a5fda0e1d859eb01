//! How the knowledge base answers, by the settings.

use crate::answer::{self, Calendar, KnowledgeAnswerer};
use crate::clock::Edge;
use crate::config::{Config, OtherLanguage};
use crate::library::Library;

/// The knowledge base as an answerer: by words; whoever knows what texts mean is added to it.
#[must_use]
pub fn by_knowledge(config: &Config, library: &Library, edge: &Edge) -> KnowledgeAnswerer {
    KnowledgeAnswerer::new(library.knowledge().clone(), library.judge().clone())
        .in_other_languages(other_language(config))
        .by(Calendar::new(edge.clone(), config.time_zone))
        .with_members(&config.answers.members)
}

fn other_language(config: &Config) -> answer::OtherLanguage {
    match config.answers.other_language {
        OtherLanguage::Note => answer::OtherLanguage::Note,
        OtherLanguage::Plain => answer::OtherLanguage::Plain,
        OtherLanguage::Person => answer::OtherLanguage::Person,
    }
}
