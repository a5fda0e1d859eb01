//! The contacts of whom is erased: the one that their accounts point to, and those that they pointed to before they were
//! joined or parted, unless somebody is left there.

use crate::store::db::Text;

/// A statement about the contacts that identities, bound as `$1`, ever pointed to and that nobody else's account points to.
/// Identities are nameless before it.
macro_rules! over_contacts {
    ($before:literal, $column:literal) => {
        Text {
            sqlite: over_contacts!(@ $before, $column, "in (select unhex(value) from json_each($1))"),
            postgres: over_contacts!(@ $before, $column, "= any($1)"),
        }
    };
    (@ $before:literal, $column:literal, $these:literal) => {
        concat!(
            $before, " ", $column, " in (
                select contact from identities where id ", $these, "
                union select from_contact from links where identity ", $these, "
                union select to_contact from links where identity ", $these, ")
            and not exists (
                select 1 from identities left_here
                where left_here.contact = ", $column, " and left_here.external_id not like 'erased:%')"
        )
    };
}

pub(super) const NAMELESS: Text =
    over_contacts!("update contacts set name = null, language = null, labels = '[]', zone = null where", "contacts.id");

pub(super) const NOTELESS: Text = over_contacts!("delete from contact_notes where", "contact_notes.contact");

pub(super) const WORDLESS: Text = over_contacts!("delete from contact_words where", "contact_words.contact");

/// What says that somebody was the same person as these tells of both.
pub(super) const NO_EVIDENCE: [Text; 2] = [
    over_contacts!("update links set reason = '', added = null where", "links.from_contact"),
    over_contacts!("update links set reason = '', added = null where", "links.to_contact"),
];
