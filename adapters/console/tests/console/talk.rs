//! A talk at the console, as it stands on the screen.

use std::sync::Arc;

use hamyar_channel::testing::{MemoryInbox, within};
use hamyar_channel::{Address, Button, Channel, Event, Inbox, Outbound, RichText};
use hamyar_console::Look;
use tokio_util::sync::CancellationToken;

use crate::terminal::Terminal;

fn answer(text: &str) -> Outbound {
    let button = |label: &str| Button { label: label.into(), action: format!("do:{label}") };
    Outbound {
        to: Address::chat("ali"),
        key: "k".into(),
        text: RichText::from_markdown(text),
        file: None,
        buttons: vec![vec![button("helped"), button("not this")], vec![button("a\u{1b}[31mperson\n")]],
        reply_to: None,
        perhaps_sent_since: None,
        language: "en".into(),
    }
}

const TEXT: &str = "Yes: **open** [the site](https://narvan.example) and run `restore`.\n\nEvil: \u{1b}]0;title\u{7} \u{9b}31m \u{7f}\rend";

#[tokio::test]
async fn a_plain_output_has_no_codes() {
    let terminal = Terminal::new(Look::Plain);
    terminal.console.send(&answer(TEXT)).await.unwrap();
    insta::assert_snapshot!(terminal.screen.text(), @r"
    < Yes: open the site (https://narvan.example) and run restore.

      Evil: ␛]0;title␇ �31m ␡
      end
      [1] helped  [2] not this
      [3] a␛[31mperson
    ");
}

#[tokio::test]
async fn a_terminal_has_our_codes_and_no_others() {
    let terminal = Terminal::new(Look::Terminal);
    terminal.console.send(&answer(TEXT)).await.unwrap();
    insta::assert_snapshot!(terminal.screen.text().escape_debug().to_string().replace("\\n", "\n"), @r"
    \r\u{1b}[K< Yes: \u{1b}[1mopen\u{1b}[0m \u{1b}[4mthe site\u{1b}[0m (https://narvan.example) and run \u{1b}[36mrestore\u{1b}[0m.

      Evil: ␛]0;title␇ �31m ␡
      end
      [1] helped  [2] not this
      [3] a␛[31mperson 
    > 
    ");
}

#[tokio::test]
async fn lines_are_messages_presses_and_commands_until_the_end() {
    let terminal = Terminal::new(Look::Plain);
    let inbox = Arc::new(MemoryInbox::new());
    terminal.type_line("1").await;
    terminal.type_line("   ").await;
    terminal.type_line("/Help  me now ").await;
    terminal.type_line(b"bad \xff utf\r").await;
    let listening = tokio::spawn({
        let (console, inbox) = (terminal.console.clone(), inbox.clone() as Arc<dyn Inbox>);
        async move { console.listen(inbox, CancellationToken::new()).await }
    });
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(told(inbox.next().await));
    }
    let receipt = terminal.console.send(&answer("Right?")).await.unwrap();
    terminal.type_line("۳").await;
    terminal.type_line("4").await;
    terminal.type_line("/quit").await;
    terminal.type_line("never read").await;
    within("listening to end", listening).await.unwrap().unwrap();
    for inbound in inbox.events().into_iter().skip(3) {
        heard.push(told(inbound));
    }
    assert_eq!(receipt.message, "s1-o1");
    insta::assert_snapshot!(heard.join("\n"), @r#"
    m:ali:s1-1 "1"
    m:ali:s1-3 Command { message: Some("s1-3"), name: "help", arguments: "me now", quoted: None }
    m:ali:s1-4 "bad � utf"
    c:ali:s1-5 press "do:a\u{1b}[31mperson\n" under Some("s1-o1")
    m:ali:s1-6 "4"
    "#);
}

fn told(inbound: hamyar_channel::Inbound) -> String {
    let what = match inbound.event {
        Event::Message(message) => format!("{:?}", message.text),
        Event::Button { action, message } => format!("press {action:?} under {message:?}"),
        other => format!("{other:?}"),
    };
    format!("{} {what}", inbound.key)
}

#[tokio::test]
async fn the_end_of_the_input_ends_listening() {
    let terminal = Terminal::new(Look::Plain);
    let inbox = Arc::new(MemoryInbox::new());
    terminal.type_line("the last words").await;
    terminal.hang_up().await;
    let listening = terminal.console.listen(inbox.clone(), CancellationToken::new());
    assert_eq!(within("listening to end", listening).await, Ok(()));
    assert_eq!(inbox.events().len(), 1);
    assert_eq!(terminal.screen.text(), "console-welcome in en\n");
}
