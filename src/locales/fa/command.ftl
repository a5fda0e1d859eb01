# The menu of commands that a platform shows: short, at most 256 characters each.
command-start = شروع گفت‌وگو
command-help = چه کمکی از من برمی‌آید
command-ask = پرسیدن یک سؤال
command-human = گفت‌وگو با پشتیبان
command-bot = بازگشت به ربات
command-solved = در پاسخ به پیام کسی که مشکل را حل کرد بفرستید
command-setup = رفتار من در این گروه (ویژهٔ مدیران)
command-link = برای همکاران: این حساب مال من است
