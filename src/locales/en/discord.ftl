# What Discord shows that no message says. Names of commands are in lower case, without spaces, at most 32 characters.
discord-command-ask = ask
discord-command-human = human
discord-command-setup = setup
discord-command-link = link
discord-option-code = code
discord-option-code-description = The code from your account page at the desk
discord-command-start = start
discord-option-question = question
discord-option-question-description = What you want to know
discord-option-arguments = settings
discord-option-arguments-description = What to set here; leave it empty to see how it is
discord-heard = 👍 On its way.
