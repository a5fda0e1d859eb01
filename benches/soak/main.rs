//! Kills the server again and again while many people write to it and the platform fails now and then, and then looks for what
//! was lost, doubled or out of order, on the platform and in the database.
//!
//! `cargo bench --bench soak -- [platform=telegram|discord] [database=sqlite|postgres] [nodes=N] [messages=N] [kills=N]
//! [restarts=N] [people=N] [parts=N] [seed=N]`; on PostgreSQL under `scripts/postgres.sh`. The same seed draws the same kills, restarts of
//! the database and faults, though not the same moments within the program. Each part has a database of its own and is
//! entered in `target/soak/done` when nothing was found; a part that is entered there is not run again, so that a long soak
//! can be interrupted. Every checker is shown, after each part, damage of the kind that it is for, and must see it.
//!
//! A reply whose sender was killed twice has perhaps arrived, and where the platform cannot be asked it stays so: that is
//! counted, and lost it is only if nobody was told. Of several nodes on PostgreSQL any is killed; some stay away until the others
//! have done their work, which must not take them longer than the leases and five seconds. Who waits for one in vain is helped as an operator helps, by having it sent
//! again.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

#[path = "../main_job/articles.rs"]
mod articles;
#[path = "../main_job/bots.rs"]
#[expect(dead_code, reason = "the bots are not measured here")]
mod bots;
#[path = "../../tests/it/support/crowd.rs"]
mod crowd;
mod database;
#[path = "../../tests/it/support/fake_discord/mod.rs"]
mod fake_discord;
#[path = "../../tests/it/support/fake_telegram/mod.rs"]
mod fake_telegram;
#[path = "../main_job/fakes.rs"]
#[expect(dead_code, reason = "nothing is measured here")]
mod fakes;
mod nodes;
mod operator;
mod plan;
mod platform;
#[path = "../main_job/program.rs"]
#[expect(dead_code, reason = "nothing is measured here")]
mod program;
mod record;
mod trouble;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;

use self::articles::Asked;
use self::crowd::Crowd;
use self::database::Database;
use self::fake_discord::FakeDiscord;
use self::fake_telegram::FakeTelegram;
use self::fakes::Fake;
use self::nodes::Nodes;
use self::operator::Operator;
use self::plan::{Kind, Plan, Platform};
use self::record::Record;
use self::trouble::Trouble;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/soak");
/// Articles in the knowledge base: few, so that a restart is quick.
const ARTICLES: usize = 100;
/// How long nobody may get a reply before something is lost.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long nobody may get a reply before the operator looks.
const OPERATOR: Duration = Duration::from_secs(8);
/// How often is said how far it is.
const PROGRESS: Duration = Duration::from_secs(15);

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
    let database = Database::new(plan.database, dir.path()).await?;
    let environment = database.environment();
    program::command(dir.path(), &environment, &["kb", "import", "kb.jsonl"])?;
    let fake = match plan.platform {
        Platform::Telegram => Fake::Telegram(FakeTelegram::start().await),
        Platform::Discord => Fake::Discord(FakeDiscord::start().await),
    };
    let of = |number: usize| &asked[number % asked.len()];
    let crowd =
        Crowd::hearing(plan.messages, plan.people, |number| of(number).text.clone(), |number| of(number).title.clone());
    let operator = Operator { dir: dir.path(), environment: &environment };
    let mut run = Run {
        plan,
        fake: &fake,
        crowd: &crowd,
        database: &database,
        operator: &operator,
        nodes: Nodes::new(plan.nodes, dir.path(), &environment, &fake)?,
        trouble: Trouble::new(StdRng::seed_from_u64(seed), plan),
        begun: Instant::now(),
        retried: 0,
    };
    run.live().await?;
    run.nodes.stop()?;
    let record = Record { entries: record::read(&database).await?, unknown: operator.unknown()? };
    check(plan, &asked, &crowd, &record)?;
    run.conclude(&record);
    database.remove().await
}

/// One part while it runs.
struct Run<'a> {
    plan: &'a Plan,
    fake: &'a Fake,
    crowd: &'a Arc<Crowd>,
    database: &'a Database,
    operator: &'a Operator<'a>,
    nodes: Nodes<'a>,
    trouble: Trouble,
    begun: Instant,
    /// What the operator had sent again.
    retried: usize,
}

impl Run<'_> {
    /// Until everybody has all their replies.
    async fn live(&mut self) -> anyhow::Result<()> {
        self.nodes.start()?;
        self.fake.is_heard().await;
        self.fake.load(self.crowd);
        let (mut last, mut moved, mut looked, mut told) = (0, Instant::now(), Instant::now(), Instant::now());
        while self.crowd.replies() < self.plan.messages {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let replies = self.crowd.replies();
            if replies > last {
                (last, moved) = (replies, Instant::now());
            }
            if moved.elapsed() > PATIENCE {
                let left = record::left(self.database).await?.join("\n");
                let words =
                    format!("{} updates are not confirmed\n{left}\n{}", self.fake.pending(), self.nodes.last_words());
                bail!("LOST: nobody got a reply for {PATIENCE:?}; {replies} of {} came\n{words}", self.plan.messages);
            }
            if moved.elapsed() > OPERATOR && looked.elapsed() > OPERATOR {
                looked = Instant::now();
                if let Err(error) = self.help() {
                    println!("  the operator could not help: {error:#}");
                }
            }
            if self.database.kind == Kind::Postgres {
                // One that was started while its database was not there has ended.
                self.nodes.keep_running()?;
            }
            if told.elapsed() > PROGRESS {
                told = Instant::now();
                self.tell(replies);
            }
            // Whoever was never heard of cannot be missed: Discord tells nobody of a first message later.
            if self.crowd.spread().0 == 0 {
                continue;
            }
            self.trouble.fail(self.fake, replies);
            self.nodes.look_after(self.crowd, self.operator)?;
            // How long the others need is measured while nothing else is down.
            if self.nodes.is_one_away() {
                continue;
            }
            self.trouble.restart(self.database, replies)?;
            if self.trouble.is_kill_due(replies) {
                self.trouble.wait().await;
                let (number, stays_away) = self.trouble.victim(self.nodes.count());
                self.nodes.kill(number, stays_away, self.crowd)?;
            }
        }
        // What the platform has may not be known to have arrived yet.
        let heard = Instant::now();
        while self.operator.on_the_way()? > 0 {
            ensure!(heard.elapsed() < PATIENCE, "LOST: what was heard is not known to have arrived");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Ok(())
    }

    /// Has sent again what perhaps arrived, while somebody waits.
    fn help(&mut self) -> anyhow::Result<()> {
        let unknown = self.operator.unknown()?;
        if !unknown.is_empty() {
            self.operator.retry(&unknown)?;
            self.retried += unknown.len();
        }
        Ok(())
    }

    fn tell(&self, replies: usize) {
        println!(
            "  {:.0} s: {replies} of {} replies, {} kills, {} faults",
            self.begun.elapsed().as_secs_f64(),
            self.plan.messages,
            self.trouble.kills(),
            self.trouble.faults()
        );
    }

    fn conclude(&self, record: &Record) {
        println!(
            "  {} replies, {} kills, {} restarts of the database and {} faults in {:.0} s: 0 lost, 0 doubled without saying so \
             ({} said so), in order; each recorded once; {} perhaps arrived and are listed as that, {} sent again by the \
             operator{}",
            self.crowd.replies(),
            self.trouble.kills(),
            self.trouble.restarts(),
            self.trouble.faults(),
            self.begun.elapsed().as_secs_f64(),
            platform::repeats(&self.crowd.heard()),
            record.unknown.len(),
            self.retried,
            self.nodes.told(),
        );
    }
}

/// Whether all is well, and whether it would be seen if it were not.
fn check(plan: &Plan, asked: &[Asked], crowd: &Crowd, record: &Record) -> anyhow::Result<()> {
    let expected = platform::Expected { asked, people: plan.people, messages: plan.messages };
    let heard = crowd.heard();
    expected.check(&heard)?;
    if plan.platform == Platform::Discord {
        ensure!(platform::repeats(&heard) == 0, "DOUBLED: on Discord nothing comes twice, whether it says so or not");
    }
    record.check(&expected)?;
    for (damage, heard) in platform::damaged(&heard) {
        ensure!(expected.check(&heard).is_err(), "the checker of the platform does not see {damage}");
    }
    for (damage, record) in record.damaged() {
        ensure!(record.check(&expected).is_err(), "the checker of the record does not see {damage}");
    }
    Ok(())
}
