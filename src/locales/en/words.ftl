# Words that mean the same.
words-title = Words
words-add = Words that mean the same
words-group = The words
words-group-hint = Two or more, separated by commas: synonyms, an abbreviation and what it stands for, a product and what people call it. Whoever asks with one of them is answered as with the others.
words-keep = Add them
words-saved = It is kept, and questions are answered by it from now on.
words-new = Words that no article holds
words-new-hint = From questions of the last 60 days that the bot did not answer, or that were answered by a choice or by the team
words-word = Word
words-example = Asked like this
words-meant = What was meant
words-not-known = Not known
words-deeds = What to do
words-asked =
    { $count ->
        [one] in one question
       *[other] in { $count } questions
    }
words-take = Add words
words-take-name = Add words that mean the same as { $word }
words-kept = What is kept
words-find = Find a word
words-look = Find
words-none = Nothing is kept so far.
words-none-found = No group holds that.
words-of = Words that mean the same: { $words }
words-change = Save
words-change-name = Save the change of: { $words }
words-remove = Remove
words-remove-name = Remove: { $words }
words-more =
    { $count ->
        [one] One more is not shown. Look for a word.
       *[other] { $count } more are not shown. Look for a word.
    }
words-earlier = What was changed
words-restore = Bring back
words-restore-name = Bring back what was kept { $when }
words-in-force = In force
words-gone = Taken out:
words-added = Added:
words-overtaken = Nothing was changed: somebody else changed the words since you looked. This is how they stand now.
words-wrong-start = A group begins with a word, not with # or [, and has 3000 characters at most.
words-wrong-language = A line of the list belongs to no language.
words-wrong-groups = There are 5000 groups already; take one out first.
words-wrong-no-word = There is no word in “{ $word }”.
words-wrong-twice = “{ $word }” is in another group already: { $group }. Add the others to that one.
words-wrong-alone = A group needs two words or more, separated by commas.
words-wrong-members = A group has 20 words at most.
words-wrong-long = A word or phrase has 100 characters at most.
