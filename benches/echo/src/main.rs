//! What Hamyar is compared with: bots that say what they are told, on the frameworks that one would use otherwise.
//!
//! `hamyar-echo PLATFORM URL`, with the bot's token in `ECHO_TOKEN`. They echo until they are killed.

mod discord;
mod telegram;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let platform = arguments.next().context("which platform?")?;
    let url = arguments.next().context("at which address?")?;
    let token = std::env::var("ECHO_TOKEN").context("ECHO_TOKEN is not set")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match platform.as_str() {
        "telegram" => runtime.block_on(telegram::echo(&url, &token)),
        "discord" => runtime.block_on(discord::echo(&url, &token)),
        other => bail!("no bot for `{other}`"),
    }
}
