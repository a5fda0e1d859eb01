//! Every page of the desk, and what is done on some of them before they are looked at.

use std::borrow::Cow;

use super::shop::Shop;
use super::states;

/// A file is chosen and brought: an article that is new, one that was edited at the desk, and one that is broken.
pub(super) const BROUGHT: &str = r#"(() => {
    const lines = ['{"id":"en/bicycles","title":"Bicycles","body":"Behind the house."}', '{"id":7}',
        '{"id":"en/return-book","lang":"en","title":"Returning a book","body":"Within seven days."}'];
    const all = new DataTransfer();
    all.items.add(new File([lines.join(String.fromCharCode(10))], 'kb.jsonl'));
    document.getElementById('file').files = all.files;
    document.querySelector('#import button:not([type=button])').click();
})()"#;

/// Begins to change what one said last.
const OWN: &str = "([...document.querySelectorAll('details.own > summary')].at(-1).click(), \
                   document.querySelector('details.own[open]').scrollIntoView({ block: 'end' }))";

/// Begins to name a colleague in a note.
const MENTION: &str = "(document.querySelector('[name=mode][value=note]').click(), \
                       Object.assign(document.querySelector('#text'), { value: '@' }).focus(), \
                       document.querySelector('#text').dispatchEvent(new Event('input', { bubbles: true })))";

/// A page of the desk as somebody meets it.
pub(super) struct Page {
    /// What it is called in the names of files.
    pub(super) name: &'static str,
    pub(super) path: String,
    /// What is done there, in the page, one after the other; and what can then be found in it.
    pub(super) then: Vec<(Cow<'static, str>, &'static str)>,
    /// The keyboard goes through it.
    pub(super) by_keyboard: bool,
    /// It comes with a status that is an error, of which Chromium tells.
    pub(super) is_refused: bool,
}

impl Page {
    pub(super) fn new(name: &'static str, path: impl Into<String>) -> Self {
        let then = Vec::new();
        Self { name, path: path.into(), then, by_keyboard: false, is_refused: false }
    }

    pub(super) fn after(mut self, done: impl Into<Cow<'static, str>>, shown: &'static str) -> Self {
        self.then.push((done.into(), shown));
        self
    }

    /// This comes there by itself.
    pub(super) fn sees(self, shown: &'static str) -> Self {
        self.after("true", shown)
    }

    pub(super) fn refused(self) -> Self {
        Self { is_refused: true, ..self }
    }

    pub(super) fn by_keyboard(self) -> Self {
        Self { by_keyboard: true, ..self }
    }
}

/// All pages that an admin meets.
pub(super) async fn of_the_desk(shop: &Shop) -> Vec<Page> {
    let conversation = async |number| shop.app.conversation(number).await.id;
    let (told, failed, rated) =
        (conversation(shop.told).await, conversation(shop.failed).await, conversation(shop.rated).await);
    let contact = shop.app.store.asker(told).await.unwrap().unwrap().contact;
    let place = shop.app.store.shared_places().await.unwrap()[0].id;
    let reply = shop.app.store.canned_replies().await.unwrap()[0].id;
    let versions = shop.app.store.revisions_of("en/return-book", i64::MAX, 2).await.unwrap();
    let (new, old) = (versions[0].revision, versions[1].revision);
    let edit = "/desk/knowledge/edit?id=en%2Freturn-book";
    let long_ago = chrono::NaiveDate::from_ymd_opt(2026, 1, 5);
    let site = "https://help.narenj.example/sitemap.xml".to_owned();
    shop.app.store.remember_site(site, Some(7), None).await.unwrap();
    let words = "[en]\nparcel, package, delivery by post\n[fa]\nموبایل، گوشی، تلفن همراه\n".to_owned();
    shop.app.store.save_synonyms(words, None, None).await.unwrap();
    shop.app.store.plan_review("en/return-book".to_owned(), long_ago).await.unwrap();
    let mut pages = vec![
        Page::new("inbox", "/desk/inbox/waiting").by_keyboard(),
        Page::new("inbox-all", "/desk/inbox/open?label=pianos"),
        Page::new("inbox-filter", "/desk/inbox/open")
            .after("document.querySelector('#filter > summary').click()", "#filter[open]"),
        Page::new("inbox-mine", "/desk/inbox/mine"),
        Page::new("inbox-mentions", "/desk/inbox/mentions"),
        Page::new("inbox-due", "/desk/inbox/due"),
        Page::new("inbox-snoozed", "/desk/inbox/snoozed"),
        Page::new("inbox-resolved", "/desk/inbox/resolved"),
        Page::new("conversation", format!("/desk/conversations/{told}?view=mine")).by_keyboard(),
        Page::new("conversation-menu", format!("/desk/conversations/{told}?view=mine"))
            .after("document.querySelector('#triage > summary').click()", "#triage[open]"),
        Page::new("conversation-snooze", format!("/desk/conversations/{told}?view=mine"))
            .after("document.querySelector('#snoozing > summary').click()", "#snoozing[open]"),
        Page::new("conversation-canned", format!("/desk/conversations/{told}?view=mine"))
            .after("document.querySelector('#canned > summary').click()", "#canned[open]"),
        Page::new("conversation-note", format!("/desk/conversations/{told}?view=mine"))
            .after("document.querySelector('[name=mode][value=note]').click()", "[name=mode][value=note]:checked"),
        Page::new("conversation-own", format!("/desk/conversations/{told}?view=mine")).after(OWN, "details.own[open]"),
        Page::new("conversation-mention", format!("/desk/conversations/{failed}?view=mine"))
            .after(MENTION, "#mention-list li[aria-selected=true]"),
        Page::new("conversation-contact", format!("/desk/conversations/{told}?view=mine&pane=contact")),
        Page::new("conversation-failed", format!("/desk/conversations/{failed}?view=mine")),
        Page::new("conversation-rated", format!("/desk/conversations/{rated}?view=resolved&pane=contact")),
    ];
    pages.extend([
        Page::new("search", "/desk/search?q=piano").by_keyboard(),
        Page::new("search-none", "/desk/search?q=zeppelin"),
        Page::new("contacts", "/desk/contacts"),
        Page::new("more", "/desk/contacts").after("document.querySelector('#more > summary').click()", "#more[open]"),
        Page::new("contact", format!("/desk/contacts/{contact}")),
        Page::new("contact-joined", format!("/desk/contacts/{}", shop.joined)),
        Page::new("join", format!("/desk/contacts/{contact}/join?q=Lena")).by_keyboard(),
        Page::new("join-what", format!("/desk/contacts/{contact}/join?with={}", shop.joined)).by_keyboard(),
        Page::new("deliveries", "/desk/deliveries").by_keyboard(),
        Page::new("replies", "/desk/replies"),
        Page::new("reply", format!("/desk/replies/{reply}")),
        Page::new("places", "/desk/places"),
        Page::new("place", format!("/desk/places/{place}")).by_keyboard(),
        Page::new("report", "/desk/report").by_keyboard(),
        Page::new("now", "/desk/now"),
        Page::new("account", "/desk/account"),
        Page::new("people", "/desk/people").by_keyboard(),
        Page::new("people-invited", "/desk/people").after(
            "(document.querySelector('#email').value = 'nilufar@team.example', \
             document.querySelector('[action$=invite] button').click())",
            "[readonly]",
        ),
        Page::new("password", "/desk/account/password").by_keyboard(),
        Page::new("factor", "/desk/account/second-factor"),
        Page::new("factor-begun", "/desk/account/second-factor")
            .after("document.querySelector('[action$=begin] button').click()", ".qr")
            .by_keyboard(),
        Page::new("audit", "/desk/audit").by_keyboard(),
        Page::new("audit-none", "/desk/audit?kind=erased"),
        Page::new("colleague", format!("/desk/people/{}", shop.omid)).by_keyboard(),
    ]);
    pages.extend(of_the_knowledge(edit, (old, new)));
    pages.extend(states::of_the_knowledge(&shop.site.url("/sitemap.xml")));
    pages
}

/// The pages of those who keep articles: the editor of one of them, and two of its versions, among them.
fn of_the_knowledge(edit: &'static str, (old, new): (i64, i64)) -> Vec<Page> {
    vec![
        Page::new("knowledge", "/desk/knowledge").by_keyboard(),
        Page::new("article", "/desk/knowledge/article?id=en%2Freturn-book"),
        Page::new("editor-new", "/desk/knowledge/edit"),
        Page::new("editor", edit).by_keyboard(),
        Page::new("editor-tried", edit).after(
            "(document.querySelector('#question').value = 'can I bring a book back?', \
             document.querySelector('[form=editor][name=deed][formaction$=\"#try\"]').click())",
            "#tried .verdict",
        ),
        Page::new("outlook", "/desk/knowledge/edit")
            .after(
                "(document.querySelector('#title').value = 'Do you buy used pianos?', \
                 document.querySelector('#body').value = 'We do: bring a photo of it.', \
                 document.querySelector('#questions').value = 'Do you buy a used piano?\\nآیا پیانوی دست‌دوم می‌خرید؟', \
                 document.querySelector('[formaction$=\"/outlook\"]').click())",
                ".change .chip",
            )
            .by_keyboard(),
        Page::new("history", format!("/desk/knowledge/history?id=en%2Freturn-book&from={old}&to={new}")),
        Page::new("gaps", "/desk/knowledge/gaps").by_keyboard(),
        Page::new("gaps-open", "/desk/knowledge/gaps")
            .after("document.querySelectorAll('details.earlier').forEach((one) => one.open = true)", "details.earlier[open]"),
        Page::new("gaps-dismissed", "/desk/knowledge/gaps")
            .after("document.querySelector('[action$=\"/gaps/dismiss\"] [value=not_ours]').click()", "details.card"),
        Page::new("gap-link", "/desk/knowledge/gaps").after(
            "(document.querySelector('[name=find]').value = 'book', document.querySelector('[name=find]').form.submit())",
            "#found",
        ),
        Page::new("freshness", "/desk/knowledge/freshness").by_keyboard(),
        Page::new("measures", "/desk/knowledge/measures").by_keyboard(),
        Page::new("words", "/desk/knowledge/words").by_keyboard(),
        Page::new("words-add", "/desk/knowledge/words").after(
            "(document.querySelector('#words').value = 'بسته، ', document.querySelector('#language').value = 'fa')",
            "#words",
        ),
        Page::new("import", "/desk/knowledge/import").by_keyboard(),
        Page::new("import-looked", "/desk/knowledge/import").after(BROUGHT, "[name=seen]").by_keyboard(),
        Page::new("translations", "/desk/knowledge/translations").by_keyboard(),
        Page::new("translate", "/desk/knowledge/translate?id=en%2Freturn-book&into=fa").by_keyboard(),
        Page::new("candidates", "/desk/candidates"),
    ]
}
