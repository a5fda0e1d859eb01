# Who is at a conversation.
presence-looks = { $name } هم اینجا را می‌بیند
presence-writes = { $name } هم اینجا می‌نویسد
presence-customer-writes = { $name } در حال نوشتن است…
