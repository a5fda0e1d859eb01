//! What Hamyar is compared with: a bot that says what it is told, on teloxide's own dispatcher and long polling.

use teloxide::prelude::*;
use teloxide::types::ChatKind;

use super::fake_telegram::TOKEN;

/// Echoes until it is killed.
pub(super) fn run(url: &str) -> anyhow::Result<()> {
    let bot = Bot::new(TOKEN).set_api_url(url.parse()?);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let handler = Update::filter_message().endpoint(echo);
        Dispatcher::builder(bot, handler).build().dispatch().await;
    });
    Ok(())
}

async fn echo(bot: Bot, message: Message) -> ResponseResult<()> {
    if let (ChatKind::Private(_), Some(text)) = (&message.chat.kind, message.text()) {
        bot.send_message(message.chat.id, text).await?;
    }
    Ok(())
}
