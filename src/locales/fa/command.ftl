# The menu of commands that a platform shows: short, at most 256 characters each.
command-start = شروع گفت‌وگو
command-help = چه کمکی از من برمی‌آید
command-ask = پرسیدن یک سؤال
command-human = گفت‌وگو با پشتیبان
command-bot = بازگشت به ربات
command-solved = در پاسخ به پیام کسی که مشکل را حل کرد بفرستید
command-setup = رفتار من در این گروه (ویژهٔ مدیران)
command-room-take = برای همکاران: برداشتن این گفت‌وگو
command-room-resolve = برای همکاران: حل شد
command-room-reopen = برای همکاران: باز کردن دوباره
command-room-bot = برای همکاران: بازگرداندن به ربات
command-room-snooze = برای همکاران: به تعویق انداختن
command-room-wake = برای همکاران: ادامهٔ آنچه به تعویق افتاده
command-room-macro = برای همکاران: فرستادن پاسخ آماده
command-room-note = برای همکاران: یادداشتی که داخل می‌ماند
command-link = برای همکاران: این حساب مال من است
