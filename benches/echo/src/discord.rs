//! On serenity's client and gateway.

use serenity::all::{ClientBuilder, Context, EventHandler, GatewayIntents, Message};
use serenity::async_trait;
use serenity::http::HttpBuilder;

pub(crate) async fn echo(url: &str, token: &str) -> anyhow::Result<()> {
    // With its rate limiter serenity passes over the proxy and calls Discord itself.
    let http = HttpBuilder::new(token).proxy(url).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::DIRECT_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Echo).await?;
    client.start().await?;
    Ok(())
}

struct Echo;

#[async_trait]
impl EventHandler for Echo {
    async fn message(&self, context: Context, message: Message) {
        if message.guild_id.is_none() && !message.author.bot {
            // A bare bot has nobody to tell that it failed; the bench counts.
            let _ = message.channel_id.say(&context.http, message.content).await;
        }
    }
}
