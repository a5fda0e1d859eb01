# Changing what one said, and taking it back.
revise-open = Change or take back
revise-open-removal = Take back
revise-words = What it should say
revise-save = Save the change
revise-hint = Where the platform cannot change the message any more, the new words are sent as a message of their own.
revise-remove = Take it back
revise-remove-hint = The customer no longer sees it, as far as the platform allows that. It stays on the timeline that something was said.
revise-pending = The change is on its way
revise-removed = Taken back
revise-change-unknown = It is not known whether the change arrived: perhaps the customer sees the earlier words.
revise-change-refused = The change did not arrive: the customer sees the earlier words.
revise-removal-unknown = It is not known whether it was taken back: perhaps the customer still sees it.
revise-removal-refused = The platform does not let us take it back any more: the customer still sees it.
