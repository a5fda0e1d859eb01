//! Whether pages with a long list or a long timeline behind them open as fast as those with a short one.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::browser::Browser;
use super::fill::{Place, Shape};
use super::plan::Plan;
use super::running::{Before, Running};
use super::times::Times;

/// How many times as long the large one may take.
const MOST: f64 = 2.0;

/// Entries: in conversations of ten a hundred thousand conversations beside a thousand, and in one conversation.
const LISTS: [u64; 2] = [10_000, 1_000_000];
const TIMELINES: [u64; 2] = [50, 100_000];

/// The first conversation and the person in it.
const FIRST: &str = "00000000-0000-0000-0000-000000000001";

/// Who looks on holds a quarter of the open ones; the bot keeps as many.
const HELD: &str = "
    update conversations
    set holder = 'agent', agent = (select id from agents limit 1)
    where status = 'open' and number % 8 = 3;
    analyze;";

/// A page, and where it is in the small database and in the large one.
struct Page {
    name: &'static str,
    paths: [String; 2],
}

fn page(name: &'static str, path: &str) -> Page {
    Page { name, paths: [path.to_owned(), path.to_owned()] }
}

pub(super) async fn of_long_lists(plan: &Plan) -> anyhow::Result<bool> {
    println!("lists of {} conversations beside those of {}:", LISTS[1] / 10, LISTS[0] / 10);
    let pages = [
        page("the list of those who wait", "/desk/inbox/waiting"),
        page("the list of one's own", "/desk/inbox/mine"),
        page("the list of all that is open", "/desk/inbox/open"),
        page("the list of what is resolved", "/desk/inbox/resolved"),
        page("the list of mentions", "/desk/inbox/mentions"),
        page("a list as it is fetched anew", "/desk/inbox/open/fragment"),
        page("a list of those in a language", "/desk/inbox/open?language=en"),
        page("a list in which nothing fits", "/desk/inbox/open?language=fa"),
        page("a search for a word that all have", "/desk/search?q=folder"),
        page("a search for words that nothing has", "/desk/search?q=purple+elephant"),
        page("a search for a person", "/desk/search?q=Person+500"),
        page("a search for a number", "/desk/search?q=500"),
        page("the list of people", "/desk/contacts"),
        page("a conversation beside the list", &format!("/desk/conversations/{FIRST}?view=open")),
    ];
    compared(plan, Shape::Short, LISTS, &pages).await
}

pub(super) async fn of_long_timelines(plan: &Plan) -> anyhow::Result<bool> {
    println!("a timeline of {} entries beside one of {}:", TIMELINES[1], TIMELINES[0]);
    let conversation = format!("/desk/conversations/{FIRST}");
    let further = |before: u64| format!("{conversation}?before={before}");
    let pages = [
        page("the conversation", &conversation),
        page("the conversation as it is fetched anew", &format!("{conversation}/fragment")),
        Page { name: "its last page but one", paths: [conversation.clone(), further(TIMELINES[1] - 300)] },
        Page { name: "a page in the middle of it", paths: [conversation.clone(), further(TIMELINES[1] / 2)] },
        Page { name: "its first page", paths: [conversation.clone(), further(51)] },
        page("the person's timeline", &format!("/desk/contacts/{FIRST}")),
        page("the list in which it is", "/desk/inbox/open"),
        page("a search for a word in it", "/desk/search?q=folder"),
    ];
    compared(plan, Shape::One, TIMELINES, &pages).await
}

/// Opens the pages of both in turn, and prints the median of each. Returns whether none took too many times as long.
async fn compared(plan: &Plan, shape: Shape, entries: [u64; 2], pages: &[Page]) -> anyhow::Result<bool> {
    let places = [Place::make(plan.on, shape, entries[0]).await?, Place::make(plan.on, shape, entries[1]).await?];
    let (first, second) = (served(&places[0]).await?, served(&places[1]).await?);
    let mut browsers = [first.1, second.1];
    let mut met = true;
    for page in pages {
        let mut times = [Vec::new(), Vec::new()];
        // The first ones come from the disk.
        for round in 0..plan.rounds + plan.rounds / 5 {
            for (number, browser) in browsers.iter_mut().enumerate() {
                let took = opened(browser, &page.paths[number]).await?;
                if round >= plan.rounds / 5 {
                    times[number].push(took);
                }
            }
        }
        let [small, large] = times.map(|times| Times::of(times).map_or(Duration::ZERO, |times| times.half));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        let verdict = if ratio <= MOST { "met" } else { "missed" };
        println!("  {:<40} {small:>10.1?} {large:>10.1?}   x{ratio:.2} (goal x{MOST:.0}: {verdict})", page.name);
        met &= ratio <= MOST;
    }
    drop((first.0, second.0));
    for place in places {
        place.remove().await?;
    }
    println!();
    Ok(met)
}

/// The program on a database, with somebody of the team who looks at it.
async fn served(place: &Place) -> anyhow::Result<(Running, Browser)> {
    let before = Before::on(&place.url).await?;
    let agent = before.agent("reader").await?;
    let way_in = before.way_in(agent).await?;
    before.made_searchable().await?;
    place.change(HELD).await?;
    let running = Running::on(&place.url)?;
    let browser = running.browser(&way_in).await?;
    Ok((running, browser))
}

async fn opened(browser: &mut Browser, path: &str) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let answer = browser.get(path).await;
    ensure!(answer.status == 200, "{path}: {}", answer.status);
    Ok(begun.elapsed())
}
