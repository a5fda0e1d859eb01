//! A QR code as the outline of an SVG: one unit for each module, with the quiet zone around them.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Modules around a code that stay light, as its standard wants.
const QUIET: usize = 4;

/// A code to be drawn.
pub(super) struct Picture {
    /// How many modules it is wide and high.
    pub(super) size: usize,
    /// The dark modules, as the `d` of a path.
    pub(super) path: String,
}

/// Draws a text; `None` if it is too long for a code.
pub(super) fn draw(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    Some(Picture { size: width + 2 * QUIET, path })
}
