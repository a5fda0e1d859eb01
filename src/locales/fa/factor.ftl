# The second factor: codes of an app beside the password.
factor-title = ورود دومرحله‌ای
factor-why = با ورود دومرحله‌ای، اگر کسی گذرواژهٔ شما را هم بداند نمی‌تواند به نام شما وارد شود: برنامه‌ای در گوشی شما کدی نشان می‌دهد که هر ۳۰ ثانیه عوض می‌شود.
factor-required = نقش شما به ورود دومرحله‌ای نیاز دارد. برای ادامه آن را راه بیندازید.
factor-begin = راه‌اندازی
factor-scan = این را با یک برنامهٔ رمزساز اسکن کنید یا کلید را در آن بنویسید. بعد کدی را که نشان می‌دهد اینجا بنویسید.
factor-picture = رمزینهٔ کلید پایین
factor-secret = کلید
factor-code = کد
factor-code-hint = شش رقمی که برنامه همین حالا نشان می‌دهد.
factor-confirm = تأیید
factor-again = شروع با کلید تازه
factor-on = روشن از { $date }
factor-codes-left = { $count ->
    [0] کد بازیابی نمانده است
    [one] یک کد بازیابی مانده است
   *[other] { $count } کد بازیابی مانده است
}
factor-off = خاموش کردن
factor-off-hint = برای خاموش کردن، کد برنامه یا یکی از کدهای بازیابی را بنویسید.
factor-now-on = ورود دومرحله‌ای روشن شد.
factor-codes = کدهای بازیابی
factor-codes-how = اگر گوشی همراهتان نبود، با هر کدام یک بار وارد می‌شوید. آن‌ها را جای امنی نگه دارید: فقط همین یک بار نشان داده می‌شوند.
factor-codes-kept = نگه داشتم
factor-wrong = این کد درست نیست یا قبلاً استفاده شده است. منتظر کد بعدی بمانید.
factor-ask-title = کد شما
factor-ask-hint = شش رقم از برنامهٔ رمزساز، یا یک کد بازیابی.
factor-ask-back = ورود با حساب دیگر
factor-state-on = روشن
factor-state-off = خاموش
factor-forget = برداشتن
factor-forget-how = اگر گوشی و کدهای بازیابی‌اش را گم کرده، تا راه‌اندازی دوباره بدون آن وارد می‌شود.
factor-forgotten = ورود دومرحله‌ای برداشته شد.
