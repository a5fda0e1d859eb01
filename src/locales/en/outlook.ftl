# What publishing a draft would change.
outlook-title = What would change
outlook-see = What would change
outlook-see-hint = The last questions are asked again, of this draft.
outlook-nothing = Of the last { $all } questions, no answer would change
outlook-some =
    { $count ->
        [one] Of the last { $all } questions, one answer would change
       *[other] Of the last { $all } questions, { $count } would be answered differently
    }
outlook-hint = Questions that were really asked were asked again just now, of the articles as they are and as they would be. Nothing is saved or published yet.
outlook-none-asked = Nobody has asked anything yet, so there is nothing to compare.
outlook-left-out =
    { $count ->
        [one] There was no time for one of them, the oldest.
       *[other] There was no time for { $count } of them, the oldest.
    }
outlook-kind = { $kind }: { $number }
outlook-lost = Not answered any more
outlook-other = Another article
outlook-gained = Newly answered
outlook-offered = Other suggestions
outlook-words = Other words
outlook-list = Questions
outlook-question = Question
outlook-now = Now
outlook-then = After publishing
outlook-answered = Answered, { $percent }
outlook-suggested = Suggested, { $percent }
outlook-handed-over = Handed over, { $percent }
outlook-fetched = A person is fetched
outlook-chatted = Small talk
outlook-more =
    { $count ->
        [one] One more is not listed.
       *[other] { $count } more are not listed.
    }
outlook-back = Back to the draft
outlook-archive-title = What archiving would change
outlook-archive-hint = Questions that were really asked were asked again just now, of the articles with this one and without it. Nothing is archived yet.
outlook-archive-then = After archiving
outlook-archive-see = What would change is shown first.
