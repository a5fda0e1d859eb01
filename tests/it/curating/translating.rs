//! Articles in several languages: which translations are missing or behind, how one is written beside its source, and what customers
//! get meanwhile.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, AuditKind};
use hamyar::store::AuditFilter;
use hamyar_knowledge::{Article, Status};

use super::{NO_ANSWER, VOUCHERS, Written, answer, article, curator, saves};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    what_is_missing_or_behind_is_listed_and_brought_up_to_date,
    two_who_translate_at_once_overwrite_nothing,
    a_question_is_answered_in_the_other_language_with_a_note
);

const LIST: &str = "/desk/knowledge/translations";
const TRANSLATE: &str = "/desk/knowledge/translate";
const PLACE: &str = "/desk/knowledge/translate?id=en%2Fpaying-with-a-gift-voucher&into=fa";

/// Fills in the page and sends it.
async fn translates(browser: &mut Browser, page: &Page, title: &str, body: &str, deed: &str) -> Page {
    let values = ["source", "seen", "into", "id", "base"].map(|name| page.value(name));
    let [source, seen, into, id, base] = &values;
    let fields = [
        ("source", source.as_str()),
        ("seen", seen),
        ("into", into),
        ("id", id),
        ("base", base),
        ("title", title),
        ("body", body),
        ("questions", "استفاده از کارت هدیه\r\nکد کارت هدیه"),
        ("deed", deed),
    ];
    browser.submit(TRANSLATE, &fields).await
}

/// Sends it and follows to the page that comes then.
async fn done(browser: &mut Browser, page: &Page, title: &str, body: &str, deed: &str) -> Page {
    let sent = translates(browser, page, title, body, deed).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    browser.get(sent.location()).await
}

async fn what_is_missing_or_behind_is_listed_and_brought_up_to_date(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(LIST).await.shows(&["Every translation is up to date"]);
    // What comes together from a file is taken to say the same; what is in no known language has no translations.
    let strange = Article { locale: "und".to_owned(), ..article("cards", "کارت", "…") };
    let pair = [article("en/parcel", "Lost parcels", "We look."), article("fa/parcel", "بستهٔ گم‌شده", "می‌گردیم.")];
    desk.store.save_articles([&pair[..], &[strange]].concat(), None).await.unwrap();
    omid.get(LIST).await.shows(&["Every translation is up to date"]);
    desk.clock.advance(Duration::hours(1));
    let vouchers = saves(&mut omid, &VOUCHERS, "publish").await;
    let page = omid.get(LIST).await;
    page.shows(&["Missing: 1", "Behind: 0", "<bdi>Paying with a gift voucher</bdi>", "into=fa"]);
    page.hides(&["Lost parcels"]);

    let page = omid.get(PLACE).await;
    page.shows(&[
        "Missing",
        "Type the code of the voucher **before** you pay.",
        "dir=\"rtl\" lang=\"fa\"",
        "where does the voucher code go",
    ]);
    let page = done(&mut omid, &page, "کارت هدیه", "کد را پیش از پرداخت بنویسید.", "publish").await;
    let published = AuditFilter { kind: Some(AuditKind::Published), ..AuditFilter::default() };
    let told = desk.store.audited(&published, None, 10).await.unwrap().remove(0).deed.detail;
    assert_eq!(told, page.value("id"), "publishing a translation is told as any publishing");
    page.shows(&["Published.", "Up to date", "value=\"کارت هدیه\""]);
    omid.get(LIST).await.shows(&["Every translation is up to date"]);
    let own = desk.store.articles().await.unwrap().into_iter().find(|one| one.title == "کارت هدیه").unwrap();
    assert_eq!(
        (own.locale.as_str(), own.root.as_str(), own.status),
        ("fa", "paying-with-a-gift-voucher", Status::Published)
    );
    assert_eq!((own.labels, own.questions.len()), (vec!["payment".to_owned(), "vouchers".to_owned()], 2));
    assert!(answer(&desk, "mina", "کد کارت هدیه را کجا بنویسم").await.contains("پیش از پرداخت"));

    // The source is revised: a draft of it changes nothing, what is published does.
    let (id, base) = (vouchers.value("id"), vouchers.value("base"));
    let revised = Written { id: &id, base: &base, body: "Type the code **after** you have chosen.", ..VOUCHERS };
    desk.clock.advance(Duration::hours(1));
    let waiting = saves(&mut omid, &revised, "draft").await;
    waiting.shows(&["Side by side"]);
    omid.get(LIST).await.shows(&["Every translation is up to date"]);
    saves(&mut omid, &Written { base: &waiting.value("base"), ..revised }, "publish").await;
    omid.get(LIST).await.shows(&["Behind: 1", "Bring up to date"]);
    omid.get(&format!("{LIST}?state=behind&language=fa")).await.shows(&["Paying with a gift voucher"]);
    omid.get(&format!("{LIST}?state=missing")).await.hides(&["<bdi>Paying"]);
    let page = omid.get(PLACE).await;
    page.shows(&[
        "What changed since it was translated",
        "**before**</del>",
        "<ins>**after**</ins>",
        "It is right as it is",
    ]);
    // Half a translation is kept, and is not what customers get; nor is it up to date.
    let page = done(&mut omid, &page, "کارت هدیه", "کد را پس از", "draft").await;
    page.shows(&["Behind", "کد را پس از</textarea>"]);
    assert!(answer(&desk, "reza", "کد کارت هدیه را کجا بنویسم").await.contains("پیش از پرداخت"));
    let page = done(&mut omid, &page, "کارت هدیه", "کد را پس از انتخاب بنویسید.", "publish").await;
    page.shows(&["Up to date"]);
    assert!(answer(&desk, "sima", "کد کارت هدیه را کجا بنویسم").await.contains("پس از انتخاب"));
    omid.get(LIST).await.shows(&["Every translation is up to date"]);

    // It may also be right as it is.
    desk.clock.advance(Duration::hours(1));
    let base = omid.get(&format!("/desk/knowledge/edit?id={}", id.replace('/', "%2F"))).await.value("base");
    saves(&mut omid, &Written { base: &base, body: "Type the code after you have chosen!", ..revised }, "publish")
        .await;
    let page = omid.get(PLACE).await;
    done(&mut omid, &page, "", "", "current").await.shows(&["Noted: the translation says", "Up to date"]);
    // What comes from a file afterwards is judged by its time alone.
    desk.clock.advance(Duration::hours(1));
    desk.store.save_articles(vec![article("en/parcel", "Lost parcels", "We look, and tell you.")], None).await.unwrap();
    omid.get(LIST).await.shows(&["Behind: 1", "Lost parcels"]);
    desk.clock.advance(Duration::hours(1));
    desk.store.save_articles(vec![article("fa/parcel", "بستهٔ گم‌شده", "می‌گردیم و می‌گوییم.")], None).await.unwrap();
    omid.get(LIST).await.shows(&["Every translation is up to date"]);

    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(LIST).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(LIST).await.shows(&["همهٔ ترجمه‌ها به‌روز است", "dir=\"rtl\""]);
    for path in ["?state=other", "?language=xx"] {
        assert_eq!(omid.get(&format!("{LIST}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in
        ["?id=en%2Fnothing&into=fa", "?id=en%2Fparcel&into=en", "?id=%00&into=fa", "", "?id=fa%2Fparcel&into=en"]
    {
        assert_eq!(omid.get(&format!("{TRANSLATE}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn two_who_translate_at_once_overwrite_nothing(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut omid, mut sima) = (curator(&desk, "Omid").await, curator(&desk, "Sima").await);
    saves(&mut omid, &VOUCHERS, "publish").await;
    let first = omid.get(PLACE).await;
    let page = done(&mut omid, &first, "کارت هدیه", "یک", "publish").await;
    // Who had begun it, too, is told of the one that is there now.
    let second = translates(&mut sima, &first, "کارت هدیه", "چهار", "publish").await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    second.shows(&["Somebody saved another version", "Saved by Omid", "چهار</textarea>"]);
    let (seen, same) = (page, sima.get(PLACE).await);
    done(&mut omid, &seen, "کارت هدیه", "دو", "publish").await;
    let page = translates(&mut sima, &same, "کارت هدیه", "سه", "publish").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Somebody saved another version", "Saved by Omid", "سه</textarea>", "Publish mine on top"]);
    done(&mut sima, &page, "کارت هدیه", "سه", "publish").await.shows(&["سه</textarea>"]);
    // What cannot be saved is kept, and says why; somebody else's article is not written over.
    let page = sima.get(PLACE).await;
    let wrong = translates(&mut sima, &page, "کارت هدیه", " ", "publish").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows(&["There is no answer yet"]);
    assert_eq!(translates(&mut sima, &page, "x", "x", "burn").await.status, StatusCode::BAD_REQUEST);
    desk.store.save_articles(vec![article("fa/other", "دیگر", "دیگر")], None).await.unwrap();
    let mut forged = page;
    forged.body = forged.body.replace("fa/paying-with-a-gift-voucher", "fa/other");
    assert_eq!(translates(&mut sima, &forged, "x", "x", "publish").await.status, StatusCode::NOT_FOUND);
}

async fn a_question_is_answered_in_the_other_language_with_a_note(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut cards = article("en/cards", "Paying by card", "We take **every** card.");
    cards.questions = vec!["کارت بانکی می‌پذیرید".to_owned()];
    let terms = article("fa/terms", "شرایط مدرسه‌ها", "برای مدرسه‌ها ده درصد.");
    desk.store.save_articles(vec![cards, terms], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    let told = answer(&desk, "mina", "کارت بانکی می‌پذیرید؟").await;
    assert!(told.contains("every") && told.contains("این پاسخ به انگلیسی است"), "{told}");
    let told = answer(&desk, "tobias", "how is paying by card done").await;
    assert!(told.contains("every") && !told.contains("in your language"), "{told}");
    let told = answer(&desk, "reza", "شرایط مدرسه‌ها").await;
    assert!(told.contains("ده درصد") && !told.contains("زبان شما"), "{told}");
    // Once there is a translation, it answers.
    let mut omid = curator(&desk, "Omid").await;
    let page = omid.get("/desk/knowledge/translate?id=en%2Fcards&into=fa").await;
    done(&mut omid, &page, "پرداخت با کارت", "همهٔ کارت‌ها.", "publish").await;
    let told = answer(&desk, "sima", "کارت بانکی می‌پذیرید؟").await;
    assert!(told.contains("همهٔ کارت‌ها") && !told.contains("انگلیسی"), "{told}");
    assert!(answer(&desk, "nima", "do you sell pianos").await.contains(NO_ANSWER));
}
