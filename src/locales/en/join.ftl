# Joining two contacts who are one person.
join-open = The same person is known elsewhere, too
join-title = Join somebody to { $name }
join-why = When two contacts are one person, join them: identities, conversations and notes of both are then in one place. It can be undone exactly.
join-who = Who is the same person?
join-what = { $from } is joined to { $to }: all that is on the first side is then found on the second. What either said stays where it was said, and customers see nothing of it.
join-heading = The evidence
join-evidence = How do you know?
join-evidence-hint = For colleagues who wonder later: “the same order number”, “wrote it herself in Telegram”. At most 500 characters.
join-do = Join them
join-other = Somebody else
join-joined = Joined by hand
join-done = { $name } was joined by { $by }, { $moment }
join-undo = Part them again
join-refused-evidence = Write down how you know, in at most 500 characters. Nothing was joined.
join-refused-changed = Meanwhile somebody changed one of the two. Look again at what would be joined. Nothing was joined.
join-refused-moved = Not all that was joined is still here, since somebody joined it further. Undo that first. Nothing was parted.
