//! What was just decided goes to the courier by hand: committed as being sent by this node already, it needs no claim.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Channel, ChannelId};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};

use super::Rules;
use crate::model::{Delivery, DeliveryId};

/// Whoever decides holds this end.
#[derive(Debug)]
pub struct Handover {
    work: Arc<Notify>,
    /// Says that staff rooms have something to show.
    rooms: Arc<Notify>,
    room: Arc<Semaphore>,
    served: HashSet<ChannelId>,
    lease: Duration,
    given: mpsc::Sender<Given>,
    lost: Arc<Lost>,
}

/// The courier holds this end.
#[derive(Debug)]
pub struct Handed {
    pub(super) work: Arc<Notify>,
    pub(super) rooms: Arc<Notify>,
    pub(super) room: Arc<Semaphore>,
    pub(super) given: mpsc::Receiver<Given>,
    pub(super) lost: Arc<Lost>,
}

/// Deliveries that this node has perhaps claimed and that nobody sends. They are let go of before anything else is claimed, so
/// that none of them can be on its way meanwhile.
#[derive(Debug, Default)]
pub(super) struct Lost(Mutex<Vec<DeliveryId>>);

impl Lost {
    pub(super) fn add(&self, deliveries: Vec<DeliveryId>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(deliveries);
    }

    pub(super) fn take(&self) -> Vec<DeliveryId> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Room for one attempt, reserved before what is to be sent is committed.
#[derive(Debug)]
pub struct Room {
    permit: OwnedSemaphorePermit,
}

/// A delivery that this node has claimed, with its room.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) delivery: Delivery,
    /// When its claim ends.
    pub(super) until: DateTime<Utc>,
    pub(super) permit: OwnedSemaphorePermit,
}

/// Both ends, for a courier of these channels.
#[must_use]
pub fn handover(channels: &[Arc<dyn Channel>], rules: &Rules) -> (Handover, Handed) {
    let (work, rooms) = (Arc::<Notify>::default(), Arc::<Notify>::default());
    let room = Arc::new(Semaphore::new(rules.concurrency));
    // Whatever is given has room, so it never fills.
    let (sender, receiver) = mpsc::channel(rules.concurrency.max(1));
    let lost = Arc::<Lost>::default();
    let handover = Handover {
        work: Arc::clone(&work),
        rooms: Arc::clone(&rooms),
        room: Arc::clone(&room),
        served: channels.iter().map(|channel| channel.id().clone()).collect(),
        lease: rules.lease,
        given: sender,
        lost: Arc::clone(&lost),
    };
    (handover, Handed { work, rooms, room, given: receiver, lost })
}

impl Handover {
    /// Says that something is to be sent that nobody has claimed.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    /// Says that staff rooms have something to show.
    pub fn show(&self) {
        self.rooms.notify_one();
    }

    /// Has deliveries let go of that this node has perhaps claimed and that nobody sends.
    pub fn lose(&self, deliveries: Vec<DeliveryId>) {
        if !deliveries.is_empty() {
            self.lost.add(deliveries);
            self.work.notify_one();
        }
    }

    /// Room for one attempt on the channel, if there is some now.
    #[must_use]
    pub fn room(&self, channel: &ChannelId) -> Option<Room> {
        if self.given.is_closed() || !self.served.contains(channel) {
            return None;
        }
        Arc::clone(&self.room).try_acquire_owned().ok().map(|permit| Room { permit })
    }

    /// How long a claim lasts.
    #[must_use]
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// Gives a delivery that this node has claimed until `until`. It comes back if the courier takes no more: then the
    /// claim is to be let go.
    ///
    /// # Errors
    ///
    /// When the courier has stopped.
    pub fn give(&self, delivery: Delivery, until: DateTime<Utc>, Room { permit }: Room) -> Result<(), Box<Delivery>> {
        self.given.try_send(Given { delivery, until, permit }).map_err(|error| Box::new(error.into_inner().delivery))
    }
}
