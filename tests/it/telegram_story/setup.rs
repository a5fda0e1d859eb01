//! How administrators set the bot in their groups, with the words that people read.

use hamyar::model::{Autonomy, Role};
use hamyar_channel::Address;

use super::{Scene, readable, telegram};
use crate::support::fake_telegram::Fault;

#[tokio::test]
async fn an_administrator_sets_a_group() {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    group.promotes(&scene.mina);
    let (mina, reza) = (group.with(&scene.mina), group.with(&scene.fake.user("Reza").language("en")));
    reza.says("/setup autonomy always");
    mina.next_reply().await;
    mina.says("/setup@hamyar_bot");
    mina.next_reply().await;
    reza.presses("Read along");
    mina.presses("Community");
    mina.next_reply().await;
    insta::assert_snapshot!(readable(&mina.transcript()), @r"
    Reza: /setup autonomy always
    bot: Only administrators of this chat can set how I behave here. Ask one of them, please.
    Mina: /setup@hamyar_bot
    bot: How I behave here

    • This place is: for questions to me
    • I answer: when I am addressed
    • Language: everybody’s own
    • Reading along: off

    Only administrators can change this, by a button or in words: /setup autonomy confident
        [Community] [Stay out of here]
        [When sure, too] [Answer everything]
        [Never answer] [Read along]
        [Language: English] [Language: ⟨فارسی⟩]
    bot: I speak little here, so that people can talk. Where I put ✍ on a question, I have an answer to it: open https://t.me/hamyar_bot?start=answer and press “Start”.

    How I behave here

    • This place is: a community, where I keep quiet
    • I answer: when I am addressed
    • Language: everybody’s own
    • Reading along: off

    Only administrators can change this, by a button or in words: /setup autonomy confident
        [For questions] [Stay out of here]
        [When sure, too] [Answer everything]
        [Never answer] [Read along]
        [Language: English] [Language: ⟨فارسی⟩]
    ");
    let place = scene.app.store.place_at(&telegram(), &Address::chat(group.id())).await.unwrap().unwrap();
    assert_eq!((place.role, place.autonomy, place.listen), (Role::Community, Autonomy::Addressed, false));
}

#[tokio::test]
async fn an_anonymous_administrator_sets_a_group_in_persian() {
    let scene = Scene::english().await;
    let group = scene.fake.group("خوانندگان");
    let admin = group.with_anonymous_admin();
    admin.says("/setup language fa");
    admin.next_reply().await;
    admin.says("/setup listen on");
    admin.next_reply().await;
    admin.says("/setup role staff");
    admin.next_reply().await;
    insta::assert_snapshot!(readable(&admin.transcript()), @r"
    the group: /setup language fa
    bot: رفتار من در اینجا

    • اینجا: جای پرسیدن از من
    • پاسخ می‌دهم: وقتی از من بپرسند
    • زبان: فارسی
    • خواندن همهٔ پیام‌ها: خاموش

    فقط مدیران می‌توانند این‌ها را عوض کنند؛ با دکمه‌ها یا با نوشتن ⟶/setup autonomy confident
        [جمع] [اینجا نباش]
        [وقتی مطمئنی هم] [پاسخ به همه]
        [پاسخ نده] [همه را بخوان]
        [زبان: زبان هر کس] [زبان: ⟨English⟩]
    the group: /setup listen on
    bot: 👁 از حالا همهٔ پیام‌های اینجا را می‌خوانم: هر چه نوشته شود برای همکاران ثبت می‌شود، چه خطاب به من باشد چه نباشد. مدیران می‌توانند با ⟶/setup این را عوض کنند.

    رفتار من در اینجا

    • اینجا: جای پرسیدن از من
    • پاسخ می‌دهم: وقتی از من بپرسند
    • زبان: فارسی
    • خواندن همهٔ پیام‌ها: روشن

    فقط مدیران می‌توانند این‌ها را عوض کنند؛ با دکمه‌ها یا با نوشتن ⟶/setup autonomy confident
        [جمع] [اینجا نباش]
        [وقتی مطمئنی هم] [پاسخ به همه]
        [پاسخ نده] [دیگر همه را نخوان]
        [زبان: زبان هر کس] [زبان: ⟨English⟩]
    the group: /setup role staff
    bot: این مقدار برای ⟨role⟩ نمی‌شود. این‌ها می‌شود: ⟨help, community, ignored⟩

    رفتار من در اینجا

    • اینجا: جای پرسیدن از من
    • پاسخ می‌دهم: وقتی از من بپرسند
    • زبان: فارسی
    • خواندن همهٔ پیام‌ها: روشن

    فقط مدیران می‌توانند این‌ها را عوض کنند؛ با دکمه‌ها یا با نوشتن ⟶/setup autonomy confident
        [جمع] [اینجا نباش]
        [وقتی مطمئنی هم] [پاسخ به همه]
        [پاسخ نده] [دیگر همه را نخوان]
        [زبان: زبان هر کس] [زبان: ⟨English⟩]
    ");
    assert_eq!(scene.fake.calls("getChatAdministrators"), 0, "who speaks as the group is known to be one");
}

#[tokio::test]
async fn when_telegram_cannot_be_asked_nobody_is_obeyed() {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    group.promotes(&scene.mina);
    let mina = group.with(&scene.mina);
    scene.fake.next("getChatAdministrators", Fault::Status(502));
    mina.says("/setup role ignored");
    assert!(mina.next_reply().await.text.starts_with("Only administrators of this chat"));
    mina.says("/setup role ignored");
    assert!(mina.next_reply().await.text.contains("This place is: none of my business"));
}
