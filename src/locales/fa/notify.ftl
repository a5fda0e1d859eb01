# What somebody of the team is told of, also by their browser.
notify-overdue-count = { $count ->
    [one] یک گفت‌وگو همین حالا رسیدگی می‌خواهد
   *[other] { $count } گفت‌وگو همین حالا رسیدگی می‌خواهند
}
notify-waiting = کسی منتظر پشتیبان است
notify-assigned = گفت‌وگویی به شما سپرده شد
notify-mention = { $name } از شما نام برد
notify-mention-former = از شما نام برده شد
notify-alarm = گفت‌وگویی همین حالا رسیدگی می‌خواهد
notify-alarm-hint = مهلتی گذشته است، یا کسی آن را برنداشته است.

# The account page.
notify-title = اعلان‌های این مرورگر
notify-why = وقتی گفت‌وگویی ارجاع شود، به شما سپرده شود یا مهلتش بگذرد، یا همکاری از شما نام ببرد. برای همهٔ زبانه‌ها یک اعلان.
notify-ask = روشن کردن اعلان‌ها
notify-stop = خاموش کردن اعلان‌ها
notify-on = اعلان‌ها روشن است.
notify-off = اعلان‌ها خاموش است.
notify-refused = این مرورگر به میز اجازهٔ اعلان نمی‌دهد. در تنظیمات مرورگر برای همین نشانی اجازه دهید.
notify-impossible = این مرورگر نمی‌تواند اعلان نشان دهد.
notify-words = نام و نوشتهٔ مخاطب در اعلان‌ها دیده شود
