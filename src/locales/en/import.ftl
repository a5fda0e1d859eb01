# Taking articles in from a file, and downloading them.
import-title = Import and export
import-bring = Take articles in
import-file = File
import-choose = Choose a file
import-none-chosen = No file is chosen yet
import-limits = { $kinds }, at most { $size }. Larger ones are taken in by the command: hamyar kb import.
import-hint = First you see what would change. Nothing is taken in before you say so.
import-see = See what would change
import-none = Choose a file first.
import-large = This file is too large: it may have { $size } at most. Take it in by the command: hamyar kb import.
import-kind = “{ $name }” is of a kind that is not read. These are: { $kinds }.
import-nothing = There is no article in “{ $name }”.
import-looked = What would change
import-which = Which are listed
import-state = State
import-note = Name
import-new = New
import-changed = Changed
import-same = As before
import-edited = Edited at the desk
import-broken = Broken
import-count = { $state }: { $number }
import-edit-of = edited by { $name }
import-draft-of = draft of { $name }
import-skip =
    { $count ->
        [one] Leave out the one that is broken.
       *[other] Leave out the { $count } that are broken.
    }
import-removed = it was removed
import-overwrite = Overwrite what was edited at the desk too. Every version before stays in the history.
import-all-or-nothing = All of it is taken in, or nothing.
import-second-look = What would be published waits for a colleague to look at it: what customers are answered stays as it is until then.
import-second-look-taken = What would be published waits for review.
import-no-change = There is nothing to take in.
import-take = Take in
import-drop = Leave it
import-more =
    { $count ->
        [one] One more is not listed.
       *[other] { $count } more are not listed.
    }
import-overtaken = Nothing was taken in: somebody saved one of the articles since you looked. See how it stands now.
import-failed = Nothing was taken in: the database refused. Try again.
import-running = Taking in
import-progress = { $done } of { $of } articles
import-running-hint = You may leave this page. Until all of it is there, customers get what was there before.
import-open = Begun and not finished
import-waits = Waits for you to look
import-again = Look again
import-taken = Taken in: { $new } new, { $changed } changed. As before: { $same }. Kept as edited at the desk: { $edited }.
import-taken-over = Taken in: { $new } new, { $changed } changed. As before: { $same }. Overwritten: { $edited }.
import-look = To the articles
import-another = Another file
import-unknown-keepers = Nobody of the team has these addresses: { $addresses }. The articles are taken in all the same; who should keep them is noted, and goes out with the next export.
import-export = Download every article
import-export-hint = What is downloaded can be taken in again, and gives the same articles.
import-why-unreadable = it cannot be read
import-why-article = it is no whole article
import-why-columns = the columns of the first row are not ours
import-why-too-large = it is larger than what is read
import-why-too-many = there is more than is read from one file
import-why-twice = its name is used already
import-why-place = it is a link or lies too deep
import-why-archive = it is nothing that is taken from an archive
