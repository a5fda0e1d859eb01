# How a place is set: said in the place itself, and at the desk. Markdown where it is said.

place-role-direct = a private chat
place-role-help = for questions to me
place-role-community = a community, where I keep quiet
place-role-staff = for the team alone
place-role-ignored = none of my business
place-autonomy-always = whatever is asked
place-autonomy-addressed = when I am addressed
place-autonomy-confident = when I am addressed, or sure of the answer
place-autonomy-never = never by myself
place-listen-on = on
place-listen-off = off
place-language-none = everybody’s own
place-setup =
    __How I behave here__

    - This place is: { $role }
    - I answer: { $autonomy }
    - Language: { $language }
    - Reading along: { $listen }

    Only administrators can change this, by a button or in words: /setup autonomy confident
place-button-help = For questions
place-button-community = Community
place-button-ignored = Stay out of here
place-button-always = Answer everything
place-button-addressed = When addressed
place-button-confident = When sure, too
place-button-never = Never answer
place-button-listen = Read along
place-button-listen-no-more = Read along no more
place-button-language = Language: { $language }
place-unknown = I do not know that setting. There are: { $allowed }.
place-wrong = That does not go with “{ $setting }”. Allowed are: { $allowed }.
place-reads-along = 👁 From now on I read along here: what is written in this chat is recorded for the team, addressed to me or not. An administrator can change that with /setup.
place-reads-no-more = I read along no more: only what is addressed to me is recorded.
place-quiet-link = I speak little here, so that people can talk. Where I put { $mark } on a question, I have an answer to it: open { $link } and press “Start”.
place-quiet = I speak little here, so that people can talk. Where I put { $mark } on a question, I have an answer to it: write /start to me in private.
place-quiet-reaction = I speak little here, so that people can talk. Where I put { $mark } on a question, I have an answer to it: whoever asked gets it in private by reacting to it with anything, or by sending me /start there.

place-mentions = Call when somebody waits
place-mentions-telegram = Members of the group, by @username or number, with spaces between. They are called by every handoff and when nobody takes one in time.
place-mentions-discord = A role as role:NUMBER or members by their number, with spaces between. They are called by every handoff and when nobody takes one in time.
place-staff-role = Only this role is heard
place-staff-role-hint = The number of a role on Discord. Colleagues are heard here by their linked account alone where this is empty.
place-wrong-mention-telegram = “{ $found }” calls nobody on Telegram. Write @username, or an account’s number.
place-wrong-mention-discord = “{ $found }” calls nobody on Discord. Write role:NUMBER, or a member’s number.
place-wrong-platform = Nobody can be called on this channel.
place-wrong-many = At most { $count } people and roles can be called.
place-wrong-role = “{ $found }” is no role. Write the number of a role on Discord.
