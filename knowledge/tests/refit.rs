//! A confidence that is fitted to one knowledge base: only when there is enough to go by, and only for the better.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use hamyar_knowledge::calibrate::{Advice, Outcome, refit};
use hamyar_knowledge::{Article, Audience, Change, Knowledge, Model, Query, Status};

/// A shop whose questions the general model is too shy of: every article is known by one odd word, which the title has,
/// and people wrap it in words that no article holds.
fn outcomes(articles: usize) -> Vec<Outcome> {
    let name = |n: usize| format!("zq{}x{n}", char::from(b'a' + u8::try_from(n % 26).unwrap()));
    let article = |n: usize| Article {
        id: format!("a{n}"),
        root: format!("a{n}"),
        locale: "en".to_owned(),
        title: format!("The {} device", name(n)),
        questions: Vec::new(),
        body: format!("Press the button of the {} and wait.", name(n)),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    let knowledge = Knowledge::in_memory().unwrap();
    let changes: Vec<Change> = (0..articles).map(|n| Change::Put(Box::new(article(n)))).collect();
    knowledge.apply(&changes, 1).unwrap();
    let ask = |question: String, relevant: Option<String>| {
        let query = Query { text: &question, limit: 1, ..Query::default() };
        let found = knowledge.search(&query);
        let right = found.candidates.first().map(|candidate| &candidate.article) == relevant.as_ref();
        Outcome { signals: found.signals, right: relevant.is_some() && right, question }
    };
    let known = (0..articles).map(|n| {
        ask(format!("yesterday evening mine got really weird after lunch, {} again", name(n)), Some(format!("a{n}")))
    });
    let strange =
        (0..articles / 2).map(|n| ask(format!("which button of the device {n} should my nephew press"), None));
    known.collect::<Vec<_>>().into_iter().chain(strange).collect()
}

#[test]
fn a_knowledge_base_of_its_own_kind_is_learnt() {
    let outcomes = outcomes(120);
    let general = Model::general();
    let refit = refit(general, &outcomes, 0.9);
    assert_eq!((refit.advice, refit.outcomes), (Advice::Refit, 180));
    assert!(refit.after.log_loss < 0.7 * refit.before.log_loss, "{:?} {:?}", refit.before, refit.after);
    assert!(refit.after.calibration_error < refit.before.calibration_error);
    assert!(refit.chosen.precision.unwrap() >= 0.9 && refit.chosen.resolved > refit.now.resolved + 0.3, "{refit:?}");
    assert_ne!(&refit.model, general);
    let prices: Vec<f64> = refit.prices.iter().map(|price| price.resolved).collect();
    assert!(prices.is_sorted_by(|one, next| one >= next), "a stricter target resolves no more: {prices:?}");
    let again = hamyar_knowledge::calibrate::refit(general, &outcomes, 0.9);
    assert_eq!(again.model, refit.model, "a fit does not depend on chance");
    let written = serde_json::to_string(&refit.model).unwrap();
    assert_eq!(serde_json::from_str::<Model>(&written).unwrap(), refit.model);
}

#[test]
fn too_little_or_nothing_new_changes_nothing() {
    let general = Model::general();
    let all = outcomes(120);
    let few: Vec<Outcome> = all.iter().take(40).cloned().collect();
    let refitted = refit(general, &few, 0.9);
    assert_eq!((refitted.advice, &refitted.model), (Advice::TooFew, general));
    let right: Vec<Outcome> = all.iter().filter(|outcome| outcome.right).cloned().collect();
    assert_eq!(refit(general, &right, 0.9).advice, Advice::TooFew, "all of one kind say nothing");
    assert_eq!(refit(general, &[], 0.9).advice, Advice::TooFew);

    let learnt = refit(general, &all, 0.9).model;
    let again = refit(&learnt, &all, 0.9);
    assert_eq!((again.advice, &again.model), (Advice::NoGain, &learnt), "{again:?}");

    let mut shuffled = all;
    for (n, outcome) in shuffled.iter_mut().enumerate() {
        outcome.right = n % 3 == 0;
    }
    let hopeless = refit(general, &shuffled, 0.99);
    assert_eq!((hopeless.advice, &hopeless.model), (Advice::OutOfReach, general), "{hopeless:?}");
}
