//! A reliability diagram and a risk-coverage curve, side by side, as SVG.

use std::fmt::Write;

use hamyar_knowledge::eval::{Summary, calibration_error, reliability, risk_coverage};

/// The side of a plot, and the room around it, in pixels.
const SIDE: f64 = 320.0;
const ROOM: f64 = 56.0;
const BINS: usize = 10;

/// Draws what is known of a set.
pub(super) fn draw(title: &str, summary: &Summary, outcomes: &[(f64, bool)]) -> String {
    let (width, height) = (2.0 * SIDE + 3.0 * ROOM, SIDE + 2.0 * ROOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{ROOM}\" y=\"22\" font-size=\"15\">{title} ({} questions)</text>\n",
        summary.questions
    );
    let bins = reliability(outcomes, BINS);
    let mut plot = Plot { svg: &mut svg, left: ROOM };
    plot.frame(&format!("reliability, off by {:.3}", calibration_error(&bins)), "confidence", "right");
    plot.path(&[(0.0, 0.0), (1.0, 1.0)], "#999", "4 4");
    let most = bins.iter().map(|bin| bin.questions).max().unwrap_or(1);
    for bin in &bins {
        plot.dot(bin.confidence, bin.right, 3.0 + 7.0 * (share(bin.questions, most)).sqrt());
    }
    plot.path(&bins.iter().map(|bin| (bin.confidence, bin.right)).collect::<Vec<_>>(), "#1f5fa8", "");
    plot.upright(summary.thresholds.answer, "answers from");

    let mut plot = Plot { svg: &mut svg, left: SIDE + 2.0 * ROOM };
    plot.frame("risk and coverage", "answered, of all questions", "wrong, of the answers");
    let curve = risk_coverage(outcomes);
    plot.path(&curve.iter().map(|point| (point.coverage, point.risk)).collect::<Vec<_>>(), "#1f5fa8", "");
    let figure = |name: &str| summary.figures.get(name).and_then(|figure| figure.value);
    if let (Some(answered), Some(precision)) = (figure("op.answered"), figure("op.precision")) {
        plot.dot(answered, 1.0 - precision, 5.0);
    }
    plot.path(&[(0.0, 0.1), (1.0, 0.1)], "#999", "4 4");
    svg + "</svg>\n"
}

/// A square from 0 to 1 both ways.
struct Plot<'a> {
    svg: &'a mut String,
    left: f64,
}

impl Plot<'_> {
    fn x(&self, x: f64) -> f64 {
        self.left + SIDE * x
    }

    fn y(y: f64) -> f64 {
        ROOM + SIDE * (1.0 - y)
    }

    fn frame(&mut self, title: &str, across: &str, up: &str) {
        let left = self.left;
        self.add(&format!(
            "<rect x=\"{left}\" y=\"{ROOM}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#444\"/>"
        ));
        self.label(0.5, 1.03, "middle", title);
        self.label(0.5, -0.13, "middle", across);
        self.label(0.02, 0.95, "start", up);
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            self.label(tick, -0.06, "middle", &tick.to_string());
            self.label(-0.02, tick - 0.01, "end", &tick.to_string());
        }
    }

    fn label(&mut self, x: f64, y: f64, anchor: &str, text: &str) {
        let (x, y) = (self.x(x), Self::y(y));
        self.add(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"));
    }

    fn path(&mut self, points: &[(f64, f64)], colour: &str, dashes: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{:.1},{:.1}", self.x(*x), Self::y(*y))).collect();
        self.add(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"{dashes}\"/>",
            points.join(" ")
        ));
    }

    fn dot(&mut self, x: f64, y: f64, radius: f64) {
        let (x, y) = (self.x(x), Self::y(y));
        self.add(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"#1f5fa8\" fill-opacity=\"0.6\"/>"
        ));
    }

    fn upright(&mut self, x: f64, text: &str) {
        self.path(&[(x, 0.0), (x, 1.0)], "#c0392b", "2 3");
        self.label(x - 0.01, 0.03, "end", text);
    }

    fn add(&mut self, element: &str) {
        let _ = writeln!(self.svg, "{element}");
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of questions is far below 2^52")]
fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}
