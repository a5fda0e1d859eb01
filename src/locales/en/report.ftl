# Reports.
report-title = Reports
report-period = Period
report-last-days = Last { $count } days
report-from = From
report-to = to
report-show = Show
report-wrong-period = This cannot be shown. Choose days that are not to come, the first before the last, at most a year together. Shown are the last 30 days.
report-days = { $from } – { $to }
report-none = –
report-conversations = Conversations
report-messages = Messages of customers
report-messages-count =
    { $count ->
        [one] { $count } message of customers
       *[other] { $count } messages of customers
    }
report-conversations-count =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
report-by-bot = By the bot alone
report-to-people = With people
report-handed-over = Handed to people
report-replied-count = { $count } of them replied to
report-first-reply = First reply, median
report-resolution = Resolved, median
report-nine-in-ten = nine in ten within { $duration }
report-rating = Rating
report-ratings = Ratings
report-asked = Asked for a rating
report-rated-count = { $count } of { $asked } asked answered
report-empty = Nothing happened in these days
report-empty-hint = Choose other days, or come back when somebody has written.
report-volume = Conversations a day
report-volume-description = By the bot alone: { $bot }. With people: { $people }.
report-volume-note = Counted are conversations by the day on which they began. “With people”: a person was wanted or came. Times count from the handoff.
report-line-bot = Bot
report-line-people = People
report-days-column = Days
report-all-column = All
report-why = Why people were fetched
report-reason = Reason
report-times = Times
report-share = Share
report-reason-asked = The customer asked for a person
report-reason-no-answer = No article answers it
report-reason-no-index = The index of the articles was being built anew
report-reason-refused = “Not this” twice
report-reason-failed = Answering failed
report-reason-not-delivered = A reply could not be delivered
report-reason-other = The bot could not go on
report-reason-erased = Not known any more: erased
report-score = { $face } { $score }
report-by-channel = By channel
report-by-language = By language
report-by-agent = By agent
report-agent = Agent
report-replied-first = First replies
report-resolved = Resolved
report-agents-note = Times are of the cases to which somebody replied first. Ratings are of what somebody resolved.
report-agents-own = You see your own row.
report-csv-group = Group
report-csv-name = Name
report-csv-by-people = With people
report-csv-replied = Replied to
report-csv-reply-median = First reply, median (s)
report-csv-reply-p90 = First reply, nine in ten (s)
report-csv-resolved = Resolved
report-csv-resolution-median = Resolved, median (s)
report-csv-resolution-p90 = Resolved, nine in ten (s)
report-csv-rating-mean = Rating, mean
report-csv-all = All
report-csv-day = Day
report-csv-channel = Channel
report-csv-language = Language
report-csv-agent = Agent
report-csv-reason = Reason
report-csv-score = Rating
