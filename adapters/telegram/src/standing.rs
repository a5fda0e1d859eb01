//! Who is an administrator: Telegram does not say so with a message, so it is asked where it matters.

use hamyar_channel::{Inbound, Setting};
use serde_json::json;

use crate::listener::Listener;
use crate::update::Administrator;

/// Says of the author of an event whether they are an administrator of the chat. Somebody who speaks as the group is,
/// which the event says itself. If Telegram cannot be asked, nobody is: to refuse an administrator does less harm than
/// to obey somebody else, and they can ask again.
pub(crate) async fn tell(listener: &Listener, event: &mut Inbound) {
    if event.author.admin || event.place.setting == Setting::Direct {
        return;
    }
    let (Ok(chat), Ok(user)) = (event.place.address.chat.parse::<i64>(), event.author.id.parse::<i64>()) else {
        return;
    };
    // Any member may ask for this list; to ask about one person the bot would have to be an administrator itself.
    let asked = listener.api.call::<_, Vec<Administrator>>("getChatAdministrators", &json!({ "chat_id": chat })).await;
    match asked {
        Ok(administrators) => event.author.admin = administrators.iter().any(|one| one.user.id == user),
        Err(error) => {
            tracing::warn!(channel = %listener.settings.id, %error, "it is not known who is an administrator");
        }
    }
}
