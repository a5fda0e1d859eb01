//! Whether pages with a long list or a long timeline behind them open as fast as those with a short one.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::browser::Browser;
use crate::fill::{On, Place, Shape};
use crate::running::Running;

/// How many times as long the large one may take.
const MOST: f64 = 2.0;

/// Entries of one conversation, and of conversations of ten: a thousand of them beside a hundred thousand.
const TIMELINE: (u64, u64) = (1_000, 100_000);
const LIST: (u64, u64) = (10_000, 1_000_000);

const LISTS: [(&str, &str); 5] = [
    ("the list of those who wait", "/desk/inbox/waiting"),
    ("the list of open ones", "/desk/inbox/open"),
    ("the list of resolved ones", "/desk/inbox/resolved"),
    ("the list as it is fetched anew", "/desk/inbox/open/fragment"),
    ("the list of mentions", "/desk/inbox/mentions"),
];

pub(super) async fn stay_as_fast(on: On, rounds: usize) -> anyhow::Result<bool> {
    let conversations = LIST.1 / 10;
    println!("lists of {conversations} conversations, beside those of {}:", LIST.0 / 10);
    let paths = LISTS.map(|(name, path)| (name, path.to_owned()));
    let lists = compared(on, Shape::Short, LIST, &paths, rounds).await?;
    println!("a timeline of {} entries, beside one of {}:", TIMELINE.1, TIMELINE.0);
    let first = "/desk/conversations/00000000-0000-0000-0000-000000000001";
    let paths = [
        ("the conversation", first.to_owned()),
        ("the conversation as it is fetched anew", format!("{first}/fragment")),
        ("a page further back", format!("{first}?before=700")),
        ("the person", "/desk/contacts/00000000-0000-0000-0000-000000000001".to_owned()),
    ];
    let timeline = compared(on, Shape::One, TIMELINE, &paths, rounds).await?;
    Ok(lists <= MOST && timeline <= MOST)
}

/// Opens the pages of both in turn, and prints the median of each. Returns how many times as long the worst took.
async fn compared(
    on: On,
    shape: Shape,
    (small, large): (u64, u64),
    paths: &[(&str, String)],
    rounds: usize,
) -> anyhow::Result<f64> {
    let places = [Place::make(on, shape, small).await?, Place::make(on, shape, large).await?];
    let running = [Running::on(&places[0].url).await?, Running::on(&places[1].url).await?];
    let mut browsers = [running[0].agent("reader").await?, running[1].agent("reader").await?];
    let mut worst = 0.0_f64;
    for (name, path) in paths {
        let mut times = [Vec::new(), Vec::new()];
        // The first ones come from the disk.
        for round in 0..rounds + rounds / 5 {
            for (browser, times) in browsers.iter_mut().zip(&mut times) {
                let took = opened(browser, path).await?;
                if round >= rounds / 5 {
                    times.push(took);
                }
            }
        }
        let [small, large] = times.map(median);
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        println!("  {name:<40} {small:>10.1?} {large:>10.1?}   x{ratio:.2}");
        worst = worst.max(ratio);
    }
    drop(running);
    for place in places {
        place.remove().await.context("what was filled could not be removed")?;
    }
    Ok(worst)
}

async fn opened(browser: &mut Browser, path: &str) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let answer = browser.get(path).await;
    ensure!(answer.status == 200, "{path}: {}", answer.status);
    Ok(begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
