# The audit log: who of the team did what.
audit-title = Audit log
audit-when = When
audit-what = What
audit-who = Who
audit-about = About
audit-person = By or about
audit-address = From
audit-detail = Detail
audit-from = From
audit-to = To
audit-wrong-day = This is no day. Write it as in { $day }. All days are shown.
audit-empty = Nothing was recorded
audit-empty-hint = Signing in, changes of the team and its settings, downloads and erasure stand here.
audit-pages = Pages
audit-newest = Newest
audit-older = Older
audit-command = A command on the server
audit-stranger = Nobody known
audit-signed-in = Signed in
audit-sign-in-failed = Sign-in failed
audit-invited = Invited somebody
audit-uninvited = Took an invitation back
audit-joined = Joined the team
audit-role-changed = Changed a role
audit-disabled = Disabled
audit-enabled = Enabled
audit-link-made = Made a one-time link
audit-password-set = Set a password
audit-sessions-ended = Ended sessions
audit-factor-on = Second factor on
audit-factor-off = Second factor off
audit-recovery-used = Used a recovery code
audit-team-changed = Changed a team
audit-work-set = Changed what somebody is given
audit-account-code = Made a code for an account
audit-account-linked = Linked an account
audit-account-unlinked = Unlinked an account
audit-role-lacking = Wrote in a staff room without its role
audit-place-set = Set a place
audit-published = Published an article
audit-archived = Archived an article
audit-removed = Removed an article
audit-imported = Imported articles
audit-articles = { $count ->
    [one] one article
   *[other] { $count } articles
}
audit-words-changed = Changed words that mean the same
audit-erased = Erased a contact
audit-exported = Downloaded
audit-resent = Sent again
audit-dropped = Gave up a message
audit-by-password = by password
audit-by-link = by link
audit-by-code = by password and code
audit-by-recovery = by recovery code
audit-by-invitation = by invitation
audit-for-password = for a new password
audit-as-nobody = { $count ->
    [one] with an e-mail that nobody here has
   *[other] with e-mails that nobody here has, { $count } times within an hour
}
audit-openid-linked = Linked an account of the sign-in provider
audit-openid-forgotten = Forgot the account of the sign-in provider
audit-by-openid = through the provider
audit-by-change = with the present one
audit-at-change = while changing it
audit-everywhere = everywhere
audit-one-session = one
audit-other-sessions = all others
audit-contact = what is recorded of a contact
audit-token-made = Made an access token
audit-token-ended = Ended an access token
audit-by-token = { $name }, by the token { $token }
audit-with-token = with an access token
