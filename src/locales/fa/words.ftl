# واژه‌های هم‌معنا.
words-title = واژه‌ها
words-add = واژه‌های هم‌معنا
words-group = واژه‌ها
words-group-hint = دو واژه یا بیشتر، با ویرگول میانشان: مترادف‌ها، کوتاه‌نوشت و صورت کاملش، محصول و نامی که مردم به آن می‌دهند. هرکس با یکی بپرسد، همان پاسخ دیگری‌ها را می‌گیرد.
words-keep = افزودن
words-saved = ذخیره شد و از همین حالا پرسش‌ها با آن پاسخ می‌گیرند.
words-new = واژه‌هایی که در هیچ مقاله‌ای نیست
words-new-hint = از پرسش‌های ۶۰ روز گذشته که ربات پاسخشان را نداد، یا با انتخاب مشتری یا پاسخ تیم روشن شد
words-word = واژه
words-example = این‌طور پرسیده شده
words-meant = منظور چه بود
words-not-known = معلوم نیست
words-deeds = چه شود
words-asked =
    { $count ->
        [one] در یک پرسش
       *[other] در { $count } پرسش
    }
words-take = افزودن واژه
words-take-name = افزودن هم‌معناهای { $word }
words-kept = گروه‌های ذخیره‌شده
words-find = یافتن واژه
words-look = یافتن
words-none = هنوز چیزی نیست.
words-none-found = در هیچ گروهی نیست.
words-of = واژه‌های هم‌معنا: { $words }
words-change = ذخیره
words-change-name = ذخیرهٔ تغییر { $words }
words-remove = حذف
words-remove-name = حذف { $words }
words-more =
    { $count ->
        [one] یکی دیگر نشان داده نشده است. واژه‌ای را بجویید.
       *[other] { $count } گروه دیگر نشان داده نشده است. واژه‌ای را بجویید.
    }
words-earlier = تغییرها
words-restore = بازگرداندن
words-restore-name = بازگرداندن آنچه { $when } بود
words-in-force = کنونی
words-gone = حذف‌شده:
words-added = افزوده:
words-overtaken = چیزی عوض نشد: پس از نگاه شما، کس دیگری واژه‌ها را عوض کرده است. وضعیت کنونی این است.
words-wrong-start = گروه با واژه آغاز می‌شود، نه با # یا [، و حداکثر ۳۰۰۰ نویسه دارد.
words-wrong-language = یک سطر از فهرست زبانی ندارد.
words-wrong-groups = ۵۰۰۰ گروه هست؛ نخست یکی را حذف کنید.
words-wrong-no-word = در «{ $word }» واژه‌ای نیست.
words-wrong-twice = «{ $word }» در گروه دیگری هست: { $group }. بقیه را به همان بیفزایید.
words-wrong-alone = گروه به دو واژه یا بیشتر، با ویرگول میانشان، نیاز دارد.
words-wrong-members = گروه حداکثر ۲۰ واژه دارد.
words-wrong-long = واژه یا عبارت حداکثر ۱۰۰ نویسه دارد.
