# Naming colleagues in notes.
mention-view = نام شما
mention-empty = کسی از شما نام نبرده است
mention-empty-hint = وقتی همکاری در یادداشتی از شما نام ببرد، گفت‌وگو اینجا می‌آید.
mention-choose = همکارانی که باید این یادداشت را ببینند
mention-refused = یکی از این همکاران دیگر در تیم نیست. چیزی ثبت نشد.
