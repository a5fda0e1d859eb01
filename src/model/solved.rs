//! Marks by which posts of a forum say that they are solved. Pure.

/// Names of tags that say so in forums everywhere, as [`spelled`] has them.
const USUAL: [&str; 20] = [
    "solved",
    "resolved",
    "answered",
    "closed solved",
    "fixed",
    "done",
    "completed",
    "accepted",
    "solution found",
    "has answer",
    "حل شد",
    "حل شده",
    "حلشد",
    "حلشده",
    "رفع شد",
    "رفع شده",
    "پاسخ گرفت",
    "پاسخ داده شد",
    "پاسخ داده شده",
    "جواب گرفت",
];

/// The longest name of a tag that may be set, in characters: what Discord allows, and room for more.
pub const LONGEST_TAG: usize = 50;

/// Whether a tag says that a post is solved: the forum's own does, where one is set for it, else a usual one.
#[must_use]
pub fn says_solved(tag: &str, own: Option<&str>) -> bool {
    let tag = spelled(tag);
    own.map_or_else(|| USUAL.contains(&tag.as_str()), |own| tag == spelled(own))
}

/// The id of a forum from what somebody typed: the id itself, or the forum's address on Discord.
#[must_use]
pub fn forum_id(typed: &str) -> Option<&str> {
    let id = typed.trim().trim_end_matches('/').rsplit('/').next()?;
    ((1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// The letters and digits of a name, in lower case, with one space between words; signs and emoji do not count, and neither does
/// which of two alphabets' letters of one shape were typed.
fn spelled(name: &str) -> String {
    let letters: String = name
        .chars()
        .map(|letter| match letter {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            letter if letter.is_alphanumeric() => letter,
            _ => ' ',
        })
        .collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{forum_id, says_solved};

    #[test]
    fn usual_tags_say_so_and_the_forums_own_says_so_alone() {
        for tag in ["Solved", "✅ SOLVED", "resolved!", "حل‌شده", "حل شد ✅", "رفع شده", "[Answered]"]
        {
            assert!(says_solved(tag, None), "{tag}");
        }
        for tag in ["unsolved", "not solved", "bug", "حل نشده", "", "✅"] {
            assert!(!says_solved(tag, None), "{tag}");
        }
        assert!(says_solved("Klappt", Some("klappt")));
        assert!(!says_solved("solved", Some("klappt")), "what is set counts alone");
    }

    #[test]
    fn a_forum_is_named_by_its_id_or_its_address() {
        for typed in ["123", " 123 ", "https://discord.com/channels/9/123", "https://discord.com/channels/9/123/"] {
            assert_eq!(forum_id(typed), Some("123"), "{typed}");
        }
        for typed in ["", "help", "https://discord.com/channels/9/", "123456789012345678901", "12a"] {
            assert_eq!(forum_id(typed).filter(|id| *id != "9"), None, "{typed}");
        }
    }
}
