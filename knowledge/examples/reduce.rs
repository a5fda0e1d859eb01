//! Reduces words as articles and questions are reduced, for `knowledge/vectors/make.py`: reads lines of a language, a tab and a
//! word, and writes a line for each.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    for line in io::stdin().lines() {
        let Ok(line) = line else {
            eprintln!("the input is not text in UTF-8");
            return ExitCode::FAILURE;
        };
        let Some((locale, word)) = line.split_once('\t') else {
            eprintln!("not a language, a tab and a word: {line:?}");
            return ExitCode::FAILURE;
        };
        println!("{}", hamyar_knowledge::words(word, locale).join(" "));
    }
    ExitCode::SUCCESS
}
