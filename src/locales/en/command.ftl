# The menu of commands that a platform shows: short, at most 256 characters each.
command-start = Start a conversation
command-help = What I can do for you
command-ask = Ask a question
command-human = Talk to a person
command-bot = Go back to the bot
command-solved = Say who solved it, in reply to their message
command-setup = How I behave in this group (for administrators)
command-room-take = For the team: take this conversation
command-room-resolve = For the team: it is resolved
command-room-reopen = For the team: take it up again
command-room-bot = For the team: hand it back to the bot
command-room-snooze = For the team: put it off
command-room-wake = For the team: take up what was put off
command-room-macro = For the team: send a canned reply
command-room-note = For the team: write a note that stays inside
command-link = For members of the team: say that this account is yours
