# The inbox of the desk: views, filters, search, and what is done with a conversation beside talking in it.
inbox-view-snoozed = Snoozed
inbox-empty-snoozed = Nothing is snoozed
inbox-empty-snoozed-hint = What you put off until later waits here, and comes back by itself.
inbox-empty-filtered = Nothing here fits the filter
inbox-empty-filtered-hint = Take a part of the filter away, or look into another view.
inbox-empty-so-far = Nothing fits so far
inbox-empty-so-far-hint = Only the first conversations of this view were looked at. Look further below.
inbox-first-page = To the beginning of the list
inbox-next-page = Further conversations

# Filters.
inbox-filter = Filter the list
inbox-filter-channel = Channel
inbox-filter-language = Language
inbox-filter-priority = Priority
inbox-filter-label = Label
inbox-filter-waits = Waiting
inbox-waits-over = More than { $duration }
inbox-order-latest = Show the newest first
inbox-order-longest = Show the longest waiting first
inbox-filter-any = Any
inbox-filter-apply = Show
inbox-filter-asked = Filter
inbox-filter-without = Take this filter away
inbox-priority-urgent = Urgent
inbox-priority-high = High
inbox-priority-normal = Normal
inbox-priority-low = Low

# Search.
inbox-search = Search conversations and people
inbox-search-short = Search
inbox-search-hint = By number, by name, or by words that were said.
inbox-search-none = Nothing was found
inbox-search-none-hint = Try fewer words, or the beginning of a word.
inbox-search-so-far-hint = Only the newest conversations were searched. Search further back below.
inbox-search-further = Search further back
inbox-search-newest = Back to the newest

# What is done with a conversation.
inbox-more = Assign, priority, labels
inbox-assign = Assign to
inbox-assign-nobody = Nobody: it waits for anyone
inbox-do-assign = Assign
inbox-do-set = Set
inbox-do-add = Add
inbox-do-snooze = Snooze
inbox-do-wake = Take up now
inbox-snooze-hour = For an hour, until { $moment }
inbox-snooze-tomorrow = Until { $moment }
inbox-snooze-week = Until next week, { $moment }
inbox-snooze-at = At a date and time of yours
inbox-snoozed-until = Snoozed until { $moment }
inbox-label-add = Add a label
inbox-label-remove = Take off the label { $label }
inbox-refused-time = Choose a time that is to come, within a year. Nothing was done.
inbox-refused-colleague = This colleague cannot be given conversations. Nothing was done.
inbox-refused-labels = A conversation has at most 20 labels. Nothing was done.
inbox-refused-label = A label has 1 to 40 characters in one line. Nothing was done.
inbox-refused-priority = There is no such priority. Nothing was done.

# What happened.
inbox-event-assigned = { $name } gave the conversation to { $to }
inbox-event-assigned-you = { $name } gave the conversation to you
inbox-event-you-assigned = You gave the conversation to { $to }
inbox-event-assigned-self = You gave the conversation to yourself
inbox-event-routed = { $to } was given the conversation
inbox-event-routed-you = You were given the conversation
inbox-event-passed = { $to } was given the conversation, since { $from } is not there
inbox-event-passed-you = You were given the conversation, since { $from } is not there
inbox-event-unassigned = { $name } let the conversation go: it waits for anyone
inbox-event-you-unassigned = You let the conversation go: it waits for anyone
inbox-event-snoozed = { $name } snoozed the conversation until { $until }
inbox-event-you-snoozed = You snoozed the conversation until { $until }
inbox-event-woken = { $name } took the snoozed conversation up again
inbox-event-you-woke = You took the snoozed conversation up again
inbox-event-woken-time = Snoozing is over: the time has come
inbox-event-woken-customer = Snoozing is over: the customer wrote, or something did not arrive
inbox-event-prioritised = { $name } set the priority: { $priority }
inbox-event-you-prioritised = You set the priority: { $priority }
inbox-event-labelled = { $name } added the label { $label }
inbox-event-you-labelled = You added the label { $label }
inbox-event-unlabelled = { $name } took off the label { $label }
inbox-event-you-unlabelled = You took off the label { $label }

# Beside the composer.
inbox-suggested = Suggested article:
inbox-suggestions = Suggested articles
inbox-suggested-which = { $number } of { $all }
inbox-suggested-next = { $which }. Next suggestion
inbox-suggested-insert = Insert { $title }
inbox-suggest = Suggest an article for the last question
inbox-suggest-other = Another suggestion
