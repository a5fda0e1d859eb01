# گفت‌وگوی وب: آنچه مشتری در صفحه می‌خواند.

# صفحه و سربرگ آن. $brand نام شرکت است، همان که در تنظیمات آمده.
chat-language = فارسی
chat-name = پشتیبانی { $brand }
chat-voice-bot = نخست ربات پاسخ می‌دهد
chat-voice-waiting = در انتظار پشتیبان
chat-voice-agent = { $name } در خدمت شماست
chat-voice-person = پشتیبان در خدمت شماست
chat-person = گفت‌وگو با پشتیبان
# آنچه با فشردن دکمهٔ بالا از زبان مشتری گفته می‌شود.
chat-person-message = می‌خواهم با پشتیبان صحبت کنم

# گفت‌وگو.
chat-conversation = گفت‌وگو
chat-messages = پیام‌ها
chat-greeting = سلام. پرسشتان را با زبان خودتان بنویسید. هر وقت بخواهید می‌توانید با پشتیبان صحبت کنید.
chat-often = پرسش‌های پرتکرار
chat-you = شما
chat-bot = ربات
chat-edited = ویرایش‌شده
chat-choices = گزینه‌ها
chat-size-kb = کیلوبایت
chat-size-mb = مگابایت
chat-typing = در حال نوشتن…
chat-new = پیام‌های تازه

# نوشتن.
chat-field = پیام شما
chat-placeholder = پیامتان را بنویسید
chat-send = ارسال
chat-foot = پاسخ‌های نخست را ربات می‌دهد. برای گفت‌وگو با پشتیبان کافی است بگویید.
chat-edit = ویرایش
chat-editing = پیامتان را تغییر می‌دهید
chat-cancel = انصراف
chat-sending = در حال ارسال
chat-sent = ارسال شد
chat-unsent = ارسال نشد
chat-retry = تلاش دوباره

# فایل‌ها. $name نام فایل، $size بزرگ‌ترین اندازه، $count بیشترین شمار و $kinds پسوندهاست.
chat-attach = پیوست فایل
chat-attached = فایل‌های پیوست
chat-file-uploading = در حال بارگذاری…
chat-file-added = «{ $name }» پیوست شد
chat-file-removed = «{ $name }» از پیوست‌ها برداشته شد
chat-file-remove = برداشتن «{ $name }»
chat-error-file-large = حجم «{ $name }» بیشتر از { $size } است. فایل کوچک‌تری بفرستید.
chat-error-file-many = با هر پیام حداکثر { $count } فایل می‌توان فرستاد.
chat-error-file-kind = «{ $name }»: این نوع فایل را نمی‌پذیریم. پسوندهای مجاز: { $kinds }
chat-error-file-disguised = محتوای «{ $name }» با پسوند آن جور نیست و نمی‌توانیم آن را بپذیریم.
chat-error-file-empty = «{ $name }» خالی است.
chat-error-file-broken = «{ $name }» کامل نرسید. دوباره پیوستش کنید.
chat-error-file-full = امروز فایل‌های زیادی فرستاده‌اید. «{ $name }» را فردا بفرستید یا موضوع را در پیام توضیح دهید.
chat-error-file-lost = یکی از فایل‌های این پیام دیگر در دسترس نیست. دوباره پیوستش کنید.

# اتصال.
chat-offline = اتصال قطع است. به نوشتن ادامه دهید: با برگشتن اتصال، همه‌چیز ارسال می‌شود.
chat-online = دوباره وصل شدیم. چیزی گم نشد.
chat-cookies = این مرورگر جلوی کوکی‌های این سایت را گرفته است. اجازه بدهید و صفحه را دوباره باز کنید: بدون آن نمی‌دانیم این گفت‌وگوی کیست.
chat-no-script = بدون جاوااسکریپت، پیام‌های تازه خودبه‌خود نمی‌رسند.
chat-refresh = گرفتن پیام‌های تازه

# آنچه درست پیش نرفت.
chat-error-empty = چیزی برای ارسال نیست. اول پیامتان را بنویسید.
chat-error-long = پیام بلندتر از اندازه است. آن را در چند بخش بفرستید.
chat-error-busy = پیام‌ها پشت سر هم و زیاد بودند. { $seconds } ثانیهٔ دیگر دوباره تلاش کنید.
chat-error-streams = گفت‌وگو در پنجره‌های زیادی باز است. یکی را ببندید.
chat-error-malformed = درخواست قابل فهم نبود. صفحه را دوباره باز کنید.
chat-error-origin = درخواست از سایت دیگری آمده بود و پذیرفته نشد. از همین صفحهٔ گفت‌وگو استفاده کنید.
chat-error-visitor = این مرورگر را هنوز نمی‌شناسیم. صفحه را دوباره باز کنید.
chat-error-unavailable = پیام الان ثبت نشد. کمی بعد دوباره تلاش کنید.
chat-error-missing = در این نشانی چیزی نیست.
chat-back = برگشت به گفت‌وگو
