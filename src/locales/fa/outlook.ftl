# انتشار پیش‌نویس چه چیزی را عوض می‌کند.
outlook-title = چه چیزی عوض می‌شود
outlook-see = چه چیزی عوض می‌شود
outlook-see-hint = آخرین پرسش‌ها از این پیش‌نویس دوباره پرسیده می‌شوند.
outlook-nothing = از { $all } پرسش اخیر، پاسخ هیچ‌کدام عوض نمی‌شود
outlook-some =
    { $count ->
        [one] از { $all } پرسش اخیر، پاسخ یکی عوض می‌شود
       *[other] از { $all } پرسش اخیر، پاسخ { $count } پرسش عوض می‌شود
    }
outlook-hint = پرسش‌های واقعی همین حالا دوباره پرسیده شدند: یک بار از مقاله‌ها همان‌طور که هستند و یک بار همان‌طور که خواهند بود. هنوز چیزی ذخیره یا منتشر نشده است.
outlook-none-asked = هنوز کسی چیزی نپرسیده است و چیزی برای مقایسه نیست.
outlook-left-out =
    { $count ->
        [one] برای یکی از آن‌ها، قدیمی‌ترین، وقت نشد.
       *[other] برای { $count } پرسش، قدیمی‌ترین‌ها، وقت نشد.
    }
outlook-kind = { $kind }: { $number }
outlook-lost = دیگر پاسخ نمی‌گیرد
outlook-other = مقالهٔ دیگر
outlook-gained = پاسخ می‌گیرد
outlook-offered = پیشنهادهای دیگر
outlook-words = متن دیگر
outlook-list = پرسش‌ها
outlook-question = پرسش
outlook-now = اکنون
outlook-then = پس از انتشار
outlook-answered = پاسخ، { $percent }
outlook-suggested = پیشنهاد، { $percent }
outlook-handed-over = ارجاع به پشتیبان، { $percent }
outlook-fetched = پشتیبان صدا زده می‌شود
outlook-chatted = احوال‌پرسی
outlook-more =
    { $count ->
        [one] یکی دیگر در فهرست نیامده است.
       *[other] { $count } پرسش دیگر در فهرست نیامده است.
    }
outlook-back = بازگشت به پیش‌نویس
outlook-archive-title = بایگانی چه چیزی را عوض می‌کند
outlook-archive-hint = پرسش‌های واقعی همین حالا دوباره پرسیده شدند: یک بار با این مقاله و یک بار بی آن. هنوز چیزی بایگانی نشده است.
outlook-archive-then = پس از بایگانی
outlook-archive-see = نخست نشان داده می‌شود چه چیزی عوض می‌شود.
