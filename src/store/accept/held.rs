//! Answers that were held back in a community: by reacting on the marked question its asker asks for the answer.

use hamyar_channel::Address;
use uuid::Uuid;

use super::Recorder;
use super::matter::{Matter, matter, open};
use crate::model::{Autonomy, Place, PlaceId, Role};
use crate::store::db::{Conn, on};
use crate::store::{StoreError, places};

const COLLECTS: &str = matter!(
    "from held_answers h
    join identities w on w.id = h.identity
    join conversations c on c.asker = w.id
    join places p on p.id = c.place
    where h.conversation = $1 and h.identity = $2 and p.direct
    order by c.opened_at desc
    limit 1"
);

const HELD_IN: &str = "
    select c.language
    from held_answers h
    join conversations c on c.id = h.conversation
    where h.conversation = $1 and h.identity = $2";

impl Recorder<'_> {
    /// By reacting on a question whose answer was held back, its asker asks for the answer: in the direct chat, which we
    /// begin if there is none and the platform lets us.
    pub(super) async fn collecting(
        &mut self,
        conversation: Uuid,
        who: Uuid,
        direct: Option<&Address>,
    ) -> Result<Option<Matter>, StoreError> {
        let known: Option<Matter> = on!(self.c, Conn, c => sqlx::query_as(COLLECTS)
            .bind(conversation).bind(who).fetch_optional(&mut **c).await)?;
        let matter = match (known, direct) {
            (Some(matter), _) => Some(matter),
            (None, Some(address)) => self.write_first(conversation, who, address).await?,
            (None, None) => None,
        };
        Ok(matter.map(|matter| Matter { collects: true, ..matter }))
    }

    /// Begins the direct chat with somebody for whom an answer is held back, in the language in which it was asked.
    async fn write_first(
        &mut self,
        conversation: Uuid,
        who: Uuid,
        address: &Address,
    ) -> Result<Option<Matter>, StoreError> {
        let held: Option<(String,)> = on!(self.c, Conn, c => sqlx::query_as(HELD_IN)
            .bind(conversation).bind(who).fetch_optional(&mut **c).await)?;
        let Some((language,)) = held else { return Ok(None) };
        let place = match places::find(self.c, self.channel, address).await? {
            Some(place) => place,
            None => {
                let place = self.direct_place(address);
                places::insert(self.c, &place, self.edge.now()).await?;
                place
            }
        };
        self.something_new = true;
        let id = open(self.c, place.id.0, who, &language, self.edge).await?;
        Ok(Some(Matter::new(id, who)))
    }

    fn direct_place(&self, address: &Address) -> Place {
        Place {
            direct: true,
            role: Role::Direct,
            autonomy: Autonomy::Always,
            ..Place::shared(PlaceId(self.edge.id()), self.channel.clone(), address.clone())
        }
    }
}
