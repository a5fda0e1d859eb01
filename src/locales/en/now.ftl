# What goes on now.
now-title = Now
now-waiting = Waiting for anyone
now-oldest = the longest for { $duration }
now-held = With the team
now-open = Open, all together
now-snoozed = Snoozed
now-present = Colleagues at their desks
now-undelivered = Undelivered messages
now-team = The team
now-there = At the desk
now-last-seen = Last seen: { $when }
now-never-seen = Not seen yet
now-holds = Conversations
now-waits = Customer waits
now-queue = Who waits longest
now-customer = Customer
now-since = Waits
