//! Which posts of forums are looked at, since they may be solved: those that get another tag, and those in which whoever asked marks
//! an answer.

use hamyar_channel::Inbound;

use super::Recorder;
use super::placing::{Held, Spot, Step};
use crate::directory::{has_posts, is_thread};
use crate::object::{Channel, Id, Reaction};
use crate::revising::SIGNS;
use crate::solved::Post;

impl Recorder<'_> {
    /// A thread is told as it is now, before that is taken in: it may have got a tag. With which tags a new one begins does not matter.
    pub(super) fn tagged(&mut self, now: &Channel) {
        let before = self.directory.get(now.id).map(|post| post.applied_tags.clone()).unwrap_or_default();
        let has_more = now.applied_tags.iter().any(|tag| !before.contains(tag));
        if has_more && !now.newly_created {
            self.look_at(now);
        }
    }

    /// Somebody set a reaction: whoever asked may say by it what solved it.
    pub(super) fn signed(&mut self, reaction: &Reaction) {
        let name = reaction.emoji.name.as_deref().filter(|_| reaction.emoji.id.is_none());
        let Some(post) = self.directory.get(reaction.channel_id) else { return };
        if post.owner_id == Some(reaction.user_id) && name.is_some_and(|name| name.starts_with(SIGNS)) {
            self.look_at(&post.clone());
        }
    }

    /// What went on while nobody told us: it may have got tags.
    pub(super) fn look_at_all(&mut self, posts: Vec<Id>) {
        for post in posts {
            self.look_at_tagged(post);
        }
    }

    pub(super) fn look_at_tagged(&mut self, post: Id) {
        if let Some(post) = self.directory.get(post).filter(|post| !post.applied_tags.is_empty()).cloned() {
            self.look_at(&post);
        }
    }

    /// Looks at a thread, if it is a post that somebody else opened: ours are rooms of the team. After a session was taken up again its
    /// forum may not be known yet.
    fn look_at(&mut self, post: &Channel) {
        let forum = post.parent_id.and_then(|forum| self.directory.get(forum));
        let is_post = is_thread(post.kind) && forum.is_none_or(|forum| has_posts(forum.kind));
        if is_post && post.owner_id != Some(self.me.id) {
            let guild_id = post.guild_id.or(forum.and_then(|forum| forum.guild_id));
            let tags = forum.map(|forum| forum.available_tags.clone());
            let post = Post { post: Channel { guild_id, ..post.clone() }, tags };
            self.reading.look_at(post, self.me.id);
        }
    }

    /// A post was looked at.
    pub(super) fn solved(&mut self, post: Id, event: Inbound) {
        let guild = self.directory.get(post).and_then(|post| post.guild_id);
        let spot = Spot { direct: false, ..self.spot(post, guild) };
        let step = Step { events: vec![event], id: None, recorded: None };
        if self.reading.is_behind(spot.place, spot.channel) {
            self.held.push(Held { spot, step });
        } else {
            self.add(spot, step);
        }
    }
}
