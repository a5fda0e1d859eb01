//! What a decision changes beside its conversation, in the transaction that commits it.

use super::db::{Conn, on};
use super::{StoreError, candidates, files, ratings, wishes};
use crate::clock::Edge;
use crate::model::{Conversation, Effect, Label, PlaceId, Share};

const TALK: &str = "
    select people, bot
    from talk
    where place = $1";

const SPOKE: &str = "
    insert into talk (place, people, bot)
    values ($1, 0, $2)
    on conflict (place) do update
    set bot = talk.bot + $2";

const SET: &str = "
    update places
    set role = $2, autonomy = $3, language = $4, listen = $5, place_group = $6
    where id = $1";

const MOVE: &str = "
    update conversations
    set place = $2
    where id = $1";

const HOLD: &str = "
    insert into held_answers (conversation, identity, question, at)
    values ($1, $2, $3, $4)
    on conflict (conversation) do update
    set identity = $2, question = $3, at = $4";

const COLLECT: &str = "
    delete from held_answers
    where conversation = $1";

/// The question is the message that asked, by the key under which it came in.
const CANDIDATE: &str = "
    insert into candidates (id, conversation, author, question_seq, answer_seq, consent, created_at, link)
    values ($1, $2, $3, (
        select t.seq
        from places p
        join timeline t on t.channel = p.channel and t.event_key = 'm:' || p.chat || ':' || $4
        where p.id = $5 and t.conversation = $2
    ), $6, $7, $8, $9)
    on conflict (conversation, author) do update
    set question_seq = coalesce(excluded.question_seq, candidates.question_seq), answer_seq = excluded.answer_seq,
        link = coalesce(excluded.link, candidates.link)";

const SNOOZE: &str = "
    update conversations
    set snoozed_until = $2
    where id = $1";

const PRIORITISE: &str = "
    update conversations
    set priority = $2
    where id = $1";

/// A team that was removed meanwhile is no team.
const TEAM: &str = "
    update conversations
    set team = (select t.id from teams t where t.id = $2)
    where id = $1";

const LABEL: &str = "
    insert into conversation_labels (label, conversation)
    values ($2, $1)
    on conflict do nothing";

const UNLABEL: &str = "
    delete from conversation_labels
    where conversation = $1 and label = $2";

/// Whether so many messages more of ours are within the share. What was decided when fewer had been said is decided
/// again, so that conversations decided at the same moment do not exceed it together.
pub(super) async fn may_speak(
    c: &mut Conn,
    limit: Option<Share>,
    place: PlaceId,
    messages: i64,
) -> Result<bool, StoreError> {
    let Some(share) = limit.filter(|_| messages > 0) else { return Ok(true) };
    let talk: Option<(i64, i64)> =
        on!(c, Conn, c => sqlx::query_as(TALK).bind(place.0).fetch_optional(&mut **c).await)?;
    let (people, bot) = talk.unwrap_or_default();
    Ok(share.allows(people, bot))
}

/// Counts messages of ours.
pub(super) async fn spoke(c: &mut Conn, place: PlaceId, messages: i64) -> Result<(), StoreError> {
    if messages > 0 {
        on!(c, Conn, c => sqlx::query(SPOKE).bind(place.0).bind(messages).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// Makes an effect of a decision that was just committed.
pub(super) async fn apply(c: &mut Conn, next: &Conversation, effect: &Effect, edge: &Edge) -> Result<(), StoreError> {
    let (id, place, now) = (next.id.0, next.place.0, edge.now());
    match effect {
        Effect::Set(settings) => on!(c, Conn, c => sqlx::query(SET)
            .bind(place).bind(settings.role.word()).bind(settings.autonomy.word()).bind(&settings.language)
            .bind(settings.listen).bind(settings.group.as_ref().map(Label::as_str))
            .execute(&mut **c).await.map(drop))?,
        Effect::Move(to) => on!(c, Conn, c => sqlx::query(MOVE)
            .bind(id).bind(to.0).execute(&mut **c).await.map(drop))?,
        Effect::Hold(question) => on!(c, Conn, c => sqlx::query(HOLD)
            .bind(id).bind(next.asker.0).bind(question).bind(now).execute(&mut **c).await.map(drop))?,
        Effect::Collect(conversation) => on!(c, Conn, c => sqlx::query(COLLECT)
            .bind(conversation.0).execute(&mut **c).await.map(drop))?,
        Effect::Candidate { author, answer, question, link, consent } => on!(c, Conn, c => sqlx::query(CANDIDATE)
            .bind(edge.id()).bind(id).bind(author.0).bind(question).bind(place).bind(answer)
            .bind(consent.word()).bind(now).bind(link)
            .execute(&mut **c).await.map(drop))?,
        Effect::Snooze(until) => on!(c, Conn, c => sqlx::query(SNOOZE)
            .bind(id).bind(until).execute(&mut **c).await.map(drop))?,
        Effect::Prioritise(priority) => on!(c, Conn, c => sqlx::query(PRIORITISE)
            .bind(id).bind(priority.word()).execute(&mut **c).await.map(drop))?,
        Effect::Team(team) => on!(c, Conn, c => sqlx::query(TEAM)
            .bind(id).bind(team.map(|team| team.0)).execute(&mut **c).await.map(drop))?,
        Effect::Label(label) => on!(c, Conn, c => sqlx::query(LABEL)
            .bind(id).bind(label.as_str()).execute(&mut **c).await.map(drop))?,
        Effect::Unlabel(label) => on!(c, Conn, c => sqlx::query(UNLABEL)
            .bind(id).bind(label.as_str()).execute(&mut **c).await.map(drop))?,
        Effect::AskRating(reply) => ratings::ask(c, next, *reply, edge).await?,
        Effect::Rate(reply, score) => ratings::rate(c, next.id, *reply, *score, now).await?,
        Effect::Comment(reply, seq) => ratings::comment(c, next.id, *reply, *seq).await?,
        Effect::Wish(wish) => wishes::keep(c, next.id, wish, now).await?,
        Effect::Unwish(reply) => wishes::let_go(c, next.id, *reply).await?,
        Effect::Told(reply, article) => wishes::told(c, next.id, *reply, article.as_deref(), now).await?,
        Effect::Tell(ids) => files::tell(c, ids, next.id).await?,
        Effect::Consent { author, consent } => candidates::consent(c, next.id, *author, *consent, now).await?,
    }
    Ok(())
}
