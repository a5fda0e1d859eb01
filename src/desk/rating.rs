//! What the customer says of the help, beside their conversation.

use super::Desk;
use super::failure::Failure;
use super::story::Teller;
use super::tongue::Tongue;
use crate::model::{ConversationId, Rating, Score};

/// A rating, ready to be shown.
pub(super) struct Rated {
    /// The face; none while nothing was given.
    pub(super) face: Option<&'static str>,
    /// "4 of 5", or that it was asked for.
    pub(super) words: String,
    /// Whom it is about, and when.
    pub(super) when: String,
    /// What was said with it. A customer's own words.
    pub(super) comment: Option<String>,
}

impl Rated {
    /// The rating of a conversation, if one was asked for.
    pub(super) async fn read(desk: &Desk, teller: &Teller<'_>, id: ConversationId) -> Result<Option<Self>, Failure> {
        Ok(desk.store.rating_of(id).await?.map(|rating| Self::new(teller, rating)))
    }

    fn new(teller: &Teller<'_>, rating: Rating) -> Self {
        let t = teller.t;
        let (score, at) = rating.given.map_or((None, rating.asked_at), |(score, at)| (Some(score), at));
        let day = t.moment(&at);
        Self {
            face: score.map(Score::face),
            words: score.map_or_else(|| t.word("rating-asked"), |score| of_five(t, score)),
            when: match rating.agent {
                Some(agent) => t.text("rating-of", &[("name", &teller.colleague(agent)), ("when", &day)]),
                None => day,
            },
            comment: rating.comment,
        }
    }
}

/// "4 of 5".
pub(super) fn of_five(t: &Tongue, score: Score) -> String {
    t.count("rating-of-five", score.get())
}
