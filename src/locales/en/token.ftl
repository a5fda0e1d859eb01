# Access tokens, by which programs act for somebody of the team.
token-title = Access tokens
token-hint = With a token a program of yours does over the REST API what you do here with the knowledge base, and no more than its role lets it. Whoever has it is you: give it to nobody, and end it when it is not needed any more.
token-one = The token
token-made = Keep the token now; it is shown this once.
token-until = Good until { $when }
token-over = Was good until { $when }
token-is-over = over
token-used = last used { $when }
token-unused = not used yet
token-end = End
token-end-of = End the token { $name }
token-ended = That token is ended.
token-name = What it is for
token-role = What it may do
token-good-for = Good for
token-days = { $count ->
    [one] one day
   *[other] { $count } days
}
token-make = Make a token
token-wrong-name = Give it a name of 1 to { $count } characters in one line.
token-wrong-taken = You have a token of that name. End it, or choose another name.
token-wrong-many = You have { $count } tokens, which is as many as one may have. End one that is not needed.
