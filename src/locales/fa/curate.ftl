# پایگاه دانش در میز پشتیبانی، جایی که پاسخ‌های ربات نگهداری می‌شود.
curate-knowledge = دانش
curate-articles = مقاله‌ها
curate-article = مقاله
curate-new = مقالهٔ تازه
curate-edit = ویرایش
curate-title = عنوان
curate-body = پاسخ
curate-body-hint = مارک‌داون
curate-questions = مردم چطور می‌پرسند
curate-questions-hint = هر پرسش در یک سطر. ربات مقاله را با همین‌ها پیدا می‌کند.
curate-labels = برچسب‌ها
curate-labels-hint = با ویرگول جدا کنید. برچسبی که خود ویرگول دارد، میان دو نشان نقل‌قول لاتین می‌آید.
curate-label = برچسب
curate-locale = زبان
curate-locale-hint = نشان زبان، مانند { $examples }.
curate-audience = چه کسی ببیند
curate-audience-hint = ربات به هر کس فقط چیزی را می‌گوید که اجازهٔ دیدنش را دارد؛ در گفت‌وگوی جمعی، چیزی را که همهٔ حاضران اجازه‌اش را دارند.
curate-audience-public = همه
curate-audience-members = اعضا
curate-audience-group = یک گروه
curate-audience-of-group = گروه { $name }
curate-audience-agents = فقط همکاران
curate-group = گروه
curate-group-hint = برای «یک گروه»: برچسبی که آدم‌های آن گروه دارند، یا گروهی که برای گفت‌وگویشان تنظیم شده است.
curate-valid-from = معتبر از
curate-valid-until = معتبر تا
curate-valid-hint = نخستین و آخرین روزی که ربات با آن پاسخ می‌دهد. اگر خالی بماند، محدودیتی نیست.
curate-expired = منقضی
curate-owner = نگهدارنده
curate-owner-none = بدون نگهدارنده
curate-owner-mine = نگهدارنده‌اش منم
curate-owner-nobody = بی‌نگهدارنده
curate-keeping = به‌روز نگه داشتن
curate-keeping-save = ذخیره
curate-second-look = نخست باید یکی از همکاران آن را ببیند: بازبینی بخواهید تا او همان را منتشر کند.
curate-root = نام مشترک
curate-root-hint = ترجمه‌های یک مقاله نام یکسانی دارند. اگر خالی بماند، از عنوان ساخته می‌شود.
curate-status = وضعیت
curate-status-draft = پیش‌نویس
curate-status-review = در بازبینی
curate-status-published = منتشرشده
curate-status-archived = بایگانی‌شده
curate-waiting-draft = پیش‌نویس دارد
curate-waiting-review = تغییری در بازبینی
curate-changed = آخرین تغییر
curate-by = ذخیره‌کننده
curate-when = زمان
curate-by-command = خط فرمان
curate-saved-by = ذخیرهٔ { $name }، { $when }
curate-translations = زبان‌های دیگر
curate-translate = افزودن ترجمه

# فهرست.
curate-search = واژه‌های عنوان، پرسش‌ها یا متن
curate-any-locale = همهٔ زبان‌ها
curate-any-label = همهٔ برچسب‌ها
curate-any-status = همهٔ وضعیت‌ها
curate-any-audience = همهٔ مخاطبان
curate-any-owner = هر نگهدارنده‌ای
curate-attention = وضع مقاله
curate-any-attention = هر وضعی
curate-attention-stale = نیازمند نگاه
curate-attention-unasked = هرگز پرسیده‌نشده
curate-attention-refused = با بازخورد بد
curate-filter = فیلتر
curate-filter-none = نمایش همه
curate-none = هنوز مقاله‌ای نیست
curate-none-hint = ربات با چیزی پاسخ می‌دهد که اینجا نوشته شود.
curate-none-found = چیزی پیدا نشد
curate-none-found-hint = واژه‌های کمتری بنویسید یا یکی از فیلترها را بردارید.
curate-first-page = به صفحهٔ نخست
curate-next-page = صفحهٔ بعد
curate-export = دریافت همهٔ مقاله‌ها:
curate-export-csv = صفحه‌گسترده
curate-export-jsonl = فایل JSONL
curate-export-zip = فایل‌های مارک‌داون

# کار با مقاله.
curate-publish = انتشار
curate-draft = ذخیرهٔ پیش‌نویس
curate-review = درخواست بازبینی
curate-archive = بایگانی
curate-publish-over = انتشار نسخهٔ من روی آن
curate-draft-over = ذخیرهٔ نسخهٔ من روی آن، به‌صورت پیش‌نویس
curate-saved-draft = پیش‌نویس ذخیره شد. مشتریان آن را پیدا نمی‌کنند.
curate-saved-beside = پیش‌نویس ذخیره شد. تا انتشار آن، نسخهٔ منتشرشده همچنان پاسخ می‌دهد.
curate-saved-review = ذخیره شد و منتظر بازبینی است.
curate-saved-published = منتشر شد. ربات از این پس با آن پاسخ می‌دهد.
curate-saved-archived = بایگانی شد. ربات دیگر با آن پاسخ نمی‌دهد.
curate-saved-restored = نسخهٔ پیشین به‌صورت پیش‌نویس برگشت. اگر درست است، منتشرش کنید.
curate-is-beside = این نسخه منتشر نشده است. تا انتشار آن، نسخهٔ پیشین پاسخ می‌دهد.
curate-not-saved = چیزی ذخیره نشد. نوشتهٔ شما در پایین مانده است.

# چه چیزی نادرست است.
curate-wrong-nameless = عنوانی بنویسید، یا دست‌کم یک پرسش که مردم با آن سراغش را می‌گیرند.
curate-wrong-title = عنوان باید حداکثر { $count } نویسه باشد.
curate-wrong-empty = هنوز پاسخی نیست. آن را بنویسید یا پیش‌نویس ذخیره کنید.
curate-wrong-body = پاسخ باید حداکثر { $size } باشد. کوتاهش کنید یا دو مقاله بسازید.
curate-wrong-questions = حداکثر { $count } پرسش می‌شود نوشت.
curate-wrong-question = پرسش { $number } بلند است: حداکثر { $count } نویسه.
curate-wrong-labels = حداکثر { $count } برچسب می‌شود نوشت.
curate-wrong-label = برچسبی که با «{ $label }» آغاز می‌شود بلند است: حداکثر { $count } نویسه.
curate-wrong-locale = این نشان زبان نیست. چیزی مانند { $examples } بنویسید.
curate-wrong-root = نام مشترک باید حداکثر { $count } نویسه باشد.
curate-wrong-group = نام گروه را با حداکثر ۴۰ نویسه بنویسید.
curate-wrong-day = روز را با سال و ماه و روز بنویسید؛ مثلاً { $example }.
curate-wrong-validity = آخرین روز پیش از نخستین روز است.
curate-wrong-unseen = پیش از انتشار باید کس دیگری آن را ببیند: بازبینی بخواهید. بازبین همان را منتشر می‌کند؛ اگر تغییرش بدهد، باز باید کسی آن را ببیند.

# دو نفر هم‌زمان می‌نویسند.
curate-overtaken = هنگام نوشتن شما، همکاری نسخهٔ دیگری ذخیره کرد. چیزی از بین نرفت.
curate-overtaken-hint = هر دو نسخه در پایین است و نسخهٔ شما در فرم مانده. هرچه لازم است بردارید؛ با ذخیرهٔ دوباره، نسخهٔ شما جای آن را می‌گیرد.
curate-their-version = ذخیرهٔ { $name }، { $when }
curate-your-version = نسخهٔ شما، ذخیره‌نشده
curate-overtaken-restore = پس از باز کردن این صفحه، همکاری نسخهٔ دیگری ذخیره کرد. چیزی برگردانده نشد: نخست آن را ببینید.
curate-open-too = { $name } هم این مقاله را باز کرده است
curate-edits-too = { $name } هم این مقاله را تغییر می‌دهد
curate-saved-meanwhile = { $name } نسخهٔ دیگری ذخیره کرد، { $when }

# نسخه‌ها.
curate-history = تاریخچه
curate-back-to-article = بازگشت به مقاله
curate-versions = نسخه‌ها
curate-version = نسخهٔ { $number }: { $name }، { $when }
curate-latest = آخرین
curate-compare = مقایسه
curate-compare-from = مقایسهٔ نسخهٔ { $number }
curate-compare-to = مقایسه با نسخهٔ { $number }
curate-compared = تفاوت‌ها
curate-no-difference = دو نسخه یکسان‌اند.
curate-same-lines = سطرهای یکسان
curate-only-left = فقط در اولی:
curate-only-right = فقط در دومی:
curate-restore = بازگرداندن
curate-restore-one = بازگرداندن نسخهٔ { $number }
curate-restore-hint = نسخه‌ای که برمی‌گردد پیش‌نویس تازه‌ای می‌شود. چیزی گم نمی‌شود و مشتریان آن را فقط پس از انتشار می‌بینند.

# نمایش آن.
curate-preview = پیش‌نمایش
curate-preview-as = پیش‌نمایش در
curate-look = نمایش
curate-preview-parts =
    { $count ->
        [one] در { $count } پیام فرستاده می‌شود.
       *[other] در یک پیام جا نمی‌شود: در { $count } پیام فرستاده می‌شود.
    }
curate-preview-part = به «{ $question }» این بخش گفته می‌شود. بقیه‌اش وقتی می‌آید که متن کامل را بخواهند.
curate-preview-whole = سپس، اگر متن کامل را بخواهند
curate-preview-cut = اینجا فقط آغاز آن دیده می‌شود.
curate-preview-headings = پیام‌رسان‌ها سرتیتر ندارند: پررنگ نشان داده می‌شود.
curate-preview-tables = پیام‌رسان‌ها جدول ندارند: سطرها به‌صورت متن می‌آیند.

# پاسخ آن.
curate-try = آزمایش
curate-try-hint = انگار منتشر شده است
curate-question = پرسش مشتری
curate-ask = بپرسید
curate-this-draft = همین مقاله
curate-would-answer = پاسخ می‌دهد
curate-would-suggest = این‌ها را برای انتخاب پیشنهاد می‌دهد
curate-would-hand-over = به پشتیبان ارجاع می‌دهد
curate-would-fetch = پشتیبان را صدا می‌زند، چون خواسته شده است
curate-would-chat = آن را احوال‌پرسی به حساب می‌آورد
curate-matched = همخوان:
curate-missing = نیامده:
curate-part = بخشی که گفته می‌شود

# چیزی که پرسیده می‌شود و پاسخی ندارد.
curate-gaps = بی‌پاسخ‌ها
curate-gaps-hint = بی‌پاسخ از ربات در ۳۰ روز گذشته
curate-no-gaps = چیزی بی‌پاسخ نمانده است
curate-no-gaps-hint = پرسش‌هایی که ربات به پشتیبان سپرده، پاسخش به کار نیامده، یا پشتیبان پاسخ داده، اینجا می‌آیند.
curate-gap-people =
    { $count ->
        [one] در { $count } گفت‌وگو پرسیده شده
       *[other] در { $count } گفت‌وگو پرسیده شده
    }
curate-gap-asked =
    { $count ->
        [one] { $count } نفر پرسیده
       *[other] { $count } نفر پرسیده‌اند
    }
curate-gap-is-answered = اکنون پاسخ دارد
curate-gap-find = افزودن این شکل‌ها به یک مقاله
curate-gap-find-words = واژه‌هایی از مقاله‌ای دیگر
curate-gap-find-look = یافتن
curate-gap-find-none = هیچ مقاله‌ای همهٔ این واژه‌ها را ندارد.
curate-gap-found = مقاله‌ها
curate-gap-wordings = شکل‌های پرسش
curate-gap-add = افزودن به این
curate-gap-waiting =
    { $count ->
        [one] { $count } نفر منتظر خبر است
       *[other] { $count } نفر منتظر خبرند
    }
curate-gap-refused = پاسخ به کار نیامد
curate-gap-others = شکل‌های دیگر پرسش
curate-gap-write = نوشتن پاسخ
curate-gap-answers = اکنون با «{ $title }» پاسخ می‌گیرد: ویرایش
curate-gap-suggests = «{ $title }» نزدیک است: ویرایش
curate-gaps-partial = پرسش‌های قدیمی‌تر دارند کنار این‌ها گذاشته می‌شوند.
curate-gaps-dismissed = مقاله لازم ندارند
curate-gap-question = پرسش
curate-gap-why = چرا
curate-gap-restore = برگرداندن
curate-gap-trend = { $week } بار در ۷ روز گذشته، { $before } بار در ۷ روز پیش از آن
curate-gap-and = {" و "}
curate-gap-answered = پاسخ پشتیبان‌ها
curate-gap-else = جای دیگری پاسخ دارد، یا پاسخ نمی‌خواهد
curate-gap-link = افزودن این شکل‌ها به «{ $title }»
curate-gap-linked = این شکل‌ها به پرسش‌های پایین افزوده شدند. نگاهشان کنید و بعد منتشر کنید.
curate-gap-dismiss = مقاله نمی‌خواهد، چون:
curate-gap-person = فقط یک نفر می‌تواند پاسخ دهد
curate-gap-not-ours = به کار ما ربطی ندارد
curate-gap-noise = پرسش نیست
