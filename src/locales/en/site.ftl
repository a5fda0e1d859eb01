# Articles from pages of other sites.
site-bring = Read a site
site-url = Address of a page or a sitemap
site-url-hint = Only public pages that robots.txt of the site lets Hamyar read. Of a sitemap, every page of the same site is read.
site-every = Read it again
site-every-hint = What has changed there then becomes drafts. Nothing is published without you.
site-every-never = Only when I say so
site-every-days =
    { $count ->
        [1] Every day
       *[other] Every { $count } days
    }
site-read = Read it
site-read-now = Read now
site-read-name = Read { $url } now
site-forget = No more
site-forget-name = Do not read { $url } again
site-site = Site
site-again = Again
site-last = Last read
site-deeds = What to do
site-next = next: { $when }
site-not-yet = Not yet
site-came = { $new } new, { $changed } changed, kept as edited at the desk: { $edited }, not read: { $broken }
site-reading = Reading the site
site-reading-hint = You may leave this page. One page is read after the other, so that the site is not burdened.
site-interrupted = The site was not read to its end: the server stopped. Read it again.
site-drafts = New and changed ones are drafts: publish them one by one.
site-drafts-hint = It becomes drafts: what customers are answered stays as it is until you publish.
site-source = Read from
site-refused = { $url } is not read: { $why }.
site-why-no-address = it is no address of the web, such as https://example.com/help
site-why-scheme = only http:// and https:// are read
site-why-user-info = there is a name or a password in it
site-why-port = port { $figure } is not read: only 80 and 443 are, or what the settings name for the host
site-why-private = it leads to a machine that is not public
site-why-unknown-name = nobody knows that name
site-why-redirects = it leads on and on
site-why-elsewhere = it leads to another site
site-why-status = the site answered with { $figure }
site-why-too-slow = the site did not answer in time
site-why-unreachable = the site cannot be reached
site-why-too-large = it is too large
site-why-spent = from here on nothing was read: it is more than is read in all
site-why-kind = it is no HTML page
site-why-compressed = it is compressed
site-why-robots = robots.txt of the site does not let Hamyar read it
site-why-no-index = the page says that robots shall not take it over
site-why-empty = there is no text on it
site-why-complicated = it is built in too complicated a way
site-why-sitemap = it is a sitemap that cannot be read
site-problem = { $place }: { $why }
site-why-time = from here on nothing was read: reading may take { $figure } minutes in all
site-why-sitemaps = it is left out: at most { $figure } sitemaps are read
site-why-pages = { $figure } pages are left out, since no more are read at once
site-why-more = and { $figure } more problems, which are not listed
