//! What the deeds of the audit log are called.

use super::super::tongue::{Tongue, role_word};
use crate::model::{AgentRole, AuditKind, Deed};

/// Every kind, in the order in which it is offered.
pub(super) const KINDS: [AuditKind; 34] = [
    AuditKind::SignedIn,
    AuditKind::SignInFailed,
    AuditKind::RecoveryUsed,
    AuditKind::FactorOn,
    AuditKind::FactorOff,
    AuditKind::OpenIdLinked,
    AuditKind::OpenIdForgotten,
    AuditKind::PasswordSet,
    AuditKind::LinkMade,
    AuditKind::SessionsEnded,
    AuditKind::Invited,
    AuditKind::Uninvited,
    AuditKind::Joined,
    AuditKind::RoleChanged,
    AuditKind::Disabled,
    AuditKind::Enabled,
    AuditKind::TeamChanged,
    AuditKind::WorkSet,
    AuditKind::AccountCode,
    AuditKind::AccountLinked,
    AuditKind::AccountUnlinked,
    AuditKind::RoleLacking,
    AuditKind::TokenMade,
    AuditKind::TokenEnded,
    AuditKind::PlaceSet,
    AuditKind::Published,
    AuditKind::Archived,
    AuditKind::Removed,
    AuditKind::Imported,
    AuditKind::WordsChanged,
    AuditKind::Erased,
    AuditKind::Exported,
    AuditKind::Resent,
    AuditKind::Dropped,
];

/// How the detail of a failed sign-in begins that names no account; how often follows.
const NOBODY: &str = "nobody ";

/// What a kind is called.
pub(super) fn kind_word(kind: AuditKind) -> &'static str {
    match kind {
        AuditKind::SignedIn => "audit-signed-in",
        AuditKind::SignInFailed => "audit-sign-in-failed",
        AuditKind::Invited => "audit-invited",
        AuditKind::Uninvited => "audit-uninvited",
        AuditKind::Joined => "audit-joined",
        AuditKind::RoleChanged => "audit-role-changed",
        AuditKind::Disabled => "audit-disabled",
        AuditKind::Enabled => "audit-enabled",
        AuditKind::LinkMade => "audit-link-made",
        AuditKind::PasswordSet => "audit-password-set",
        AuditKind::SessionsEnded => "audit-sessions-ended",
        AuditKind::FactorOn => "audit-factor-on",
        AuditKind::FactorOff => "audit-factor-off",
        AuditKind::RecoveryUsed => "audit-recovery-used",
        AuditKind::OpenIdLinked => "audit-openid-linked",
        AuditKind::OpenIdForgotten => "audit-openid-forgotten",
        AuditKind::TeamChanged => "audit-team-changed",
        AuditKind::WorkSet => "audit-work-set",
        AuditKind::AccountCode => "audit-account-code",
        AuditKind::AccountLinked => "audit-account-linked",
        AuditKind::AccountUnlinked => "audit-account-unlinked",
        AuditKind::RoleLacking => "audit-role-lacking",
        AuditKind::TokenMade => "audit-token-made",
        AuditKind::TokenEnded => "audit-token-ended",
        AuditKind::PlaceSet => "audit-place-set",
        AuditKind::Published => "audit-published",
        AuditKind::Archived => "audit-archived",
        AuditKind::Removed => "audit-removed",
        AuditKind::Imported => "audit-imported",
        AuditKind::WordsChanged => "audit-words-changed",
        AuditKind::Erased => "audit-erased",
        AuditKind::Exported => "audit-exported",
        AuditKind::Resent => "audit-resent",
        AuditKind::Dropped => "audit-dropped",
    }
}

/// More of a deed: in words where there are some, else as it is.
pub(super) fn detail(t: &Tongue, deed: &Deed) -> String {
    match (deed.kind, deed.detail.as_str()) {
        (AuditKind::RoleChanged | AuditKind::Invited, role) => {
            role.parse::<AgentRole>().map_or_else(|_| role.to_owned(), |role| t.word(role_word(role)))
        }
        (AuditKind::SignInFailed, detail) if detail.starts_with(NOBODY) => {
            let count = detail.trim_start_matches(NOBODY).parse().unwrap_or(1);
            t.count("audit-as-nobody", count)
        }
        (AuditKind::Imported, count) => {
            count.parse().map_or_else(|_| count.to_owned(), |count| t.count("audit-articles", count))
        }
        (AuditKind::AccountLinked | AuditKind::AccountUnlinked, channel) => {
            channel.parse().map_or_else(|_| channel.to_owned(), |channel| t.account(&channel))
        }
        (AuditKind::PasswordSet, "change") => t.word("audit-by-change"),
        (AuditKind::SignInFailed, "change") => t.word("audit-at-change"),
        (AuditKind::SessionsEnded, "") => t.word("audit-everywhere"),
        (AuditKind::SessionsEnded, "one") => t.word("audit-one-session"),
        (AuditKind::SessionsEnded, "others") => t.word("audit-other-sessions"),
        (AuditKind::LinkMade, "password") => t.word("audit-for-password"),
        (AuditKind::TokenMade | AuditKind::TokenEnded, name) => name.to_owned(),
        (AuditKind::SignInFailed, "token") => t.word("audit-with-token"),
        (_, "password") => t.word("audit-by-password"),
        (_, "link") => t.word("audit-by-link"),
        (_, "code") => t.word("audit-by-code"),
        (_, "recovery code") => t.word("audit-by-recovery"),
        (_, "openid") => t.word("audit-by-openid"),
        (_, "invitation") => t.word("audit-by-invitation"),
        (AuditKind::Exported, "report") => t.word("report-title"),
        (AuditKind::Exported, "audit log") => t.word("audit-title"),
        (AuditKind::Exported, "measures") => t.word("measure-title"),
        (AuditKind::Exported, "articles") => t.word("curate-knowledge"),
        (AuditKind::Exported, "contact") => t.word("audit-contact"),
        (_, other) => other.to_owned(),
    }
}
