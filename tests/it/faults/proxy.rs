//! A way to PostgreSQL that can be cut exactly where it hurts: before a commit, or behind it; or that falls silent there.

use std::collections::HashSet;
use std::future::pending;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use crate::support::Database;

/// Where a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The commit does not reach the database.
    Before,
    /// It does, and its answer does not come back.
    Behind,
    /// The commit does not reach the database, and nothing on this connection does any more, in either direction, though it
    /// stays open at both ends.
    SilentBefore,
    /// The same once the commit has reached it.
    SilentBehind,
}

/// What is to be cut: after so many commits, and where.
type Plan = Arc<Mutex<Option<(usize, Cut)>>>;

/// Stands between the program and PostgreSQL.
pub(crate) struct Proxy {
    plan: Plan,
    /// Connections that are refused once something was cut.
    refusals: Arc<AtomicUsize>,
    /// Silences the connections that there are.
    hush: Arc<watch::Sender<()>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Puts itself before a database, whose address is its own from now on.
    pub(crate) async fn before(database: &mut Database) -> Self {
        let url = Url::parse(&database.url).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut own = url.clone();
        own.set_host(Some("127.0.0.1")).unwrap();
        own.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        own.set_query(Some("sslmode=disable"));
        database.url = own.to_string();
        let plan = Plan::default();
        let refusals = Arc::<AtomicUsize>::default();
        let hush = Arc::new(watch::Sender::new(()));
        let serving = serve(listener, url, Arc::clone(&plan), Arc::clone(&refusals), Arc::clone(&hush));
        let task = tokio::spawn(serving);
        Self { plan, refusals, hush, task }
    }

    /// The commit after so many others is cut.
    pub(crate) fn cut(&self, commits: usize, cut: Cut) {
        *self.plan.lock().unwrap() = Some((commits, cut));
    }

    /// So many connections are refused after the next cut.
    pub(crate) fn refuse(&self, connections: usize) {
        self.refusals.store(connections, Ordering::Relaxed);
    }

    /// Nothing comes through on any connection that is open now, though all of them stay open. New ones are served.
    pub(crate) fn silence(&self) {
        self.hush.send_replace(());
    }

    /// Whether what was to be cut is.
    pub(crate) fn has_cut(&self) -> bool {
        self.plan.lock().unwrap().is_none()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, url: Url, plan: Plan, refusals: Arc<AtomicUsize>, hush: Arc<watch::Sender<()>>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let down = plan.lock().unwrap().is_none();
        if down && refusals.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            continue;
        }
        let (url, plan, hushed) = (url.clone(), Arc::clone(&plan), hush.subscribe());
        connections.spawn(async move {
            let folder = url.query_pairs().find(|(name, value)| name == "host" && value.starts_with('/'));
            // However it ends, both sides are closed.
            match folder {
                Some((_, folder)) => {
                    let server = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
                    let _ = join(client, server, &plan, hushed).await;
                }
                None => {
                    let address = (url.host_str().unwrap(), url.port().unwrap_or(5432));
                    let _ = join(client, TcpStream::connect(address).await.unwrap(), &plan, hushed).await;
                }
            }
        });
    }
}

async fn join(
    client: TcpStream,
    server: impl AsyncRead + AsyncWrite,
    plan: &Plan,
    mut hushed: watch::Receiver<()>,
) -> io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (committing, silent) = (AtomicBool::new(false), Notify::new());
    let there = async {
        let mut commits = HashSet::new();
        let start = packet(&mut from_client, None).await?;
        to_server.write_all(&start).await?;
        loop {
            let kind = from_client.read_u8().await?;
            let packet = packet(&mut from_client, Some(kind)).await?;
            if is_commit(&packet, &mut commits) {
                match next(plan) {
                    Some(Cut::Before) => return Ok(()),
                    Some(Cut::Behind) => committing.store(true, Ordering::Relaxed),
                    Some(Cut::SilentBefore) => return fall_silent(&silent).await,
                    Some(Cut::SilentBehind) => {
                        to_server.write_all(&packet).await?;
                        return fall_silent(&silent).await;
                    }
                    None => {}
                }
            }
            to_server.write_all(&packet).await?;
        }
    };
    let back = async {
        let mut bytes = vec![0; 16 * 1024];
        loop {
            let count = from_server.read(&mut bytes).await?;
            if count == 0 || committing.load(Ordering::Relaxed) {
                return Ok(());
            }
            to_client.write_all(&bytes[..count]).await?;
        }
    };
    tokio::select! {
        biased;
        _ = hushed.changed() => pending().await,
        () = silent.notified() => pending().await,
        ended = there => ended,
        ended = back => ended,
    }
}

/// Has the connection stay as it is.
async fn fall_silent(silent: &Notify) -> io::Result<()> {
    silent.notify_one();
    pending().await
}

/// What is to be done with a commit.
fn next(plan: &Plan) -> Option<Cut> {
    let mut plan = plan.lock().unwrap();
    match &mut *plan {
        Some((0, _)) => plan.take().map(|(_, cut)| cut),
        Some((left, _)) => {
            *left -= 1;
            None
        }
        None => None,
    }
}

/// A packet of PostgreSQL's protocol: its kind, if it has one, its length and its content.
async fn packet(from: &mut (impl AsyncRead + Unpin), kind: Option<u8>) -> io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut packet: Vec<u8> = kind.into_iter().chain(length.to_be_bytes()).collect();
    let content = packet.len();
    packet.resize(content + usize::try_from(length).unwrap() - 4, 0);
    from.read_exact(&mut packet[content..]).await?;
    Ok(packet)
}

/// Whether a packet carries out a commit. Statements are prepared once, under a name.
fn is_commit(packet: &[u8], commits: &mut HashSet<Vec<u8>>) -> bool {
    let mut words = packet[5..].split(|byte| *byte == 0);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match packet[0] {
        b'P' => {
            if second.eq_ignore_ascii_case(b"commit") {
                commits.insert(first.to_vec());
            } else {
                commits.remove(first);
            }
            false
        }
        b'B' => commits.contains(second),
        _ => false,
    }
}
