//! What can be asked for about the team.

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::config::Config;
use crate::desk::{LONGEST_TOKEN, USUAL_TOKEN};
use crate::model::{AgentName, AgentRole, Label, TokenName};
use crate::store::Routed;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AgentCommand {
    /// Add a person to the team, and print a link by which they sign in once
    Add(NewAgentArguments),
    /// Invite a person to the team: print a link by which they choose their name and password, once
    Invite(InvitationArguments),
    /// Take an invitation back
    Uninvite {
        /// The e-mail that was invited
        email: String,
    },
    /// List the team, and who is invited
    List,
    /// Print a link by which a person signs in once
    Link {
        /// The person's e-mail
        email: String,
    },
    /// Say what a person is given by routing
    Set(RoutedArguments),
    /// Print a code by which a person links an account on a channel, writing /link CODE to the bot in private
    Code {
        /// The person's e-mail
        email: String,
    },
    /// Forget every account that a person has linked: they are not heard in staff rooms any more
    Unlink {
        /// The person's e-mail
        email: String,
    },
    /// Print a link by which a person chooses a new password, once
    Reset {
        /// The person's e-mail
        email: String,
    },
    /// Set a person's password, read from the first line of the standard input
    Password {
        /// The person's e-mail
        email: String,
    },
    /// Make an access token by which a program acts for a person over the REST API, and print it: it is not shown again
    Token(TokenArguments),
    /// List a person's access tokens: name, role, until when each is good, when and from where it was last used
    Tokens {
        /// The person's e-mail
        email: String,
    },
    /// End an access token of a person
    EndToken {
        /// The person's e-mail
        email: String,
        /// What the token is called
        name: String,
    },
    /// Take a person's second factor away, when they have lost it
    ForgetSecondFactor {
        /// The person's e-mail
        email: String,
    },
    /// Let a person sign in no more
    Disable {
        /// The person's e-mail
        email: String,
    },
    /// Let a person sign in again
    Enable {
        /// The person's e-mail
        email: String,
    },
}

#[derive(Args, Debug)]
pub(in crate::cli) struct NewAgentArguments {
    /// What they sign in with
    pub(in crate::cli) email: String,
    /// What colleagues and customers call them
    #[arg(long)]
    pub(in crate::cli) name: AgentName,
    /// admin, curator, agent or viewer
    #[arg(long, default_value_t = AgentRole::Agent)]
    pub(in crate::cli) role: AgentRole,
    /// The language of their desk (default: that of the settings)
    #[arg(long)]
    pub(in crate::cli) language: Option<String>,
    /// Read a password from the first line of the standard input
    #[arg(long)]
    pub(in crate::cli) password: bool,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct InvitationArguments {
    /// What they will sign in with
    pub(in crate::cli) email: String,
    /// admin, curator, agent or viewer
    #[arg(long, default_value_t = AgentRole::Agent)]
    pub(in crate::cli) role: AgentRole,
    /// The language of their desk (default: that of the settings)
    #[arg(long)]
    pub(in crate::cli) language: Option<String>,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct TokenArguments {
    /// The person's e-mail
    pub(super) email: String,
    /// What the token is for
    #[arg(long)]
    pub(super) name: TokenName,
    /// agent, curator or admin: no more than the person may (default: what they may, but not more than curator)
    #[arg(long)]
    pub(super) role: Option<AgentRole>,
    /// For how many days it is good
    #[arg(long, default_value_t = USUAL_TOKEN, value_parser = clap::value_parser!(u16).range(1..=i64::from(LONGEST_TOKEN)))]
    pub(super) days: u16,
}

/// What stands for everything, or for what the settings say.
const ANY: &str = "any";

/// What somebody is given by routing. What is not named stays as it is.
#[derive(Args, Debug)]
pub(in crate::cli) struct RoutedArguments {
    /// The person's e-mail
    pub(super) email: String,
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
    pub(super) fn routed(&self, config: &Config) -> anyhow::Result<Routed> {
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

fn capacity(text: &str) -> anyhow::Result<Option<i32>> {
    if text == ANY {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| (0..=1000).contains(number));
    Ok(Some(number.with_context(|| format!("--capacity is `{text}`; allowed: {ANY}, or a number from 0 to 1000"))?))
}
