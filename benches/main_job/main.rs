//! Measures the main job against a bare echo bot, on Telegram and on Discord: replies a second, how long a reply takes,
//! and memory.
//!
//! `cargo bench --bench main_job -- [telegram] [discord] [database=sqlite|postgres] [nodes=N] [echo=PATH]`. On each platform two bots take
//! turns in one run, each in a process of its own before a fake of the platform in this one: a plain echo (`benches/echo`) and
//! `hamyar run` as it is shipped. The same people write to both, each the next message when the reply has come; then at half of
//! what Hamyar managed so, at an even pace. At the end the database must hold every message once, and for each an answer with
//! its source. With several nodes these are compared not with the echo bot but with one node, on a database of its own.
//!
//! PostgreSQL is the server of `DURABLE=1 scripts/postgres.sh`, which is as durable as one that is used.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

mod articles;
mod bots;
mod check;
#[path = "../../tests/it/support/crowd.rs"]
mod crowd;
#[path = "../soak/database.rs"]
#[expect(dead_code, reason = "it is not started anew here")]
mod database;
#[path = "../../tests/it/support/fake_discord/mod.rs"]
mod fake_discord;
#[path = "../../tests/it/support/fake_telegram/mod.rs"]
mod fake_telegram;
mod fakes;
mod plan;
mod program;
mod team;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};

use self::articles::Asked;
use self::crowd::Crowd;
use self::fake_discord::FakeDiscord;
use self::fake_telegram::FakeTelegram;
use self::fakes::Fake;
use self::plan::{Kind, Plan};
use self::program::Usage;
use self::team::Team;

/// Articles in the knowledge base.
const ARTICLES: usize = 1000;
/// People who write, each in a private chat.
const PEOPLE: usize = 500;
/// Messages before measuring.
const WARM_UP: usize = 5_000;
/// Messages of one turn.
const MESSAGES: usize = 10_000;
/// Turns of each bot. Odd, so that there is a median.
const TURNS: usize = 5;

/// Turns of each bot at half of the load.
const EVEN_TURNS: usize = 3;

/// How long one turn may take before something is wrong.
const DEADLINE: Duration = Duration::from_mins(5);

/// How much longer than of the echo bot the 99th percentile of the waits at half of the load may be.
const GOAL_WAIT: Duration = Duration::from_millis(25);

/// The most memory in MB that is the goal.
const GOAL_MEMORY: f64 = 100.0;

fn main() -> anyhow::Result<()> {
    let plan = Plan::read()?;
    let echo = match &plan.echo {
        Some(built) => built.clone(),
        None if plan.nodes == 1 => bots::build_echo()?,
        // Nodes are compared with a node.
        None => PathBuf::new(),
    };
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        if plan.is_wanted("telegram") {
            let fakes = [Fake::Telegram(FakeTelegram::start().await), Fake::Telegram(FakeTelegram::start().await)];
            compare(&plan, &echo, &fakes).await?;
        }
        if plan.is_wanted("discord") {
            let fakes = [Fake::Discord(FakeDiscord::start().await), Fake::Discord(FakeDiscord::start().await)];
            compare(&plan, &echo, &fakes).await?;
        }
        Ok(())
    })
}

/// What one turn came to.
struct Turn {
    /// Replies a second.
    rate: f64,
    /// The median and the 99th percentile of the waits for a reply.
    waits: [Duration; 2],
    /// Processor time of the bot and of the fake for each reply, in microseconds.
    processor: [f64; 2],
}

/// The echo bot, or one node, before the first of these, and what is measured before the second.
async fn compare(plan: &Plan, echo: &Path, [first_api, second_api]: &[Fake; 2]) -> anyhow::Result<()> {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let file_system = program::file_system(dir.path())?;
    ensure!(!matches!(file_system.as_str(), "tmpfs" | "ramfs"), "{} is not on a disk", dir.path().display());
    let [yardstick, measured] = plan.names();
    let (mut second, asked) =
        Team::hamyar(measured, plan.database, plan.nodes, dir.path().join("second"), second_api).await?;
    let mut first = if plan.nodes == 1 {
        Team::echo(echo, first_api)?
    } else {
        Team::hamyar(yardstick, plan.database, 1, dir.path().join("first"), first_api).await?.0
    };
    println!(
        "{}: {ARTICLES} articles ({} of their questions asked), {PEOPLE} private chats, {TURNS} turns of {MESSAGES} \
         messages after {WARM_UP} to warm up; the fake in one process, each bot in its own, {} processors; {}; pace off; {}\n",
        first_api.name(),
        asked.len(),
        std::thread::available_parallelism()?,
        match plan.database {
            Kind::Sqlite => format!("SQLite, synchronous=FULL, on {file_system}"),
            Kind::Postgres => check::durability().await?,
        },
        match plan.nodes {
            1 => format!("echo: {}", first_api.yardstick()),
            nodes => format!("one node against {nodes} on one database"),
        },
    );
    turn(&mut first, first_api, &asked, WARM_UP, None).await?;
    turn(&mut second, second_api, &asked, WARM_UP, None).await?;
    let (mut echoed, mut answered) = (Vec::new(), Vec::new());
    println!("{:<8} {:>12} {:>12} {:>7}", "turn", format!("{yardstick}, /s"), format!("{measured}, /s"), "ratio");
    for number in 1..=TURNS {
        echoed.push(turn(&mut first, first_api, &asked, MESSAGES, None).await?);
        answered.push(turn(&mut second, second_api, &asked, MESSAGES, None).await?);
        let (first, second) = (&echoed[number - 1], &answered[number - 1]);
        println!("{number:<8} {:>12.0} {:>12.0} {:>7.2}", first.rate, second.rate, second.rate / first.rate);
    }
    let half = median(answered.iter().map(|turn| turn.rate)) / 2.0;
    let gap = Some(Duration::from_secs_f64(half.recip()));
    let (mut echoed_evenly, mut answered_evenly) = (Vec::new(), Vec::new());
    for _ in 0..EVEN_TURNS {
        echoed_evenly.push(turn(&mut first, first_api, &asked, MESSAGES, gap).await?);
        answered_evenly.push(turn(&mut second, second_api, &asked, MESSAGES, gap).await?);
    }
    let memory = second.usage()?;
    let messages = WARM_UP + (TURNS + EVEN_TURNS) * MESSAGES;
    first.ends(&asked, messages).await?;
    second.ends(&asked, messages).await?;
    report([yardstick, measured], &echoed, &answered, &memory, plan.goal().unwrap_or(first_api.goal()));
    report_waits([yardstick, measured], &echoed_evenly, &answered_evenly, half);
    Ok(())
}

/// Has everybody write, each when the reply has come or all so long apart, and waits for the replies.
async fn turn(
    team: &mut Team,
    fake: &Fake,
    asked: &[Asked],
    messages: usize,
    gap: Option<Duration>,
) -> anyhow::Result<Turn> {
    fake.is_heard().await;
    let before = [team.usage()?.processor, program::usage("self")?.processor];
    let start = Instant::now();
    // A person asks something else each time: the number of questions has no divisor in common with that of people.
    let text = |number: usize| asked[number % asked.len()].text.clone();
    let crowd = match gap {
        None => Crowd::new(messages, PEOPLE, text),
        Some(gap) => Crowd::at_pace(messages, PEOPLE, gap, text),
    };
    fake.load(&crowd);
    if tokio::time::timeout(DEADLINE, crowd.finished()).await.is_err() {
        bail!("{} gave {} of {messages} replies in {DEADLINE:?}\n{}", team.name, crowd.replies(), team.last_words());
    }
    let elapsed = start.elapsed();
    let each = messages / PEOPLE;
    ensure!(crowd.spread() == (each, each), "{}: not everybody got {each} replies: {:?}", team.name, crowd.spread());
    let waits = crowd.waits();
    let after = [team.usage()?.processor, program::usage("self")?.processor];
    let used = |which: usize| after[which].saturating_sub(before[which]).as_secs_f64() * 1e6 / float(messages);
    Ok(Turn {
        rate: float(messages) / elapsed.as_secs_f64(),
        waits: [waits[waits.len() / 2], waits[waits.len() * 99 / 100]],
        processor: [used(0), used(1)],
    })
}

fn report(names: [&str; 2], echoed: &[Turn], answered: &[Turn], memory: &Usage, goal: f64) {
    let ratio = median(echoed.iter().zip(answered).map(|(echo, hamyar)| hamyar.rate / echo.rate));
    println!();
    for (name, turns) in names.into_iter().zip([echoed, answered]) {
        let wait = |at: usize| median(turns.iter().map(|turn| turn.waits[at].as_secs_f64() * 1e3));
        let used = |at: usize| median(turns.iter().map(|turn| turn.processor[at]));
        println!(
            "{name:<8} {:>6.0} replies/s, a reply after {:.0} ms (p99 {:.0} ms), {:.0} µs of processor time each, and {:.0} \
             µs of the fake",
            median(turns.iter().map(|turn| turn.rate)),
            wait(0),
            wait(1),
            used(0),
            used(1),
        );
    }
    let verdict = |met: bool| if met { "met" } else { "NOT MET" };
    println!("ratio    {ratio:.2} (goal: at least {goal}: {})", verdict(ratio >= goal));
    println!(
        "memory   {:.0} MB resident, {:.0} MB at most (goal: under {GOAL_MEMORY}: {})",
        memory.resident,
        memory.most_resident,
        verdict(memory.most_resident < GOAL_MEMORY)
    );
    println!(
        "checked  every message recorded once, answered once, from the right article, delivered, with its source\n"
    );
}

/// How long people wait at half of the load.
fn report_waits([yardstick, measured]: [&str; 2], echoed: &[Turn], answered: &[Turn], rate: f64) {
    let wait = |turns: &[Turn], at: usize| median(turns.iter().map(|turn| turn.waits[at].as_secs_f64() * 1e3));
    let more = wait(answered, 1) - wait(echoed, 1);
    println!(
        "at half  {rate:.0} messages/s at an even pace: {yardstick} after {:.1} ms (p99 {:.1} ms), {measured} after {:.1} ms (p99 {:.1} ms), \
         p99 {more:.1} ms more (goal: under {} ms more: {})\n",
        wait(echoed, 0),
        wait(echoed, 1),
        wait(answered, 0),
        wait(answered, 1),
        GOAL_WAIT.as_millis(),
        if more < GOAL_WAIT.as_secs_f64() * 1e3 { "met" } else { "NOT MET" },
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "a count of messages is far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}
