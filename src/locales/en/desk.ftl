# The web desk, where people of the team take what the bot hands over.
desk-language-name = English
desk-language-en = English
desk-language-fa = Persian
desk-percent = { $percent }%

# Signing in and out.
desk-sign-in = Sign in
desk-sign-in-title = Sign in to the desk
desk-sign-in-wrong = E-mail or password is not right.
desk-sign-in-too-often = Too many tries. Wait a few minutes, then try again.
desk-sign-in-link-used = This link was used already, or is too old. Ask for a new one, or sign in with your password.
desk-sign-out = Sign out
desk-email = E-mail
desk-password = Password
desk-forgotten = Forgotten it? Whoever runs the server can give you a one-time link.
desk-staff-only = For the team only.
desk-account = Account
desk-more = More
desk-account-of = { $name }: account
desk-presence = New conversations
desk-presence-here = Give me some
desk-presence-away = I am away
desk-accounts = Staff rooms
desk-accounts-why = By these accounts you are known in the team’s rooms. What you write there in a conversation’s topic goes to its customer.
desk-account-code = Link an account
desk-account-code-how = Write this to the bot in a private chat, from the account that is yours. It works once, for a quarter of an hour.
desk-account-unlink = Unlink
desk-language = Language of the desk
desk-role-admin = Admin
desk-role-curator = Curator
desk-role-agent = Agent
desk-role-viewer = Viewer

# Around every page.
desk-skip = Skip to the work
desk-main = Main
desk-inbox = Inbox
desk-contacts = Contacts
desk-waiting-count =
    { $count ->
        [one] { $count } conversation waits
       *[other] { $count } conversations wait
    }
desk-lost = No connection. You can go on writing; what you missed comes as soon as it is back.
desk-back-online = Back on line. Nothing was lost.
desk-unsent = Not sent: no connection. Your draft is kept.

# Keys.
desk-keys = Single-letter keys
desk-key-next = Next and previous conversation
desk-key-write = Reply, internal note
desk-key-leave = Leave the field

# What goes wrong.
desk-to-the-desk = To the desk
desk-not-found = There is no such page
desk-not-found-hint = It may have been removed, or the address is not complete.
desk-forbidden = Your role does not allow this
desk-forbidden-hint = An admin can give you another role.
desk-foreign-form = This form is not from a page of the desk
desk-foreign-form-hint = Go back, reload the page, and send it again.
desk-bad-form = The form could not be read
desk-bad-form-hint = Go back, reload the page, and send it again.
desk-too-large = That is too long
desk-too-large-hint = Go back and shorten it, or send it in parts.
desk-unavailable = The database does not answer
desk-unavailable-hint = Nothing was changed. Try again in a moment.
desk-form-too-large = That is too much at once
desk-form-too-large-hint = Go back, and send fewer files or smaller ones.
desk-file-gone = This file is not there any more
desk-file-gone-hint = Where it was sent, it was deleted or has expired. Ask the customer to send it again.
desk-file-unavailable = This file cannot be fetched just now
desk-file-unavailable-hint = The platform that has it does not answer, or is too slow. Try again in a moment.
desk-file-too-large = This file is too large to be passed on
desk-file-too-large-hint = It may have { $size } at most. Ask the customer for a smaller one, or for a link to it.

# The list.
desk-views = Views
desk-view-waiting = Waiting
desk-view-mine = Mine
desk-view-open = All
desk-view-resolved = Resolved
desk-empty-waiting = Nobody is waiting
desk-empty-waiting-hint = Whoever asks for a person, or asks what the bot cannot answer, appears here by themselves.
desk-empty-mine = You hold no conversation
desk-empty-mine-hint = Take one from those who wait.
desk-empty-open = Nothing is open
desk-empty-open-hint = Every conversation that goes on appears here, those of the bot too.
desk-empty-resolved = Nothing was resolved yet
desk-empty-resolved-hint = Conversations that are done appear here.
desk-list-full = These are the latest { $count }.
desk-new-conversations =
    { $count ->
        [one] { $count } new conversation
       *[other] { $count } new conversations
    }
desk-nameless = Visitor
desk-former-colleague = A former colleague
desk-preview-bot = Bot:
desk-preview-you = You:
desk-preview-deleted = Deleted a message
desk-state-waits = waits { $duration }
desk-state-queued = waits for anyone
desk-state-bot = with the bot
desk-state-yours = yours
desk-state-held = { $name } has it
desk-state-open = open
desk-state-resolved = resolved
desk-channel-telegram = Telegram
desk-channel-discord = Discord
desk-channel-web = Web chat
desk-channel-console = Console
desk-place = { $channel }, { $place }

# A conversation.
desk-conversation = Conversation
desk-conversations = Conversations
desk-conversation-with = Conversation with { $name }
desk-conversation-number = Conversation { $number }
desk-none-open = No conversation is open
desk-none-open-hint = Choose one from the list.
desk-back = Back to the list
desk-show-contact = Show contact
desk-close-contact = Close contact
desk-messages = Messages
desk-earlier-messages = Earlier messages
desk-newest-messages = To the newest messages
desk-new-messages =
    { $count ->
        [one] { $count } new message
       *[other] { $count } new messages
    }
desk-you = You
desk-bot = Bot
desk-sure = { $percent } sure
desk-edited = edited
desk-before-edit = Before the edit
desk-deleted = Deleted by the customer, { $time }
desk-replaced = Replaced by a later reply
desk-cut = Too long to keep whole: this is its beginning
desk-offered = Buttons under the message
desk-chose = { $name } chose “{ $label }”
desk-file-photo = Photo
desk-file-voice = Voice message
desk-file-video = Video
desk-file-audio = Audio
desk-file-sticker = Sticker
desk-file-location = Location
desk-file-contact = Contact card
desk-file-file = File
desk-file-open = Open
desk-size-kb = { $amount } kB
desk-size-mb = { $amount } MB

# Files that go to the customer.
desk-attach = Attach files
desk-attached = Attached files
desk-attach-hint = At most { $count } at once, { $size } each
desk-attach-not-here = Files cannot be sent on { $channel }.
desk-attach-remove = Take out
desk-attach-too-large = A file was left out: it may have { $size } at most.
desk-attach-too-many = At most { $count } files can be sent at once.
desk-on-platform = See it on the platform
desk-replies-to = In reply to
desk-replies-to-earlier = In reply to an earlier message
desk-reply-to-this = Reply to this
desk-reply-to-all = Not to one message

desk-unsent-title = Nothing was sent. Your draft is still here.
desk-unsent-channel = “{ $name }”: this channel takes no files.
desk-unsent-many = “{ $name }”: at most { $count } files can be sent at once.
desk-unsent-large = “{ $name }” is larger than { $size }.
desk-unsent-kind = “{ $name }”: files of this kind are not sent. Allowed are { $kinds }.
desk-unsent-disguised = “{ $name }” is not what its name says.
desk-unsent-empty = “{ $name }” is empty.
desk-unsent-broken = “{ $name }” did not come whole. Attach it again.
desk-unsent-lost = A file of this draft was kept for a day and is gone. Attach it again.
desk-unsent-note = Files go to customers only. Take them out of the note, or send them as a reply.

# What became of a message of ours.
desk-delivery-pending = Sending
desk-delivery-sent = Delivered
desk-delivery-changed = Delivered, as an edit of the earlier reply
desk-delivery-twice = Delivered, perhaps twice
desk-delivery-repeating = Perhaps delivered: the channel did not confirm. It is being sent once more.
desk-delivery-unknown = Perhaps delivered: the channel did not confirm.
desk-delivery-dead = Not delivered: the channel refused it, or could not be reached for too long
desk-delivery-gone = Not delivered: the customer blocked the bot, or is gone
desk-delivery-cancelled = Taken back before it was sent
desk-erased = Erased
desk-delivery-held = Held: it comes from a backup, and somebody must decide whether it is still sent
desk-do-resend = Send again
desk-do-drop = Give up
desk-event-resent = { $name } had a message sent again
desk-event-resent-you = You had a message sent again
desk-event-resent-operator = A message was sent again from the command line
desk-event-given-up = { $name } gave up a message that did not arrive
desk-event-given-up-you = You gave up a message that did not arrive
desk-event-given-up-operator = A message that did not arrive was given up from the command line

# What happened.
desk-event-handoff = Handed to people
desk-reason-asked = because the customer asked for a person.
desk-reason-no-answer = because no article answers the question.
desk-reason-no-index = because the index of the articles was being built anew.
desk-reason-refused = because the answers did not help.
desk-reason-failed = because answering failed.
desk-reason-not-delivered = because the bot’s reply could not be delivered.
desk-reason-other = because the bot could not go on.
desk-event-taken-you = You took the conversation
desk-event-taken = { $name } took the conversation
desk-event-taken-over-you = You took the conversation over from { $from }
desk-event-taken-over = { $name } took the conversation over from { $from }
desk-event-returned-you = You handed the conversation back to the bot
desk-event-returned = { $name } handed the conversation back to the bot
desk-event-returned-customer = The customer went back to the bot
desk-event-resolved-you = You resolved the conversation
desk-event-resolved = { $name } resolved the conversation
desk-event-resolved-customer = Resolved: the customer said that it helped
desk-event-resolved-quiet = Resolved: it had been quiet for long
desk-event-solved = The customer says that it is solved
desk-event-solved-peer = The customer says that it is solved, by what { $name } wrote
desk-event-room = Something was written in a staff room
desk-event-thread-asked = The customer wants to go on in a thread
desk-event-thread = Goes on in the thread “{ $title }”
desk-event-no-thread = No thread could be opened: the bot may not be allowed to
desk-event-reopened = Taken up again
desk-event-deleted = { $name } deleted a message
desk-event-pressed = { $name } pressed a button
desk-told-as-wished = Told once it was known, as the customer had wished
desk-event-reaction = { $name } reacted with { $emoji }
desk-event-reaction-off = { $name } took back the reaction { $emoji }
desk-event-command = { $name } gave the command { $command }
desk-event-joined = { $name } added the bot
desk-event-left = { $name } blocked the bot or left
desk-event-back = { $name } let the bot back
desk-event-moved = The chat moved to a new address
desk-event-unknown = Something that Hamyar cannot read yet: { $kind }
desk-event-wrote = { $name } wrote
desk-event-bot-wrote = The bot replied
desk-event-replied = { $name } replied
desk-event-noted = { $name } wrote an internal note

# What can be done.
desk-do-take = Take
desk-do-take-over = Take over
desk-do-return = Hand back to the bot
desk-do-resolve = Resolve
desk-do-reopen = Take up again
desk-reply = Reply
desk-note = Internal note
desk-note-hint = Internal note, only your team sees it
desk-composer-to = To { $channel }, as { $name }
desk-composer-to-nameless = To { $channel }, without a name
desk-composer-placeholder = Write to { $name }
desk-draft-saved = Draft saved
desk-send = Send
desk-save-note = Save note
desk-take-over-and-send = Take over and send
desk-notice-conflict = Meanwhile somebody else acted. Nothing of yours was done.
desk-notice-conflict-hint = Your draft is below: send it now, change it, or leave it.
desk-notice-held = { $name } holds this conversation. Nothing was sent: you would both answer.
desk-notice-another-open = This conversation stays resolved: the customer has opened another one here since. Go on in that one. Nothing was sent.
desk-notice-empty = There is nothing written yet.

# The contact.
desk-identities = Identities
desk-unreachable = cannot be reached
desk-whole-history = Whole history
desk-fact-since = Known since
desk-fact-language = Language
desk-why = Why the bot said this
desk-why-marks = Marks: suggest from { $suggest }, answer from { $answer }
desk-why-follows = Read together with the question before it
desk-why-decision = Decision
desk-why-answered = Answered
desk-why-suggested = Offered to choose from
desk-why-handed-over = Handed to people
desk-timeline = Timeline
desk-other-conversations = Other conversations
desk-empty-contacts = Nobody has written yet
desk-empty-contacts-hint = Whoever writes on a channel appears here.
desk-event-setting = The place was set otherwise
desk-event-resolved-peer = Solved by { $name }

# Places.
desk-places = Places
desk-place-name = Place
desk-place-role = What it is for
desk-place-role-hint = In a community the bot keeps quiet, so that people can talk with each other. Where it has no business, nothing is recorded.
desk-place-autonomy = The bot answers
desk-place-autonomy-hint = Sure means: at or above the threshold for answers. It speaks unasked once in a thread at most. A person can always be asked for.
desk-place-language = Language
desk-place-language-hint = In which the bot begins, before it knows who writes.
desk-place-group = Group
desk-place-group-hint = Everybody in this place belongs to it: they are given articles for members, and for this group. Only for places that strangers cannot enter.
desk-place-listen = Read along
desk-place-listen-hint = What is not addressed to the bot is recorded too. People in the place are told when this begins, and when it ends.
desk-place-tag = Tag of solved posts
desk-place-tag-hint = If this is a forum: by this tag alone its posts say that they are solved. Left empty, “solved”, “resolved” and the like do.
desk-place-saved = Saved. Where people must know of it, the bot tells them there.
desk-save = Save
desk-empty-places = No groups yet
desk-empty-places-hint = Add the bot to a group and address it there once; the group then appears here.

# Answers of peers.
desk-candidates = Answers of peers
desk-empty-candidates = Nobody has helped anybody yet
desk-empty-candidates-hint = When somebody in a group answers and the asker says that it solved the matter, or a post of a forum is marked solved, the answer appears here.
desk-consent-asked = Not agreed to yet
desk-consent-given = May be kept
desk-consent-named = May be kept, with the name
desk-consent-unasked = Not asked yet

# Messages that did not arrive.
desk-undelivered = Undelivered
desk-undelivered-count =
    { $count ->
        [one] { $count } message did not arrive
       *[other] { $count } messages did not arrive
    }
desk-undelivered-dead = Not delivered
desk-undelivered-unknown = Perhaps delivered
desk-undelivered-held = Held
desk-undelivered-attempts = { $count } attempts
desk-undelivered-resent = It is being sent again.
desk-undelivered-dropped = Given up. The conversation says so.
desk-undelivered-settled = Somebody else has decided about it already.
desk-undelivered-taken-back = Not sent again: the customer took back what it answers.
desk-empty-undelivered = Everything has arrived
desk-empty-undelivered-hint = Messages that a channel refused, or that it did not confirm, appear here.
desk-sending-paused = Sending is paused since { $since }: nothing goes out until whoever runs the server resumes it.
