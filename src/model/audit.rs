//! What the audit log tells: who did what, about whom, from where. No words of customers, no secrets, none of their names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::AgentId;
use super::place::words;

words! {
    /// What was done.
    AuditKind: "kind of deed" {
        /// Somebody signed in; the detail says how.
        SignedIn = "signed_in",
        /// Somebody tried to, and did not know the password or the code.
        SignInFailed = "sign_in_failed",
        /// Somebody was invited to the team.
        Invited = "invited",
        /// An invitation was taken back.
        Uninvited = "uninvited",
        /// Somebody joined by an invitation, or was added by a command.
        Joined = "joined",
        /// A role was changed; the detail is the new one.
        RoleChanged = "role_changed",
        /// Somebody can sign in no more.
        Disabled = "disabled",
        /// Somebody can sign in again.
        Enabled = "enabled",
        /// A one-time link was made by which somebody signs in or chooses a new password.
        LinkMade = "link_made",
        /// A password was set.
        PasswordSet = "password_set",
        /// Sessions of somebody were ended; the detail says which, if not all.
        SessionsEnded = "sessions_ended",
        /// A second factor was set up.
        FactorOn = "factor_on",
        /// A second factor was given up or taken away.
        FactorOff = "factor_off",
        /// Somebody's account at a sign-in provider became known, by their e-mail there.
        OpenIdLinked = "openid_linked",
        /// It was forgotten.
        OpenIdForgotten = "openid_forgotten",
        /// A recovery code was used.
        RecoveryUsed = "recovery_used",
        /// A team was added, renamed or removed, or somebody came into it or left it; the detail is its id.
        TeamChanged = "team_changed",
        /// What somebody is given was set: languages, labels, how many, whether they are away.
        WorkSet = "work_set",
        /// A code was made by which somebody says which account on a channel is theirs.
        AccountCode = "account_code",
        /// An account became somebody's, who is heard by it in staff rooms; the detail is its channel.
        AccountLinked = "account_linked",
        /// An account is somebody's no more; the detail is its channel, or nothing where all of theirs are.
        AccountUnlinked = "account_unlinked",
        /// Somebody wrote in a staff room without the role that it asks for, and was not heard; the detail is its id.
        RoleLacking = "role_lacking",
        /// An access token was made; the detail is what it is called.
        TokenMade = "token_made",
        /// One was ended; the detail is what it was called.
        TokenEnded = "token_ended",
        /// A place was set; the detail is its id.
        PlaceSet = "place_set",
        /// An article was published; the detail is its id.
        Published = "published",
        /// An article was archived; the detail is its id.
        Archived = "archived",
        /// An article was removed by a command; the detail is its id.
        Removed = "removed",
        /// Articles were taken in from a file, or a forum was read for solved posts; the detail is how many, or the forum's id.
        Imported = "imported",
        /// Words that mean the same were changed; the detail is the number of the list.
        WordsChanged = "words_changed",
        /// A contact was erased; the detail is the id that they had.
        Erased = "erased",
        /// Something was downloaded or exported; the detail says what.
        Exported = "exported",
        /// A message that did not arrive was sent again; the detail is the conversation's id.
        Resent = "resent",
        /// A message that did not arrive was given up; the detail is the conversation's id.
        Dropped = "dropped",
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody of the team.
    Agent(AgentId),
    /// Whoever runs the server, by a command.
    Command,
    /// Nobody who is known.
    Stranger,
}

/// Something that was done, to be told by the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub kind: AuditKind,
    /// Who.
    pub actor: Actor,
    /// About whom of the team.
    pub about: Option<AgentId>,
    /// From where.
    pub address: Option<String>,
    /// More of it: an id, a word of this code's or the name of a token, never words of a customer's.
    pub detail: String,
    /// What the access token is called by which a program did it for them.
    pub token: Option<String>,
}

impl Deed {
    /// Something that a command did.
    #[must_use]
    pub fn by_command(kind: AuditKind) -> Self {
        Self { kind, actor: Actor::Command, about: None, address: None, detail: String::new(), token: None }
    }

    /// The same about somebody of the team.
    #[must_use]
    pub fn about(self, agent: AgentId) -> Self {
        Self { about: Some(agent), ..self }
    }

    /// The same with more of it.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "ids and words, which are small")]
    pub fn with(self, detail: impl ToString) -> Self {
        Self { detail: detail.to_string(), ..self }
    }
}
