//! Keeping the team.

use std::io::BufRead;

use anyhow::Context;
use clap::Args;

use super::arguments::{AgentCommand, NewAgentArguments};
use super::output::{Output, shown};
use super::serve::base_url;
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::{account_code, canonical_email, hash_password, one_time_link};
use crate::model::{Agent, AgentId, Label};
use crate::store::{NewAgent, Routed, Store};

/// The shortest password.
const SHORTEST: usize = 10;

/// What stands for everything, or for what the settings say.
const ANY: &str = "any";

/// What somebody is given by routing. What is not named stays as it is.
#[derive(Args, Debug)]
pub(super) struct RoutedArguments {
    /// The person's e-mail
    email: String,
    /// The languages that they speak, with commas: fa,en. Or any
    #[arg(long)]
    languages: Option<String>,
    /// The labels that they see to, with commas. Or any
    #[arg(long)]
    labels: Option<String>,
    /// How many open conversations they are given at most. Or any, for as many as routing.capacity says
    #[arg(long)]
    capacity: Option<String>,
    /// Whether they are away: yes or no
    #[arg(long)]
    away: Option<String>,
}

impl RoutedArguments {
    fn routed(&self, config: &Config) -> anyhow::Result<Routed> {
        let split = |text: &str| -> Vec<String> {
            if text == ANY { Vec::new() } else { text.split(',').map(|part| part.trim().to_owned()).collect() }
        };
        let languages = self.languages.as_deref().map(split);
        for language in languages.iter().flatten() {
            let known = config.languages.contains(language);
            anyhow::ensure!(
                known,
                "language `{language}` is not offered; allowed: {ANY}, or some of {}",
                config.languages.join(", ")
            );
        }
        let label = |text: String| text.parse::<Label>().with_context(|| format!("`{text}` is no label"));
        let labels = self.labels.as_deref().map(split);
        let labels = labels.map(|labels| labels.into_iter().map(label).collect()).transpose()?;
        let capacity = self.capacity.as_deref().map(capacity).transpose()?;
        let away = self.away.as_deref().map(|text| match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => anyhow::bail!("--away is `{text}`; allowed: yes, no"),
        });
        Ok(Routed { languages, labels, capacity, away: away.transpose()? })
    }
}

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

fn capacity(text: &str) -> anyhow::Result<Option<i32>> {
    if text == ANY {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| (0..=1000).contains(number));
    Ok(Some(number.with_context(|| format!("--capacity is `{text}`; allowed: {ANY}, or a number from 0 to 1000"))?))
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
            if password {
                out.line("added")?;
            } else {
                out.line(format!("sign in once at {}", one_time_link(&store, &edge, id, &base_url(config)).await?))?;
            }
        }
        AgentCommand::List => {
            let routed = store.all_routed().await?;
            for agent in store.agents().await? {
                let state = if agent.active { "" } else { "\tdisabled" };
                let given = routed.get(&agent.id).map_or_else(String::new, given);
                out.line(format!("{}\t{}\t{}{state}{given}", shown(&agent.email), agent.role, shown(&agent.name)))?;
            }
        }
        AgentCommand::Link { email } => {
            let agent = find(&store, &email).await?;
            let link = one_time_link(&store, &edge, agent.id, &base_url(config)).await?;
            out.line(format!("sign in once at {link}"))?;
        }
        AgentCommand::Set(wanted) => {
            let agent = find(&store, &wanted.email).await?;
            store.set_routed(agent.id, wanted.routed(config)?).await?;
            out.line("set")?;
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
