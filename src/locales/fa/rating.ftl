# نظر مشتری دربارهٔ کمکی که گرفته است.
rating-title = امتیاز
rating-asked = پرسیده شد، هنوز پاسخی نیامده
rating-of-five = { $count } از ۵
rating-of = { $name } · { $when }
rating-event-given = مشتری به کمک امتیاز داد: { $face } { $score }
rating-event-changed = مشتری امتیاز را از { $from } به { $face } { $score } تغییر داد
rating-event-commented = مشتری دربارهٔ امتیازش نظر نوشت
