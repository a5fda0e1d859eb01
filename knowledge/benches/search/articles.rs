//! Articles drawn by lot, always the same: words as often as in a language (Zipf), a title, two ways of asking and a body of
//! some sentences.

use hamyar_knowledge::{Article, Audience, Status};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Words that there are.
const WORDS: usize = 50_000;
/// What words are made of.
const SYLLABLES: [&str; 32] = [
    "ba", "co", "di", "fu", "ga", "hel", "in", "jo", "ka", "lo", "mi", "no", "or", "pa", "qui", "re", "sa", "to", "ul",
    "ve", "wa", "xo", "ya", "zi", "ter", "ment", "ple", "sho", "gra", "ny", "ble", "lin",
];

/// All articles that could be drawn.
pub(crate) struct Library {
    words: Vec<String>,
    /// How often the words up to each are drawn.
    cumulated: Vec<f64>,
}

impl Library {
    pub(crate) fn new() -> Self {
        let mut cumulated = Vec::with_capacity(WORDS);
        let mut sum = 0.0;
        for rank in 1..=u32::try_from(WORDS).unwrap_or(u32::MAX) {
            sum += 1.0 / f64::from(rank);
            cumulated.push(sum);
        }
        Self { words: (0..WORDS).map(word).collect(), cumulated }
    }

    /// The article of this number.
    pub(crate) fn article(&self, number: usize) -> Article {
        let mut chance = StdRng::seed_from_u64(number as u64);
        let text = |from: usize, to: usize, chance: &mut StdRng| {
            let length = chance.random_range(from..=to);
            self.text(length, chance)
        };
        let title = text(3, 7, &mut chance);
        let questions = vec![text(5, 9, &mut chance), text(5, 9, &mut chance)];
        let sentences = chance.random_range(3..=8);
        let body: Vec<String> = (0..sentences).map(|_| text(8, 16, &mut chance) + ".").collect();
        Article {
            id: format!("a{number}"),
            root: format!("a{number}"),
            locale: "en".to_owned(),
            title,
            questions,
            body: body.join(" "),
            labels: Vec::new(),
            audience: Audience::Public,
            status: Status::Published,
            ..Article::default()
        }
    }

    /// A question about one of the first `size` articles: a few words of it among others, one of them mistyped now and then.
    pub(crate) fn question(&self, number: usize, size: usize) -> String {
        let mut chance = StdRng::seed_from_u64(u64::MAX - number as u64);
        let about = self.article(chance.random_range(0..size));
        let source = [about.title, about.questions.join(" "), about.body].join(" ");
        let source: Vec<&str> = source.split_whitespace().collect();
        let mut words: Vec<String> = (0..chance.random_range(3..=6))
            .map(|_| source[chance.random_range(0..source.len())].trim_end_matches('.').to_owned())
            .collect();
        if chance.random_range(0..4) == 0 {
            words[0].remove(0);
        }
        words.push(self.text(3, &mut chance));
        words.join(" ")
    }

    fn text(&self, length: usize, chance: &mut StdRng) -> String {
        let words: Vec<&str> = (0..length).map(|_| self.draw(chance)).collect();
        words.join(" ")
    }

    fn draw(&self, chance: &mut StdRng) -> &str {
        let at = chance.random::<f64>() * self.cumulated.last().copied().unwrap_or_default();
        let rank = self.cumulated.partition_point(|sum| *sum < at);
        &self.words[rank.min(WORDS - 1)]
    }
}

/// The word of a rank: hardly two are the same.
fn word(mut rank: usize) -> String {
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
        rank /= SYLLABLES.len();
        if rank == 0 {
            return word;
        }
        rank -= 1;
    }
}
