# The console: what somebody reads who talks to Hamyar in a terminal.

console-welcome = Write a message and press Enter. A number presses that button; /quit ends.
console-file = File: { $name }
console-unrecorded = Your message could not be recorded. Trying again…
