//! Access tokens of the team.

use anyhow::{Context, bail};

use super::arguments::TokenArguments;
use super::find;
use crate::cli::output::{Output, shown};
use crate::clock::Edge;
use crate::desk::{MadeToken, WantedToken, access_token};
use crate::model::{AgentRole, AuditKind, Deed};
use crate::store::{MOST_TOKENS, Store};

/// Makes a token, and prints it this once.
pub(super) async fn make(store: &Store, edge: &Edge, wanted: TokenArguments, out: &mut Output) -> anyhow::Result<()> {
    let agent = find(store, &wanted.email).await?;
    let role = wanted.role.unwrap_or(agent.role.at_most(AgentRole::Curator));
    let name = wanted.name.clone().into_string();
    let token = WantedToken { name: wanted.name, role, days: wanted.days };
    match access_token(store, edge, &agent, token).await? {
        MadeToken::Made(token) => {
            store.audit(Deed::by_command(AuditKind::TokenMade).about(agent.id).with(name)).await?;
            out.line(token)?;
            Ok(())
        }
        MadeToken::Taken => bail!("they have a token that is called {}; end it, or choose another name", shown(&name)),
        MadeToken::TooMany => bail!("they have {MOST_TOKENS} tokens, which is as many as one may have; end one"),
        MadeToken::Forbidden if !agent.active => bail!("they are disabled; `hamyar agent enable` lets them in again"),
        MadeToken::Forbidden => {
            bail!("a token may do no more than its person: they are {}, and {role} is wanted", agent.role)
        }
    }
}

/// Lists the tokens of a person.
pub(super) async fn list(store: &Store, edge: &Edge, email: &str, out: &mut Output) -> anyhow::Result<()> {
    let agent = find(store, email).await?;
    let now = edge.now();
    for token in store.access_tokens_of(agent.id).await? {
        let until = if token.expires_at > now { "good until" } else { "was good until" };
        let used = token.used_at.map_or("not used yet".to_owned(), |at| {
            let from = token.address.as_deref().map(|address| format!(" from {address}")).unwrap_or_default();
            format!("last used {}{from}", at.date_naive())
        });
        out.line(format!("{}\t{}\t{until} {}\t{used}", shown(&token.name), token.role, token.expires_at.date_naive()))?;
    }
    Ok(())
}

/// Ends a token of a person.
pub(super) async fn end(store: &Store, email: &str, name: &str, out: &mut Output) -> anyhow::Result<()> {
    let agent = find(store, email).await?;
    let tokens = store.access_tokens_of(agent.id).await?;
    let wanted = tokens.into_iter().find(|token| token.name == name);
    let wanted = wanted.with_context(|| format!("they have no token that is called {}", shown(name)))?;
    if let Some(name) = store.end_access_token(agent.id, wanted.id).await? {
        store.audit(Deed::by_command(AuditKind::TokenEnded).about(agent.id).with(name)).await?;
    }
    out.line("it is good no more")?;
    Ok(())
}
