# What Discord shows that no message says. Discord has no Persian menu of its own, so these are commands beside the
# English ones. Names have letters and hyphens only, at most 32 characters.
discord-command-ask = بپرس
discord-command-human = پشتیبان
discord-command-setup = تنظیم
discord-command-link = پیوند
discord-option-code = کد
discord-option-code-description = کدی که در صفحهٔ حساب شما در میز است
discord-command-start = شروع
discord-option-question = پرسش
discord-option-question-description = آنچه می‌خواهید بدانید
discord-option-arguments = تنظیمات
discord-option-arguments-description = آنچه باید اینجا تنظیم شود؛ برای دیدن وضعیت خالی بگذارید
discord-heard = 👍 رسید.
