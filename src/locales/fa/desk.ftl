# The web desk, where people of the team take what the bot hands over.
desk-language-name = فارسی
desk-language-en = انگلیسی
desk-language-fa = فارسی
desk-percent = { $percent }٪

# Signing in and out.
desk-sign-in = ورود
desk-sign-in-title = ورود به میز پشتیبانی
desk-sign-in-wrong = ایمیل یا گذرواژه درست نیست.
desk-sign-in-too-often = تعداد تلاش‌ها زیاد شد. چند دقیقه صبر کنید و دوباره امتحان کنید.
desk-sign-in-link-used = این پیوند قبلاً استفاده شده یا قدیمی است. پیوند تازه‌ای بخواهید یا با گذرواژه وارد شوید.
desk-sign-out = خروج
desk-email = ایمیل
desk-password = گذرواژه
desk-forgotten = فراموش کرده‌اید؟ مسئول سرور می‌تواند پیوندی یک‌بارمصرف به شما بدهد.
desk-staff-only = فقط برای همکاران.
desk-account = حساب
desk-account-of = حساب { $name }
desk-presence = گفت‌وگوهای تازه
desk-presence-here = به من بسپارید
desk-presence-away = فعلاً نیستم
desk-language = زبان میز پشتیبانی
desk-role-admin = مدیر
desk-role-curator = مسئول دانش
desk-role-agent = پشتیبان
desk-role-viewer = بیننده

# Around every page.
desk-skip = پرش به محتوای اصلی
desk-main = ناوبری اصلی
desk-inbox = گفت‌وگوها
desk-contacts = مخاطبان
desk-waiting-count = { $count } گفت‌وگو در انتظار
desk-lost = ارتباط قطع است. می‌توانید به نوشتن ادامه دهید؛ با وصل شدن، آنچه نرسیده می‌رسد.
desk-back-online = دوباره وصل شدیم. چیزی گم نشد.
desk-unsent = ارسال نشد: ارتباط قطع است. پیش‌نویس شما محفوظ است.

# Keys.
desk-keys = کلیدهای تک‌حرفی
desk-key-next = گفت‌وگوی بعدی و قبلی
desk-key-write = پاسخ، یادداشت داخلی
desk-key-leave = بیرون رفتن از کادر

# What goes wrong.
desk-to-the-desk = رفتن به میز پشتیبانی
desk-not-found = چنین صفحه‌ای نیست
desk-not-found-hint = شاید حذف شده یا نشانی کامل نیست.
desk-forbidden = نقش شما این اجازه را ندارد
desk-forbidden-hint = مدیر می‌تواند نقش دیگری به شما بدهد.
desk-foreign-form = این فرم از صفحه‌های میز پشتیبانی نیست
desk-foreign-form-hint = برگردید، صفحه را تازه کنید و دوباره بفرستید.
desk-bad-form = فرم خوانده نشد
desk-bad-form-hint = برگردید، صفحه را تازه کنید و دوباره بفرستید.
desk-too-large = متن بیش از اندازه بلند است
desk-too-large-hint = برگردید و کوتاهش کنید، یا آن را در چند بخش بفرستید.
desk-unavailable = پایگاه داده پاسخ نمی‌دهد
desk-unavailable-hint = چیزی تغییر نکرد. کمی بعد دوباره امتحان کنید.
desk-form-too-large = این‌ها با هم بیش از اندازه است
desk-form-too-large-hint = برگردید و فایل‌های کمتر یا کوچک‌تری بفرستید.
desk-file-gone = این فایل دیگر وجود ندارد
desk-file-gone-hint = آنجا که فرستاده شده بود، حذف یا منقضی شده است. از مخاطب بخواهید دوباره بفرستد.
desk-file-unavailable = این فایل الان گرفته نمی‌شود
desk-file-unavailable-hint = پیام‌رسانی که فایل را دارد پاسخ نمی‌دهد یا خیلی کند است. کمی بعد دوباره امتحان کنید.
desk-file-too-large = این فایل بزرگ‌تر از اندازهٔ مجاز است
desk-file-too-large-hint = حجم فایل باید حداکثر { $size } باشد. از مخاطب فایل کوچک‌تر یا پیوندی به آن بخواهید.

# The list.
desk-views = نماها
desk-view-waiting = در انتظار
desk-view-mine = مال من
desk-view-open = همه
desk-view-resolved = حل‌شده
desk-empty-waiting = کسی منتظر نیست
desk-empty-waiting-hint = هر کس پشتیبان بخواهد یا چیزی بپرسد که ربات پاسخش را نداند، خودبه‌خود اینجا می‌آید.
desk-empty-mine = گفت‌وگویی در دست شما نیست
desk-empty-mine-hint = از میان منتظران یکی را بردارید.
desk-empty-open = گفت‌وگوی بازی نیست
desk-empty-open-hint = هر گفت‌وگویی که در جریان است اینجا می‌آید، گفت‌وگوهای ربات هم.
desk-empty-resolved = هنوز چیزی حل نشده
desk-empty-resolved-hint = گفت‌وگوهای تمام‌شده اینجا می‌آیند.
desk-list-full = این‌ها { $count } مورد آخرند.
desk-new-conversations = { $count } گفت‌وگوی تازه
desk-nameless = بازدیدکننده
desk-former-colleague = همکار پیشین
desk-preview-bot = ربات:
desk-preview-you = شما:
desk-preview-deleted = پیامی را حذف کرد
desk-state-waits = { $duration } منتظر
desk-state-queued = در انتظار هر همکار
desk-state-bot = با ربات
desk-state-yours = با شما
desk-state-held = با { $name }
desk-state-open = باز
desk-state-resolved = حل‌شده
desk-channel-telegram = تلگرام
desk-channel-discord = دیسکورد
desk-channel-web = گفت‌وگوی وب
desk-channel-console = کنسول
desk-place = { $channel }، { $place }

# A conversation.
desk-conversation = گفت‌وگو
desk-conversations = گفت‌وگوها
desk-conversation-with = گفت‌وگو با { $name }
desk-conversation-number = گفت‌وگوی { $number }
desk-none-open = گفت‌وگویی باز نیست
desk-none-open-hint = یکی را از فهرست انتخاب کنید.
desk-back = بازگشت به فهرست
desk-show-contact = نمایش مخاطب
desk-close-contact = بستن مخاطب
desk-messages = پیام‌ها
desk-earlier-messages = پیام‌های پیشین
desk-newest-messages = رفتن به تازه‌ترین پیام‌ها
desk-new-messages = { $count } پیام تازه
desk-you = شما
desk-bot = ربات
desk-sure = { $percent } اطمینان
desk-edited = ویرایش‌شده
desk-before-edit = پیش از ویرایش
desk-deleted = مخاطب این پیام را حذف کرد، { $time }
desk-replaced = پاسخ بعدی جای این را گرفت
desk-cut = بلندتر از آن بود که همه‌اش بماند: این آغاز آن است
desk-offered = دکمه‌های زیر پیام
desk-chose = { $name } گفت «{ $label }»
desk-file-photo = عکس
desk-file-voice = پیام صوتی
desk-file-video = ویدئو
desk-file-audio = صدا
desk-file-sticker = استیکر
desk-file-location = موقعیت مکانی
desk-file-contact = کارت مخاطب
desk-file-file = فایل
desk-file-open = باز کردن
desk-size-kb = { $amount } کیلوبایت
desk-size-mb = { $amount } مگابایت

# Files that go to the customer.
desk-attach = پیوست فایل
desk-attached = فایل‌های پیوست
desk-attach-hint = حداکثر { $count } فایل، هر کدام تا { $size }
desk-attach-not-here = در { $channel } نمی‌توان فایل فرستاد.
desk-attach-remove = برداشتن
desk-attach-too-large = یک فایل کنار گذاشته شد: حجم باید حداکثر { $size } باشد.
desk-attach-too-many = در هر پیام حداکثر { $count } فایل فرستاده می‌شود.
desk-unsent-title = چیزی فرستاده نشد. پیش‌نویس شما همین‌جاست.
desk-unsent-channel = «{ $name }»: این کانال فایل نمی‌پذیرد.
desk-unsent-many = «{ $name }»: در هر پیام حداکثر { $count } فایل فرستاده می‌شود.
desk-unsent-large = «{ $name }» بزرگ‌تر از { $size } است.
desk-unsent-kind = «{ $name }»: این نوع فایل فرستاده نمی‌شود. نوع‌های مجاز: { $kinds }.
desk-unsent-disguised = محتوای «{ $name }» با نامش جور نیست.
desk-unsent-empty = «{ $name }» خالی است.
desk-unsent-broken = «{ $name }» کامل نرسید. دوباره پیوست کنید.
desk-unsent-lost = یکی از فایل‌های این پیش‌نویس یک روز نگه داشته و سپس پاک شد. دوباره پیوست کنید.
desk-unsent-note = فایل فقط برای مخاطب فرستاده می‌شود. آن را از یادداشت بردارید یا به شکل پاسخ بفرستید.

# What became of a message of ours.
desk-delivery-pending = در حال ارسال
desk-delivery-sent = رسید
desk-delivery-changed = رسید، با ویرایش پاسخ پیشین
desk-delivery-twice = رسید، شاید دو بار
desk-delivery-repeating = شاید رسیده باشد: کانال تأیید نکرد. یک بار دیگر فرستاده می‌شود.
desk-delivery-unknown = شاید رسیده باشد: کانال تأیید نکرد.
desk-delivery-dead = نرسید: کانال نپذیرفت یا مدتی طولانی در دسترس نبود
desk-delivery-gone = نرسید: مخاطب ربات را مسدود کرده یا رفته است
desk-delivery-cancelled = پیش از ارسال پس گرفته شد
desk-erased = پاک شده
desk-delivery-held = نگه داشته شده: از نسخهٔ پشتیبان آمده و باید کسی تصمیم بگیرد که هنوز فرستاده شود یا نه
desk-do-resend = ارسال دوباره
desk-do-drop = صرف‌نظر
desk-event-resent = { $name } پیامی را دوباره فرستاد
desk-event-resent-you = شما پیامی را دوباره فرستادید
desk-event-resent-operator = پیامی از خط فرمان دوباره فرستاده شد
desk-event-given-up = { $name } از پیامی که نرسیده بود صرف‌نظر کرد
desk-event-given-up-you = شما از پیامی که نرسیده بود صرف‌نظر کردید
desk-event-given-up-operator = از خط فرمان از پیامی که نرسیده بود صرف‌نظر شد

# What happened.
desk-event-handoff = به پشتیبان ارجاع شد
desk-reason-asked = چون مخاطب پشتیبان خواست.
desk-reason-no-answer = چون هیچ مقاله‌ای پاسخ پرسش را ندارد.
desk-reason-refused = چون پاسخ‌ها کمکی نکرد.
desk-reason-failed = چون پاسخ‌گویی با خطا روبه‌رو شد.
desk-reason-not-delivered = چون پاسخ ربات نرسید.
desk-reason-other = چون ربات نتوانست ادامه دهد.
desk-event-taken-you = شما گفت‌وگو را برداشتید
desk-event-taken = { $name } گفت‌وگو را برداشت
desk-event-taken-over-you = شما گفت‌وگو را از { $from } گرفتید
desk-event-taken-over = { $name } گفت‌وگو را از { $from } گرفت
desk-event-returned-you = شما گفت‌وگو را به ربات بازگرداندید
desk-event-returned = { $name } گفت‌وگو را به ربات بازگرداند
desk-event-returned-customer = مخاطب به ربات بازگشت
desk-event-resolved-you = شما گفت‌وگو را حل‌شده دانستید
desk-event-resolved = { $name } گفت‌وگو را حل‌شده دانست
desk-event-resolved-customer = حل شد: مخاطب گفت که کمک کرد
desk-event-resolved-quiet = حل‌شده به شمار آمد: مدتی خبری نبود
desk-event-solved = مشتری می‌گوید که حل شد
desk-event-solved-peer = مشتری می‌گوید با آنچه { $name } نوشت حل شد
desk-event-thread-asked = مشتری می‌خواهد در یک رشته ادامه دهد
desk-event-thread = گفت‌وگو در رشتهٔ «{ $title }» ادامه دارد
desk-event-no-thread = رشته باز نشد؛ شاید ربات اجازه‌اش را ندارد
desk-event-reopened = گفت‌وگو دوباره باز شد
desk-event-deleted = { $name } پیامی را حذف کرد
desk-event-pressed = { $name } دکمه‌ای را زد
desk-event-reaction = { $name } با { $emoji } واکنش نشان داد
desk-event-reaction-off = { $name } واکنش { $emoji } را برداشت
desk-event-command = { $name } دستور { $command } را داد
desk-event-joined = { $name } ربات را افزود
desk-event-left = { $name } ربات را مسدود کرد یا رفت
desk-event-back = { $name } دوباره به ربات اجازه داد
desk-event-moved = گفت‌وگو به نشانی تازه‌ای رفت
desk-event-unknown = چیزی که همیار هنوز نمی‌تواند بخواند: { $kind }
desk-event-wrote = { $name } نوشت
desk-event-bot-wrote = ربات پاسخ داد
desk-event-replied = { $name } پاسخ داد
desk-event-noted = { $name } یادداشت داخلی نوشت

# What can be done.
desk-do-take = برداشتن
desk-do-take-over = گرفتن گفت‌وگو
desk-do-return = بازگرداندن به ربات
desk-do-resolve = حل شد
desk-do-reopen = باز کردن دوباره
desk-reply = پاسخ
desk-note = یادداشت داخلی
desk-note-hint = یادداشت داخلی، فقط تیم می‌بیند
desk-composer-to = به { $channel }، با نام { $name }
desk-composer-placeholder = برای { $name } بنویسید
desk-draft-saved = پیش‌نویس ذخیره شد
desk-send = ارسال
desk-save-note = ثبت یادداشت
desk-take-over-and-send = گرفتن گفت‌وگو و ارسال
desk-notice-conflict = در این میان کس دیگری کاری کرد. از سوی شما چیزی انجام نشد.
desk-notice-conflict-hint = پیش‌نویس شما همین پایین است: همین حالا بفرستید، تغییرش دهید یا رهایش کنید.
desk-notice-held = این گفت‌وگو با { $name } است. چیزی ارسال نشد: هر دو پاسخ می‌دادید.
desk-notice-another-open = این گفت‌وگو حل‌شده می‌ماند: مخاطب پس از آن همین‌جا گفت‌وگوی تازه‌ای باز کرده است. همان را پی بگیرید. چیزی ارسال نشد.
desk-notice-empty = هنوز چیزی ننوشته‌اید.

# The contact.
desk-identities = شناسه‌ها
desk-unreachable = در دسترس نیست
desk-whole-history = تاریخچهٔ کامل
desk-fact-since = آشنایی از
desk-fact-language = زبان
desk-why = چرا ربات این را گفت
desk-why-marks = نشانه‌ها: پیشنهاد از { $suggest }، پاسخ از { $answer }
desk-why-follows = همراه با پرسش پیش از آن خوانده شد
desk-why-decision = تصمیم
desk-why-answered = پاسخ داد
desk-why-suggested = چند گزینه پیشنهاد کرد
desk-why-handed-over = به پشتیبان ارجاع شد
desk-timeline = تاریخچه
desk-other-conversations = گفت‌وگوهای دیگر
desk-story-full = این‌ها تازه‌ترین پیام‌هایند؛ پیام‌های پیشین در خود گفت‌وگوهاست.
desk-empty-contacts = هنوز کسی ننوشته است
desk-empty-contacts-hint = هر کس در کانالی بنویسد، اینجا می‌آید.
desk-event-setting = تنظیم این جمع عوض شد
desk-event-resolved-peer = با کمک { $name } حل شد

# جمع‌ها.
desk-places = جمع‌ها
desk-place-name = جمع
desk-place-role = برای چیست
desk-place-role-hint = در جمعِ گفت‌وگو ربات کم حرف می‌زند تا خودشان با هم حرف بزنند. جایی که کاری به آن ندارد چیزی ثبت نمی‌شود.
desk-place-autonomy = ربات پاسخ می‌دهد
desk-place-autonomy-hint = مطمئن یعنی دست‌کم به اندازهٔ آستانهٔ پاسخ. در هر رشته بی‌پرسش فقط یک بار حرف می‌زند. پشتیبان را همیشه می‌شود صدا زد.
desk-place-language = زبان
desk-place-language-hint = زبانی که ربات با آن شروع می‌کند، پیش از آنکه بداند چه کسی می‌نویسد.
desk-place-listen = خواندن همهٔ پیام‌ها
desk-place-listen-hint = آنچه خطاب به ربات نیست هم ثبت می‌شود. شروع و پایان آن در خود جمع گفته می‌شود.
desk-place-saved = ذخیره شد. اگر لازم باشد که کسی باخبر شود، ربات همان‌جا می‌گوید.
desk-save = ذخیره
desk-empty-places = هنوز جمعی نیست
desk-empty-places-hint = ربات را به گروهی اضافه کنید و یک بار آنجا صدایش بزنید؛ بعد آن گروه اینجا می‌آید.

# پاسخ‌های دوستان.
desk-candidates = پاسخ‌های دیگران
desk-empty-candidates = هنوز کسی به کسی کمک نکرده است
desk-empty-candidates-hint = وقتی کسی در گروه پاسخ بدهد و پرسنده بگوید مشکل حل شد، آن پاسخ اینجا می‌آید.
desk-consent-asked = هنوز اجازه نداده
desk-consent-given = اجازه داده

# Messages that did not arrive.
desk-undelivered = نرسیده‌ها
desk-undelivered-count = { $count } پیام نرسیده است
desk-undelivered-dead = نرسید
desk-undelivered-unknown = شاید رسیده باشد
desk-undelivered-held = نگه داشته شده
desk-undelivered-attempts = { $count } بار تلاش
desk-undelivered-resent = دوباره فرستاده می‌شود.
desk-undelivered-dropped = از آن صرف‌نظر شد. در گفت‌وگو هم ثبت شده است.
desk-undelivered-settled = همکار دیگری پیش‌تر درباره‌اش تصمیم گرفته است.
desk-undelivered-taken-back = دوباره فرستاده نشد: مخاطب پرسشی را که این پاسخ آن بود پس گرفته است.
desk-empty-undelivered = همهٔ پیام‌ها رسیده‌اند
desk-empty-undelivered-hint = پیام‌هایی که کانال نپذیرفته یا رسیدنشان را تأیید نکرده است اینجا می‌آیند.
desk-sending-paused = ارسال از { $since } متوقف است: تا وقتی گردانندهٔ سرور آن را از سر نگیرد، چیزی فرستاده نمی‌شود.
