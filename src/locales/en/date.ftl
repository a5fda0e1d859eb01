# Dates and durations. The months are those of the language's own calendar.
date-moment = { $day }, { $time }
date-appointment = { $weekday }, { $day }, { $time }
date-full = { $day } { $month } { $year }
date-in-this-year = { $day } { $month }
date-today = today
date-yesterday = yesterday
date-tomorrow = tomorrow
date-monday = Monday
date-tuesday = Tuesday
date-wednesday = Wednesday
date-thursday = Thursday
date-friday = Friday
date-saturday = Saturday
date-sunday = Sunday
date-moments = less than a minute
date-moments-figure = < 1 min
date-minutes = { $count } min
date-hours = { $count } h
date-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
date-field-hint = As in { $day }, in Latin or Persian digits; a day of the other calendar is understood, too
date-moment-hint = As in { $moment }, in Latin or Persian digits; a day of the other calendar is understood, too.
date-and = { $first } { $second }
date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December
