# What the bot says. Markdown.

bot-introduction = _I am a bot of { $brand }. Write “human” at any time and a person takes over._
bot-greeting = Hello. Ask me about { $brand } in your own words, and I will look for the answer.
bot-welcome = You are welcome.
bot-goodbye = Goodbye. Write again whenever you need something.
bot-help =
    Ask in your own words, in one message. I answer from the articles of the team and name the one I used.

    - If an answer is not what you meant, press “Not this”.
    - Write “human”, or use /human, to talk to a person.
    - While you wait for a person, /bot brings me back.
bot-source = 📖 _From: { $title }_
bot-other-language = _There is no answer to this in your language yet. This one is in { $language }:_
bot-language-en = English
bot-language-fa = Persian
bot-suggestions = I am not sure what you mean. Is it one of these?
bot-other-suggestions = I see, that was not it. Is it one of these?
bot-rephrase = I see, that was not it. Could you say it in other words? Or I fetch a person.
bot-helped = Good to hear. Write again whenever you need something.
bot-back = The bot is back. What would you like to know?
bot-closed = The team has closed this conversation. If something is left, simply write again.
bot-rate = How content are you with the help you got?
bot-rated = Thank you. You chose { $face }. To change it, press another face.
bot-rated-more = If you want to say more, reply to this message; the team reads it as your comment.
bot-rating-over = The time to rate this is over. If something is left, simply write again.
bot-commented = Thank you, your comment is kept for the team. If you need an answer, write it as a new message.
bot-linked = Done: from now on I know you as a member of the team. What you write in the topics of the staff room goes to the customer; /note or a leading // keeps it inside.
bot-link-wrong = That code is not good, or not any more. Members of the team find a new one on their account page at the desk; it works once, for a quarter of an hour.
bot-stale-choice = That list is from an earlier question. Please ask again, or I fetch a person.
bot-cannot-read-photo = I cannot look at pictures. Tell me in words what you need, or a person can look at it.
bot-cannot-read-voice = I cannot listen to recordings. Tell me in writing what you need, or a person can listen.
bot-cannot-read-video = I cannot watch videos. Tell me in words what you need, or a person can watch it.
bot-cannot-read-sticker = I cannot read stickers. Tell me in words what you need, or I fetch a person.
bot-cannot-read-location = I cannot read places on the map. Tell me in words what you need, or a person can look at it.
bot-cannot-read-file = I cannot open files. Tell me in words what you need, or a person can look at it.
bot-handoff-asked = I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
bot-handoff-no-answer = I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
bot-handoff-refused = I have not been of help, so I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
bot-handoff-failed = Something failed on our side, so I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
bot-will-tell = I will write to you here when there is an answer.
bot-wishes-full = You are waiting for answers to { $number } questions already. As soon as one of them is answered, you can ask me to tell you of another.
bot-away-asked = I have passed this to the team.
bot-away-no-answer = I have no answer to that, so I have passed it to the team.
bot-away-refused = I have not been of help, so I have passed this to the team.
bot-away-failed = Something failed on our side, so I have passed this to the team.
bot-away-until = Nobody is here at the moment: we are back { $moment } our time, which is in { $time }, and a person will answer you here. You can add whatever helps in the meantime.
bot-away-holiday = Today is a holiday here ({ $holiday }): we are back { $moment } our time, which is in { $time }, and a person will answer you here. You can add whatever helps in the meantime.
bot-away-unknown = Nobody is here at the moment. As soon as somebody is back, a person will answer you here. You can add whatever helps in the meantime.
bot-usually = The first reply usually takes about { $time }.
bot-late = This takes longer than it should: nobody of the team has been free for it so far. I have reminded them; a person will answer you here.
bot-late-away = This takes longer than it should: nobody of the team has been free for it so far.
bot-expectation = We usually reply within { $time }.
bot-possible-repeat = _You may have received this message already._
bot-button-helped = This helped
bot-button-not-this = Not this
bot-button-person = A person, please
bot-button-bot = Back to the bot
bot-button-whole = The whole article
bot-button-thread = Go on in a thread
bot-button-tell = Tell me when you know
bot-recalled = _You asked: “{ $question }”_
bot-in-thread = Let us go on here. Ask whatever else you want to know; you need not mention me.
bot-in-thread-waiting = Let us go on here: a person will answer you in this thread. You can add whatever helps in the meantime.
bot-thread-name = Question { $number } to the team
bot-thread-taken = Another case is open in the thread under your question. Let us go on in this channel.
bot-no-thread = I cannot open a thread here; perhaps I am not allowed to. Let us go on in this channel.
bot-slow = You write faster than I can read. Nothing is lost: I answer the rest in a minute.
bot-solved-alone = Good to hear that it is solved.
bot-solved = Good to hear that it is solved. If somebody here solved it, reply to their message with /solved, so that they are thanked.
bot-nothing-to-solve = There is no open question of yours here.
bot-who-helped = Good to hear. Who solved it?
bot-somebody = Somebody
bot-thank-peer =
    That solved it. Thank you for helping! 🙏

    May we keep your answer for others who ask the same? Without your name, unless you want it there. Only you can press.
bot-peer-kept = That solved it. Thank you for helping! 🙏 Your answer is kept for others.
bot-peer-kept-named = That solved it. Thank you for helping! 🙏 Your answer is kept for others, with your name.
bot-peer-not-kept = That solved it. Thank you for helping! 🙏
bot-setup-refused = Only administrators of this chat can set how I behave here. Ask one of them, please.
bot-setup-not-here = There is nothing to set in a private chat. Use /setup in a group.
bot-button-solved = Somebody solved it
bot-button-nobody = Nobody of them
bot-button-keep = Yes, keep it
bot-button-keep-named = Yes, with my name
bot-button-do-not-keep = No
bot-button-take-back = I have changed my mind
