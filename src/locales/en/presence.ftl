# Who is at a conversation.
presence-looks = { $name } is looking here too
presence-writes = { $name } is writing here too
presence-customer-writes = { $name } is writing…
