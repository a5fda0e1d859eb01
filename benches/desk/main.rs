//! Whether the desk keeps up: how long it takes from a customer's message to an agent's open page while two hundred pages
//! listen, and whether a long list and a long timeline open as fast as short ones.
//!
//! `cargo bench --bench desk -- [streams=N] [messages=N] [rounds=N] [on=sqlite|postgres] [part=live|pages]`. PostgreSQL is the
//! server that `scripts/postgres.sh` starts. The whole app runs in this process and is spoken to over HTTP. It ends with 1 if
//! a goal is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

#[path = "../../tests/it/support/browser.rs"]
#[expect(dead_code, reason = "the tests do more with it")]
mod browser;
#[path = "../growth/fill.rs"]
#[expect(dead_code, reason = "the bench of growth fills it in other shapes, too")]
mod fill;
mod live;
mod pages;
mod running;

use std::process::ExitCode;

use anyhow::{Context, bail, ensure};

use self::fill::On;

/// What is measured, and how.
struct Plan {
    streams: usize,
    messages: usize,
    rounds: usize,
    on: On,
    part: Option<String>,
}

impl Plan {
    fn read() -> anyhow::Result<Self> {
        let mut plan = Self { streams: 200, messages: 500, rounds: 60, on: On::Sqlite, part: None };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            let (name, value) = argument.split_once('=').context("settings are name=value")?;
            match name {
                "streams" => plan.streams = value.parse().context("streams is a whole number")?,
                "messages" => plan.messages = value.parse().context("messages is a whole number")?,
                "rounds" => plan.rounds = value.parse().context("rounds is a whole number")?,
                "on" if value == "sqlite" => plan.on = On::Sqlite,
                "on" if value == "postgres" => plan.on = On::Postgres,
                "on" => bail!("on is sqlite or postgres"),
                "part" if matches!(value, "live" | "pages") => plan.part = Some(value.to_owned()),
                "part" => bail!("part is live or pages"),
                _ => bail!("there is no setting {name}; there are streams, messages, rounds, on and part"),
            }
        }
        ensure!(plan.messages > 0 && plan.rounds > 0, "there is nothing to measure");
        Ok(plan)
    }

    fn has(&self, part: &str) -> bool {
        self.part.as_deref().is_none_or(|wanted| wanted == part)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let plan = Plan::read()?;
    let mut met = true;
    if plan.has("live") {
        met &= live::keeps_up(plan.on, plan.streams, plan.messages).await?;
    }
    if plan.has("pages") {
        met &= pages::stay_as_fast(plan.on, plan.rounds).await?;
    }
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
