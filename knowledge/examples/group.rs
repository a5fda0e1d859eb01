//! Puts the questions of every evaluation set below a folder together, and says how well that meets their known topics, beside
//! k-means over TF-IDF that is told how many there are, and beside the goal for that (`benches/eval/goals.toml`). `make eval` runs it.
//!
//! `cargo run --release --example group -p hamyar-knowledge -- DIR`
//!
//! All questions of a set are put together, those without a known topic among them; the V-measure (Rosenberg and Hirschberg 2007) is of
//! those with one: the harmonic mean of how much a group says about the topic, and the topic about the group. At last all questions
//! there are, as often as it takes to have 50,000 different ones, are put together once for the time.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]
#![expect(clippy::cast_precision_loss, reason = "counts of questions are far below 2^52")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use hamyar_knowledge::group::{Asked, group};
use hamyar_knowledge::{Article, detect, eval};
use serde::Deserialize;

/// Beginnings of k-means, of which the best counts.
const BEGINNINGS: u64 = 10;
/// Rounds of one, at most.
const ROUNDS: usize = 100;
/// Different questions that are put together for the time.
const MANY: usize = 50_000;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let dir = std::env::args().nth(1).ok_or("usage: group DIR")?;
    let mut sets: Vec<PathBuf> =
        std::fs::read_dir(&dir)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    sets.sort();
    println!(
        "{:<20} {:>9} {:>6} {:>6}   {:>10} {:>12} {:>5}   {:>7} {:>5}",
        "set", "questions", "topics", "groups", "homogeneity", "completeness", "V", "k-means", "more"
    );
    let (mut all, mut more) = (HashSet::new(), Vec::new());
    for set in sets.iter().filter(|set| set.join("queries.jsonl").exists()) {
        more.push((name(set), measure(set)?));
        for file in ["queries.jsonl", "queries_noisy.jsonl"] {
            if set.join(file).exists() {
                all.extend(eval::read_questions(&set.join(file))?.into_iter().map(|asked| asked.text));
            }
        }
    }
    println!(
        "V-measure more than k-means with the true number: {:+.3} on average",
        more.iter().map(|(_, more)| more).sum::<f64>() / more.len() as f64
    );
    tell_unmet(&more, Goals::read()?.grouping.more_than_k_means);
    hurry(all);
    Ok(())
}

/// The goals that are read here, of all that stand there.
#[derive(Deserialize)]
struct Goals {
    grouping: Grouping,
}

#[derive(Deserialize)]
struct Grouping {
    /// How much more the V-measure is to be than that of k-means with the true number of topics, on each set.
    more_than_k_means: f64,
}

impl Goals {
    fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../benches/eval/goals.toml"))
    }
}

/// Says which goals are not met, as the tables of `make eval` do.
fn tell_unmet(more: &[(String, f64)], goal: f64) {
    let unmet = more.iter().filter(|(_, more)| *more < goal);
    let unmet: Vec<String> =
        unmet.map(|(set, more)| format!("{set}: V-measure {more:+.3} beside k-means, to be {goal:+.3}")).collect();
    match unmet.len() {
        0 => println!("All goals are met."),
        count => println!("{count} goals are not met:\n  {}", unmet.join("\n  ")),
    }
}

/// What a set is called.
fn name(set: &Path) -> String {
    set.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// How much more the V-measure is than that of k-means.
fn measure(set: &Path) -> Result<f64, Box<dyn Error>> {
    let all = eval::read_questions(&set.join("queries.jsonl"))?;
    let texts: Vec<&str> = all.iter().map(|asked| asked.text.as_str()).collect();
    let topics: Vec<Option<&str>> = all.iter().map(|asked| asked.relevant.first().map(String::as_str)).collect();
    let known: HashSet<&str> = topics.iter().flatten().copied().collect();
    let found = put_together(&texts);
    let [homogeneity, completeness, v] = v_measure(&topics, &found);
    let [.., baseline] = v_measure(&topics, &k_means(&tf_idf(&texts), known.len()));
    println!(
        "{:<20} {:>9} {:>6} {:>6}   {homogeneity:>10.3} {completeness:>12.3} {v:>6.3}   {baseline:>7.3} {:>+5.3}",
        name(set),
        texts.len(),
        known.len(),
        found.iter().max().map_or(0, |most| most + 1),
        v - baseline,
    );
    Ok(v - baseline)
}

fn put_together(texts: &[&str]) -> Vec<usize> {
    let asked = |&text| Asked { text, locale: detect(text, None).unwrap_or(Article::UNKNOWN_LOCALE) };
    group(&texts.iter().map(asked).collect::<Vec<_>>(), &mut || ())
}

/// How long it takes to put many different questions together: those that there are, and then ones made of the halves of two.
fn hurry(texts: HashSet<String>) {
    let mut texts: Vec<String> = texts.into_iter().collect();
    texts.sort();
    let real = texts.len().min(MANY);
    for number in real..MANY {
        let half = |at: usize, skip: bool| {
            let words: Vec<&str> = texts[at % real].split_whitespace().collect();
            let middle = words.len().div_ceil(2);
            if skip { words[middle..].join(" ") } else { words[..middle].join(" ") }
        };
        texts.push(format!("{} {}", half(number * 7, false), half(number * 13 + 5, true)));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).take(MANY).collect();
    let asked = |&text| Asked { text, locale: detect(text, None).unwrap_or(Article::UNKNOWN_LOCALE) };
    let asked: Vec<Asked<'_>> = texts.iter().map(asked).collect();
    let begun = Instant::now();
    let (mut last, mut longest) = (begun, 0.0_f64);
    let found = group(&asked, &mut || {
        longest = longest.max(last.elapsed().as_secs_f64());
        last = Instant::now();
    });
    println!(
        "{} questions ({real} real ones) in {} groups: {:.1} s on one thread, at most {:.0} ms without a rest",
        asked.len(),
        found.iter().max().map_or(0, |most| most + 1),
        begun.elapsed().as_secs_f64(),
        longest * 1000.0
    );
}

/// Homogeneity, completeness and V-measure of the groups of what has a topic.
fn v_measure(topics: &[Option<&str>], groups: &[usize]) -> [f64; 3] {
    let pairs: Vec<(&str, usize)> =
        topics.iter().zip(groups).filter_map(|(topic, group)| Some(((*topic)?, *group))).collect();
    let all = pairs.len() as f64;
    let (mut by_topic, mut by_group, mut by_both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (topic, group) in pairs {
        *by_topic.entry(topic).or_insert(0.0) += 1.0;
        *by_group.entry(group).or_insert(0.0) += 1.0;
        *by_both.entry((topic, group)).or_insert(0.0) += 1.0;
    }
    let entropy = |counts: &mut dyn Iterator<Item = f64>| counts.map(|count| -count / all * (count / all).ln()).sum();
    let of_topics: f64 = entropy(&mut by_topic.values().copied());
    let of_groups: f64 = entropy(&mut by_group.values().copied());
    let given = |one: &dyn Fn(&(&str, usize)) -> f64| -> f64 {
        by_both.iter().map(|(both, count)| -count / all * (count / one(both)).ln()).sum()
    };
    let share = |given: f64, of: f64| if of > 0.0 { 1.0 - given / of } else { 1.0 };
    let homogeneity = share(given(&|(_, group)| by_group[group]), of_topics);
    let completeness = share(given(&|(topic, _)| by_topic[topic]), of_groups);
    let sum = homogeneity + completeness;
    [homogeneity, completeness, if sum > 0.0 { 2.0 * homogeneity * completeness / sum } else { 0.0 }]
}

/// A text as weights of its words, of length 1.
type Sparse = Vec<(usize, f64)>;

/// Words of two letters or more, weighed as usual: `count * (ln((1 + n) / (1 + df)) + 1)`.
fn tf_idf(texts: &[&str]) -> Vec<Sparse> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let counted: Vec<BTreeMap<usize, f64>> = texts
        .iter()
        .map(|text| {
            let mut counts = BTreeMap::new();
            let lower = text.to_lowercase();
            for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1) {
                let next = numbers.len();
                *counts.entry(*numbers.entry(word.to_owned()).or_insert(next)).or_insert(0.0) += 1.0;
            }
            counts
        })
        .collect();
    let mut holding = vec![0.0; numbers.len()];
    for word in counted.iter().flat_map(BTreeMap::keys) {
        holding[*word] += 1.0;
    }
    let n = texts.len() as f64;
    let weighed = counted.into_iter().map(|counts| {
        let weigh = |(word, count): (usize, f64)| (word, count * (((1.0 + n) / (1.0 + holding[word])).ln() + 1.0));
        let mut row: Sparse = counts.into_iter().map(weigh).collect();
        let length = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        for (_, weight) in &mut row {
            *weight /= length;
        }
        row
    });
    weighed.collect()
}

/// The best of some beginnings.
fn k_means(rows: &[Sparse], k: usize) -> Vec<usize> {
    let words = rows.iter().flatten().map(|(word, _)| word + 1).max().unwrap_or_default();
    let runs = (1..=BEGINNINGS).map(|seed| rounds(rows, beginning(rows, words, k, seed)));
    runs.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, groups)| groups).unwrap_or_default()
}

/// A centre of k-means, and the square of its length.
struct Centre(Vec<f64>, f64);

impl Centre {
    fn of(row: &Sparse, words: usize) -> Self {
        let mut parts = vec![0.0; words];
        for (word, weight) in row {
            parts[*word] = *weight;
        }
        Self::new(parts)
    }

    fn new(parts: Vec<f64>) -> Self {
        let square = parts.iter().map(|part| part * part).sum();
        Self(parts, square)
    }

    /// The square of the distance of a row, whose length is 1 or 0.
    fn square(&self, row: &Sparse) -> f64 {
        let product: f64 = row.iter().map(|(word, weight)| weight * self.0[*word]).sum();
        (f64::from(u8::from(!row.is_empty())) + self.1 - 2.0 * product).max(0.0)
    }
}

/// Centres that are far from each other (k-means++: Arthur and Vassilvitskii 2007).
fn beginning(rows: &[Sparse], words: usize, k: usize, seed: u64) -> Vec<Centre> {
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut centres: Vec<Centre> = Vec::with_capacity(k);
    let mut nearest = vec![1.0_f64; rows.len()];
    while centres.len() < k {
        let mut left = draw() * nearest.iter().sum::<f64>();
        let next = nearest.iter().position(|square| {
            left -= square;
            left <= 0.0
        });
        let centre = Centre::of(&rows[next.unwrap_or(rows.len() - 1)], words);
        for (least, row) in nearest.iter_mut().zip(rows) {
            let square = centre.square(row);
            *least = if centres.is_empty() { square } else { least.min(square) };
        }
        centres.push(centre);
    }
    centres
}

/// What k-means comes to from there: the sum of all squares, and the group of each row.
fn rounds(rows: &[Sparse], mut centres: Vec<Centre>) -> (f64, Vec<usize>) {
    let (mut groups, mut all) = (vec![usize::MAX; rows.len()], 0.0);
    for _ in 0..ROUNDS {
        let before = groups.clone();
        all = 0.0;
        for (row, group) in rows.iter().zip(&mut groups) {
            let squares = centres.iter().map(|centre| centre.square(row)).enumerate();
            let Some((at, least)) = squares.min_by(|one, other| one.1.total_cmp(&other.1)) else { continue };
            (*group, all) = (at, all + least);
        }
        if groups == before {
            break;
        }
        let mut sums: Vec<(f64, Vec<f64>)> = centres.iter().map(|centre| (0.0, vec![0.0; centre.0.len()])).collect();
        for (row, group) in rows.iter().zip(&groups) {
            sums[*group].0 += 1.0;
            for (word, weight) in row {
                sums[*group].1[*word] += weight;
            }
        }
        for (centre, (size, sum)) in centres.iter_mut().zip(sums).filter(|(_, (size, _))| *size > 0.0) {
            *centre = Centre::new(sum.into_iter().map(|part| part / size).collect());
        }
    }
    (all, groups)
}
