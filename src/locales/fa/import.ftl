# وارد کردن مقاله‌ها از فایل و دریافت آن‌ها.
import-title = ورود و خروج
import-bring = وارد کردن مقاله‌ها
import-file = فایل
import-choose = انتخاب فایل
import-none-chosen = هنوز فایلی انتخاب نشده است
import-limits = { $kinds }، حداکثر { $size }. فایل بزرگ‌تر را با فرمان hamyar kb import وارد کنید.
import-hint = نخست می‌بینید چه چیزی عوض می‌شود. تا خودتان نگویید، چیزی وارد نمی‌شود.
import-see = ببینید چه عوض می‌شود
import-none = نخست فایلی انتخاب کنید.
import-large = این فایل بزرگ است: حداکثر { $size }. آن را با فرمان hamyar kb import وارد کنید.
import-kind = «{ $name }» از نوعی است که خوانده نمی‌شود. این‌ها خوانده می‌شوند: { $kinds }.
import-nothing = در «{ $name }» مقاله‌ای نیست.
import-looked = چه تغییری می‌کند
import-which = کدام‌ها در فهرست باشند
import-state = وضعیت
import-note = نام
import-new = تازه
import-changed = تغییرکرده
import-same = بدون تغییر
import-edited = ویرایش‌شده در میز
import-broken = خراب
import-count = { $state }: { $number }
import-edit-of = ویرایش { $name }
import-draft-of = پیش‌نویس { $name }
import-skip =
    { $count ->
        [one] آن یکی که خراب است کنار گذاشته شود.
       *[other] { $count } موردی که خراب است کنار گذاشته شود.
    }
import-removed = حذف شده بود
import-overwrite = روی ویرایش‌های میز هم نوشته شود. همهٔ نسخه‌های پیشین در تاریخچه می‌ماند.
import-all-or-nothing = یا همه‌اش وارد می‌شود یا هیچ.
import-second-look = آنچه باید منتشر شود در انتظار بازبینی یک همکار می‌ماند: تا آن زمان پاسخ مشتریان همان است که هست.
import-second-look-taken = آنچه باید منتشر شود در انتظار بازبینی است.
import-no-change = چیزی برای وارد کردن نیست.
import-take = وارد کردن
import-drop = رها کردن
import-more =
    { $count ->
        [one] یکی دیگر در فهرست نیامده است.
       *[other] { $count } مورد دیگر در فهرست نیامده است.
    }
import-overtaken = چیزی وارد نشد: پس از نگاه شما، یکی از مقاله‌ها ذخیره شده است. وضعیت کنونی را ببینید.
import-failed = چیزی وارد نشد: پایگاه داده نپذیرفت. دوباره امتحان کنید.
import-running = در حال وارد کردن
import-progress = { $done } از { $of } مقاله
import-running-hint = می‌توانید این صفحه را ببندید. تا همه‌اش نرسیده، مشتریان همان قبلی را می‌گیرند.
import-open = آغازشده و ناتمام
import-waits = در انتظار نگاه شما
import-again = دوباره نگاه کنید
import-taken = وارد شد: { $new } تازه، { $changed } تغییرکرده. بدون تغییر: { $same }. ویرایش‌های میز که ماند: { $edited }.
import-taken-over = وارد شد: { $new } تازه، { $changed } تغییرکرده. بدون تغییر: { $same }. رویش نوشته شد: { $edited }.
import-look = به مقاله‌ها
import-another = فایل دیگر
import-unknown-keepers = کسی از تیم این نشانی‌ها را ندارد: { $addresses }. مقاله‌ها با این همه وارد می‌شوند؛ نام نگهدارنده یادداشت می‌شود و با خروجی بعدی بیرون می‌رود.
import-export = دریافت همهٔ مقاله‌ها
import-export-hint = چیزی که دریافت می‌شود دوباره وارد کردنی است و همان مقاله‌ها را می‌دهد.
import-why-unreadable = خوانده نمی‌شود
import-why-article = مقالهٔ درستی نیست
import-why-columns = ستون‌های سطر نخست شناخته نیست
import-why-too-large = از اندازه‌ای که خوانده می‌شود بزرگ‌تر است
import-why-too-many = بیش از آن است که از یک فایل خوانده می‌شود
import-why-twice = این نام پیش‌تر آمده است
import-why-place = پیوند است یا بیش از اندازه تودرتو
import-why-archive = از بایگانی چنین چیزی برداشته نمی‌شود
