//! Whether whoever a provider names is of the team, or becomes so.

use super::super::Desk;
use super::super::failure::Failure;
use super::super::sign_in::canonical_email;
use super::ByOpenId;
use super::refusal::Refusal;
use crate::model::{Agent, AgentId, AuditKind};
use crate::openid::Person;
use crate::store::{Comer, Known};

/// The longest name that is taken from a provider, and the longest address of e-mail, in characters.
const NAME: usize = 60;
const EMAIL: usize = 254;

/// What becomes of whoever comes.
pub(super) enum Comes {
    /// They come in; what the audit log tells of it, where it is the first time.
    In(Agent, Option<AuditKind>),
    /// They do not; as whom they tried, if that is known.
    Not(Refusal, Option<AgentId>),
}

/// Who it is, if they may come in.
pub(super) async fn come(desk: &Desk, openid: &ByOpenId, person: Person, language: &str) -> Result<Comes, Failure> {
    let email = person.email.map(|email| canonical_email(&email)).filter(|email| is_email(email));
    let is_verified = email.is_some();
    if !openid.domains.is_empty() && !email.as_ref().is_some_and(|email| is_in(email, &openid.domains)) {
        let why = if is_verified { Refusal::Stranger } else { Refusal::Unverified };
        return Ok(Comes::Not(why, None));
    }
    let comer = Comer {
        name: named(person.name.as_deref().unwrap_or_default(), email.as_deref().unwrap_or_default()),
        issuer: person.issuer,
        subject: person.subject,
        email,
        as_new: openid.new_role.map(|role| (role, language.to_owned())),
    };
    let (id, first) = match desk.store.comes(comer).await? {
        Known::Agent(id) => (id, None),
        Known::Linked(id) => (id, Some(AuditKind::OpenIdLinked)),
        Known::Joined(id) => (id, Some(AuditKind::Joined)),
        Known::Refused(None) if !is_verified => return Ok(Comes::Not(Refusal::Unverified, None)),
        Known::Refused(as_whom) => return Ok(Comes::Not(Refusal::Stranger, as_whom)),
    };
    let agent = desk.store.agent(id).await?.filter(|agent| agent.active);
    Ok(agent.map_or(Comes::Not(Refusal::Stranger, Some(id)), |agent| Comes::In(agent, first)))
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let fine = |letter: char| !letter.is_control() && !letter.is_whitespace();
    text.chars().count() <= EMAIL
        && text.chars().all(fine)
        && parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

fn is_in(email: &str, domains: &[String]) -> bool {
    email.rsplit_once('@').is_some_and(|(_, domain)| domains.iter().any(|one| one == domain))
}

/// What somebody new is called: as the provider says, in one line, or what stands before the @.
fn named(name: &str, email: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_control() || letter.is_whitespace()).collect();
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect();
    if !name.is_empty() {
        return name;
    }
    email.split('@').next().unwrap_or_default().chars().take(NAME).collect()
}
