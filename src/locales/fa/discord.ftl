# What Discord shows that no message says. Discord has no Persian menu of its own, so these are commands beside the
# English ones. Names have letters and hyphens only, at most 32 characters.
discord-command-ask = بپرس
discord-command-human = پشتیبان
discord-command-setup = تنظیم
# This stands in the menu of a message, as it is written here.
discord-command-solved = مشکل را حل کرد
discord-command-link = پیوند
discord-command-take = برداشتن
discord-command-resolve = حل
discord-command-reopen = بازکردن
discord-command-bot = ربات
discord-command-snooze = تعویق
discord-command-wake = ادامه
discord-command-macro = آماده
discord-command-note = یادداشت
discord-option-time = مدت
discord-option-time-description = تا چه مدت: ۳۰ دقیقه، ۲ ساعت، ۳ روز
discord-option-name = نام
discord-option-name-description = نام پاسخ آماده
discord-option-note = متن
discord-option-note-description = آنچه همکاران باید بدانند
discord-option-code = کد
discord-option-code-description = کدی که در صفحهٔ حساب شما در میز است
discord-command-start = شروع
discord-option-question = پرسش
discord-option-question-description = آنچه می‌خواهید بدانید
discord-option-arguments = تنظیمات
discord-option-arguments-description = آنچه باید اینجا تنظیم شود؛ برای دیدن وضعیت خالی بگذارید
discord-heard = 👍 رسید.
