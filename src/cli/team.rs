//! Keeping teams.

use anyhow::Context;
use clap::Subcommand;

use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::canonical_email;
use crate::model::{AgentId, AuditKind, Deed, Team, TeamId, TeamName};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum TeamCommand {
    /// Add a team
    Add {
        /// What it is called
        name: String,
    },
    /// List the teams, and who is in each
    List,
    /// Call a team otherwise
    Rename {
        /// What it is called now
        name: String,
        /// What it is to be called
        to: String,
    },
    /// Remove a team; what was handed to it is anyone's
    Remove {
        /// What it is called
        name: String,
    },
    /// Put a person into a team
    Join {
        /// What the team is called
        name: String,
        /// The person's e-mail
        email: String,
    },
    /// Take a person out of a team
    Leave {
        /// What the team is called
        name: String,
        /// The person's e-mail
        email: String,
    },
}

pub(super) async fn execute(command: TeamCommand, config: &Config, edge: Edge, out: &mut Output) -> anyhow::Result<()> {
    let store = open_store(config, edge).await?;
    match command {
        TeamCommand::Add { name } => {
            let name = read_name(&name)?;
            let added = store.add_team(name.clone()).await?;
            changed(&store, added.with_context(|| format!("there is a team `{name}` already"))?).await?;
            out.line("added")?;
        }
        TeamCommand::List => {
            let members = store.team_members().await?;
            let agents = store.agents().await?;
            for team in store.teams().await? {
                let is_in = |id: &AgentId| members.get(id).is_some_and(|teams| teams.contains(&team.id));
                let names: Vec<String> =
                    agents.iter().filter(|agent| is_in(&agent.id)).map(|agent| shown(&agent.email)).collect();
                out.line(format!("{}\t{}", shown(&team.name), names.join(", ")))?;
            }
        }
        TeamCommand::Rename { name, to } => {
            let (team, to) = (find(&store, &name).await?, read_name(&to)?);
            anyhow::ensure!(store.rename_team(team.id, to.clone()).await?, "there is a team `{to}` already");
            changed(&store, team.id).await?;
            out.line("renamed")?;
        }
        TeamCommand::Remove { name } => {
            let team = find(&store, &name).await?;
            store.remove_team(team.id).await?;
            changed(&store, team.id).await?;
            out.line("removed")?;
        }
        TeamCommand::Join { name, email } => {
            let (team, agent) = (find(&store, &name).await?, person(&store, &email).await?);
            let mut teams = store.team_members().await?.remove(&agent).unwrap_or_default();
            teams.insert(team.id);
            store.set_teams_of(agent, teams).await?;
            store.audit(Deed::by_command(AuditKind::TeamChanged).about(agent).with(team.id)).await?;
            out.line("joined")?;
        }
        TeamCommand::Leave { name, email } => {
            let (team, agent) = (find(&store, &name).await?, person(&store, &email).await?);
            let mut teams = store.team_members().await?.remove(&agent).unwrap_or_default();
            anyhow::ensure!(teams.remove(&team.id), "{email} is not in the team `{}`", team.name);
            store.set_teams_of(agent, teams).await?;
            store.audit(Deed::by_command(AuditKind::TeamChanged).about(agent).with(team.id)).await?;
            out.line("left")?;
        }
    }
    store.close().await;
    Ok(())
}

async fn changed(store: &Store, team: TeamId) -> anyhow::Result<()> {
    Ok(store.audit(Deed::by_command(AuditKind::TeamChanged).with(team)).await?)
}

fn read_name(typed: &str) -> anyhow::Result<String> {
    let name: TeamName = typed.parse().with_context(|| format!("`{typed}` cannot be a name"))?;
    Ok(name.into_string())
}

async fn find(store: &Store, name: &str) -> anyhow::Result<Team> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = store.teams().await?.into_iter().find(|team| team.name == name);
    found.with_context(|| format!("there is no team `{name}`; `hamyar team list` lists them"))
}

async fn person(store: &Store, email: &str) -> anyhow::Result<AgentId> {
    let found = store.agent_by_email(&canonical_email(email)).await?;
    let (agent, _) =
        found.with_context(|| format!("nobody on the team has the e-mail {email}; `hamyar agent list` lists them"))?;
    Ok(agent.id)
}
