//! Articles of a list by how they do and who keeps them: what is due, refused or helps nobody, what nobody asks for, and one's own.

use crate::desk::Desk;
use crate::desk::failure::Failure;
use crate::library::{Attention, in_both};
use crate::model::AgentId;
use crate::store::Ids;

/// How an article may do, as an address has it, and the key of its words.
pub(super) const ATTENTION: [(&str, &str); 3] = [
    ("stale", "curate-attention-stale"),
    ("unasked", "curate-attention-unasked"),
    ("refused", "curate-attention-refused"),
];

/// Whose it may be.
pub(in crate::desk) const OWNERS: [(&str, &str); 2] =
    [("mine", "curate-owner-mine"), ("nobody", "curate-owner-nobody")];

/// The articles that are chosen by how they do and whose they are, for `agent`; `None` for all. Words that are not known choose nothing.
pub(in crate::desk) async fn ids(
    desk: &Desk,
    agent: AgentId,
    (attention, owner): (&str, &str),
) -> Result<Option<Ids>, Failure> {
    let fares = match attention.parse::<Attention>() {
        Err(_) => None,
        Ok(attention) => Some(desk.library.deserving(attention, desk.edge.now(), desk.settings.zone).await?),
    };
    let owned = match owner {
        "mine" => Some(Ids::Only(desk.store.owned_articles(Some(agent)).await?)),
        "nobody" => Some(Ids::Except(desk.store.owned_articles(None).await?)),
        _ => None,
    };
    Ok(in_both(fares, owned))
}
