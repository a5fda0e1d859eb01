//! What people make of answers: only the asker's own word counts, and the last one.

use chrono::DateTime;
use hamyar::model::{Action, Feedback, Told, feedback};

use crate::support::fake_telegram::Chat;
use crate::support::{Database, Starting, TestApp, both};

both!(what_helped_is_read_from_the_timeline, a_calibration_is_followed_while_the_app_runs);

async fn told(app: &TestApp) -> Vec<Feedback> {
    feedback(&app.store.answers_and_presses(DateTime::UNIX_EPOCH, i64::MAX).await.unwrap())
}

fn about(question: &str, told: Told) -> Feedback {
    Feedback { question: question.to_owned(), told }
}

async fn asks(chat: &Chat, text: &str) {
    chat.says(text);
    chat.next_reply().await;
}

async fn what_helped_is_read_from_the_timeline(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let [mina, omid, sara, reza] = ["Mina", "Omid", "Sara", "Reza"].map(|name| fake.user(name).language("en"));
    let (delivery, book) = ("how long does delivery take?", "how do I return a book?");

    let chat = mina.private();
    asks(&chat, delivery).await;
    chat.presses("This helped");
    chat.next_reply().await;
    let chat = omid.private();
    asks(&chat, book).await;
    chat.presses("Not this");
    chat.next_reply().await;
    let refused = Told::NotThis("en/return-book".to_owned());
    let helped = Told::Helped("en/delivery-time".to_owned());
    assert_eq!(told(&app).await, [about(delivery, helped.clone()), about(book, refused.clone())]);

    let group = fake.group("Readers");
    let (asker, stranger) = (group.with(&sara), group.with(&reza));
    asks(&asker, "@hamyar_bot how can I pay?").await;
    stranger.presses("This helped");
    fake.drained().await;
    app.decided(3).await;
    assert_eq!(told(&app).await.len(), 2, "only the asker's own presses count");

    let chat = reza.private();
    asks(&chat, "do you buy used pianos?").await;
    let agent = app.agent("leila").await;
    let reply = Action::Reply("We do not, but the shop beside us does.".to_owned());
    let id = app.conversation(4).await.id;
    app.act(id, agent, Action::Take).await;
    app.act(id, agent, reply).await;
    let said = Told::Answered("We do not, but the shop beside us does.".to_owned());
    let all = [about(delivery, helped), about(book, refused), about("do you buy used pianos?", said)];
    assert_eq!(told(&app).await, all);
}

async fn a_calibration_is_followed_while_the_app_runs(database: Database) {
    use hamyar::answer::Calibration;
    use hamyar_knowledge::Model;

    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    let general = Model::general().clone();
    let mut model = general.clone();
    model.thresholds.answer = 0.99;
    let kept = serde_json::to_string(&Calibration { general, model: model.clone() }).unwrap();
    app.store.save_calibration(Some(kept.clone())).await.unwrap();
    assert_eq!(app.store.calibration().await.unwrap(), Some(kept));
    answers_from(&app, &fake, 0.99).await;

    model.thresholds.answer = 0.98;
    let outdated = Calibration { general: model.clone(), model };
    app.store.save_calibration(Some(serde_json::to_string(&outdated).unwrap())).await.unwrap();
    answers_from(&app, &fake, Model::general().thresholds.answer).await;
    app.store.save_calibration(Some("nonsense".to_owned())).await.unwrap();
    app.store.save_calibration(None).await.unwrap();
    assert_eq!(app.store.calibration().await.unwrap(), None);
    answers_from(&app, &fake, Model::general().thresholds.answer).await;
}

/// Asks until the answers are judged so: the index follows by itself, some times a second.
async fn answers_from(app: &TestApp, fake: &crate::support::fake_telegram::FakeTelegram, threshold: f64) {
    let asked = async {
        loop {
            let chat = fake.user("Somebody").language("en").private();
            asks(&chat, "how long does delivery take?").await;
            let entries = app.store.answers_and_presses(DateTime::UNIX_EPOCH, i64::MAX).await.unwrap();
            let last = entries.iter().rev().find_map(|entry| entry.data["why"]["answer_at"].as_f64()).unwrap();
            if (last - threshold).abs() < 1e-9 {
                return;
            }
        }
    };
    hamyar_channel::testing::within("the calibration to be followed", asked).await;
}
