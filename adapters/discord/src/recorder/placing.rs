//! Where something happened, and whether its time has come.
//!
//! What happens where we do not know the place waits until Discord has told what it is; what happens in a place that is
//! being read back waits until the reading has met it. Nothing else waits for either.

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Inbound, Setting, Where};
use tokio::sync::oneshot;

use super::Recorder;
use crate::acks::{Ack, Recorded};
use crate::convert::{Happening, Origin};
use crate::directory::is_thread;
use crate::object::{Channel, Id, Interaction};

/// Something that happened in a place, as it was told.
pub(super) struct Told {
    pub(super) happening: Happening,
    pub(super) place: Id,
    pub(super) guild: Option<Id>,
    pub(super) session: String,
    pub(super) seq: u64,
    pub(super) received: DateTime<Utc>,
    pub(super) recorded: Option<Waiting>,
}

/// Somebody waits for an event to be recorded.
pub(super) struct Waiting {
    /// The event's key.
    pub(super) key: String,
    pub(super) recorded: oneshot::Sender<Recorded>,
}

/// What came before its time.
pub(super) struct Held {
    pub(super) spot: Spot,
    pub(super) step: Step,
}

/// Where something happened: the channel or thread, and the channel that a thread is in.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) place: Id,
    pub(super) channel: Option<Id>,
    pub(super) direct: bool,
}

/// The events of one happening, its id if it has one, and who waits for them to be recorded.
pub(super) struct Step {
    pub(super) events: Vec<Inbound>,
    pub(super) id: Option<Id>,
    pub(super) recorded: Option<Waiting>,
}

impl Recorder<'_> {
    /// Something happened in a place. Who waits for a word gets it, whatever else there is to be found out.
    pub(super) fn told(&mut self, happening: Happening, seq: u64) {
        let Some((place, guild)) = happening.place() else { return };
        let recorded = match &happening {
            Happening::Interaction(interaction) => {
                self.shown(interaction, place, guild);
                self.acknowledge(interaction, seq)
            }
            _ => None,
        };
        let Origin { session, seq, received } = self.origin(seq);
        let told = Told { happening, place, guild, session: session.to_owned(), seq, received, recorded };
        let unknown = guild.is_some() && self.directory.get(place).is_none();
        if unknown {
            self.reading.look_up(place);
        }
        if self.reading.is_unknown(place) {
            self.unplaced.push(told);
        } else {
            self.placed(told);
        }
    }

    /// An interaction tells what the place is that it was given in.
    fn shown(&mut self, interaction: &Interaction, place: Id, guild: Option<Id>) {
        let shown = interaction.channel.clone().and_then(|channel| serde_json::from_value::<Channel>(channel).ok());
        let is_whole = |channel: &Channel| {
            channel.id == place && channel.name.is_some() && (!is_thread(channel.kind) || channel.parent_id.is_some())
        };
        let is_news = guild.is_some() && self.directory.get(place).is_none() && !self.reading.is_unknown(place);
        if let Some(channel) = shown.filter(is_whole).filter(|_| is_news) {
            self.found(Channel { guild_id: guild, ..channel });
        }
    }

    /// What happened in a place that is known, or that nobody can tell us of.
    pub(super) fn placed(&mut self, told: Told) {
        let Told { mut happening, place, guild, session, seq, received, recorded } = told;
        let spot = self.spot(place, guild);
        let id = match &mut happening {
            Happening::Message(message) => Some(message.id),
            Happening::Interaction(interaction) => Some(interaction.id),
            Happening::Reaction { reaction, .. } => {
                let command = self.listener.acks.shows(reaction.message_id);
                reaction.message_id = command.unwrap_or(reaction.message_id);
                None
            }
            _ => None,
        };
        if let Happening::Reaction { reaction, added: true } = &happening {
            self.signed(reaction);
        }
        let events = self.events(happening, spot, guild, &Origin { session: &session, seq, received });
        let step = Step { events, id, recorded };
        if self.reading.is_behind(spot.place, spot.channel) {
            self.held.push(Held { spot, step });
        } else {
            self.add(spot, step);
        }
    }

    /// A channel or thread came to light.
    pub(super) fn found(&mut self, channel: Channel) {
        self.discover(&channel);
        self.directory.add(channel);
    }

    /// Where something happened, as far as we know.
    pub(super) fn spot(&self, place: Id, guild: Option<Id>) -> Spot {
        let thread = self.directory.get(place).filter(|channel| is_thread(channel.kind));
        Spot { place, channel: thread.and_then(|thread| thread.parent_id), direct: guild.is_none() }
    }

    pub(super) fn events(
        &self,
        happening: Happening,
        spot: Spot,
        guild: Option<Id>,
        origin: &Origin<'_>,
    ) -> Vec<Inbound> {
        happening.events(self.whereabouts(spot), self.positions.our_roles(guild), &self.me, origin)
    }

    pub(super) fn whereabouts(&self, spot: Spot) -> Where {
        if spot.direct {
            Where { address: Address::chat(spot.place.to_string()), setting: Setting::Direct, title: None }
        } else {
            self.directory.place(spot.place)
        }
    }

    /// Sees to it that Discord hears of an interaction in time. What is returned is told when it is recorded.
    fn acknowledge(&mut self, interaction: &Interaction, seq: u64) -> Option<Waiting> {
        // What it is told does not depend on where that is.
        let spot = self.spot(interaction.channel_id?, interaction.guild_id);
        let happening = Happening::Interaction(Box::new(interaction.clone()));
        let events = self.events(happening, spot, interaction.guild_id, &self.origin(seq));
        let event = events.first()?;
        let ack = Ack::of(&self.listener, self.words, interaction, event)?;
        let (recorded, waits) = oneshot::channel();
        self.acks.spawn(ack.give(waits));
        Some(Waiting { key: event.key.clone(), recorded })
    }

    pub(super) fn add(&mut self, spot: Spot, step: Step) {
        let Step { events, id, recorded } = step;
        match id {
            Some(id) if spot.direct => self.positions.saw_direct(spot.place, id),
            Some(id) => self.positions.saw(id),
            None => {}
        }
        self.batch.events.extend(events);
        self.batch.waiting.extend(recorded);
    }
}
