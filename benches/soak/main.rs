//! Kills the server again and again while many people write to it and the platform fails now and then, and then looks for what
//! was lost, doubled or out of order, on the platform and in the database.
//!
//! `cargo bench --bench soak -- [messages=N] [kills=N] [people=N] [parts=N] [seed=N]`. The same seed draws the same kills and
//! faults, though not the same moments within the program. Each part has a database of its own and is entered in
//! `target/soak/done` when nothing was found; a part that is entered there is not run again, so that a long soak can be
//! interrupted. Every checker is shown, after each part, damage of the kind that it is for, and must see it.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

#[path = "../main_job/articles.rs"]
mod articles;
#[path = "../main_job/bots.rs"]
#[expect(dead_code, reason = "the bots are not measured here")]
mod bots;
#[path = "../../tests/it/support/crowd.rs"]
mod crowd;
#[path = "../../tests/it/support/fake_discord/mod.rs"]
mod fake_discord;
#[path = "../../tests/it/support/fake_telegram/mod.rs"]
mod fake_telegram;
#[path = "../main_job/fakes.rs"]
#[expect(dead_code, reason = "nothing is measured here")]
mod fakes;
mod platform;
mod record;
mod trouble;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;

use self::articles::Asked;
use self::bots::Bot;
use self::crowd::Crowd;
use self::fake_telegram::FakeTelegram;
use self::fakes::Fake;
use self::trouble::Trouble;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/soak");
/// Articles in the knowledge base: few, so that a restart is quick.
const ARTICLES: usize = 100;
/// How long nobody may get a reply before something is lost.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is asked for.
#[derive(Clone, Copy, Debug)]
struct Plan {
    messages: usize,
    kills: usize,
    people: usize,
    parts: usize,
    seed: u64,
}

impl Plan {
    fn read() -> anyhow::Result<Self> {
        let mut plan = Self { messages: 10_000, kills: 20, people: 100, parts: 1, seed: 1 };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            let (name, value) = argument.split_once('=').context("settings are name=value")?;
            let number = || value.parse::<usize>().with_context(|| format!("{name} is a whole number"));
            match name {
                "messages" => plan.messages = number()?,
                "kills" => plan.kills = number()?,
                "people" => plan.people = number()?,
                "parts" => plan.parts = number()?.max(1),
                "seed" => plan.seed = value.parse().context("seed is a whole number")?,
                _ => bail!("there is no setting {name}; there are messages, kills, people, parts and seed"),
            }
        }
        let (each, kills) = (plan.messages / plan.parts, plan.kills / plan.parts);
        ensure!(
            each >= plan.people && kills < each,
            "a part needs a message of each person, and more messages than kills"
        );
        // So that everybody writes as often as others.
        Ok(Self { messages: each - each % plan.people, kills, ..plan })
    }

    fn name(&self, part: usize) -> String {
        let Self { messages, kills, people, seed, .. } = self;
        format!("telegram sqlite seed={seed} part={part} messages={messages} kills={kills} people={people}")
    }
}

fn main() -> anyhow::Result<()> {
    let plan = Plan::read()?;
    fs::create_dir_all(FOLDER)?;
    let done = Path::new(FOLDER).join("done");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for part in 1..=plan.parts {
        let name = plan.name(part);
        if fs::read_to_string(&done).unwrap_or_default().lines().any(|line| line == name) && plan.parts > 1 {
            println!("{name}: done before");
            continue;
        }
        println!("{name}");
        let seed = plan.seed.wrapping_mul(1_000).wrapping_add(part as u64);
        runtime.block_on(soak(&plan, seed))?;
        writeln!(OpenOptions::new().create(true).append(true).open(&done)?, "{name}")?;
    }
    Ok(())
}

/// One part.
async fn soak(plan: &Plan, seed: u64) -> anyhow::Result<()> {
    let dir = tempfile::tempdir_in(FOLDER)?;
    let asked = articles::write(&dir.path().join("kb.jsonl"), ARTICLES)?;
    bots::import(dir.path())?;
    let fake = Fake::Telegram(FakeTelegram::start().await);
    let Fake::Telegram(telegram) = &fake else { bail!("it is Telegram") };
    let of = |number: usize| &asked[number % asked.len()];
    let crowd =
        Crowd::hearing(plan.messages, plan.people, |number| of(number).text.clone(), |number| of(number).title.clone());
    let begun = Instant::now();
    let mut trouble = Trouble::new(StdRng::seed_from_u64(seed), plan.messages, plan.kills);
    let mut server = Bot::hamyar(dir.path(), &fake)?;
    fake.load(&crowd);
    let (mut last, mut moved) = (0, Instant::now());
    while crowd.replies() < plan.messages {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let replies = crowd.replies();
        if replies > last {
            (last, moved) = (replies, Instant::now());
        }
        if moved.elapsed() > PATIENCE {
            bail!(
                "LOST: nobody got a reply for {PATIENCE:?}; {replies} of {} came\n{}",
                plan.messages,
                server.last_words()
            );
        }
        trouble.fail(telegram, replies);
        if trouble.is_kill_due(replies) {
            trouble.wait().await;
            // Dropped, it is killed.
            drop(server);
            server = Bot::hamyar(dir.path(), &fake)?;
        }
    }
    // What is still being sent arrives.
    server.stop()?;
    check(plan, &asked, &crowd, &dir.path().join("hamyar.db")).await?;
    println!(
        "  {} replies, {} kills and {} faults in {:.0} s: 0 lost, 0 doubled without saying so ({} said so), in order; each \
         recorded once",
        crowd.replies(),
        trouble.kills(),
        trouble.faults(),
        begun.elapsed().as_secs_f64(),
        platform::repeats(&crowd.heard()),
    );
    Ok(())
}

/// Whether all is well, and whether it would be seen if it were not.
async fn check(plan: &Plan, asked: &[Asked], crowd: &Arc<Crowd>, database: &Path) -> anyhow::Result<()> {
    let expected = platform::Expected { asked, people: plan.people, messages: plan.messages };
    let heard = crowd.heard();
    expected.check(&heard)?;
    let entries = record::read(database).await?;
    record::check(&expected, &entries)?;
    for (damage, heard) in platform::damaged(&heard) {
        ensure!(expected.check(&heard).is_err(), "the checker of the platform does not see {damage}");
    }
    for (damage, entries) in record::damaged(&entries) {
        ensure!(record::check(&expected, &entries).is_err(), "the checker of the record does not see {damage}");
    }
    Ok(())
}
