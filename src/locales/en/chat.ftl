# The web chat: what a customer reads on the page.

# The page and its head. $brand is the company's name, as in the settings.
chat-language = English
chat-name = { $brand } help
chat-voice-bot = The bot answers first
chat-voice-waiting = Waiting for a person
chat-voice-agent = { $name } is with you
chat-voice-person = A person is with you
chat-person = Talk to a person
# What is said for the customer who presses the button above.
chat-person-message = I want to talk to a person

# The conversation.
chat-conversation = Conversation
chat-messages = Messages
chat-greeting = Hello. Ask in your own words. You can have a person at any time.
chat-often = Often asked
chat-you = You
chat-bot = bot
chat-edited = edited
chat-choices = Choices
chat-size-kb = kB
chat-size-mb = MB
chat-typing = Writing…
chat-new = New messages

# Writing.
chat-field = Your message
chat-placeholder = Write a message
chat-send = Send
chat-foot = The first answers come from a bot. To talk to a person, just say so.
chat-edit = Edit
chat-editing = You are changing your message
chat-cancel = Cancel
chat-sending = Sending
chat-sent = Sent
chat-unsent = Not sent
chat-retry = Try again

# Files. $name is a file's name, $size the largest size, $count the most files, $kinds the endings of names.
chat-attach = Attach files
chat-attached = Attached files
chat-file-uploading = Uploading…
chat-file-added = “{ $name }” is attached
chat-file-removed = “{ $name }” is not attached any more
chat-file-remove = Remove “{ $name }”
chat-error-file-large = “{ $name }” is larger than { $size }. Send a smaller one.
chat-error-file-many = At most { $count } files go with one message.
chat-error-file-kind = “{ $name }”: we cannot take files of this kind. Allowed are { $kinds }.
chat-error-file-disguised = “{ $name }” is not what its name says, so we cannot take it.
chat-error-file-empty = “{ $name }” is empty.
chat-error-file-broken = “{ $name }” did not arrive whole. Attach it again.
chat-error-file-full = You have sent us many files today. Try “{ $name }” again tomorrow, or describe it in words.
chat-error-file-lost = A file of this message is not there any more. Attach it again.

# The connection.
chat-offline = No connection. Keep writing: everything is sent once it is back.
chat-online = Back on line. Nothing was lost.
chat-cookies = This browser blocks cookies for this site. Allow them, then load the page again: without them we cannot tell whose conversation this is.
chat-no-script = Without JavaScript new messages do not come by themselves.
chat-refresh = Load new messages

# What went wrong.
chat-error-empty = There is nothing to send. Write something first.
chat-error-long = The message is too long. Send it in parts.
chat-error-busy = Too many messages at once. Try again in { $seconds } s.
chat-error-streams = The chat is open in too many windows. Close one of them.
chat-error-malformed = The request could not be understood. Load the page again.
chat-error-origin = The request came from another site and was refused. Use the chat page itself.
chat-error-visitor = We do not know this browser yet. Load the page again.
chat-error-unavailable = The message could not be recorded just now. Try again in a moment.
chat-error-missing = There is nothing at this address.
chat-back = Back to the chat
