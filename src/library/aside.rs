//! Work that may take its time: on a thread of its own, which the system runs while others have nothing to do.

use std::thread;

use tokio::sync::oneshot;

/// What the work comes to; nothing if it panics, or if there is no room for one more thread.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, result) = oneshot::channel();
    let begun = thread::Builder::new().name("aside".to_owned()).spawn(move || {
        give_way();
        // Whoever wanted it may be gone.
        let _ = done.send(work());
    });
    begun.ok()?;
    result.await.ok()
}

/// From here on whoever serves somebody goes first. Only on Linux a thread can be nice by itself.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(19) {
        tracing::debug!(%error, "it runs beside the others");
    }
}
