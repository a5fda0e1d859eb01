//! Work that may take its time: on a thread of its own, which the system runs while others have nothing to do.

use std::thread;

use tokio::sync::oneshot;

/// What the work comes to; nothing if it panics, or if there is no room for one more thread. The work is told whether the system has
/// everybody else go first; where it does not, it has to rest by itself.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce(bool) -> T + Send + 'static) -> Option<T> {
    let (done, result) = oneshot::channel();
    let begun = thread::Builder::new().name("aside".to_owned()).spawn(move || {
        // Whoever wanted it may be gone.
        let _ = done.send(work(gives_way()));
    });
    begun.ok()?;
    result.await.ok()
}

/// From here on whoever serves somebody goes first. Only on Linux a thread can be nice by itself.
#[cfg(target_os = "linux")]
fn gives_way() -> bool {
    rustix::process::nice(19).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn gives_way() -> bool {
    false
}
