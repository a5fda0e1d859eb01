//! From a customer's message to the open pages of the team, while many browsers listen.
//!
//! Customers write in the web chat, over HTTP, at an even pace and whatever they wait for; each in a conversation that
//! somebody of the team holds and has open. Every browser of the team hears of each message on its stream. What each page then
//! fetches is fetched: the list by all, the conversation by whoever has it open. A real browser has one conversation open in
//! which every other message is written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::task::JoinSet;

use super::browser::Browser;
use super::fill::{Place, Shape};
use super::ledger::{GOAL, Ledger};
use super::plan::Plan;
use super::running::{Before, Running};
use super::screen::Screen;
use super::talk::Customer;
use super::times::Times;
use super::watcher::{Page, watches};

/// Messages before measuring.
const WARM_UP: usize = 50;

/// Browsers of one person.
const EACH: usize = 10;

/// A desk in use: so many entries in conversations of ten are there already.
const ENTRIES: u64 = 100_000;

/// How long the last messages may take before they count as missing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The lists that pages have open.
const VIEWS: [&str; 3] = ["waiting", "mine", "open"];

/// Everybody who takes part.
struct Scene {
    running: Running,
    /// Browsers of the team, those of one person one after the other.
    browsers: Vec<Browser>,
    customers: Vec<Arc<Customer>>,
    screen: Option<Screen>,
}

pub(super) async fn keeps_up(plan: &Plan) -> anyhow::Result<bool> {
    let place = Place::make(plan.on, Shape::Short, ENTRIES).await?;
    let scene = Scene::set(&place, plan).await?;
    let conversations: Vec<String> = scene.customers.iter().map(|one| one.conversation.clone()).collect();
    let ledger = Arc::new(Ledger::new(&conversations, WARM_UP, plan.messages));
    let mut tasks = JoinSet::new();
    for (number, browser) in scene.browsers.iter().enumerate() {
        let conversation = (number % EACH == 0).then(|| conversations[number / EACH].clone());
        let page = Page { view: VIEWS[number % VIEWS.len()], conversation };
        let reads = number < plan.pages || page.conversation.is_some();
        watches(browser.clone(), reads.then_some(page), &ledger, &mut tasks).await;
    }
    let mut chats = Vec::new();
    for customer in &scene.customers {
        chats.push(customer.listens().await);
    }
    println!(
        "from a customer's message to the open pages of the team: {} browsers of {} people listen, {} of them fetch their list at \
         every change; {} messages in {} conversations, {} a second, after {WARM_UP} to warm up; {} conversations are there already",
        plan.streams,
        scene.customers.len(),
        plan.pages.max(scene.customers.len()),
        plan.messages,
        scene.customers.len(),
        plan.rate,
        ENTRIES / 10
    );
    let before = (scene.running.usage()?, Instant::now());
    let shown = written(&scene, &ledger, plan).await?;
    settled(&ledger, plan.streams).await;
    let after = scene.running.usage()?;
    ensure!(tasks.try_join_next().is_none(), "a stream or a page ended\n{}", scene.running.log());
    tasks.shutdown().await;
    let met = reported(&scene, &ledger, &shown, plan.streams).await?;
    println!(
        "  the program used {:.0}% of a processor and {:.0} MB of memory",
        100.0 * after.processor.saturating_sub(before.0.processor).as_secs_f64() / before.1.elapsed().as_secs_f64(),
        after.most_resident
    );
    drop(scene);
    place.remove().await?;
    println!();
    Ok(met)
}

impl Scene {
    async fn set(place: &Place, plan: &Plan) -> anyhow::Result<Self> {
        let before = Before::on(&place.url).await?;
        let (mut ways_in, mut on_screen) = (Vec::new(), String::new());
        for person in 0..plan.streams.div_ceil(EACH) {
            let agent = before.agent(&format!("colleague{person}")).await?;
            if person == 0 {
                on_screen = before.way_in(agent).await?;
            }
            for _ in 0..EACH.min(plan.streams - ways_in.len()) {
                ways_in.push(before.way_in(agent).await?);
            }
        }
        before.made_searchable().await?;
        let running = Running::on(&place.url)?;
        let mut browsers = Vec::new();
        for way_in in &ways_in {
            browsers.push(running.browser(way_in).await?);
        }
        let mut changes = browsers[0].live_at("/desk/live").await;
        let (mut customers, mut known) = (Vec::new(), Vec::new());
        for number in (0..browsers.len()).step_by(EACH) {
            let customer = Customer::with(&mut browsers[number], &running, &mut changes, &known).await?;
            known.push(customer.conversation.clone());
            customers.push(Arc::new(customer));
        }
        let screen = Screen::at(&running, &on_screen, &customers[0].conversation).await?;
        Ok(Self { running, browsers, customers, screen })
    }

    /// The conversation of a message: every other one that of the real browser.
    fn conversation(&self, number: usize) -> usize {
        if number.is_multiple_of(2) { 0 } else { 1 + number / 2 % (self.customers.len() - 1) }
    }
}

/// Has everybody write in turn, at the pace of the plan. Returns the messages that the real browser should show.
async fn written(scene: &Scene, ledger: &Arc<Ledger>, plan: &Plan) -> anyhow::Result<Vec<usize>> {
    let gap = Duration::from_secs_f64(plan.rate.recip());
    let (mut at, mut posts, mut shown) = (tokio::time::Instant::now(), JoinSet::new(), Vec::new());
    for number in 0..ledger.len() {
        tokio::time::sleep_until(at).await;
        at += gap;
        let conversation = scene.conversation(number);
        let (customer, ledger) = (Arc::clone(&scene.customers[conversation]), Arc::clone(ledger));
        posts.spawn(async move { customer.writes(number, || ledger.begins(number, conversation)).await });
        if conversation == 0 && number >= WARM_UP {
            shown.push(number);
        }
    }
    while let Some(done) = posts.join_next().await {
        done??;
    }
    Ok(shown)
}

/// Waits until every message is everywhere, or long enough.
async fn settled(ledger: &Ledger, streams: usize) {
    let until = Instant::now() + PATIENCE;
    while ledger.missing(streams) > 0 && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // A real browser writes down what it shows a moment after it has it.
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// Prints how long it took, and whether that is within the goal.
async fn reported(scene: &Scene, ledger: &Ledger, shown: &[usize], streams: usize) -> anyhow::Result<bool> {
    let mut met = true;
    met &= line("told on a stream", ledger.each_told());
    met &= line("told on the last of all streams", ledger.last_told());
    met &= line("fetched by whoever has the conversation open", ledger.each_read());
    // Lists rest the longer the longer they take, and leave that time to what is open.
    line("fetched as a list, by every page; no goal", ledger.each_listed());
    let missing = ledger.missing(streams);
    if missing > 0 {
        println!("  {missing} messages were not told on every stream, or not read");
    }
    met &= missing == 0;
    match &scene.screen {
        None => println!("  no Chromium is installed: no real browser looked on"),
        Some(screen) => {
            let (took, missing) = screen.shown(ledger, shown).await?;
            met &= line("on the page of a real browser", took) && missing == 0;
            if missing > 0 {
                println!("  {missing} messages are not on its page");
            }
            let complaints = screen.complaints();
            ensure!(complaints.is_empty(), "its page complained: {complaints:?}");
        }
    }
    Ok(met)
}

fn line(what: &str, took: Vec<Duration>) -> bool {
    Times::of(took).is_none_or(|times| times.told(what, GOAL))
}
