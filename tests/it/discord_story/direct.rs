//! A direct chat: answers, buttons, edits, a person of the team.

use hamyar::model::{Action, Holder};

use super::{DELIVERED, DELIVERY, RETURNED, RETURNS, Scene, UNKNOWN, asks, discord, readable};

#[tokio::test]
async fn a_question_is_answered_and_the_answer_helps() {
    let scene = Scene::new().await;
    let chat = scene.mina.direct();
    asks(&chat, DELIVERY).await;
    chat.presses("This helped");
    chat.next_reply().await;
    insta::assert_snapshot!(readable(&chat.transcript()), @r"
    Mina: how long does delivery take?
    bot: Two working days within the city, **up to five** everywhere else.

    Orders placed before noon leave the same day.

    📖 *From: How long does delivery take?*

    *I am a bot of Narenj. Write “human” at any time and a person takes over.*
        [This helped] [Not this]
        [A person, please]
    bot: Good to hear. Write again whenever you need something.
    ");
    assert_eq!(scene.app.kinds(1).await, "message reply press reply resolved");
}

#[tokio::test]
async fn an_edited_question_edits_the_answer() {
    let scene = Scene::new().await;
    let chat = scene.mina.direct();
    let asked = chat.says(DELIVERY);
    assert!(chat.next_reply().await.text.starts_with(DELIVERED));
    chat.embeds(asked);
    chat.edits(asked, RETURNS);
    chat.until(|transcript| transcript.replies()[0].starts_with(RETURNED)).await;
    assert_eq!(chat.transcript().replies().len(), 1, "{}", chat.transcript());
    assert_eq!(scene.app.kinds(1).await, "message reply edit reply");
}

#[tokio::test]
async fn a_person_of_the_team_answers() {
    let scene = Scene::new().await;
    let (chat, sara) = (scene.mina.direct(), scene.app.agent("sara").await);
    asks(&chat, UNKNOWN).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
    let id = scene.app.conversation(1).await.id;
    let reply = "We do **not** [buy](https://example.org/a_b), but `our` neighbours do: 2 * 3.";
    scene.app.act(id, sara, Action::Reply(reply.to_owned())).await;
    let reply = chat.next_reply().await;
    let sent = "**sara**\nWe do **not** [buy](https://example.org/a_b), but `our` neighbours do: 2 \\* 3.";
    assert_eq!(reply.markdown, sent);
    let asked = chat.says("thanks, goodbye");
    chat.deletes(asked);
    scene.app.decided(1).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Agent(sara));
}

#[tokio::test]
async fn a_person_is_one_command_away_in_either_language() {
    let scene = Scene::new().await;
    for (number, name) in [(1, "human"), (2, "پشتیبان")] {
        let chat = scene.fake.user("Reza").direct();
        let token = chat.commands(name, None);
        chat.answered(&token).await;
        chat.next_reply().await;
        assert_eq!(scene.app.conversation(number).await.holder, Holder::Queue);
    }
    let transcript = scene.app.timeline(2).await;
    assert_eq!(transcript[0].data["name"], "human");
    assert_eq!(scene.app.conversation(2).await.language, "fa", "who calls the Persian command reads Persian");
}

#[tokio::test]
async fn who_takes_no_messages_is_noted() {
    let scene = Scene::new().await;
    let (chat, sara) = (scene.mina.direct(), scene.app.agent("sara").await);
    asks(&chat, UNKNOWN).await;
    scene.mina.blocks_bot();
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply("We do not.".to_owned())).await;
    scene.fake.called("POST messages", 2).await;
    scene.app.settled().await;
    assert!(scene.app.kinds(1).await.ends_with("agent_reply failed"));
    assert_eq!(scene.app.timeline(1).await.last().unwrap().data["gone"], true);
}

#[tokio::test]
async fn no_address_of_many_links_gets_lost() {
    let scene = Scene::new().await;
    let (chat, sara) = (scene.mina.direct(), scene.app.agent("sara").await);
    asks(&chat, UNKNOWN).await;
    let addresses: Vec<String> = (0..30).map(|number| format!("https://example.org/{number:080}")).collect();
    let line = |address: &String| format!("{} [here]({address})", "_word_ ".repeat(12).trim_end());
    let reply = addresses.iter().map(line).collect::<Vec<_>>().join("\n\n");
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Reply(reply)).await;
    scene.app.settled_all().await;
    let messages: Vec<String> = chat.transcript().lines.into_iter().map(|line| line.text).collect();
    for address in addresses {
        assert_eq!(messages.iter().filter(|text| text.contains(&format!("[here]({address})"))).count(), 1, "{address}");
    }
    assert_eq!(scene.app.store.delivery_counts().await.unwrap().dead, 0);
}

#[tokio::test]
async fn of_who_is_erased_it_is_not_kept_either_how_far_their_chat_was_read() {
    let scene = Scene::new().await;
    let chat = scene.mina.direct();
    asks(&chat, DELIVERY).await;
    let scope = format!("direct:{}", chat.id());
    let kept = async || {
        let cursors = scene.app.store.cursors(&discord()).await.unwrap();
        cursors.into_iter().any(|cursor| cursor.scope == scope)
    };
    assert!(kept().await);
    let asker = scene.app.conversation(1).await.asker;
    let contact = scene.app.store.contact_of(asker).await.unwrap().unwrap();
    scene.app.store.erase(contact).await.unwrap().unwrap();
    assert!(!kept().await);
}
