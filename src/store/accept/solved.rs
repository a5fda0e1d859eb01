//! Posts that are marked solved: what was asked and the accepted answer become part of the opener's conversation, whether or not
//! anybody had asked us there.

use hamyar_channel::{Address, Inbound, Quoted, Solved};

use super::known::Known;
use super::matter::Matter;
use super::{Outcome, Recorder};
use crate::model::{ConversationId, EntryKind, Role, says_solved};
use crate::store::StoreError;
use crate::store::db::{Conn, on};

const OWN_TAG: &str = "
    select solved_tag
    from places
    where channel = $1 and chat = $2 and thread = ''";

impl Recorder<'_> {
    /// A post with marks of being solved. Where nobody has marked an answer and nobody asked us, it is talk between people.
    pub(super) async fn solved(
        &mut self,
        event: &Inbound,
        solved: &Solved,
        known: &Known,
    ) -> Result<Outcome, StoreError> {
        let answer = solved.answer.as_ref().filter(|answer| is_peers(answer, event));
        if !self.is_solved(event, solved).await? {
            return Ok(Outcome::Ignored);
        }
        let place = self.place(event, known).await?;
        if place.direct || matches!(place.role, Role::Ignored | Role::Staff) {
            return Ok(Outcome::Ignored);
        }
        let there = match answer {
            Some(answer) => self.written(event, &answer.message).await?.map(|(matter, _)| matter),
            None => None,
        };
        let there = match there {
            Some(matter) => Some(matter),
            None => self.current(&place, known.identity).await?,
        };
        let matter = match (there, answer) {
            (Some(matter), _) => matter,
            (None, Some(_)) => {
                let asker = self.identity(event, known).await?;
                self.open(event, &place, asker).await?
            }
            (None, None) => return Ok(Outcome::Ignored),
        };
        if let Some(answer) = answer {
            self.kept(event, &solved.question, &matter).await?;
            self.kept(event, answer, &matter).await?;
        }
        self.entry(event, EntryKind::Command, matter.asker, &matter).await?;
        Ok(Outcome::Recorded(Some(ConversationId(matter.id))))
    }

    /// Whether its marks say so: those of whoever asked, or a tag that does in this forum.
    async fn is_solved(&mut self, event: &Inbound, solved: &Solved) -> Result<bool, StoreError> {
        if solved.by_asker && solved.answer.is_some() {
            return Ok(true);
        }
        let Address { chat, .. } = &event.place.address;
        let own: Option<(Option<String>,)> = on!(self.c, Conn, c => sqlx::query_as(OWN_TAG)
            .bind(self.channel.as_str()).bind(chat).fetch_optional(&mut **c).await)?;
        let own = own.and_then(|(tag,)| tag);
        Ok(solved.tags.iter().any(|tag| says_solved(tag, own.as_deref())))
    }

    /// Writes a message of the post, unless it is on a timeline already, or is known to say something else by now.
    async fn kept(&mut self, event: &Inbound, quoted: &Quoted, matter: &Matter) -> Result<(), StoreError> {
        if let Some((said, identity)) = self.told_of(event, quoted).await? {
            self.quoting(&said, identity, matter).await?;
            self.flush().await?;
        }
        Ok(())
    }
}

/// Whether it is somebody's answer to another: whoever solved it alone, and programs, are nobody's peers.
pub(super) fn is_peers(answer: &Quoted, event: &Inbound) -> bool {
    !answer.author.bot && !answer.author.id.is_empty() && answer.author.id != event.author.id
}
