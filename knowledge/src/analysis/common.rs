//! How much a word says in its language at large.
//!
//! A small knowledge base cannot know that `the` is common: a third of its articles may hold it, and a third may hold
//! `invoice`. So the words that every text of a language is full of count less from the start, however rare they are
//! in the articles at hand.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words;

/// What grammar needs: articles, prepositions, pronouns, auxiliaries, and the words of politeness.
const ENGLISH_GRAMMAR: &str = "a an the this that these those i me my mine myself you your yours yourself he him his \
    she her hers it its itself we us our ours they them their theirs am is are was were be been being do does did doing \
    done have has had having will would shall should can could may might must im ive id ill youre its thats theres of to \
    in on at by for with from as into about than then and or but if so because there here just also too very really \
    please pls plz thanks thank thx hello hi hey ok okay some any all more most much many such up out over under again \
    dear sir regards";

/// What asks, and what is said of everything.
const ENGLISH_GENERAL: &str = "how what whats why when where which who whom whose not no never cant cannot wont dont \
    doesnt didnt isnt arent get got getting want wanted need needed know like use used using make made take go going \
    come see find tell say said ask help try trying tried keep let give show look way thing things something anything \
    someone anyone possible one two new now still only every other another same even ever";

const PERSIAN_GRAMMAR: &str = "از به با در بر که را رو و یا تا این آن من تو او ما شما آنها خود خودم خودش است هست هستم \
    هستند هستید بود باشد هم نیز پس اگر اما ولی چون زیرا برای درباره یک هر سلام لطفا ممنون تشکر خسته نباشید ببخشید آیا \
    بله خیلی دیگر فقط همین همان وی ایشان ها های ای ام درود وقت بخیر دوستان آقا خانم عزیز";

const PERSIAN_GENERAL: &str = "چه چرا چگونه کجا کی چند چقدر کدام چیست کند شود خواهم تواند دارد دهد گیرد داند باید شاید \
    نیست کار چیز کسی همه هیچ نمی بین روی طور گونه مورد بعد قبل بدون میان توسط طریق هنگام حال بهتر خوب نه کن شدن کردن \
    بودن داشتن";

/// What a word of grammar counts, against any other.
const GRAMMAR: f32 = 0.3;
/// What a general word counts.
const GENERAL: f32 = 0.6;

/// What the reduced `word` counts, from 0 to 1: one that every text of its language is full of counts less.
#[must_use]
pub fn factor(word: &str) -> f32 {
    static FACTORS: LazyLock<HashMap<String, f32>> = LazyLock::new(|| {
        let lists = [
            (ENGLISH_GENERAL, "en", GENERAL),
            (PERSIAN_GENERAL, "fa", GENERAL),
            (ENGLISH_GRAMMAR, "en", GRAMMAR),
            (PERSIAN_GRAMMAR, "fa", GRAMMAR),
        ];
        let one = |(list, locale, factor): (&'static str, &'static str, f32)| {
            list.split_whitespace().flat_map(move |word| words(word, locale)).map(move |word| (word, factor))
        };
        lists.into_iter().flat_map(one).collect()
    });
    FACTORS.get(word).copied().unwrap_or(1.0)
}

/// Whether `word`, in lower case and as it is written, is one of the words that every English text is full of.
pub(crate) fn is_english(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| ENGLISH_GRAMMAR.split_whitespace().chain(ENGLISH_GENERAL.split_whitespace()).collect());
    WORDS.contains(word)
}
