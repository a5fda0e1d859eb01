//! The page itself.

use std::fmt::Write as _;

use hamyar_channel::RichText;

use super::{Reading, Said};

const STYLE: &str = include_str!("page.css");

/// The few words that apps add of their own.
struct Words {
    bot: &'static str,
    edited: &'static str,
    alone: &'static str,
    closed: &'static str,
    reads: &'static str,
}

const EN: Words =
    Words { bot: "bot", edited: "edited", alone: "only you see this", closed: "closed", reads: "as read by" };
const FA: Words = Words {
    bot: "ربات", edited: "ویرایش‌شده", alone: "فقط شما می‌بینید", closed: "بسته", reads: "از دید"
};

/// What is read in one or several places, by people whose apps are in this language.
pub(crate) fn page(language: &str, readings: &[Reading]) -> String {
    let (words, direction) = if language == "fa" { (&FA, "rtl") } else { (&EN, "ltr") };
    let mut out = format!(
        "<!doctype html><html lang={language} dir={direction}><meta charset=utf-8>\
         <meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'>\
         <title>{}</title><style>{STYLE}</style><main class='page__body'><div class=places>",
        readings.first().map_or("", |reading| reading.platform)
    );
    for reading in readings {
        place(&mut out, words, reading);
    }
    out.push_str("</div></main></html>");
    out
}

fn escaped(text: &str) -> String {
    RichText::plain(text.to_owned()).to_html()
}

fn place(out: &mut String, words: &Words, reading: &Reading) {
    let names: Vec<String> = reading.place.iter().map(|name| format!("<bdi>{}</bdi>", escaped(name))).collect();
    let name = if names.is_empty() { "<bdi>Hamyar</bdi>".to_owned() } else { names.join(" / ") };
    let closed = if reading.is_closed { format!(" <span class=chip>{}</span>", words.closed) } else { String::new() };
    let (platform, reads, reader) = (reading.platform, words.reads, escaped(&reading.reader));
    let _ = write!(
        out,
        "<section class='place {}'><header><h1>{name}{closed}</h1><p><span dir=ltr>{platform}</span> · {reads} \
         <bdi>{reader}</bdi></p></header>",
        platform.to_lowercase()
    );
    for said in &reading.said {
        message(out, words, reading, said);
    }
    out.push_str("</section>");
}

fn message(out: &mut String, words: &Words, reading: &Reading, said: &Said) {
    let (who, bot) = match &said.from {
        Some(name) => (escaped(name), String::new()),
        None => ("Hamyar".to_owned(), format!(" <span class=chip>{}</span>", words.bot)),
    };
    let by = match &said.from {
        Some(name) if *name == reading.reader => "own",
        Some(_) => "other",
        None => "bot",
    };
    let _ = write!(out, "<article class={by}><p class=who><bdi>{who}</bdi>{bot}</p>");
    if let Some(answered) = &said.answers {
        let _ = write!(out, "<p class=answers dir=auto>{}</p>", escaped(answered));
    }
    let _ = write!(out, "<div class=text>{}</div>", said.text.to_html());
    if let Some(file) = &said.file {
        let _ = write!(out, "<p class=file>📎 <bdi>{}</bdi></p>", escaped(file));
    }
    for row in &said.buttons {
        out.push_str("<p class=row>");
        for label in row {
            let _ = write!(out, "<span class=key><bdi>{}</bdi></span>", escaped(label));
        }
        out.push_str("</p>");
    }
    for mark in &said.marks {
        let _ = write!(out, "<p class=mark>{}</p>", escaped(mark));
    }
    let remarks = [(said.is_edited, words.edited), (said.is_alone, words.alone)];
    let remarks: Vec<&str> = remarks.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect();
    if !remarks.is_empty() {
        let _ = write!(out, "<p class=remark>{}</p>", remarks.join(" · "));
    }
    out.push_str("</article>");
}
