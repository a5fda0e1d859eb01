//! Whether the desk keeps up: how long it takes from a customer's message to the open pages of the team while two hundred
//! browsers listen, whether long lists and long timelines open as fast as short ones, and what curators wait for, and customers
//! because of them, with twenty thousand articles.
//!
//! `cargo bench --bench desk -- [live] [lists] [timelines] [articles] [on=sqlite|postgres] [streams=N] [pages=N] [messages=N]
//! [rate=N] [rounds=N]`: all of them, if none is named. PostgreSQL is the server of `DURABLE=1 scripts/postgres.sh`. Databases are filled
//! by SQL before the program is started on them, as it is shipped and in a process of its own; it is then spoken to over HTTP
//! alone, and by a real browser where Chromium is installed. It ends with 1 if a goal is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

#[path = "../main_job/articles.rs"]
mod articles;
mod asking;
#[path = "../../tests/it/support/browser.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is of the tests, which do more with it")]
mod browser;
#[path = "../../tests/it/support/chromium/mod.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is of the tests, which do more with it")]
mod chromium;
mod curating;
#[path = "../../knowledge/benches/search/articles.rs"]
#[expect(dead_code, reason = "the bench of searches asks about them, too")]
mod drawn;
#[path = "../growth/fill.rs"]
#[expect(dead_code, reason = "the bench of growth fills it in other shapes, too")]
mod fill;
mod ledger;
mod live;
mod pages;
mod plan;
#[path = "../main_job/program.rs"]
mod program;
mod running;
mod screen;
mod talk;
mod times;
mod watcher;

use std::path::Path;
use std::process::ExitCode;

use self::plan::{Part, Plan};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let plan = Plan::read()?;
    println!(
        "{}, {} processors, shared with those who write and look; files on {}\n",
        plan.on.words(),
        std::thread::available_parallelism()?,
        program::file_system(Path::new(env!("CARGO_TARGET_TMPDIR")))?
    );
    let mut met = true;
    if plan.has(Part::Live) {
        met &= live::keeps_up(&plan).await?;
    }
    if plan.has(Part::Lists) {
        met &= pages::of_long_lists(&plan).await?;
    }
    if plan.has(Part::Timelines) {
        met &= pages::of_long_timelines(&plan).await?;
    }
    if plan.has(Part::Articles) {
        met &= curating::among_many_articles(&plan).await?;
    }
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
