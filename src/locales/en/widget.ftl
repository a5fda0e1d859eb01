# The launcher of the web chat on the pages of other sites, and what only the chat in a frame says.

# $brand is the company's name, as in the settings. The launcher is a round button; a screen reader says its name.
widget-launcher = Chat with { $brand }
# $count is a number up to nine, or "9+".
widget-launcher-unread = Chat with { $brand }, unread messages: { $count }
# Announced to screen readers when something is said while the chat is closed.
widget-new = New message in the chat
widget-close = Close the chat
widget-unreachable = The chat cannot be reached just now.
widget-window = Open the chat in its own window
# When the browser lets the frame keep nothing.
widget-forgetful = This browser keeps nothing for this chat. When you leave the page, you cannot come back to what was said.
