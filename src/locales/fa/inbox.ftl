# The inbox of the desk: views, filters, search, and what is done with a conversation beside talking in it.
inbox-view-snoozed = برای بعد
inbox-empty-snoozed = چیزی به تعویق نیفتاده
inbox-empty-snoozed-hint = گفت‌وگوهایی که به بعد موکول می‌کنید اینجا می‌مانند و سر وقت خودشان برمی‌گردند.
inbox-empty-filtered = هیچ گفت‌وگویی با این فیلتر نمی‌خواند
inbox-empty-filtered-hint = بخشی از فیلتر را بردارید یا نمای دیگری را ببینید.
inbox-empty-so-far = تا اینجا چیزی پیدا نشد
inbox-empty-so-far-hint = فقط گفت‌وگوهای آغاز این نما دیده شد. از پایین ادامه دهید.
inbox-first-page = رفتن به آغاز فهرست
inbox-next-page = گفت‌وگوهای بعدی

# Filters.
inbox-filter = فیلتر فهرست
inbox-filter-channel = کانال
inbox-filter-language = زبان
inbox-filter-priority = اولویت
inbox-filter-label = برچسب
inbox-filter-waits = مدت انتظار
inbox-waits-over = بیش از { $duration }
inbox-order-latest = تازه‌ترین‌ها اول
inbox-order-longest = طولانی‌ترین انتظارها اول
inbox-filter-any = همه
inbox-filter-apply = نمایش
inbox-filter-asked = فیلتر
inbox-filter-without = برداشتن این فیلتر
inbox-priority-urgent = فوری
inbox-priority-high = زیاد
inbox-priority-normal = معمولی
inbox-priority-low = کم

# Search.
inbox-search = جست‌وجوی گفت‌وگوها و مخاطبان
inbox-search-short = جست‌وجو
inbox-search-hint = با شماره، نام یا واژه‌هایی که گفته شده است.
inbox-search-none = چیزی پیدا نشد
inbox-search-none-hint = واژه‌های کمتر یا آغاز یک واژه را امتحان کنید.
inbox-search-so-far-hint = فقط در تازه‌ترین گفت‌وگوها جست‌وجو شد. از پایین، قدیمی‌ترها را هم بگردید.
inbox-search-further = جست‌وجو در قدیمی‌ترها
inbox-search-newest = بازگشت به تازه‌ترین‌ها

# What is done with a conversation.
inbox-more = سپردن، اولویت، برچسب‌ها
inbox-assign = سپردن به
inbox-assign-nobody = هیچ‌کس: در انتظار هر همکار
inbox-do-assign = سپردن
inbox-do-set = ثبت
inbox-do-add = افزودن
inbox-do-snooze = به تعویق انداختن
inbox-do-wake = همین حالا برداشتن
inbox-snooze-hour = یک ساعت، تا { $moment }
inbox-snooze-tomorrow = تا { $moment }
inbox-snooze-week = تا هفتهٔ بعد، { $moment }
inbox-snooze-at = تاریخ و ساعت دلخواه
inbox-snoozed-until = تا { $moment } به تعویق افتاد
inbox-label-add = افزودن برچسب
inbox-label-remove = برداشتن برچسب { $label }
inbox-refused-time = زمانی در آینده و تا یک سال دیگر انتخاب کنید. کاری انجام نشد.
inbox-refused-colleague = به این همکار نمی‌شود گفت‌وگو سپرد. کاری انجام نشد.
inbox-refused-labels = هر گفت‌وگو حداکثر ۲۰ برچسب دارد. کاری انجام نشد.
inbox-refused-label = برچسب ۱ تا ۴۰ نویسه در یک سطر است. کاری انجام نشد.
inbox-refused-priority = چنین اولویتی نیست. کاری انجام نشد.

# What happened.
inbox-event-assigned = { $name } گفت‌وگو را به { $to } سپرد
inbox-event-assigned-you = { $name } گفت‌وگو را به شما سپرد
inbox-event-you-assigned = شما گفت‌وگو را به { $to } سپردید
inbox-event-assigned-self = شما گفت‌وگو را به خودتان سپردید
inbox-event-routed = گفت‌وگو خودکار به { $to } سپرده شد
inbox-event-routed-you = گفت‌وگو خودکار به شما سپرده شد
inbox-event-passed = چون { $from } حاضر نیست، گفت‌وگو به { $to } سپرده شد
inbox-event-passed-you = چون { $from } حاضر نیست، گفت‌وگو به شما سپرده شد
inbox-event-unassigned = { $name } گفت‌وگو را رها کرد: در انتظار هر همکار
inbox-event-you-unassigned = شما گفت‌وگو را رها کردید: در انتظار هر همکار
inbox-event-snoozed = { $name } گفت‌وگو را تا { $until } به تعویق انداخت
inbox-event-you-snoozed = شما گفت‌وگو را تا { $until } به تعویق انداختید
inbox-event-woken = { $name } گفت‌وگوی به‌تعویق‌افتاده را دوباره برداشت
inbox-event-you-woke = شما گفت‌وگوی به‌تعویق‌افتاده را دوباره برداشتید
inbox-event-woken-time = تعویق تمام شد: وقتش رسید
inbox-event-woken-customer = تعویق تمام شد: مخاطب نوشت، یا پیامی نرسید
inbox-event-prioritised = { $name } اولویت را تعیین کرد: { $priority }
inbox-event-you-prioritised = شما اولویت را تعیین کردید: { $priority }
inbox-event-labelled = { $name } برچسب { $label } را افزود
inbox-event-you-labelled = شما برچسب { $label } را افزودید
inbox-event-unlabelled = { $name } برچسب { $label } را برداشت
inbox-event-you-unlabelled = شما برچسب { $label } را برداشتید

# Beside the composer.
inbox-suggested = مقالهٔ پیشنهادی:
inbox-suggestions = مقاله‌های پیشنهادی
inbox-suggested-which = { $number } از { $all }
inbox-suggested-next = { $which }. پیشنهاد بعدی
inbox-suggested-insert = درج { $title }
inbox-suggest = پیشنهاد مقاله برای پرسش آخر
inbox-suggest-other = پیشنهاد دیگر
