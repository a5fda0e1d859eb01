# مقاله‌هایی که باید کسی نگاهشان کند.
fresh-title = نیازمند بازنگری
fresh-partial = آن‌قدر پرسیده شده که فقط تازه‌ترها شمرده شده است.
fresh-left =
    { $count ->
        [one] یک مقاله هنوز با بقیه مقایسه نشده است. کار در پس‌زمینه ادامه دارد.
       *[other] { $count } مقاله هنوز با بقیه مقایسه نشده است. کار در پس‌زمینه ادامه دارد.
    }
fresh-empty = چیزی نیازمند بازنگری نیست
fresh-empty-hint = مقاله‌هایی که رد می‌شوند، به کسی کمک نمی‌کنند، موعدشان رسیده، حرف مقالهٔ دیگری را می‌زنند یا پیوندشان به جایی نمی‌رسد، اینجا می‌آیند.
fresh-why = چرا
fresh-refused = بارها به کار نیامده
fresh-refused-hint = در ۶۰ روز گذشته
fresh-refused-why = «این نبود» { $not } بار، کمک کرد { $helped } بار
fresh-idle = به کسی کمک نکرده
fresh-idle-hint = پنج بار یا بیشتر در ۶۰ روز گذشته نشان داده شده
fresh-idle-why = { $shown } بار نشان داده شده
fresh-withdrawn = پس گرفته
fresh-withdrawn-hint = از پاسخی ساخته شده که نویسنده‌اش آن را پس گرفته یا از یاد برده شده. بازنویسی یا بایگانی‌اش کنید تا از این فهرست برود
fresh-withdrawn-why = از { $day }
fresh-source = صفحه‌اش عوض شده
fresh-source-hint = از سایتی خوانده شده که اکنون چیز دیگری می‌گوید
fresh-source-draft = متن تازه از { $day } پیش‌نویس مانده است: { $url }
fresh-source-kept = صفحه از { $day } چیز دیگری می‌گوید و ویرایش اینجا ماند: { $url }
fresh-due = موعد بازنگری رسیده
fresh-due-hint = روزی که در ویرایشگر تعیین شده
fresh-due-why = از { $day }
fresh-broken = پیوندهایی که به جایی نمی‌رسند
fresh-broken-hint = روزی یک بار آزموده می‌شوند و پس از دو روز اینجا می‌آیند
fresh-broken-link = پیوند
fresh-broken-why = { $what }، از { $day }
fresh-near = پرسش تقریباً یکسان
fresh-near-hint = یکی از دو مقاله به پرسش دیگری پاسخ می‌دهد
fresh-near-column = مقالهٔ دیگر
fresh-near-how = پاسخ‌ها
fresh-near-same = یک پاسخ، دو بار
fresh-near-other = پاسخ‌های متفاوت
fresh-translations = مقاله‌هایی که متن اصلی‌شان عوض شده، میان ترجمه‌ها هستند:
fresh-review = بازنگری دوباره
fresh-review-hint = از آن روز در «نیازمند بازنگری» می‌آید. اگر خالی بماند، نمی‌آید.
fresh-review-wrong = این تاریخ نیست. مانند { $day } بنویسید. چیزی ثبت نشد.
fresh-review-saved = روز تعیین شد.
fresh-near-question = پرسشی که هر دو پاسخ می‌دهند
