//! The second factor in pictures: set up, with its recovery codes, and asked for when somebody signs in.

use hamyar::clock::Clock;
use hamyar::model::AgentRole;

use super::gallery::Gallery;
use super::shop::Shop;
use super::{access, at_the_desk, colleague};
use crate::support::authenticator::Authenticator;
use crate::support::chromium::Person;
use crate::support::desk::PASSWORD;

const OWN: &str = "/desk/account/second-factor";

/// Writes a code, and sends the form that it is in.
async fn gives(person: &Person, code: &str, shown: &str) {
    person.runs(&format!("document.querySelector('#code').value = '{code}'")).await;
    person.runs("document.querySelector('#code').form.requestSubmit()").await;
    person.until(&format!("document.querySelector({shown:?}) !== null"), shown).await;
}

/// Somebody sets it up, signs out, and comes back.
pub(super) async fn is_set_up_and_asked_for(gallery: &mut Gallery, shop: &Shop) {
    let (language, site) = (gallery.language, format!("http://{}", shop.app.http));
    let email = format!("ava-{language}@team.example");
    let ava = colleague(&shop.app, "Ava", &email, AgentRole::Agent, language).await;
    let ava = at_the_desk(&shop.app, ava).await;
    ava.opens(&format!("{site}{OWN}")).await;
    ava.runs("document.querySelector('[action$=begin] button').click()").await;
    ava.until("document.querySelector('#secret') !== null", "the secret").await;
    let secret = ava.looks("document.querySelector('#secret').value").await;
    let app = Authenticator::of(secret.as_str().unwrap());
    gives(&ava, &app.shows(shop.app.clock.now(), 0), ".codes").await;
    gallery.shows(&ava, "factor-codes").await;
    gallery.found("factor-codes", access::keyboard_problems(&ava).await);
    ava.opens(&format!("{site}{OWN}")).await;
    gallery.shows(&ava, "factor-on").await;

    let back = Person::new().await;
    back.opens(&format!("{site}/desk/sign-in?lang={language}")).await;
    for (field, value) in [("email", email.as_str()), ("password", PASSWORD)] {
        back.runs(&format!("document.querySelector('#{field}').value = '{value}'")).await;
    }
    back.runs("document.querySelector('form').requestSubmit()").await;
    back.until("document.querySelector('#code') !== null", "that a code is asked for").await;
    gallery.shows(&back, "factor-asked").await;
    gallery.found("factor-asked", access::keyboard_problems(&back).await);
    gives(&back, "000000", "[role=alert]").await;
    // Chromium tells of the status, which alone is not wrong here.
    assert!(back.complaints().iter().all(|told| told.contains("the server responded with a status of")));
    gallery.shows(&back, "factor-wrong").await;
}
