# The second factor: codes of an app beside the password.
factor-title = Second factor
factor-why = With a second factor, a password that somebody else learns is not enough to sign in as you: an app on your phone also shows a code that changes every 30 seconds.
factor-required = Your role needs a second factor. Set one up to go on.
factor-begin = Set it up
factor-scan = Scan this with an authenticator app, or type the secret into it. Then write the code that it shows.
factor-picture = QR code of the secret below
factor-secret = Secret
factor-code = Code
factor-code-hint = Six digits, as the app shows them now.
factor-confirm = Confirm
factor-again = Begin with a new secret
factor-on = On since { $date }
factor-codes-left = { $count ->
    [0] No recovery code is left
    [one] One recovery code is left
   *[other] { $count } recovery codes are left
}
factor-off = Turn off
factor-off-hint = To turn it off, write a code of the app, or one of your recovery codes.
factor-now-on = The second factor is on.
factor-codes = Recovery codes
factor-codes-how = Without your phone, each of these signs you in once. Keep them where you keep what matters: they are shown this once.
factor-codes-kept = I have kept them
factor-wrong = This code is not right, or was used already. Wait for the next one.
factor-waits = Too many wrong codes. The next one is taken after { $moment }. A recovery code is taken at any time, and an admin can take the second factor away.
factor-ask-title = Your code
factor-ask-hint = Six digits from your authenticator app, or a recovery code.
factor-ask-back = Sign in as somebody else
factor-state-on = On
factor-state-off = Off
factor-forget = Take it away
factor-forget-how = If they have lost their phone and their recovery codes, they sign in without it until they set up a new one.
factor-forgotten = The second factor is taken away.
