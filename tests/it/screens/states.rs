//! Pages of the knowledge base as they are when something is not as usual: overtaken, wrong, refused, empty, or written by two at once.

use super::pages::{BROUGHT, Page};
use super::shop::HELD;

const RETURN_BOOK: &str = "/desk/knowledge/edit?id=en%2Freturn-book";

/// Saves over a version that is long gone.
const OVERTAKEN: &str = "(document.querySelector('#editor [name=base]').value = '1', \
                         document.querySelector('#body').value = 'Within ten days of delivery.\\n\\nبه هر دفتر پست.', \
                         document.querySelector('.saving [value=draft]').click())";

/// Publishes what cannot be.
const WRONG: &str = "(['title', 'questions', 'locale'].forEach((one) => document.getElementById(one).value = ''), \
                     document.querySelector('#valid_from').value = '2026-03-21', \
                     document.querySelector('#valid_until').value = '2026-03-01', \
                     document.querySelector('.saving [value=publish]').click())";

const TRANSLATED_MEANWHILE: &str = "(document.querySelector('#translate [name=base]').value = '1', \
                                    document.querySelector('#title').value = 'پس دادن کتاب', \
                                    document.querySelector('#translate [value=draft]').click())";

/// Waits until it is found in the background which articles answer the same.
const PAIRED: &str = "void (async () => { \
    if (document.getElementById('near')) return; \
    while (!(await (await fetch(location.href)).text()).includes('id=\"near\"')) \
        await new Promise((done) => setTimeout(done, 50)); \
    location.reload(); })()";

/// A file is chosen that holds no articles.
const NO_ARTICLES: &str = "(() => { \
    const all = new DataTransfer(); \
    all.items.add(new File(['%PDF-1.7'], 'notes.pdf')); \
    document.getElementById('file').files = all.files; \
    document.querySelector('#import button:not([type=button])').click(); })()";

/// Makes an access token.
const TOKEN: &str = "(document.querySelector('#token-name').value = 'help.narenj.example', \
                     document.querySelector('[action$=\"/account/tokens\"] button').click())";

/// The address of a site that may not be called.
const INSIDE: &str = "(document.querySelector('#url').value = 'http://169.254.169.254/sitemap.xml', \
                      document.querySelector('[action$=\"/import/site\"] button').click())";

/// All that is brought is taken in, over what was edited at the desk.
const TAKEN: &str = "(document.querySelectorAll('[type=checkbox]').forEach((one) => { one.checked = true; }), \
                     document.querySelector('[value=take]').click())";

/// The pages.
pub(super) fn of_the_knowledge(site: &str) -> Vec<Page> {
    let new = |name: &'static str, path: &str| Page::new(name, path);
    let reads = format!(
        "(document.querySelector('#url').value = '{site}', \
         document.querySelector('[action$=\"/import/site\"] button').click())"
    );
    vec![
        new("knowledge-none", "/desk/knowledge?words=zeppelin"),
        new("editor-overtaken", RETURN_BOOK).after(OVERTAKEN, "#overtaken").refused(),
        new("editor-wrong", RETURN_BOOK).after(WRONG, "#valid_until-wrong").refused(),
        new("editor-together", "/desk/knowledge/edit?id=en%2Fterms-for-schools").sees("#editing .tag"),
        new("editor-review", "/desk/knowledge/edit?id=fa%2Fsigned-copies"),
        new("account-token", "/desk/account").after(TOKEN, "#token"),
        new("outlook-archive", "/desk/knowledge/edit?id=en%2Fpayment")
            .after("document.querySelector('[value=before_archive]').click()", ".change .chip")
            .by_keyboard(),
        new("measures-article", "/desk/knowledge/measures/article?id=en%2Fterms-for-schools").by_keyboard(),
        new("measures-none", "/desk/knowledge/measures?from=2026-01-01&to=2026-01-07"),
        new("freshness-pairs", "/desk/knowledge/freshness").after(PAIRED, "#near"),
        new("translate-behind", "/desk/knowledge/translate?id=en%2Fdelivery-cost&into=fa"),
        new("translate-missing", "/desk/knowledge/translate?id=en%2Fterms&into=fa"),
        new("translate-overtaken", "/desk/knowledge/translate?id=en%2Freturn-book&into=fa")
            .after(TRANSLATED_MEANWHILE, "#overtaken")
            .refused(),
        new("import-refused", "/desk/knowledge/import").after(NO_ARTICLES, "#wrong").refused(),
        new("import-site-refused", "/desk/knowledge/import").after(INSIDE, "#wrong").refused(),
        // The site answers no more once so much of it is read, and is read until its picture is taken.
        new("import-reading", "/desk/knowledge/import").after(reads, HELD).by_keyboard(),
        new("import-open", "/desk/knowledge/import").sees("#open"),
        // The last, as it changes what there is.
        new("import-taken", "/desk/knowledge/import")
            .after(BROUGHT, "[name=seen]")
            .after(TAKEN, "#progress[data-done]"),
    ]
}
