//! Whether a question stands at the end of some events, found in another way than the kernel finds it.

use hamyar::model::{Choice, Event, What};

/// Somebody asked, did not take it back or change it, and did not say later that it is solved.
pub(super) fn is_asked(events: &[Event]) -> bool {
    let whats: Vec<&What> = events
        .iter()
        .filter_map(|event| if let Event::Customer(customer) = event { Some(&customer.what) } else { None })
        .collect();
    let changed = |message: &str| {
        whats.iter().any(|what| match what {
            What::Edited(said) => said.message == message,
            What::Deleted { message: deleted } => deleted == message,
            _ => false,
        })
    };
    let asks = |what: &&&What| match what {
        What::Said(said) => said.text == "a question" && said.addressed && !changed(&said.message),
        What::Command { name, arguments, .. } => name == "ask" && !arguments.is_empty(),
        _ => false,
    };
    let last = whats.iter().rposition(|what| asks(&what));
    last.is_some_and(|last| !whats[last + 1..].iter().any(|what| solves(what)))
}

/// It may be a sign that the asker has been helped.
fn solves(what: &What) -> bool {
    match what {
        What::Pressed(press) => matches!(press.choice, Choice::Solved | Choice::Nobody | Choice::Helper(_)),
        What::Command { name, .. } => name == "solved",
        What::Reacted { .. } => true,
        _ => false,
    }
}
