//! What can go wrong with a call.

/// A fault of the Bot API or of the way there.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Nothing goes wrong: what waits in line after it does.
    Spared,
    /// 429: not done, with the seconds to wait.
    TooMany(u64),
    /// Not done, and refused in the API's own form.
    Refused(u16, &'static str),
    /// 400: not done, because the group is now a supergroup with this id.
    Migrated(i64),
    /// Not done; a status from something on the way, without the API's form.
    Status(u16),
    /// Not done; status 200 and no JSON.
    Garbage,
    /// Not done; the connection is cut without an answer.
    Cut,
    /// Not done, and never answered.
    Hang,
    /// Done, but the answer is this status.
    AppliedThenStatus(u16),
    /// Done, but the connection is cut before the answer.
    AppliedThenCut,
    /// Done, but never answered.
    AppliedThenHang,
}

impl Fault {
    /// The call takes effect all the same.
    pub(super) fn is_applied(&self) -> bool {
        matches!(self, Self::Spared | Self::AppliedThenStatus(_) | Self::AppliedThenCut | Self::AppliedThenHang)
    }
}
