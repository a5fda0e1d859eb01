# Staff rooms: what the team reads in the topic of a conversation. Plain text.

room-title = #{ $number } { $name }
room-about = { $channel } · { $language }
room-handed = Handed to people { $reason }
room-desk = Open at the desk
room-bot = Bot
room-to-customer = { $name } to the customer
room-note = 📝 { $name }, for the team
room-file = a file
room-edited = (edited)
room-deleted = 🗑 This message was deleted by its author.

room-state-waiting = Waits for a person
room-state-held = { $name } has it
room-state-bot = The bot has it
room-state-snoozed = Put off until { $moment }
room-state-resolved = Resolved

room-button-take = Take
room-button-bot = To the bot
room-button-snooze = Snooze 1 h
room-button-wake = Take up now
room-button-resolve = Resolve
room-button-reopen = Reopen

room-returned = { $name } gave it back to the bot
room-returned-customer = The customer went back to the bot
room-resolved = { $name } resolved it
room-reopened = It is open again
room-solved = The customer says that it is solved
room-assigned = { $name } gave it to { $to }
room-unassigned = { $name } gave it back to the queue
room-snoozed = { $name } put it off until { $moment }
room-took-back = 🗑 { $name } took back what they had said
room-woken = It is taken up again
room-failed = A message to the customer did not arrive. The desk says why, and can send it again.
room-rated = The customer’s rating: { $face }

room-refused-held = Not sent: { $name } has this conversation. If you want it, write /take first.
room-refused-another-open = Not done: the customer has another conversation open in the same place.
room-refused-nothing = Nothing to do: it is so already.
room-told-command = Nothing was sent: I do not know that command. There are: /take, /resolve, /reopen, /bot, /snooze 2h, /wake, /macro name, /note text, and /delete in reply to what you said. A message that begins with // is a note, too.
room-told-words = Nothing was done: something is missing after the command. For example: /note text, /snooze 2h, /macro name.
room-told-time = Nothing was done: I do not understand that time. For example: /snooze 30m, /snooze 2h, /snooze 3d; at most a year.
room-told-canned = Nothing was sent: there is no canned reply of that name.
room-told-files = Nothing was done: files go to the customer alone, with or without words. With a note or a command there can be none.
room-told-file = Not sent. { $why }
room-told-file-lost = “{ $name }” could not be had from here. Please send it again, or at the desk.
room-told-caption = Not changed: a file that was sent without words cannot be given any. Please write a new message.
room-told-edit = Not changed: what was said to the customer cannot become a note or a command by editing it, nor the other way round. Please write a new message.
room-told-public = That code is void now, because others may have read it. Codes belong in a private chat with me: take a new one from your account page at the desk.
room-told-stranger = Not sent: I do not know whose account this is. Members of the team take a code from their account page at the desk and write /link CODE to me in private. I say this once; until then nothing you write here is passed on.
room-told-anonymous = Not sent: you write as the group, so I cannot tell who you are. Please turn off “Remain anonymous” in your administrator rights. I say this once; until then nothing of it is passed on.
