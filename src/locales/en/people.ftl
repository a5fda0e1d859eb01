# Colleagues as admins keep them, and what those who are invited meet.
people-title = Colleagues
people-name = Name
people-role = Role
people-role-hint = An admin may do everything; a curator also keeps articles; an agent has conversations; a viewer looks on.
people-role-save = Save the role
people-languages = Languages
people-languages-hint = What they speak. None ticked stands for every language.
people-labels = Labels
people-labels-hint = What they see to, with commas between. Empty for everything.
people-capacity = Capacity
people-capacity-hint = How many open conversations they are given at most. Empty for as many as the settings say.
people-seen = Last seen
people-never = Never
people-any = All
people-usual = Usual
people-comma = {", "}
people-away = Away
people-is-away = Away: give them no conversations
people-disabled = Disabled
people-signed-in = Signed in
people-sessions = { $count ->
    [one] in one browser
   *[other] in { $count } browsers
}
people-pending = Invited
people-until = until { $when }
people-revoke = Take back
people-revoke-of = Take back the invitation of { $email }
people-revoked = The invitation is taken back: its link leads nowhere now.
people-invite = Invite a colleague
people-invite-hint = You get a link to send them. They choose their name and password themselves.
people-invite-do = Make the link
people-invited = Send this link to { $email }. Whoever follows it joins the team, once.
people-link = One-time link
people-link-hint = It is shown this once. If it is lost, make a new one.
people-wrong-email = This is not an e-mail address.
people-wrong-known = Somebody on the team has this e-mail already.
people-wrong-labels = A label is one line of up to 40 characters; put commas between several.
people-wrong-capacity = The capacity is a number from 0 to { $count }, or empty.
people-wrong-last-admin = They are the last admin who can sign in. Make somebody else an admin first.
people-wrong-name = A name has 1 to { $count } characters in one line, and no invisible ones that turn the direction of writing.
people-wrong-password = The password must have at least { $count } characters.
people-kept = Saved.
people-ended = They are signed out everywhere.
people-now-disabled = They can sign in no more.
people-now-enabled = They can sign in again.
people-work = Work
people-work-off = Conversations are not given to people by themselves here: everybody takes what they like. This tells once routing is on.
people-access = Access
people-password-how = A link by which they choose a new password
people-password-do = Make the link
people-password-link = Send this link to them. It works once, within a day; the old password stays until they choose a new one.
people-sessions-how = Wherever they are signed in
people-sessions-do = Sign out
people-disable-how = They sign in no more; what they wrote stays
people-disable = Disable
people-enable-how = They sign in again as before
people-enable = Enable
people-join-title = Join the team
people-join = Join
people-your-name = Your name
people-your-name-hint = What colleagues call you, and perhaps customers.
people-new-password = New password
people-password-hint = At least { $count } characters. A few words are good.
people-password-title = Choose a new password
people-spent = This link leads nowhere
people-spent-hint = It was used already, was taken back, or is too old. Ask an admin for a new one.
people-team = Team
people-teams = Teams
people-teams-hint = A conversation can be handed to a team: it waits for anyone there. Who is in which is set on each colleague’s page.
people-no-team = None
people-team-count = { $count ->
    [0] nobody
    [one] one colleague
   *[other] { $count } colleagues
}
people-team-name-of = Name of the team { $name }
people-team-rename = Rename
people-team-add = New team
people-team-add-do = Add
people-team-removed = The team is removed. What was handed to it is anyone’s.
people-wrong-team = There is a team of this name already.
people-hand-to = Hand to a team
people-do-hand = Hand over
people-refused-team = There is no such team any more.
people-event-you-handed = You handed the conversation to the team { $team }
people-event-handed = { $name } handed the conversation to the team { $team }
