# Articles that somebody should look at.
fresh-title = To look at
fresh-partial = So much was asked that only the latest of it is counted.
fresh-left =
    { $count ->
        [one] One article is yet to be compared with the others. It goes on in the background.
       *[other] { $count } articles are yet to be compared with the others. It goes on in the background.
    }
fresh-empty = Nothing needs a look
fresh-empty-hint = Articles that are refused, that help nobody, that are due, that say what another says, or whose links lead nowhere appear here.
fresh-why = Why
fresh-refused = Often not the answer
fresh-refused-hint = In the last 60 days
fresh-refused-why = “Not this” { $not } times, helped { $helped } times
fresh-idle = Nobody was helped
fresh-idle-hint = Shown five times or more in the last 60 days
fresh-idle-why = Shown { $shown } times
fresh-withdrawn = Taken back
fresh-withdrawn-hint = Made of an answer whose author has taken it back or was erased. Rewrite or archive it; then it leaves this list
fresh-withdrawn-why = Since { $day }
fresh-source = Its page has changed
fresh-source-hint = Read from a site that says something else by now
fresh-source-draft = The new text waits as a draft since { $day }: { $url }
fresh-source-kept = The page says something else since { $day }; what was edited here was kept: { $url }
fresh-due = Due for a look
fresh-due-hint = On the day that was set in the editor
fresh-due-why = Since { $day }
fresh-broken = Links that lead nowhere
fresh-broken-hint = Tried once a day; listed after two days
fresh-broken-link = Link
fresh-broken-why = { $what }, since { $day }
fresh-near = Nearly the same question
fresh-near-hint = One of the two would answer what the other is asked
fresh-near-column = The other article
fresh-near-how = Answers
fresh-near-same = The same answer twice
fresh-near-other = Different answers
fresh-translations = Articles whose source has changed are among the translations:
fresh-review = Look at it again
fresh-review-hint = It is listed under “To look at” from then on. Left empty, it is not.
fresh-review-wrong = This is no day. Write it as in { $day }. Nothing was set.
fresh-review-saved = The day is set.
fresh-near-question = Both answer
