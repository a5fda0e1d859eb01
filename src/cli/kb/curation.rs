//! What curators look at, for programs: gaps, articles to look at, measures, translations. What is told is what the desk's pages and REST
//! tell.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::ensure;
use hamyar_channel::Words;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::arguments::{GapsArguments, MeasuresArguments, TranslationsArguments};
use super::indexed;
use crate::answer::KnowledgeAnswerer;
use crate::app::by_knowledge;
use crate::cli::output::{Output, shown};
use crate::clock::Edge;
use crate::config::Config;
use crate::library::told::{self, Counts, Measures, OfOne, Rendered, ToLookAt};
use crate::library::{Gap, Gaps, Library, Looks, Neighbours, Span, Translated, asked_in_vain, languages, translations};
use crate::store::Store;
use crate::words::Catalog;

/// Gaps that are told as what to write next.
const NEXT: usize = 5;

/// The articles, and who answers with them, as a server would.
async fn answering(store: &Store, config: &Config, edge: &Edge) -> anyhow::Result<(Library, KnowledgeAnswerer)> {
    let library = indexed(store, config).await?;
    let answerer = by_knowledge(config, &library, edge);
    Ok((library, answerer))
}

/// Lists what is asked and not answered, what most people asked first.
pub(super) async fn gaps(
    store: &Store,
    wanted: &GapsArguments,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let (library, answerer) = answering(store, config, edge).await?;
    let gaps = Gaps::whole(asked_in_vain(store, edge.now()).await?).await;
    let around = (&Looks::default(), &answerer);
    let told = told::Unanswered::tell(&library, around, (&gaps, true), usize::from(wanted.limit), edge.now()).await?;
    if wanted.json {
        out.json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    for gap in &told.gaps {
        let near = gap.near.first().map_or("-", |near| &near.id);
        out.line(format!(
            "{} asked\t{} wait\t{}\t{}\tnear {}",
            gap.plain.people,
            gap.waiting,
            gap.plain.language,
            shown(&gap.plain.question),
            shown(near)
        ))?;
    }
    out.line(format!("{} gaps, {} dismissed", told.gaps.len(), told.dismissed.len()))?;
    Ok(ExitCode::SUCCESS)
}

/// Lists what should be looked at.
pub(super) async fn freshness(
    store: &Store,
    json: bool,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let (library, answerer) = answering(store, config, edge).await?;
    let neighbours = Arc::new(Neighbours::default());
    Arc::clone(&neighbours).look(library.clone(), answerer, CancellationToken::new()).await;
    let fresh = ToLookAt::from(library.freshness(&neighbours, edge.now(), config.time_zone).await?);
    if json {
        out.json(&fresh)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines: Vec<String> = Vec::new();
    lines.extend(fresh.withdrawn.iter().map(|one| line("withdrawn", &one.id, &one.title)));
    lines.extend(fresh.refused.iter().map(|one| {
        line("refused", &one.id, &format!("{} not this, {} helped", one.counts.not_this, one.counts.helped))
    }));
    lines.extend(
        fresh
            .idle
            .iter()
            .map(|one| line("idle", &one.id, &format!("shown {} times", one.counts.answered + one.counts.offered))),
    );
    lines.extend(fresh.source.iter().map(|one| line("source", &one.id, &one.url)));
    lines.extend(fresh.due.iter().map(|one| line("due", &one.id, &one.due.to_string())));
    lines.extend(fresh.near.iter().map(|one| line(if one.same { "same" } else { "near" }, &one.one, &one.other)));
    lines.extend(fresh.broken.iter().map(|one| line("broken", &one.id, &format!("{} {}", one.url, one.what))));
    for line in &lines {
        out.line(line)?;
    }
    out.line(format!("{} to look at", lines.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn line(why: &str, id: &str, more: &str) -> String {
    format!("{why}\t{}\t{}", shown(id), shown(more))
}

/// Tells how the articles did.
pub(super) async fn measures(
    store: &Store,
    wanted: &MeasuresArguments,
    config: &Config,
    edge: &Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let zone = config.time_zone;
    let (first, last) = wanted.period(edge.now().with_timezone(&zone).date_naive())?;
    let span = Span { first, last, zone };
    if let Some(id) = &wanted.article {
        return measures_of(store, (id, span), wanted.json, out).await;
    }
    let (library, answerer) = answering(store, config, edge).await?;
    let gaps = Gaps::whole(asked_in_vain(store, edge.now()).await?).await;
    let open = gaps.iter().filter(|gap: &&Gap| gap.dismissal().is_none());
    let next = Looks::default().open(&library, &answerer, open, NEXT).await?;
    let told = Measures::tell(store, span, next.iter().map(|(gap, _)| *gap)).await?;
    if wanted.json {
        out.json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line(format!("{} to {}: {} questions, {} unanswered", told.from, told.to, told.questions, told.unanswered))?;
    let all = &told.all;
    out.line(counted(all))?;
    for article in &told.articles {
        let of = &article.counts;
        out.line(format!(
            "{}\tanswered {}\thelped {}\tnot this {}\thanded over {}",
            shown(&article.id),
            of.answered,
            of.helped,
            of.not_this,
            of.handed_over
        ))?;
    }
    for next in &told.next {
        out.line(format!("write next\t{} asked\t{}", next.people, shown(&next.question)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn counted(of: &Counts) -> String {
    format!(
        "answered {}, helped {}, not this {}, offered {}, chosen {}, handed over {}",
        of.answered, of.helped, of.not_this, of.offered, of.chosen, of.handed_over
    )
}

/// Tells how one article did, day by day.
async fn measures_of(
    store: &Store,
    (id, span): (&str, Span),
    json: bool,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    ensure!(store.working_article(id).await?.is_some(), "there is no article {}", shown(id));
    let told = OfOne::tell(store, span, id).await?;
    if json {
        out.json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line(format!("{} to {}: {}", told.from, told.to, counted(&told.of.counts)))?;
    for day in &told.days {
        out.line(format!(
            "{}\tanswered {}\thelped {}\tnot this {}\toffered {}\tchosen {}\thanded over {}",
            day.on, day.answered, day.helped, day.not_this, day.offered, day.chosen, day.handed_over
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Translations {
    translations: Vec<Rendered>,
}

/// Lists translations that are missing, not published or behind.
pub(super) async fn translated(
    store: &Store,
    wanted: &TranslationsArguments,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let renderings = store.renderings().await?;
    let languages = languages(Catalog::default().languages(), renderings.iter().map(|one| one.locale.as_str()));
    if let Some(language) = &wanted.language {
        let known = languages.contains(language);
        ensure!(known, "nothing is translated into `{}`; there are {}", shown(language), languages.join(", "));
    }
    let mut all = translations(&renderings, &languages);
    all.sort_by(|one, other| (one.state, &other.source.revised_at).cmp(&(other.state, &one.source.revised_at)));
    all.retain(|one| {
        wanted.language.as_ref().is_none_or(|language| one.language == *language)
            && wanted.state.map_or(one.state != Translated::Current, |state| one.state == state)
    });
    let told = Translations { translations: all.iter().map(Rendered::from).collect() };
    if wanted.json {
        out.json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    for one in &told.translations {
        let state = one.state.word();
        out.line(format!("{state}\t{}\t{} to {}\t{}", shown(&one.source), one.from, one.language, shown(&one.title)))?;
    }
    out.line(format!("{} translations", told.translations.len()))?;
    Ok(ExitCode::SUCCESS)
}
