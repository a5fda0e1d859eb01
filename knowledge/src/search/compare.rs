//! How much a question and an article have in common: the features that rank candidates.
//!
//! Every feature lies between 0 and 1 or close to it, whatever the size of the knowledge base and the length of the
//! question, so that weights fitted on some knowledge bases mean the same on another.

use super::question::Question;
use crate::index::{Entry, Head, Lexicon, Scores, State};
use crate::word_vectors::Direction;

/// Saturation and length normalization of BM25, the usual values.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Question variants that are compared by n-grams: the best ones by words.
const CLOSE_HEADS: usize = 4;

/// Articles that are compared because the classifier puts them first, whatever words they hold, if they point alike.
const FIRST_CLASSES: usize = 3;

/// What an n-gram counts against a word while candidates are chosen.
pub(crate) const UNKNOWN_GRAM_WEIGHT: f32 = 0.4;

/// What a question and an article have in common.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Features {
    /// BM25 of the words over the most that the question could reach.
    pub(crate) words: f32,
    /// The same of the n-grams.
    pub(crate) grams: f32,
    /// The weight of the question's words that the article holds, as a share.
    pub(crate) coverage: f32,
    /// The same of the n-grams.
    pub(crate) gram_coverage: f32,
    /// The best variant: cosine of weighted words.
    pub(crate) head: f32,
    /// The mean of the three best variants.
    pub(crate) heads: f32,
    /// The share of the question that the title covers.
    pub(crate) title: f32,
    /// The share of the question that the best variant covers.
    pub(crate) head_of_question: f32,
    /// The share of the best variant that the question covers.
    pub(crate) question_of_head: f32,
    /// The best variant: cosine of weighted n-grams.
    pub(crate) head_grams: f32,
    /// The variant that points most alike: the cosine, 0 where they point apart.
    pub(crate) direction: f32,
    /// The best passage: the share of the question that it covers.
    pub(crate) passage: f32,
    /// The share of the question's pairs of neighbouring words that stand beside each other in the best passage.
    pub(crate) passage_pairs: f32,
    /// The same in the best variant.
    pub(crate) head_pairs: f32,
    /// The classifier's score, 0 without question variants.
    pub(crate) class: f32,
    /// Its distance to the score of the best other article.
    pub(crate) class_margin: f32,
    /// The weight of the heaviest word held over that of the heaviest word asked for.
    pub(crate) rarest: f32,
    /// The weight of the question's words that no article holds, as a share.
    pub(crate) unknown: f32,
    /// The weight of the question's words that were guessed and not typed, as a share.
    pub(crate) guessed: f32,
    /// The score's distance to the mean score of the other articles compared; known once all are scored.
    pub(crate) lead: f32,
    /// The score without the classifier's share; known once it is scored.
    pub(crate) text: f32,
    /// How many distinct words the question has.
    pub(crate) length: f32,
    /// Whether the article has variants of its question, 0 or 1.
    pub(crate) variants: f32,
    /// Whether it has a body, 0 or 1.
    pub(crate) body: f32,
    /// The best passage, if there is a body.
    pub(crate) best_passage: Option<u16>,
    /// The best variant, if there is one.
    pub(crate) best_head: Option<u16>,
}

impl Features {
    /// What the numbers that make a score are, in the order of [`Features::values`].
    pub(crate) const NAMES: [&'static str; 9] =
        ["words", "grams", "title", "question_of_head", "head_grams", "direction", "class", "passage", "passage_pairs"];

    /// The numbers that make a score.
    pub(crate) fn values(&self) -> [f32; Self::NAMES.len()] {
        [
            self.words,
            self.grams,
            self.title,
            self.question_of_head,
            self.head_grams,
            self.direction,
            self.class,
            self.passage,
            self.passage_pairs,
        ]
    }
}

/// Compares one question with articles.
pub(crate) struct Comparison<'a> {
    question: &'a Question,
    lexicon: &'a Lexicon,
    /// What the classifier says, if there is one.
    scores: Option<Scores<'a>>,
    average_words: f32,
    average_grams: f32,
    /// The question's vector length by words and by n-grams.
    norm: f32,
    gram_norm: f32,
    /// Pairs of neighbouring words.
    pairs: Pairs,
}

impl<'a> Comparison<'a> {
    /// Prepares what does not depend on the article.
    pub(crate) fn new(question: &'a Question, state: &'a State) -> Self {
        let lexicon = &state.lexicon;
        let articles = f64::from(lexicon.articles().max(1));
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "averages need three digits")]
        let average = |total: u64| ((total as f64 / articles) as f32).max(1.0);
        let scores = state.classifier.as_ref().map(|classifier| {
            let words = question.order.iter().filter_map(|at| question.words[usize::from(*at)].number);
            let words: Vec<u32> = words.collect();
            let grams: Vec<u32> = question.grams.iter().map(|gram| gram.hash).collect();
            classifier.scores(&words, &grams, question.direction.as_ref(), lexicon)
        });
        Self {
            question,
            lexicon,
            scores,
            average_words: average(lexicon.total_words()),
            average_grams: average(lexicon.total_grams()),
            norm: question.words.iter().map(|word| word.idf * word.idf).sum::<f32>().sqrt(),
            gram_norm: question.grams.iter().map(|gram| gram.idf * gram.idf).sum::<f32>().sqrt(),
            pairs: Pairs::new(question),
        }
    }

    /// The articles that the classifier puts first, by id.
    pub(crate) fn first_classes(&self) -> impl Iterator<Item = &str> {
        self.scores.iter().flat_map(|scores| scores.first(FIRST_CLASSES))
    }

    /// Whether a variant of the article's points where the question does.
    pub(crate) fn points_alike(&self, entry: &Entry) -> bool {
        let Some(here) = &self.question.direction else { return false };
        entry
            .heads
            .iter()
            .filter_map(|head| head.direction(self.lexicon))
            .any(|there| here.cosine(there) >= Direction::ALIKE)
    }

    /// What is quick to compute, for choosing whom to look at closely: BM25 of the words, and of the n-grams of those
    /// words that no article holds.
    pub(crate) fn glance(&self, entry: &Entry) -> f32 {
        let (score, ..) = self.words(entry);
        let grams = self.question.unknown_grams.iter();
        let held = grams.filter(|hash| entry.grams.numbers().binary_search(hash).is_ok());
        let weights = held.map(|hash| self.lexicon.idf(self.lexicon.articles_with_gram(*hash)));
        score + UNKNOWN_GRAM_WEIGHT * weights.sum::<f32>()
    }

    /// Every feature of an article.
    pub(crate) fn look(&self, entry: &Entry) -> Features {
        let mut features = Features::default();
        let (score, covered, held) = self.words(entry);
        features.words = score / (self.question.weight * (K1 + 1.0)).max(f32::MIN_POSITIVE);
        features.coverage = covered / self.question.weight.max(f32::MIN_POSITIVE);
        let (score, covered) = self.grams(entry);
        features.grams = score / (self.question.gram_weight * (K1 + 1.0)).max(f32::MIN_POSITIVE);
        features.gram_coverage = covered / self.question.gram_weight.max(f32::MIN_POSITIVE);
        if let Some((class, margin)) = self.scores.as_ref().and_then(|scores| scores.get(entry.version)) {
            features.class = class;
            features.class_margin = margin;
        }
        self.facts(entry, held, &mut features);
        self.heads(entry, &mut features);
        self.passages(entry, &mut features);
        features
    }

    /// The score of the words, the weight of those held, and which they are: a bit for each of the question's words.
    fn words(&self, entry: &Entry) -> (f32, f32, u64) {
        let normal = K1 * (1.0 - B + B * float(entry.length) / self.average_words);
        let (mut score, mut covered, mut held) = (0.0, 0.0, 0_u64);
        for (at, word) in self.question.words.iter().enumerate() {
            let Some(number) = word.number else { continue };
            if let Ok(found) = entry.words.numbers().binary_search(&number) {
                let count = f32::from(entry.words.count(found));
                score += word.idf * count * (K1 + 1.0) / (count + normal);
                covered += word.idf;
                held |= 1 << at;
            }
        }
        (score, covered, held)
    }

    fn grams(&self, entry: &Entry) -> (f32, f32) {
        let normal = K1 * (1.0 - B + B * float(entry.gram_length) / self.average_grams);
        let (mut score, mut covered) = (0.0, 0.0);
        // Both lists ascend, so that each search begins where the last one ended.
        let numbers = entry.grams.numbers();
        let mut from = 0;
        for gram in &self.question.grams {
            from += numbers[from..].partition_point(|hash| *hash < gram.hash);
            let Some(hash) = numbers.get(from) else { break };
            if *hash == gram.hash {
                let count = f32::from(entry.grams.count(from));
                score += gram.idf * count * (K1 + 1.0) / (count + normal);
                covered += gram.idf;
            }
        }
        (score, covered)
    }

    fn facts(&self, entry: &Entry, held: u64, features: &mut Features) {
        let has = |condition: bool| if condition { 1.0 } else { 0.0 };
        let (mut heaviest, mut rarest) = (f32::MIN_POSITIVE, 0.0_f32);
        let (mut unknown, mut guessed) = (0.0, 0.0);
        for (at, word) in self.question.words.iter().enumerate() {
            heaviest = heaviest.max(word.idf);
            if held & (1 << at) != 0 {
                rarest = rarest.max(word.idf);
            }
            unknown += if word.number.is_none() { word.idf } else { 0.0 };
            guessed += if word.guessed { word.idf } else { 0.0 };
        }
        features.rarest = rarest / heaviest;
        features.unknown = unknown / self.question.weight.max(f32::MIN_POSITIVE);
        features.guessed = guessed / self.question.weight.max(f32::MIN_POSITIVE);
        features.length = u16::try_from(self.question.words.len()).map_or(f32::MAX, f32::from);
        features.variants = has(!entry.article.questions.is_empty());
        features.body = has(!entry.passages.is_empty());
    }

    fn heads(&self, entry: &Entry, features: &mut Features) {
        // The closest variants, best first.
        let mut close = [(0.0_f32, usize::MAX); CLOSE_HEADS];
        for (at, head) in entry.heads.iter().enumerate() {
            if let (Some(here), Some(there)) = (&self.question.direction, head.direction(self.lexicon)) {
                features.direction = features.direction.max(here.cosine(there));
            }
            let cosine = self.cosine(head);
            if cosine > close[CLOSE_HEADS - 1].0 || (at < CLOSE_HEADS && close[CLOSE_HEADS - 1].1 == usize::MAX) {
                let place = close.partition_point(|(other, known)| *known != usize::MAX && *other >= cosine);
                close[place..].rotate_right(1);
                close[place] = (cosine, at);
            }
        }
        if !entry.article.title.trim().is_empty()
            && let Some(title) = entry.heads.first()
        {
            features.title = self.shares(&title.words).0;
        }
        features.heads = close.iter().take(3).map(|(cosine, _)| cosine).sum::<f32>() / 3.0;
        features.head = close[0].0;
        for (cosine, at) in close {
            let Some(head) = entry.heads.get(at) else { break };
            features.head_grams = features.head_grams.max(self.gram_cosine(head));
            if features.best_head.is_none() {
                features.best_head = u16::try_from(at).ok();
                if cosine > 0.0 {
                    (features.head_of_question, features.question_of_head) = self.shares(&head.words);
                    features.head_pairs = self.read(&head.words).1;
                }
            }
        }
    }

    fn cosine(&self, head: &Head) -> f32 {
        let mut common = 0.0;
        let mut seen = 0_u64;
        for number in &head.words {
            let Some(position) = self.question.positions.get(*number) else { continue };
            if seen & (1 << position) == 0 {
                seen |= 1 << position;
                common += self.lexicon.weight(*number).powi(2);
            }
        }
        if common == 0.0 {
            return 0.0;
        }
        common / (self.norm * head.norm(self.lexicon)).max(f32::MIN_POSITIVE)
    }

    /// The weight that question and variant share, over the question's and over the variant's.
    fn shares(&self, head: &[u32]) -> (f32, f32) {
        let (mut common, mut weight) = (0.0, 0.0);
        for (at, number) in head.iter().enumerate() {
            if head[..at].contains(number) {
                continue;
            }
            let idf = self.lexicon.weight(*number);
            weight += idf;
            if self.question.positions.get(*number).is_some() {
                common += idf;
            }
        }
        (common / self.question.weight.max(f32::MIN_POSITIVE), common / weight.max(f32::MIN_POSITIVE))
    }

    fn gram_cosine(&self, head: &Head) -> f32 {
        let mut common = 0.0;
        let mut rest = &head.grams[..];
        for gram in &self.question.grams {
            let at = rest.partition_point(|hash| *hash < gram.hash);
            rest = &rest[at..];
            match rest.first() {
                Some(hash) if *hash == gram.hash => common += gram.idf * gram.idf,
                Some(_) => {}
                None => break,
            }
        }
        if common == 0.0 {
            return 0.0;
        }
        common / (self.gram_norm * head.gram_norm(self.lexicon)).max(f32::MIN_POSITIVE)
    }

    fn passages(&self, entry: &Entry, features: &mut Features) {
        let mut best = f32::MIN;
        for (at, passage) in entry.passages.iter().enumerate() {
            let (covered, pairs) = self.read(&passage.words);
            if covered + pairs > best {
                best = covered + pairs;
                features.passage = covered;
                features.passage_pairs = pairs;
                features.best_passage = u16::try_from(at).ok();
            }
        }
    }

    /// The share of the question's words, and of its pairs of neighbours, that stand in a text.
    fn read(&self, words: &[u32]) -> (f32, f32) {
        let (mut seen, mut pairs) = (0_u64, 0_u64);
        let mut before = None;
        for number in words {
            let position = self.question.positions.get(*number);
            if let Some(position) = position {
                seen |= 1 << position;
                if let Some(before) = before {
                    pairs |= self.pairs.bits(before, position);
                }
            }
            before = position;
        }
        let words = self.question.words.iter().enumerate();
        let covered: f32 = words.filter(|(at, _)| seen & (1 << at) != 0).map(|(_, word)| word.idf).sum();
        (covered / self.question.weight.max(f32::MIN_POSITIVE), self.pairs.share(pairs))
    }
}

/// The pairs of neighbouring words of a question, by their positions; the first 64 of them.
struct Pairs {
    /// For each word the words after it, each with its bit.
    after: Vec<Vec<(u16, u64)>>,
    weights: Vec<f32>,
    /// Of all pairs together.
    weight: f32,
}

impl Pairs {
    fn new(question: &Question) -> Self {
        let mut pairs = Self { after: vec![Vec::new(); question.words.len()], weights: Vec::new(), weight: 0.0 };
        for pair in question.order.windows(2) {
            let (first, second) = (&question.words[usize::from(pair[0])], &question.words[usize::from(pair[1])]);
            let weight = first.idf + second.idf;
            pairs.weight += weight;
            if first.number.is_some() && second.number.is_some() && pairs.weights.len() < 64 {
                pairs.after[usize::from(pair[0])].push((pair[1], 1 << pairs.weights.len()));
                pairs.weights.push(weight);
            }
        }
        pairs
    }

    /// The bits of the pair of these two words: several when it stands in the question more than once.
    fn bits(&self, first: usize, second: usize) -> u64 {
        let after = self.after[first].iter().filter(|(other, _)| usize::from(*other) == second);
        after.fold(0, |bits, (_, bit)| bits | bit)
    }

    /// The weight of these pairs, as a share.
    fn share(&self, bits: u64) -> f32 {
        if bits == 0 {
            return 0.0;
        }
        let weights = self.weights.iter().enumerate();
        let sum: f32 = weights.filter(|(at, _)| bits & (1 << at) != 0).map(|(_, weight)| weight).sum();
        sum / self.weight.max(f32::MIN_POSITIVE)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a length in words; a score needs three digits")]
fn float(length: u32) -> f32 {
    length as f32
}
