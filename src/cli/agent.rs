//! Keeping the team.

use std::io::BufRead;

use anyhow::Context;

use super::arguments::{AgentCommand, NewAgentArguments};
use super::output::{Output, shown};
use super::serve::base_url;
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::{account_code, canonical_email, hash_password, one_time_link};
use crate::model::{Agent, AgentId};
use crate::store::{NewAgent, Store};

/// The shortest password.
const SHORTEST: usize = 10;

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
            if password {
                out.line("added")?;
            } else {
                out.line(format!("sign in once at {}", one_time_link(&store, &edge, id, &base_url(config)).await?))?;
            }
        }
        AgentCommand::List => {
            for agent in store.agents().await? {
                let state = if agent.active { "" } else { "\tdisabled" };
                out.line(format!("{}\t{}\t{}{state}", shown(&agent.email), agent.role, shown(&agent.name)))?;
            }
        }
        AgentCommand::Link { email } => {
            let agent = find(&store, &email).await?;
            let link = one_time_link(&store, &edge, agent.id, &base_url(config)).await?;
            out.line(format!("sign in once at {link}"))?;
        }
        AgentCommand::Code { email } => {
            let agent = find(&store, &email).await?;
            let code = account_code(&store, &edge, agent.id).await?;
            out.line(format!("within a quarter of an hour they write to the bot in private: /link {code}"))?;
        }
        AgentCommand::Unlink { email } => {
            let count = store.unlink_account(find(&store, &email).await?.id, None).await?;
            out.line(format!("{count} accounts are theirs no more"))?;
        }
        AgentCommand::Password { email } => {
            let agent = find(&store, &email).await?;
            store.change_agent(agent.id, Some(hash_password(&read_password()?)?), None).await?;
            store.end_sessions_of(agent.id).await?;
            out.line("the password is set, and whoever was signed in with the old one is not any more")?;
        }
        AgentCommand::Disable { email } => {
            let agent = find(&store, &email).await?;
            store.change_agent(agent.id, None, Some(false)).await?;
            store.end_sessions_of(agent.id).await?;
            out.line("they can sign in no more")?;
        }
        AgentCommand::Enable { email } => {
            store.change_agent(find(&store, &email).await?.id, None, Some(true)).await?;
            out.line("they can sign in again")?;
        }
    }
    store.close().await;
    Ok(())
}

/// Adds a person. One without a password signs in by link until they have one.
async fn add(store: &Store, config: &Config, new: NewAgentArguments) -> anyhow::Result<(AgentId, bool)> {
    let email = canonical_email(&new.email);
    anyhow::ensure!(email.contains('@'), "`{}` is not an e-mail address", new.email);
    let language = new.language.unwrap_or_else(|| config.default_language.clone());
    let known = config.languages.contains(&language);
    anyhow::ensure!(known, "language `{language}` is not offered; allowed: {}", config.languages.join(", "));
    let password_hash = if new.password { hash_password(&read_password()?)? } else { String::new() };
    let agent = NewAgent { email: email.clone(), name: new.name, role: new.role, language, password_hash };
    let id = store.add_agent(agent).await?.with_context(|| format!("{email} is on the team already"))?;
    Ok((id, new.password))
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
    let long = password.chars().count() >= SHORTEST;
    anyhow::ensure!(long, "the password is shorter than {SHORTEST} characters");
    Ok(password)
}
