# Colleagues as admins keep them, and what those who are invited meet.
people-title = همکاران
people-name = نام
people-role = نقش
people-role-hint = مدیر هر کاری می‌تواند بکند؛ مسئول دانش مقاله‌ها را هم نگه می‌دارد؛ پشتیبان گفت‌وگو دارد؛ بیننده فقط می‌بیند.
people-role-save = ذخیرهٔ نقش
people-languages = زبان‌ها
people-languages-hint = زبان‌هایی که می‌داند. اگر هیچ‌کدام انتخاب نشود یعنی همهٔ زبان‌ها.
people-labels = برچسب‌ها
people-labels-hint = موضوع‌هایی که رسیدگی می‌کند، با ویرگول میانشان. خالی یعنی همه.
people-capacity = ظرفیت
people-capacity-hint = بیشترین تعداد گفت‌وگوی باز که به او سپرده می‌شود. خالی یعنی به اندازهٔ تنظیمات.
people-seen = آخرین حضور
people-never = هنوز هیچ
people-any = همه
people-usual = معمول
people-comma = {"، "}
people-away = فعلاً نیست
people-is-away = فعلاً نیست: گفت‌وگویی به او سپرده نشود
people-disabled = غیرفعال
people-signed-in = وارد شده
people-sessions = { $count ->
    [one] در یک مرورگر
   *[other] در { $count } مرورگر
}
people-pending = دعوت‌شده‌ها
people-until = تا { $when }
people-revoke = پس‌گرفتن
people-revoke-of = پس‌گرفتن دعوت { $email }
people-revoked = دعوت پس گرفته شد و پیوندش دیگر به جایی نمی‌رسد.
people-invite = دعوت از همکار
people-invite-hint = پیوندی می‌گیرید که برایش بفرستید. نام و گذرواژه را خودش انتخاب می‌کند.
people-invite-do = ساختن پیوند
people-invited = این پیوند را برای { $email } بفرستید. هر کس آن را باز کند، یک بار به تیم می‌پیوندد.
people-link = پیوند یک‌بارمصرف
people-link-hint = فقط همین یک بار نشان داده می‌شود. اگر گم شد، پیوند تازه‌ای بسازید.
people-wrong-email = این نشانی ایمیل نیست.
people-wrong-known = کسی از تیم همین ایمیل را دارد.
people-wrong-labels = برچسب یک سطر و حداکثر ۴۰ نویسه است؛ میان چند برچسب ویرگول بگذارید.
people-wrong-capacity = ظرفیت عددی از ۰ تا { $count } است، یا خالی.
people-wrong-last-admin = تنها مدیری است که می‌تواند وارد شود. اول کس دیگری را مدیر کنید.
people-wrong-name = نام ۱ تا { $count } نویسه در یک سطر است و نویسهٔ ناپیدایی که جهت نوشته را برمی‌گرداند در آن نیست.
people-wrong-password = گذرواژه باید دست‌کم { $count } نویسه داشته باشد.
people-kept = ذخیره شد.
people-ended = از همه‌جا خارج شد.
people-now-disabled = دیگر نمی‌تواند وارد شود.
people-now-enabled = دوباره می‌تواند وارد شود.
people-work = کار
people-work-off = اینجا گفت‌وگوها خودبه‌خود به کسی سپرده نمی‌شوند و هر کس هر چه خواست برمی‌دارد. این‌ها وقتی به کار می‌آیند که سپردن خودکار روشن باشد.
people-access = دسترسی
people-password-how = پیوندی که با آن گذرواژهٔ تازه انتخاب می‌کند
people-password-do = ساختن پیوند
people-password-link = این پیوند را برایش بفرستید. یک بار و تا یک روز کار می‌کند؛ تا گذرواژهٔ تازه انتخاب نشود، قبلی می‌ماند.
people-sessions-how = از هر جا که وارد شده است
people-sessions-do = خارج کردن
people-disable-how = دیگر وارد نمی‌شود؛ آنچه نوشته می‌ماند
people-disable = غیرفعال کردن
people-enable-how = مثل قبل دوباره وارد می‌شود
people-enable = فعال کردن
people-join-title = پیوستن به تیم
people-join = پیوستن
people-your-name = نام شما
people-your-name-hint = نامی که همکاران، و شاید مشتریان، شما را با آن می‌شناسند.
people-new-password = گذرواژهٔ تازه
people-password-hint = دست‌کم { $count } نویسه. چند واژه کنار هم خوب است.
people-password-title = انتخاب گذرواژهٔ تازه
people-spent = این پیوند به جایی نمی‌رسد
people-spent-hint = قبلاً استفاده شده، پس گرفته شده یا قدیمی است. از یک مدیر پیوند تازه بخواهید.
people-team = تیم
people-teams = تیم‌ها
people-teams-hint = گفت‌وگو را می‌شود به یک تیم سپرد تا یکی از اعضایش بردارد. عضویت هر کس در صفحهٔ خودش تنظیم می‌شود.
people-no-team = هیچ
people-team-count = { $count ->
    [0] بدون عضو
    [one] یک همکار
   *[other] { $count } همکار
}
people-team-name-of = نام تیم { $name }
people-team-rename = تغییر نام
people-team-add = تیم تازه
people-team-add-do = افزودن
people-team-removed = تیم حذف شد. گفت‌وگوهایش دیگر مال هیچ تیمی نیست.
people-wrong-team = تیمی با این نام هست.
people-hand-to = سپردن به تیم
people-do-hand = سپردن
people-refused-team = این تیم دیگر نیست.
people-event-you-handed = شما گفت‌وگو را به تیم { $team } سپردید
people-event-handed = { $name } گفت‌وگو را به تیم { $team } سپرد
