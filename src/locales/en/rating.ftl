# What customers say of the help that they got.
rating-title = Rating
rating-asked = Asked, no answer so far
rating-of-five = { $count } of 5
rating-of = { $name } · { $when }
rating-event-given = The customer rated the help: { $face } { $score }
rating-event-changed = The customer changed the rating from { $from } to { $face } { $score }
rating-event-commented = The customer commented on the rating
