//! On teloxide's own dispatcher and long polling.

use teloxide::prelude::*;
use teloxide::types::ChatKind;

pub(crate) async fn echo(url: &str, token: &str) -> anyhow::Result<()> {
    let bot = Bot::new(token).set_api_url(url.parse()?);
    let handler = Update::filter_message().endpoint(reply);
    Dispatcher::builder(bot, handler).build().dispatch().await;
    Ok(())
}

async fn reply(bot: Bot, message: Message) -> ResponseResult<()> {
    if let (ChatKind::Private(_), Some(text)) = (&message.chat.kind, message.text()) {
        bot.send_message(message.chat.id, text).await?;
    }
    Ok(())
}
