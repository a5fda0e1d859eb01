//! Charts, drawn here as SVG: positions are percentages of the width, so that words keep their size, and no attribute is a style.
//! Where lines of text begin at the right, so do charts: places are mirrored, and words are written from there by themselves.

use std::fmt::Write;

/// What stands at a place: how far it is from the left, in percent, and which end of the words is there.
pub(in crate::desk) struct Mark {
    pub(in crate::desk) x: String,
    pub(in crate::desk) y: String,
    pub(in crate::desk) anchor: &'static str,
    pub(in crate::desk) words: String,
}

/// Two lines over the days.
pub(in crate::desk) struct Lines {
    pub(in crate::desk) title: String,
    pub(in crate::desk) description: String,
    /// The lines of the grid, the base first: how far down, and what they stand for.
    pub(in crate::desk) grid: Vec<Mark>,
    /// The days below.
    pub(in crate::desk) days: Vec<Mark>,
    /// Where the lines are drawn.
    pub(in crate::desk) left: String,
    /// How wide the drawing is inside.
    pub(in crate::desk) inner: usize,
    pub(in crate::desk) first: String,
    pub(in crate::desk) area: String,
    pub(in crate::desk) second: String,
}

/// Bars below each other.
pub(in crate::desk) struct Bars {
    pub(in crate::desk) title: String,
    pub(in crate::desk) description: String,
    pub(in crate::desk) height: usize,
    pub(in crate::desk) rows: Vec<Bar>,
}

/// A bar with its words above it.
pub(in crate::desk) struct Bar {
    pub(in crate::desk) label: Mark,
    pub(in crate::desk) value: Mark,
    pub(in crate::desk) top: usize,
    pub(in crate::desk) x: String,
    pub(in crate::desk) width: String,
}

/// Room for the figures beside the grid, and behind the last day, in percent.
const BESIDE: f64 = 6.0;
const BEHIND: f64 = 2.0;

/// The drawing's height, and how far down its base is.
const BASE: f64 = 216.0;

/// How high the drawing is inside, and the room above the highest point.
const INNER: f64 = 100.0;
const ABOVE: f64 = 14.0;

/// How far apart bars are.
const ROW: usize = 44;

/// Which way a chart goes.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Side {
    pub(in crate::desk) mirrored: bool,
}

impl Side {
    /// A place that is so far from where lines begin.
    fn x(self, percent: f64) -> String {
        format!("{:.2}%", if self.mirrored { 100.0 - percent } else { percent })
    }
}

/// What is drawn of two counts a day.
pub(in crate::desk) struct Drawn<'a> {
    pub(in crate::desk) title: String,
    pub(in crate::desk) description: String,
    pub(in crate::desk) points: &'a [(i64, i64)],
    /// Days and their names, for the foot.
    pub(in crate::desk) days: Vec<(usize, String)>,
}

impl Lines {
    pub(in crate::desk) fn draw(side: Side, drawn: Drawn<'_>, number: impl Fn(i64) -> String) -> Self {
        let Drawn { title, description, points, days } = drawn;
        let most = points.iter().map(|(one, other)| *one.max(other)).max().unwrap_or(0);
        let step = step(most);
        let top = step * ((most.max(1) - 1) / step + 1);
        let last = points.len().saturating_sub(1);
        let across = |day: usize| BESIDE + share(day, last) * (100.0 - BESIDE - BEHIND);
        let grid = (0..=top / step).map(|line| Mark {
            x: side.x(BESIDE - 1.0),
            y: format!("{:.1}", BASE - height(line * step, top) * BASE / INNER),
            anchor: "end",
            words: number(line * step),
        });
        let foot = |(day, words): (usize, String)| Mark {
            x: side.x(across(day)),
            y: format!("{:.0}", BASE + 22.0),
            anchor: match day {
                day if day == last => "end",
                0 => "start",
                _ => "middle",
            },
            words,
        };
        let of = |choose: fn(&(i64, i64)) -> i64| points.iter().map(choose).collect::<Vec<i64>>();
        let (first, second) = (of(|point| point.0), of(|point| point.1));
        let inner = last.max(1) * 10;
        let (one, other) = (path(side, &first, top), path(side, &second, top));
        Self {
            title,
            description,
            grid: grid.collect(),
            days: days.into_iter().map(foot).collect(),
            left: format!("{:.2}%", if side.mirrored { BEHIND } else { BESIDE }),
            inner,
            area: format!("{one} V{INNER:.0} H{} Z", if side.mirrored { inner } else { 0 }),
            first: one,
            second: other,
        }
    }
}

fn path(side: Side, values: &[i64], top: i64) -> String {
    let width = values.len().saturating_sub(1).max(1) * 10;
    // A single day is a line across.
    let across: Vec<i64> = if values.len() == 1 { vec![values[0]; 2] } else { values.to_vec() };
    let mut path = String::new();
    for (day, value) in across.into_iter().enumerate() {
        let x = if side.mirrored { width - day * 10 } else { day * 10 };
        let command = if day == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(path, "{command}{x} {:.1}", INNER - height(value, top));
    }
    path
}

/// How high a value is drawn, of a hundred.
#[expect(clippy::cast_precision_loss, reason = "counts are far below what a float holds exactly")]
fn height(value: i64, top: i64) -> f64 {
    value as f64 / top.max(1) as f64 * (INNER - ABOVE)
}

#[expect(clippy::cast_precision_loss, reason = "a report has a few hundred days at most")]
fn share(day: usize, last: usize) -> f64 {
    if last == 0 { 1.0 } else { day as f64 / last as f64 }
}

/// A round step of the grid: 1, 2 or 5 times a power of ten, so that there are at most five.
fn step(most: i64) -> i64 {
    let mut step = 1;
    loop {
        for times in [1, 2, 5] {
            if step * times * 4 >= most {
                return step * times;
            }
        }
        step *= 10;
    }
}

impl Bars {
    pub(in crate::desk) fn draw(side: Side, title: String, rows: Vec<(String, i64, String)>) -> Self {
        let most = rows.iter().map(|(_, value, _)| *value).max().unwrap_or(0).max(1);
        let description: Vec<String> = rows.iter().map(|(label, _, words)| format!("{label} {words}")).collect();
        let bar = |(row, (label, value, words)): (usize, (String, i64, String))| {
            let width = super::figures::part(value, most).unwrap_or_default() * 100.0;
            let y = row * ROW + 14;
            Bar {
                label: Mark { x: side.x(0.0), y: y.to_string(), anchor: "start", words: label },
                value: Mark { x: side.x(100.0), y: y.to_string(), anchor: "end", words },
                top: row * ROW + 22,
                x: format!("{:.1}%", if side.mirrored { 100.0 - width } else { 0.0 }),
                width: format!("{width:.1}%"),
            }
        };
        let height = rows.len() * ROW;
        Self {
            title,
            description: description.join(", "),
            height,
            rows: rows.into_iter().enumerate().map(bar).collect(),
        }
    }
}
