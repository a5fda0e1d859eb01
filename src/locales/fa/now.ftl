# آنچه اکنون در جریان است.
now-title = اکنون
now-waiting = در انتظار هر همکار
now-oldest = طولانی‌ترین: { $duration }
now-held = در دست همکاران
now-open = همهٔ گفت‌وگوهای باز
now-snoozed = به تعویق افتاده
now-present = همکاران پشت میز
now-undelivered = پیام‌های نرسیده
now-team = همکاران
now-there = پشت میز
now-last-seen = آخرین حضور: { $when }
now-never-seen = هنوز دیده نشده
now-holds = گفت‌وگو
now-waits = انتظار مشتری
now-queue = بیشترین انتظار
now-customer = مشتری
now-since = انتظار
