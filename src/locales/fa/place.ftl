# تنظیم یک گروه: آنچه در خود گروه گفته می‌شود و آنچه در میز دیده می‌شود. آنچه گفته می‌شود مارک‌داون است.

place-role-direct = گفت‌وگوی خصوصی
place-role-help = جای پرسیدن از من
place-role-community = جمعی که در آن کم حرف می‌زنم
place-role-staff = فقط برای همکاران
place-role-ignored = جایی که کاری به آن ندارم
place-autonomy-always = به هر پرسشی
place-autonomy-addressed = وقتی از من بپرسند
place-autonomy-confident = وقتی از من بپرسند یا از پاسخ مطمئن باشم
place-autonomy-never = هیچ‌وقت خودم
place-listen-on = روشن
place-listen-off = خاموش
place-language-none = زبان هر کس
place-setup =
    __رفتار من در اینجا__

    - اینجا: { $role }
    - پاسخ می‌دهم: { $autonomy }
    - زبان: { $language }
    - خواندن همهٔ پیام‌ها: { $listen }

    فقط مدیران می‌توانند این‌ها را عوض کنند؛ با دکمه‌ها یا با نوشتن ‎/setup autonomy confident
place-button-help = جای پرسش
place-button-community = جمع
place-button-ignored = اینجا نباش
place-button-always = پاسخ به همه
place-button-addressed = وقتی بپرسند
place-button-confident = وقتی مطمئنی هم
place-button-never = پاسخ نده
place-button-listen = همه را بخوان
place-button-listen-no-more = دیگر همه را نخوان
place-button-language = زبان: { $language }
place-unknown = چنین تنظیمی نداریم. این‌ها هست: { $allowed }
place-wrong = این مقدار برای { $setting } نمی‌شود. این‌ها می‌شود: { $allowed }
place-reads-along = 👁 از حالا همهٔ پیام‌های اینجا را می‌خوانم: هر چه نوشته شود برای همکاران ثبت می‌شود، چه خطاب به من باشد چه نباشد. مدیران می‌توانند با ‎/setup این را عوض کنند.
place-reads-no-more = دیگر همهٔ پیام‌ها را نمی‌خوانم: فقط آنچه خطاب به من باشد ثبت می‌شود.
place-quiet-link = اینجا کم حرف می‌زنم تا دوستان راحت گفت‌وگو کنند. هر جا روی پرسشی { $mark } گذاشتم، پاسخش را دارم: { $link } را باز کنید و دکمهٔ شروع را بزنید.
place-quiet = اینجا کم حرف می‌زنم تا دوستان راحت گفت‌وگو کنند. هر جا روی پرسشی { $mark } گذاشتم، پاسخش را دارم: در گفت‌وگوی خصوصی برایم ‎/start بفرستید.
place-quiet-reaction = اینجا کم حرف می‌زنم تا دوستان راحت گفت‌وگو کنند. هر جا روی پرسشی { $mark } گذاشتم، پاسخش را دارم: کسی که پرسیده اگر به آن واکنشی نشان بدهد، پاسخ را خصوصی برایش می‌فرستم؛ یا خودش در گفت‌وگوی خصوصی ‎/start بفرستد.

place-mentions = صدا زدن وقتی کسی منتظر است
place-mentions-telegram = اعضای گروه با @نام‌کاربری یا شماره، با فاصله میان آن‌ها. با هر سپردن به پشتیبانی، و وقتی کسی به‌موقع برنمی‌دارد، صدا زده می‌شوند.
place-mentions-discord = نقش به شکل role:شماره یا اعضا با شماره‌شان، با فاصله میان آن‌ها. با هر سپردن به پشتیبانی، و وقتی کسی به‌موقع برنمی‌دارد، صدا زده می‌شوند.
place-staff-role = فقط این نقش شنیده می‌شود
place-staff-role-hint = شمارهٔ یک نقش در دیسکورد. اگر خالی باشد، حساب پیوندخوردهٔ همکار کافی است.
place-wrong-mention-telegram = «{ $found }» در تلگرام کسی را صدا نمی‌زند. @نام‌کاربری یا شمارهٔ حساب بنویسید.
place-wrong-mention-discord = «{ $found }» در دیسکورد کسی را صدا نمی‌زند. role:شماره یا شمارهٔ عضو بنویسید.
place-wrong-platform = در این کانال نمی‌شود کسی را صدا زد.
place-wrong-many = حداکثر { $count } نفر و نقش را می‌شود صدا زد.
place-wrong-role = «{ $found }» نقش نیست. شمارهٔ یک نقش در دیسکورد را بنویسید.
