//! Whether a page of a conversation costs more the more there is: the newest fifty entries and all that the desk reads around
//! them, with ten thousand entries and with ten million, in one conversation and in many.
//!
//! `cargo bench --bench growth -- [entries=N] [rounds=N] [on=sqlite|postgres]`. PostgreSQL is the server that
//! `scripts/postgres.sh` starts. Databases are filled by SQL, under `target/growth`, and removed afterwards; that takes
//! minutes and gigabytes. It ends with 1 if a page of the large one takes more than twice as long as one of the small.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

mod fill;
mod page;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use hamyar::clock::Edge;
use hamyar::store::Store;

use self::fill::{On, Place, Shape};
use self::page::{READS, Reader};

/// Entries of the database that the other is compared with.
const SMALL: u64 = 10_000;

/// How many times as long the large one may take.
const MOST: f64 = 2.0;

struct Plan {
    entries: u64,
    rounds: usize,
    on: On,
}

impl Plan {
    fn read() -> anyhow::Result<Self> {
        let mut plan = Self { entries: 10_000_000, rounds: 200, on: On::Sqlite };
        for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
            let (name, value) = argument.split_once('=').context("settings are name=value")?;
            match name {
                "entries" => plan.entries = value.parse().context("entries is a whole number")?,
                "rounds" => plan.rounds = value.parse().context("rounds is a whole number")?,
                "on" if value == "sqlite" => plan.on = On::Sqlite,
                "on" if value == "postgres" => plan.on = On::Postgres,
                "on" => bail!("on is sqlite or postgres"),
                _ => bail!("there is no setting {name}; there are entries, rounds and on"),
            }
        }
        ensure!(plan.entries > SMALL && plan.rounds > 0, "there is nothing to compare");
        Ok(plan)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let plan = Plan::read()?;
    let mut grown = false;
    for shape in [Shape::One, Shape::Many] {
        let (small, large) =
            (Place::make(plan.on, shape, SMALL).await?, Place::make(plan.on, shape, plan.entries).await?);
        println!("{}: {} entries, and {} entries", shape.words(), SMALL, plan.entries);
        grown |= compared(&small, &large, plan.rounds).await? > MOST;
        small.remove().await?;
        large.remove().await?;
    }
    Ok(if grown { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Reads a page of each, turn by turn, and prints the median time of each read. Returns how many times as long the large one
/// took in all.
async fn compared(small: &Place, large: &Place, rounds: usize) -> anyhow::Result<f64> {
    let open = async |place: &Place| -> anyhow::Result<Reader> {
        Reader::of(Store::open(&place.url, "growth", Edge::system()).await?).await
    };
    let readers = [open(small).await?, open(large).await?];
    let mut times = [vec![Vec::new(); READS.len()], vec![Vec::new(); READS.len()]];
    // The first pages come from the disk, or build what is kept for later.
    for round in 0..rounds + rounds / 10 {
        for (reader, times) in readers.iter().zip(&mut times) {
            for (read, times) in times.iter_mut().enumerate() {
                let begun = Instant::now();
                reader.read(read).await?;
                if round >= rounds / 10 {
                    times.push(begun.elapsed());
                }
            }
        }
    }
    for reader in readers {
        reader.store.close().await;
    }
    let [small, large] = times.map(|times| times.into_iter().map(median).collect::<Vec<Duration>>());
    let line = |name: &str, small: Duration, large: Duration| {
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        println!("  {name:<40} {small:>12.1?} {large:>12.1?}   x{ratio:.2}");
        ratio
    };
    for (read, (small, large)) in READS.iter().zip(small.iter().zip(&large)) {
        line(read.name, *small, *large);
    }
    let sum =
        |times: &[Duration]| READS.iter().zip(times).filter(|(read, _)| read.of_the_page).map(|(_, time)| time).sum();
    Ok(line("the whole page", sum(&small), sum(&large)))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
