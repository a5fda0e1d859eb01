# Who of the team is at a conversation.
presence-looks = { $name } is looking here too
presence-writes = { $name } is writing here too
