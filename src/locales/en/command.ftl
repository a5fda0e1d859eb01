# The menu of commands that a platform shows: short, at most 256 characters each.
command-start = Start a conversation
command-help = What I can do for you
command-ask = Ask a question
command-human = Talk to a person
command-bot = Go back to the bot
command-solved = Say who solved it, in reply to their message
command-setup = How I behave in this group (for administrators)
command-link = For members of the team: say that this account is yours
