# What somebody of the team is told of, also by their browser.
notify-overdue-count = { $count ->
    [one] One conversation needs somebody now
   *[other] { $count } conversations need somebody now
}
notify-waiting = Somebody waits for a person
notify-assigned = You were given a conversation
notify-mention = { $name } mentioned you
notify-mention-former = You were mentioned
notify-alarm = A conversation needs somebody now
notify-alarm-hint = A time limit has passed, or nobody has taken it.

# The account page.
notify-title = Notifications of this browser
notify-why = When a case is handed over, given to you or late, or a colleague mentions you. One notification for all tabs.
notify-ask = Turn notifications on
notify-stop = Turn notifications off
notify-on = Notifications are on.
notify-off = Notifications are off.
notify-refused = This browser does not let the desk notify you. Allow it in the settings of the browser for this address.
notify-impossible = This browser cannot notify you of anything.
notify-words = Show the customer’s name and words in notifications
