//! The chat in many tabs of one browser, which has six connections to a site over plain HTTP.

use hamyar::model::{Action, AgentRole};

use super::together::bookshop;
use super::{colleague, in_the_chat};

/// One more than there are connections.
const TABS: usize = 7;

#[tokio::test]
async fn the_chat_works_in_more_tabs_than_there_are_connections() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let mut tabs = vec![in_the_chat(&app, "en").await];
    while tabs.len() < TABS {
        let tab = tabs[0].another_page().await;
        tab.opens(&format!("http://{}/chat?lang=en", app.http)).await;
        tabs.push(tab);
    }
    let last = &tabs[TABS - 1];
    last.writes("Your message", "how long does delivery take?").await;
    last.key("Enter").await;
    last.sees("Two working days").await;
    assert_eq!(tabs[1].looks("document.visibilityState").await, "hidden");
    for tab in &tabs {
        tab.comes_to_the_front().await;
        tab.sees("Two working days").await;
    }

    // Nobody looks at any of them: the one that was left last tells in its title that there is something new.
    let _elsewhere = tabs[0].another_page().await;
    app.decided(1).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    app.act(id, sara, Action::Reply("It left this morning.".to_owned())).await;
    last.until("document.title.startsWith('(1) ')", "that something is new").await;
    assert!(!tabs[2].words().await.contains("It left this morning."), "one connection is enough");
    tabs[2].comes_to_the_front().await;
    tabs[2].sees("It left this morning.").await;
    // What is said while one looks comes at once, and the tab that was left hears on.
    app.act(id, sara, Action::Reply("It will be there tomorrow.".to_owned())).await;
    tabs[2].sees("It will be there tomorrow.").await;
    last.until("document.title.startsWith('(2) ')", "that more is new").await;
    last.comes_to_the_front().await;
    last.until("!document.title.startsWith('(')", "that it is seen").await;
    for tab in &tabs {
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
}
