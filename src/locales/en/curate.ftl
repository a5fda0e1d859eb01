# The knowledge base at the desk, where curators keep what the bot answers with.
curate-knowledge = Knowledge
curate-articles = Articles
curate-article = Article
curate-new = New article
curate-edit = Edit
curate-title = Title
curate-body = Answer
curate-body-hint = Markdown
curate-questions = How people ask it
curate-questions-hint = One wording a line. The bot finds the article by them.
curate-labels = Labels
curate-labels-hint = Separated by commas. One with a comma of its own stands in quotation marks.
curate-label = Label
curate-locale = Language
curate-locale-hint = A language tag, such as { $examples }.
curate-audience = Who may see it
curate-audience-hint = The bot gives people only what they may see. In a shared chat that is what everybody there may see.
curate-audience-public = Everyone
curate-audience-members = Members
curate-audience-group = One group
curate-audience-of-group = Group: { $name }
curate-audience-agents = Agents only
curate-group = Group
curate-group-hint = For “One group”: the label that its people bear, or that their chat is set to.
curate-valid-from = Valid from
curate-valid-until = Valid until
curate-valid-hint = The first and the last day on which the bot answers with it. Left empty, there is none.
curate-expired = Expired
curate-owner = Keeper
curate-owner-none = No keeper
curate-owner-mine = Kept by me
curate-owner-nobody = Without a keeper
curate-keeping = Keeping it right
curate-keeping-save = Save
curate-second-look = A colleague has to look at it first: ask for review, and they publish it as it is.
curate-root = Shared name
curate-root-hint = Translations of one article have the same. Left empty, it is made of the title.
curate-status = Status
curate-status-draft = Draft
curate-status-review = In review
curate-status-published = Published
curate-status-archived = Archived
curate-waiting-draft = Draft waits
curate-waiting-review = Change in review
curate-changed = Changed
curate-by = Saved by
curate-when = When
curate-by-command = Command line
curate-saved-by = Saved by { $name }, { $when }
curate-translations = Other languages
curate-translate = Add a translation

# The list.
curate-search = Title, question or text
curate-any-locale = Every language
curate-any-label = Every label
curate-any-status = Every status
curate-any-audience = Every audience
curate-any-owner = Every keeper
curate-attention = How it does
curate-any-attention = However it does
curate-attention-stale = To look at
curate-attention-unasked = Never asked for
curate-attention-refused = Badly rated
curate-filter = Filter
curate-filter-none = Show all
curate-none = No articles yet
curate-none-hint = What curators write here is what the bot answers with.
curate-none-found = Nothing fits
curate-none-found-hint = Try fewer words, or remove a filter.
curate-first-page = To the first page
curate-next-page = Next page
curate-export = Download every article:
curate-export-csv = Spreadsheet
curate-export-jsonl = JSONL
curate-export-zip = Markdown files

# What is done with an article.
curate-publish = Publish
curate-draft = Save draft
curate-review = Ask for review
curate-archive = Archive
curate-publish-over = Publish mine on top
curate-draft-over = Save mine on top, as a draft
curate-saved-draft = Saved as a draft. Customers do not find it.
curate-saved-beside = Saved as a draft. The published version goes on answering until this one is published.
curate-saved-review = Saved, and waiting for review.
curate-saved-published = Published. The bot answers with it from now on.
curate-saved-archived = Archived. The bot does not answer with it any more.
curate-saved-restored = The earlier version is back, as a draft. Publish it if it is right.
curate-is-beside = This version is not published. Meanwhile an earlier one goes on answering.
curate-not-saved = Nothing was saved. Your text is kept below.

# What is wrong with an article.
curate-wrong-nameless = Give it a title, or at least one wording in which people ask for it.
curate-wrong-title = The title may have { $count } characters at most.
curate-wrong-empty = There is no answer yet. Write it, or save a draft.
curate-wrong-body = The answer may have { $size } at most. Shorten it, or make two articles of it.
curate-wrong-questions = There may be { $count } wordings at most.
curate-wrong-question = Wording { $number } is too long: it may have { $count } characters at most.
curate-wrong-labels = There may be { $count } labels at most.
curate-wrong-label = The label that begins with “{ $label }” is too long: it may have { $count } characters at most.
curate-wrong-locale = This is not a language tag. Write one such as { $examples }.
curate-wrong-root = The shared name may have { $count } characters at most.
curate-wrong-group = Name the group in up to 40 characters.
curate-wrong-day = A day is written as { $example }.
curate-wrong-validity = The last day comes before the first.
curate-wrong-unseen = Somebody else has to look at it before it is published: ask for review. Whoever looks at it publishes it as it is; if they change it, somebody looks again.

# Two who write at once.
curate-overtaken = Somebody saved another version while you were writing. Nothing was overwritten.
curate-overtaken-hint = Both versions are below, and yours is in the form. Take over what you need; saving then puts yours on top of theirs.
curate-their-version = Saved by { $name }, { $when }
curate-your-version = Yours, not saved
curate-overtaken-restore = Somebody saved another version since you opened this page. Nothing was brought back: look at it first.
curate-open-too = { $name } has this article open too
curate-edits-too = { $name } is changing this article too
curate-saved-meanwhile = { $name } saved another version, { $when }

# Versions.
curate-history = History
curate-back-to-article = Back to the article
curate-versions = Versions
curate-version = Version { $number }: { $name }, { $when }
curate-latest = Latest
curate-compare = Compare
curate-compare-from = Compare version { $number }
curate-compare-to = Compare with version { $number }
curate-compared = What differs
curate-no-difference = The two versions are the same.
curate-same-lines = Equal lines
curate-only-left = Only in the first:
curate-only-right = Only in the second:
curate-restore = Bring back
curate-restore-one = Bring back version { $number }
curate-restore-hint = A version that is brought back becomes a new draft. Nothing is lost, and customers see it only when it is published.

# What it looks like.
curate-preview = Preview
curate-preview-as = Preview as
curate-look = Show preview
curate-preview-parts =
    { $count ->
        [one] Sent as { $count } message.
       *[other] Too long for one message: sent as { $count }.
    }
curate-preview-part = This part is said to “{ $question }”. The rest follows where somebody presses for the whole article.
curate-preview-whole = Then, where the whole article is asked for
curate-preview-cut = Only the beginning is shown here.
curate-preview-headings = Chat apps have no headings: they are shown in bold.
curate-preview-tables = Chat apps have no tables: rows are shown as text.

# What it would answer.
curate-try = Try it
curate-try-hint = as if this were published
curate-question = A customer’s question
curate-ask = Ask
curate-this-draft = this article
curate-would-answer = Would answer
curate-would-suggest = Would offer these to choose from
curate-would-hand-over = Would hand over to people
curate-would-fetch = Would fetch a person, who is asked for
curate-would-chat = Would take it for small talk
curate-matched = Matched:
curate-missing = Not there:
curate-part = The part that would be said

# What is asked and not answered.
curate-gaps = Gaps
curate-gaps-hint = Not answered by the bot in the last 30 days
curate-no-gaps = Nothing is left open
curate-no-gaps-hint = Questions that the bot handed over, that its answer did not help with, or that the team answered appear here.
curate-gap-people =
    { $count ->
        [one] asked in { $count } conversation
       *[other] asked in { $count } conversations
    }
curate-gap-asked =
    { $count ->
        [one] asked by { $count } person
       *[other] asked by { $count } people
    }
curate-gap-is-answered = it is answered now
curate-gap-find = Add the wordings to an article
curate-gap-find-words = Words of another article
curate-gap-find-look = Find
curate-gap-find-none = No article holds all of these words.
curate-gap-found = Articles
curate-gap-wordings = Wordings
curate-gap-add = Add here
curate-gap-waiting =
    { $count ->
        [one] { $count } waits to be told
       *[other] { $count } wait to be told
    }
curate-gap-refused = the answer did not help
curate-gap-others = Other wordings
curate-gap-write = Write the answer
curate-gap-answers = Answered now with “{ $title }”: edit it
curate-gap-suggests = “{ $title }” comes near: edit it
curate-gaps-partial = Older questions are being put together with these.
curate-gaps-dismissed = Need no article
curate-gap-question = Question
curate-gap-why = Why
curate-gap-restore = Bring back
curate-gap-trend = { $week } in the last 7 days, { $before } in the 7 before
curate-gap-and = {" and "}
curate-gap-answered = What the team answered
curate-gap-else = It is answered elsewhere, or needs no answer
curate-gap-link = Add these wordings to “{ $title }”
curate-gap-linked = The wordings are among the questions below. Look at them, then publish.
curate-gap-dismiss = It needs no article:
curate-gap-person = only a person can answer it
curate-gap-not-ours = not about what we do
curate-gap-noise = not a question
