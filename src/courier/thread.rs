//! Opening a thread in which a conversation goes on.

use hamyar_channel::{Channel, NewThread, SendError};

use super::Courier;
use crate::metrics::Call;
use crate::model::Delivery;
use crate::store::{Failed, Finish};

impl Courier {
    /// Opens it under the message that the delivery answers; the body is its name. Opening it again finds it, so that it
    /// is safe to try once more when it is not known what came of it.
    pub(super) async fn open(&self, channel: &dyn Channel, delivery: &Delivery) -> Finish {
        // Whoever is not known is not told of the thread, which is better than none.
        let asker = self.store.account(delivery.identity).await.unwrap_or_default();
        let (title, under) = (delivery.body.as_str(), delivery.reply_to.as_deref());
        let opening = channel.open_thread(&delivery.address, NewThread { title, under, asker: asker.as_deref() });
        match self.timed(delivery, Call::Open, opening).await {
            Ok(thread) => Finish::Opened { thread },
            // We may not, or the channel is not one for threads: trying again changes nothing.
            Err(SendError::Rejected { reason } | SendError::Gone { reason }) => {
                Finish::Failed(Failed { unknown: false, gone: false, messages: Vec::new(), error: reason })
            }
            Err(error) => self.failed(channel, delivery, error, Vec::new()).await,
        }
    }
}
