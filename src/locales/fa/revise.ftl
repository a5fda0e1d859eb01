# Changing what one said, and taking it back.
revise-open = ویرایش یا پس گرفتن
revise-open-removal = پس گرفتن
revise-words = متن تازه
revise-save = ثبت ویرایش
revise-hint = اگر پیام‌رسان دیگر اجازهٔ ویرایش ندهد، متن تازه در پیامی جدا فرستاده می‌شود.
revise-remove = پس گرفتن پیام
revise-remove-hint = تا جایی که پیام‌رسان اجازه دهد، مخاطب دیگر آن را نمی‌بیند. در خط زمان می‌ماند که چیزی گفته شده بود.
revise-pending = ویرایش در راه است
revise-removed = پس گرفته شد
revise-change-unknown = روشن نیست ویرایش رسیده باشد: شاید مخاطب متن پیشین را می‌بیند.
revise-change-refused = ویرایش نرسید: مخاطب متن پیشین را می‌بیند.
revise-removal-unknown = روشن نیست پس گرفته شده باشد: شاید مخاطب هنوز آن را می‌بیند.
revise-removal-refused = پیام‌رسان دیگر اجازهٔ پس گرفتن نمی‌دهد: مخاطب هنوز آن را می‌بیند.
