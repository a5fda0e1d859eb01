# مقاله‌هایی از صفحه‌های سایت‌های دیگر.
site-bring = خواندن یک سایت
site-url = نشانی صفحه یا نقشهٔ سایت
site-url-hint = فقط صفحه‌های عمومی که robots.txt سایت به Hamyar اجازهٔ خواندنشان را می‌دهد. از نقشهٔ سایت، همهٔ صفحه‌های همان سایت خوانده می‌شود.
site-every = خواندن دوباره
site-every-hint = هرچه آنجا عوض شده باشد، پیش‌نویس می‌شود. بی خواست شما چیزی منتشر نمی‌شود.
site-every-never = فقط وقتی من بگویم
site-every-days =
    { $count ->
        [1] هر روز
       *[other] هر { $count } روز
    }
site-read = خواندن
site-read-now = خواندن همین حالا
site-read-name = خواندن { $url } همین حالا
site-forget = دیگر نه
site-forget-name = دیگر { $url } خوانده نشود
site-site = سایت
site-again = دوباره
site-last = آخرین خواندن
site-deeds = چه شود
site-next = بعدی: { $when }
site-not-yet = هنوز نه
site-came = { $new } تازه، { $changed } تغییرکرده، ویرایش‌های میز که ماند: { $edited }، خوانده‌نشده: { $broken }
site-reading = در حال خواندن سایت
site-reading-hint = می‌توانید این صفحه را ببندید. صفحه‌ها یکی‌یکی خوانده می‌شوند تا باری بر دوش سایت نباشد.
site-interrupted = سایت تا پایان خوانده نشد: سرور متوقف شد. دوباره بخوانیدش.
site-drafts = تازه‌ها و تغییرکرده‌ها پیش‌نویس‌اند: یکی‌یکی منتشرشان کنید.
site-drafts-hint = پیش‌نویس می‌شود: تا منتشر نکنید، پاسخ مشتریان همان می‌ماند که هست.
site-source = خوانده‌شده از
site-refused = { $url } خوانده نمی‌شود: { $why }.
site-why-no-address = نشانی وب نیست؛ نمونه: https://example.com/help
site-why-scheme = فقط http:// و https:// خوانده می‌شود
site-why-user-info = نام یا گذرواژه‌ای در آن است
site-why-port = درگاه { $figure } خوانده نمی‌شود: فقط ۸۰ و ۴۴۳، یا آنچه تنظیمات برای آن میزبان نام برده است
site-why-private = به دستگاهی می‌رسد که عمومی نیست
site-why-unknown-name = کسی آن نام را نمی‌شناسد
site-why-redirects = پی‌درپی به جای دیگری می‌فرستد
site-why-elsewhere = به سایت دیگری می‌رسد
site-why-status = پاسخ سایت { $figure } بود
site-why-too-slow = سایت به‌موقع پاسخ نداد
site-why-unreachable = به سایت دسترسی نیست
site-why-too-large = بیش از اندازه بزرگ است
site-why-spent = از اینجا به بعد خوانده نشد: بیش از اندازهٔ یک بار خواندن است
site-why-kind = صفحهٔ HTML نیست
site-why-compressed = فشرده است
site-why-robots = robots.txt سایت به Hamyar اجازهٔ خواندن نمی‌دهد
site-why-no-index = خود صفحه نمی‌خواهد ربات‌ها آن را بردارند
site-why-empty = متنی در آن نیست
site-why-complicated = بیش از اندازه پیچیده ساخته شده است
site-why-sitemap = نقشهٔ سایتی است که خوانده نمی‌شود
site-problem = { $place }: { $why }
site-why-time = از اینجا به بعد خوانده نشد: خواندن همه با هم حداکثر { $figure } دقیقه است
site-why-sitemaps = کنار گذاشته شد: حداکثر { $figure } نقشهٔ سایت خوانده می‌شود
site-why-pages = { $figure } صفحه کنار گذاشته شد، چون بیش از این یک‌جا خوانده نمی‌شود
site-why-more = و { $figure } مشکل دیگر که در فهرست نیست
