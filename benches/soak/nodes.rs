//! The nodes of the server: which of them run, and how long the others need to do the work of one that is dead.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::bots::Bot;
use super::crowd::Crowd;
use super::fakes::Fake;
use super::operator::Operator;

/// The lease of what a node listens to and decides, and of what it sends: short, so that a soak waits for few of them.
const LEASES: [(&str, &str); 2] = [("HAMYAR_NODE__LEASE", "3s"), ("HAMYAR_DELIVERY__LEASE", "10s")];
/// The longer of them, and five seconds to look again: everything that a dead node was doing is then taken up.
const TAKEN_UP: Duration = Duration::from_secs(10 + 5);

/// The nodes of the server.
pub(super) struct Nodes<'a> {
    fake: &'a Fake,
    all: Vec<Node>,
    absence: Option<Absence>,
    absences: usize,
    longest: Duration,
}

struct Node {
    dir: PathBuf,
    environment: Vec<(&'static str, String)>,
    running: Option<Bot>,
}

/// A node that was killed and stays away.
struct Absence {
    node: usize,
    since: Instant,
    /// To how many texts of each person there was no reply when it was killed.
    unanswered: Vec<usize>,
}

impl<'a> Nodes<'a> {
    /// So many, none of which runs. One alone keeps the name that the database gives, and its data in `dir`.
    pub(super) fn new(
        count: usize,
        dir: &Path,
        environment: &[(&'static str, String)],
        fake: &'a Fake,
    ) -> anyhow::Result<Self> {
        let node = |number: usize| -> anyhow::Result<Node> {
            let mut environment = environment.to_vec();
            let mut dir = dir.to_owned();
            if count > 1 {
                dir.push(format!("node-{number}"));
                fs::create_dir(&dir)?;
                environment.push(("HAMYAR_NODE__NAME", format!("soak-{number}")));
                environment.extend(LEASES.map(|(name, value)| (name, value.to_owned())));
            }
            Ok(Node { dir, environment, running: None })
        };
        let nodes = (1..=count).map(node).collect::<anyhow::Result<_>>()?;
        Ok(Self { fake, all: nodes, absence: None, absences: 0, longest: Duration::ZERO })
    }

    /// Starts those that do not run, but for one that stays away.
    pub(super) fn start(&mut self) -> anyhow::Result<()> {
        let away = self.absence.as_ref().map(|absence| absence.node);
        for (number, node) in self.all.iter_mut().enumerate() {
            if node.running.is_none() && away != Some(number) {
                node.running = Some(Bot::hamyar_with(&node.dir, self.fake, &node.environment)?);
            }
        }
        Ok(())
    }

    /// Starts those anew that ended by themselves, as whoever keeps them running does.
    pub(super) fn keep_running(&mut self) -> anyhow::Result<()> {
        for node in &mut self.all {
            if let Some(bot) = &mut node.running
                && bot.has_ended()?
            {
                node.running = None;
            }
        }
        self.start()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether one stays away at the moment.
    pub(super) fn is_one_away(&self) -> bool {
        self.absence.is_some()
    }

    /// Kills one. It is started at once, or stays away until the others have done its work.
    pub(super) fn kill(&mut self, number: usize, stays_away: bool, crowd: &Crowd) -> anyhow::Result<()> {
        // Dropped, it is killed.
        self.all[number].running = None;
        if stays_away && self.all.len() > 1 {
            self.absences += 1;
            self.absence = Some(Absence { node: number, since: Instant::now(), unanswered: crowd.unanswered() });
        }
        self.start()
    }

    /// Whether the others did the work of the one that is away: everybody who waited has a reply since then, or somebody is told
    /// that it perhaps arrived. Then it is started; it is a fault if that takes them too long.
    pub(super) fn look_after(&mut self, crowd: &Crowd, operator: &Operator) -> anyhow::Result<()> {
        let Some(absence) = &self.absence else { return Ok(()) };
        let still = |(now, then): &(&usize, &usize)| now == then && **now > 0;
        let waiting = crowd.unanswered().iter().zip(&absence.unanswered).filter(still).count();
        let away = absence.since.elapsed();
        if waiting > 0 && away < TAKEN_UP {
            return Ok(());
        }
        if waiting > 0 {
            let unknown = operator.unknown()?.len();
            ensure!(
                waiting <= unknown,
                "LATE: {waiting} people wait {away:?} after a node was killed; {unknown} replies perhaps arrived, {} are on their \
                 way\n{}",
                operator.on_the_way()?,
                self.last_words(),
            );
        } else {
            self.longest = self.longest.max(away);
        }
        self.absence = None;
        self.start()
    }

    /// Stops all in good order.
    pub(super) fn stop(&mut self) -> anyhow::Result<()> {
        self.all.iter_mut().filter_map(|node| node.running.take()).try_for_each(Bot::stop)
    }

    /// The ends of their logs.
    pub(super) fn last_words(&self) -> String {
        self.all.iter().filter_map(|node| node.running.as_ref()).map(Bot::last_words).collect::<Vec<_>>().join("\n")
    }

    /// What is to be told of those that stayed away; nothing where there is one node.
    pub(super) fn told(&self) -> String {
        if self.all.len() == 1 {
            return String::new();
        }
        let Self { absences, longest, .. } = self;
        format!("; {absences} nodes stayed away, and the others had done their work after {longest:.1?} at most")
    }
}
