//! Two versions of an article side by side: what differs, line by line and word by word.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use hamyar_knowledge::Article;
use similar::{ChangeTag, DiffOp, TextDiff};

use super::{audience_name, status_key};
use crate::desk::report::midnight;
use crate::desk::tongue::Tongue;

/// Equal lines that are shown around what differs.
const AROUND: usize = 2;

/// How long finding the smallest difference may take; after that a larger one has to do.
const PATIENCE: Duration = Duration::from_millis(200);

/// A part of an article that differs.
pub(super) struct Difference {
    /// Which part.
    pub(super) label: String,
    pub(super) lines: Vec<Line>,
}

/// A line of both versions, or of one.
pub(super) struct Line {
    /// How they differ: `same`, `changed`, `gone`, `new`, or `gap` for equal lines that are not shown.
    pub(super) kind: &'static str,
    pub(super) left: Vec<Piece>,
    pub(super) right: Vec<Piece>,
}

/// A part of a line.
pub(super) struct Piece {
    pub(super) text: String,
    /// The other version does not have it.
    pub(super) differs: bool,
}

/// What differs between two versions; nothing if they are the same.
pub(super) fn compare(t: &Tongue, left: &Article, right: &Article) -> Vec<Difference> {
    let lines = |words: &[String]| words.join("\n");
    let day = |day: Option<NaiveDate>| day.map(|day| t.date(&midnight(day, t.zone()))).unwrap_or_default();
    let parts = [
        ("curate-title", left.title.clone(), right.title.clone()),
        ("curate-body", left.body.clone(), right.body.clone()),
        ("curate-questions", lines(&left.questions), lines(&right.questions)),
        ("curate-labels", lines(&left.labels), lines(&right.labels)),
        ("curate-locale", t.language_name(&left.locale), t.language_name(&right.locale)),
        ("curate-audience", audience_name(t, &left.audience), audience_name(t, &right.audience)),
        ("curate-valid-from", day(left.validity.from), day(right.validity.from)),
        ("curate-valid-until", day(left.validity.until), day(right.validity.until)),
        ("curate-root", left.root.clone(), right.root.clone()),
        ("curate-status", t.word(status_key(left.status)), t.word(status_key(right.status))),
    ];
    let differing = parts.into_iter().filter(|(_, left, right)| left != right);
    differing.map(|(key, left, right)| Difference { label: t.word(key), lines: differences(&left, &right) }).collect()
}

/// How two texts differ, line by line.
pub(super) fn differences(left: &str, right: &str) -> Vec<Line> {
    let until = Instant::now() + PATIENCE;
    let diff = TextDiff::configure().deadline(until).diff_lines(left, right);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        let from = group.first().map_or(0, |op| op.old_range().start);
        if at > 0 || from > 0 {
            lines.push(Line { kind: "gap", left: Vec::new(), right: Vec::new() });
        }
        for op in group {
            lines.extend(side_by_side(&diff, op, until));
        }
    }
    lines
}

/// The lines of a difference, those that were replaced beside those that replace them.
fn side_by_side<'a>(diff: &'a TextDiff<'a, 'a, 'a, str>, op: &DiffOp, until: Instant) -> Vec<Line> {
    let (mut left, mut right, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for change in diff.iter_inline_changes_deadline(op, Some(until)) {
        let piece = |(differs, text): (bool, std::borrow::Cow<'_, str>)| Piece {
            text: text.trim_end_matches('\n').to_owned(),
            differs,
        };
        let pieces: Vec<Piece> = change.iter_strings_lossy().map(piece).collect();
        match change.tag() {
            ChangeTag::Delete => left.push(pieces),
            ChangeTag::Insert => right.push(pieces),
            ChangeTag::Equal => {
                let text = pieces.into_iter().map(|piece| piece.text).collect::<String>();
                let same = || vec![Piece { text: text.clone(), differs: false }];
                lines.push(Line { kind: "same", left: same(), right: same() });
            }
        }
    }
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    loop {
        let (old, new) = (left.next(), right.next());
        let kind = match (&old, &new) {
            (Some(_), Some(_)) => "changed",
            (Some(_), None) => "gone",
            (None, Some(_)) => "new",
            (None, None) => return lines,
        };
        lines.push(Line { kind, left: old.unwrap_or_default(), right: new.unwrap_or_default() });
    }
}
