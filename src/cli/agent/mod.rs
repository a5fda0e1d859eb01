//! Keeping the team.

mod arguments;
mod tokens;

use std::io::BufRead;

use anyhow::Context;

use self::arguments::{InvitationArguments, NewAgentArguments};
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::{
    Invited, SHORTEST_PASSWORD, account_code, canonical_email, hash_password, invitation_link, one_time_link,
    password_link,
};
use crate::model::{Agent, AgentId, AuditKind, Deed};
use crate::store::{NewAgent, Routed, Store};

pub(super) use self::arguments::AgentCommand;

/// What somebody is given, where it is not just anything.
fn given(routed: &Routed) -> String {
    let mut parts = Vec::new();
    if let Some(languages) = routed.languages.as_ref().filter(|languages| !languages.is_empty()) {
        parts.push(format!("speaks {}", languages.join(", ")));
    }
    if let Some(labels) = routed.labels.as_ref().filter(|labels| !labels.is_empty()) {
        let labels: Vec<String> = labels.iter().map(|label| shown(label.as_str())).collect();
        parts.push(format!("sees to {}", labels.join(", ")));
    }
    if let Some(Some(capacity)) = routed.capacity {
        parts.push(format!("at most {capacity}"));
    }
    if routed.away == Some(true) {
        parts.push("away".to_owned());
    }
    if parts.is_empty() { String::new() } else { format!("\t{}", parts.join("; ")) }
}

pub(super) async fn execute(
    command: AgentCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    let store = open_store(config, edge.clone()).await?;
    match command {
        AgentCommand::Add(new) => {
            let (id, password) = add(&store, config, new).await?;
            store.audit(Deed::by_command(AuditKind::Joined).about(id)).await?;
            if password {
                out.line("added")?;
            } else {
                out.line(format!(
                    "sign in once at {}",
                    one_time_link(&store, &edge, id, &config.http.base_url()).await?
                ))?;
            }
        }
        AgentCommand::Invite(wanted) => {
            let link = invite(&store, &edge, config, wanted).await?;
            store.audit(Deed::by_command(AuditKind::Invited)).await?;
            out.line(format!("they join once at {link}"))?;
        }
        AgentCommand::Uninvite { email } => {
            let email = canonical_email(&email);
            let invited = store.invitations().await?.into_iter().find(|one| one.email == email);
            let invited = invited.with_context(|| format!("{email} is not invited"))?;
            store.revoke_invitation(invited.id).await?;
            store.audit(Deed::by_command(AuditKind::Uninvited)).await?;
            out.line("the invitation is taken back")?;
        }
        AgentCommand::List => list(&store, out).await?,
        AgentCommand::Reset { email } => {
            let agent = find(&store, &email).await?;
            let link = password_link(&store, &edge, agent.id, &config.http.base_url()).await?;
            store.audit(Deed::by_command(AuditKind::LinkMade).about(agent.id).with("password")).await?;
            out.line(format!("they choose a password once at {link}"))?;
        }
        AgentCommand::Link { email } => {
            let agent = find(&store, &email).await?;
            let link = one_time_link(&store, &edge, agent.id, &config.http.base_url()).await?;
            store.audit(Deed::by_command(AuditKind::LinkMade).about(agent.id)).await?;
            out.line(format!("sign in once at {link}"))?;
        }
        AgentCommand::Set(wanted) => {
            let agent = find(&store, &wanted.email).await?;
            store.set_routed(agent.id, wanted.routed(config)?).await?;
            store.audit(Deed::by_command(AuditKind::WorkSet).about(agent.id)).await?;
            out.line("set")?;
        }
        AgentCommand::Code { email } => {
            let agent = find(&store, &email).await?;
            let code = account_code(&store, &edge, agent.id).await?;
            store.audit(Deed::by_command(AuditKind::AccountCode).about(agent.id)).await?;
            out.line(format!("within a quarter of an hour they write to the bot in private: /link {code}"))?;
        }
        AgentCommand::Unlink { email } => {
            let agent = find(&store, &email).await?;
            let count = store.unlink_account(agent.id, None).await?;
            if count > 0 {
                store.audit(Deed::by_command(AuditKind::AccountUnlinked).about(agent.id)).await?;
            }
            out.line(format!("{count} accounts are theirs no more"))?;
        }
        AgentCommand::Token(wanted) => tokens::make(&store, &edge, wanted, out).await?,
        AgentCommand::Tokens { email } => tokens::list(&store, &edge, &email, out).await?,
        AgentCommand::EndToken { email, name } => tokens::end(&store, &email, &name, out).await?,
        AgentCommand::Password { email } => {
            let agent = find(&store, &email).await?;
            store.change_agent(agent.id, Some(hash_password(&read_password()?)?), None).await?;
            store.audit(Deed::by_command(AuditKind::PasswordSet).about(agent.id)).await?;
            out.line("the password is set, and whoever was signed in with the old one is not any more")?;
        }
        AgentCommand::ForgetSecondFactor { email } => {
            let agent = find(&store, &email).await?;
            let had = store.remove_second_factor(agent.id).await?;
            store.audit(Deed::by_command(AuditKind::FactorOff).about(agent.id)).await?;
            out.line(if had { "they sign in without it" } else { "they had none" })?;
        }
        AgentCommand::Disable { email } => {
            let agent = find(&store, &email).await?;
            store.change_agent(agent.id, None, Some(false)).await?;
            store.audit(Deed::by_command(AuditKind::Disabled).about(agent.id)).await?;
            out.line("they can sign in no more")?;
        }
        AgentCommand::Enable { email } => {
            let agent = find(&store, &email).await?;
            store.change_agent(agent.id, None, Some(true)).await?;
            store.audit(Deed::by_command(AuditKind::Enabled).about(agent.id)).await?;
            out.line("they can sign in again")?;
        }
    }
    store.close().await;
    Ok(())
}

/// Lists the team, and who is invited.
async fn list(store: &Store, out: &mut Output) -> anyhow::Result<()> {
    let routed = store.all_routed().await?;
    for agent in store.agents().await? {
        let state = if agent.active { "" } else { "\tdisabled" };
        let given = routed.get(&agent.id).map_or_else(String::new, given);
        out.line(format!("{}\t{}\t{}{state}{given}", shown(&agent.email), agent.role, shown(&agent.name)))?;
    }
    for one in store.invitations().await? {
        out.line(format!("{}\t{}\tinvited until {}", shown(&one.email), one.role, one.expires_at.date_naive()))?;
    }
    Ok(())
}

/// Adds a person. One without a password signs in by link until they have one.
async fn add(store: &Store, config: &Config, new: NewAgentArguments) -> anyhow::Result<(AgentId, bool)> {
    let email = email(&new.email)?;
    let language = language(new.language, config)?;
    let password_hash = if new.password { hash_password(&read_password()?)? } else { String::new() };
    let agent =
        NewAgent { email: email.clone(), name: new.name.into_string(), role: new.role, language, password_hash };
    let id = store.add_agent(agent).await?.with_context(|| format!("{email} is on the team already"))?;
    Ok((id, new.password))
}

/// Invites a person.
async fn invite(store: &Store, edge: &Edge, config: &Config, new: InvitationArguments) -> anyhow::Result<String> {
    let (email, language) = (email(&new.email)?, language(new.language, config)?);
    let invited = Invited { email: email.clone(), role: new.role, language, lifetime: config.desk.invitation_lifetime };
    let link = invitation_link(store, edge, invited, &config.http.base_url()).await?;
    link.with_context(|| format!("{email} is on the team already"))
}

fn email(typed: &str) -> anyhow::Result<String> {
    let email = canonical_email(typed);
    anyhow::ensure!(email.contains('@'), "`{typed}` is not an e-mail address");
    Ok(email)
}

fn language(wanted: Option<String>, config: &Config) -> anyhow::Result<String> {
    let language = wanted.unwrap_or_else(|| config.default_language.clone());
    let known = config.languages.contains(&language);
    anyhow::ensure!(known, "language `{language}` is not offered; allowed: {}", config.languages.join(", "));
    Ok(language)
}

async fn find(store: &Store, email: &str) -> anyhow::Result<Agent> {
    let found = store.agent_by_email(&canonical_email(email)).await?;
    let (agent, _) =
        found.with_context(|| format!("nobody on the team has the e-mail {email}; `hamyar agent list` lists them"))?;
    Ok(agent)
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    let long = password.chars().count() >= SHORTEST_PASSWORD;
    anyhow::ensure!(long, "the password is shorter than {SHORTEST_PASSWORD} characters");
    Ok(password)
}
