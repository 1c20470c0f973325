### The texts of pages in English. The same keys stand in id.ftl.

# The frame
error-prefix = Error:
skip = Skip to the content
menu = Menu
find = Search
find-label = Search regions, partner cities, agreements or exchanges
by-key = API key
sign-in = Sign in
sign-out = Sign out
nav-main = Main
nav-about = About this service
nav-inbox = Waiting for me
nav-inbox-tasks = { $count ->
    [one] { $count } task
   *[other] { $count } tasks
 }
nav-agreements = Agreements
nav-partnerships = Partnerships
nav-regions = Regions
nav-exchanges = Exchanges
nav-partners-wanted = Partners wanted
nav-statistics = Statistics
as-of = Data as of { $at }.
foot-explorer = API explorer
foot-schema = GraphQL schema
foot-status = Service status
foot-query = The GraphQL query behind this page
breadcrumb = Breadcrumb
and = and

# Messages and forms
message-kept = What you entered is still here, except for passwords.
message-again = Send again
form-wrong = This could not be done
form-record = Open that record
password-again = Please type the password again.
password-hint = At least { $least } characters. A few words that only you know are stronger, and easier to remember, than symbols.
password-repeat = Repeat the password
password = Password
email = E-mail address
email-hint = For signing in and receiving reminders.
full-name = Full name
zone = Time zone
zone-hint = Meeting times are shown in this zone.
zone-other = Other
zone-other-label = Other time zone
zone-other-hint = For example Asia/Tokyo.

# Signing in and out
sign-in-lead = For staff and partner cities with an account. What is public can be read without signing in.
sign-in-help = No account yet, or forgotten the password? Ask the administrator of your registry for a link.
sign-out-ask = Sign out of Kembar?

# Set-up, password, stop
password-title = Choose a password
password-lead = Hello, { $name }. You will sign in to Kembar with this password. Your other sessions will be ended.
password-new = New password
password-save = Save and sign in
set-up-title = Set up the registry
set-up-lead = Create the first administrator’s account. With it you can invite colleagues and create API keys for partner cities.
set-up-language = Kembar will write to you in English, the language of this page.
set-up-save = Create the account and sign in
stop-title = Stop following
stop-ask = Stop following?
stop-because = You received the mail because you follow:
stop-region = the region { $name }
stop-agreement = the agreement { $name }
stop-exchange = that exchange
stop-done = You no longer follow this
stop-no-more = You will no longer receive mail of this kind.

# Answering by a link
answer-title = Your answer
answer-lead = { $asking } asks you, { $name }, for an answer by { $day }.
answer-given = I can give this
answer-declined = I cannot give this
answer-note = Your answer in words
answer-note-hint = What you confirm, the wording, how long it will take, or why not. Up to 4,000 characters.
answer-once = You can answer once. { $asking } reads your answer in Kembar, the registry of sister cities; nobody else does.
answer-send = Send the answer
answer-done = Thank you
answer-done-means = { $asking } has your answer of { $day }. This link takes no other.

# Front page
home-title = The registry of sister cities
home-heading = Two cities, one record.
home-lead = Kembar records the cooperation of Indonesia’s cities, regencies and provinces with their partners: who is partnered with whom, what was signed, where each agreement stands, and when they meet next.
home-find = Search for a region, a partner city, an agreement or an exchange
home-signed = Signed last
home-signed-none = Nothing has been signed yet.
home-soon = Meeting soon
home-soon-none = No exchange is scheduled.
home-wanted = Partners wanted
home-wanted-none = Nobody is looking for a partner now.
home-regions = Indonesian regions
home-partnerships = partnerships
home-agreements = agreements
home-active = of these active
home-upcoming = upcoming exchanges
home-partners = For partner cities
home-partners-lead = Everything public can be read over GraphQL, without an account. Try it:

# Lists
filter-scheme = Kind of agreement
filter-not-confirmed = Not confirmed since
filter-ending = Ending, or with its notice due, within
filter-ending-days = Ending within (days)
filter-expires-from = Ending from
filter-expires-before = Ending before
filter-in-force-on = In force on
filter-signed = Signed
filter-assessed = Activity assessed
filter-unassessed = Activity not assessed: not in force yet
filter-current = Going on
filter-not-current = Over
filter-autonomous = Autonomous
filter-not-autonomous = Not autonomous
filter-starts-from = Starting from
filter-starts-before = Starting before
filter = Filter
filter-word = Word
filter-country = Partner’s country
filter-all = All
days = days
filter-apply = Apply
filter-remove = (remove this filter)
filter-clear = Remove all filters
list-none = Nothing matches.
filter-within = In the area of
order = Sort by:
order-entered = order of entry
order-signed = signed last
order-ending = ending soon
order-latest = latest first
order-earliest = earliest first
download = Download these { $count } rows:
download-csv = CSV
nav-calendar = Calendar
paging = Pages
paging-before = Previous
paging-after = Next
see-all = See all ({ $count })
agreements-count = { $count ->
    [one] { $count } agreement
   *[other] { $count } agreements
 }
partnerships-count = { $count ->
    [one] { $count } partnership
   *[other] { $count } partnerships
 }
regions-count = { $count ->
    [one] { $count } region
   *[other] { $count } regions
 }
exchanges-count = { $count ->
    [one] { $count } exchange
   *[other] { $count } exchanges
 }
wanted-count = { $count ->
    [one] { $count } posting
   *[other] { $count } postings
 }

# Agreements
parties = Parties
stage = Stage
in-force = In force
vitality = Activity
class = Class
last-activity = Last activity
notice-deadline = Notice by
force-until = until { $day }
force-ends = ends on { $day }
force-open = without an end
force-ended = ended on { $day }
force-over = Over
force-not = Not in force
force-unknown = First day in force unknown
force-not-counted = Does not count
force-never = Never in force
force-from = from { $day }
force-since = since { $day }
since-unknown = as stated for { $day }, since an unknown day
notice-by = notice given by { $parties }
vitality-none = Not assessed yet
signed-on = signed on { $day }
not-signed = not signed yet
last-active = last activity on { $day }
never-active = no activity so far
active-new = newly in force; no activity recorded yet
pending-heading = Waiting for agreement to { $what }
pending-what = { $act ->
    [AMEND] the amendment
    [CANCEL_AGREEMENT] the cancellation before entry into force
    [CORRECTION] the correction of the day
    [EXTEND] the extension
    [RECORD_INTENT] the letter of intent
    [RECORD_SIGNATURE] the signature
   *[other] this act
 }
pending-by = Recorded by { $party } for { $day }.
pending-waits = Waiting for
pending-unanswered = Nobody acts in the registry any more for the party that has yet to agree: the uploaded file of the paper that it signed serves as proof.
entry-waits = Waiting for your answer
entry-waits-means = Others entered this earlier agreement in the name of { $party }. Compare it with your text, then confirm or deny it; the next step waits for that answer.
tracks = How far each party has come
tracks-next = Next:
step-next = What you can do next
step-others = More
step-record = Record it
step-record-named = Record: { $step }
step-still-missing = Still missing:
step-leads-to = Next stage:
step-for-whom = For which party?
step-not-ready = This step cannot be recorded yet. Still missing:
step-none = This step is not possible now
step-decision = What was decided?
step-returned-hint = Goes back to: { $stage }. Say why in the note.
step-rejected-hint = Say why in the note.
step-on = When did it happen?
step-papers = Documents on which this step rests
step-paper-recorded = recorded by { $party }
step-paper-by-another = { $party } recorded this document, and it speaks in your name. It counts for you only if you stand by it.
step-paper-by-others = Others recorded this document, and it speaks in your name. It counts for you only if you stand by it.
step-paper-stands = We stand by this document and by the signature in our name
step-paper-which = Which of these documents?
step-paper-which-hint = Choose a document that another party recorded only if you stand by it and by the signature in your name.
step-on-hint = For example 27 3 2026. Today, if you leave it empty.
step-on-signed = The day of the last signature, if you leave it empty.
step-in-force = First day in force
step-in-force-hint = The day of signature, if you leave it empty.
step-expires = New last day in force
step-ends = Last day in force
step-date-hint = For example 27 3 2026
step-note = Note
step-note-hint = Only your own party reads it.
step-withdraw-means = The proposal ends for all parties and cannot be taken up again; a new one can be made at any time.
step-now = now
step-done = done
step-later = not yet
since = since { $day }
documents = Documents
document = Document
of-party = Of
of-all = all parties
dated = Dated
file = File
no-file = not uploaded
superseded = replaced
withdrawn = withdrawn
documents-none = No documents yet.
history = History
history-for = for { $party }
history-entered = Entered as an earlier agreement
history-initiated = Initiative registered
history-corrected = Day corrected from { $before } to { $after }:
deadlines = Deadlines
overdue = overdue
missing-evidence = Missing evidence
in-short = In short
officer-of = Person in charge at { $party }
fields = Fields
term = Term
months = { $count ->
    [one] { $count } month
   *[other] { $count } months
 }
notice-months = { $count ->
    [one] { $count } month’s notice
   *[other] { $count } months’ notice
 }
costs = Costs
languages = Languages
prevails = { $language } prevails
seen-by = Seen by
source = Source
predecessor = Continues
confirmed-on = Data confirmed on { $day }.
never-confirmed = The data have never been confirmed.
agreements-none = No agreements yet.

# Regions and partnerships
name = Name
kind = Kind
country = Country
population = Population
partner = Partner
said-by = Stated by
said-lead = A filled circle means that the party itself says so. What only other sources claim is hollow.
since-head = Since
partnerships-none = No partnerships yet.
exchanges-none = No exchanges yet.
website = Website
names = Names
codes = Codes
dissolved = This region was dissolved on { $day }.

# Exchanges
what = What
when = When
where = Where
host = Host
status = Status
method = Method
format = Format
online = Online
place-unknown = Place not settled
cancelled = Cancelled.
who-takes-part = Who takes part
nobody-named = Nobody is named yet.
note = Note
under-agreement = Under the agreement

# Partners wanted
wanted-lead = Regions that look for partners. Write to their contacts.
wanted-country = Country of the partner
wanted-where = Looking in
wanted-anywhere = any country
contact = Contact
posted-on = Posted on { $day }.
open-until = Open until { $day }.
party-hidden = A party that is not public

# Search
found = Results for “{ $text }”
found-none = Nothing matches. Try a shorter word, or the name of the city alone.

# Statistics
statistics-heading = { $count ->
    [one] { $count } agreement
   *[other] { $count } agreements
 } of { $parties ->
    [one] { $parties } party
   *[other] { $parties } parties
 }
by-stage = By stage
by-vitality = By activity
by-vitality-lead = What is not in force yet is not assessed.
by-country = By country
by-year = By year of signature
year-signed = Year
year-unknown = Not signed yet, or not known
most-connected = Most partners
count = Number
picture = Chart
statistics-province = In the area of a province
by-class = By class
by-scheme = By kind of agreement
by-document = By document
by-document-lead = An agreement can have several documents, so the numbers add up to more.
by-dimension = By smart-city dimension
by-dimension-head = Dimension
by-dimension-none = Without a dimension
by-dimension-any = With a dimension
by-dimension-lead = An agreement counts in each of its dimensions.

# Tasks
whose-tasks = Whose tasks
tasks-team = The whole team
tasks-own = Mine and untaken
tasks-count = { $count ->
    [one] { $count } task within 90 days or without a time limit
   *[other] { $count } tasks within 90 days or without a time limit
 }
tasks-caption = Tasks by due date
tasks-later = Later, more than 90 days from now: { $count }
task = Task
due = Due
why = Why
rule = Rule
no-due = No time limit
tasks-none = Nothing is waiting for you
tasks-none-next = See the agreements that end within 180 days

# Acts
day = Day
month = Month
year = Year
not-now = Not now
back-to-agreement = Back to the agreement
read-again = Read it once more
participation-confirm = Yes, we will take part
participation-confirm-ask = Take part in this exchange?
participation-confirm-means = Your party’s name is shown to everyone who sees the exchange, and it counts for the agreement.
participation-decline = We do not take part
participation-decline-ask = Decline to take part in this exchange?
participation-decline-means = Your party’s name is taken off the exchange, and the organiser is told.
participation-host = The host is { $host }.
participation-asked = Your party is named and has not answered yet.
pending-confirm = Agree
pending-confirm-ask = Agree to { $what }?
pending-confirm-means = Once every party has agreed, the act takes effect and no party can take it back alone.
pending-decline = Decline
pending-decline-ask = Decline { $what }?
pending-decline-why = Reason
pending-decline-why-hint = The other parties read it. It may stay empty.
pending-none = No act is waiting for your consent
pending-terms = What changes
pending-papers = The papers it rests on
term-name = Term
term-before = Before
term-after = After
term-here = In the registry
term-theirs = As they state it
attest = Confirm the terms match your text
attest-means = Your party’s formal word that the terms in the registry are those of its text.
attest-ask = Are these terms as in your text?
attest-lead = Compare them with the text of the agreement. An attestation is your party’s word, kept with the text and its hash.
attest-conflict = Different from the copy of { $party }
signature = Signature
renewal-months = { $count ->
    [one] renewed by { $count } month
   *[other] renewed by { $count } months
 }
hash = Hash
confirm-data = Confirm these data
confirm-data-means = Says that what the registry has on this agreement is up to date today.
confirm-data-ask = Is what the registry says of this agreement right?

party = Party
party-signed = Signed
party-notice = Notice given
party-ends = Ends
pending-joins = Who joins: { $party }.
pending-correction = The day of the step “{ $act }” changes from { $before } to { $after }. Why:
ends-for = When one party leaves
meetings = Meetings every
wind-down = Winding down
unconfirmed = Entered by one organisation and not confirmed yet by those who keep the registry. Until then no signature binds it.
deny = This is not our agreement
deny-ask = Deny this entry?
deny-means = For you the entry does not stand until you attest it; for the others it stands only where two of them have confirmed it. If it is corrected, you are asked again. Everyone who sees the agreement reads your reason.
deny-why = Why?
deny-why-hint = For example a wrong day, or a text that was never signed.

# Registering an agreement
register-title = Register an initiative
register-lead = An agreement begins with a letter. You can check everything before it is recorded.
register-or-legacy = Signed already? Enter it as an earlier agreement.
register-successor = This initiative continues “{ $title }”.
register-who = Who
register-own = For which party do you register it?
register-with = with:
register-find = Find the partner
register-find-hint = Type the name of a city, region or institution, press Search and tick it. There may be more than one.
register-found-none = Nothing matches. Try a shorter name, or add it:
register-what = What
register-scheme = Kind of agreement
register-scheme-hint = Several kinds are open to these parties. If you choose none: { $scheme }.
register-channel = Whose initiative is it?
register-letter = The letter
register-letter-lead = The first letter that proposes to cooperate. Its file can be uploaded afterwards.
register-letter-on = Date of the letter
register-issuer = Who wrote it
register-more = If you know it already
register-fields = Intended fields
register-visibility = Who may see it later?
register-visibility-hint = Until all parties have signed something, only the parties see it. If you choose none: everyone.
register-do = Register the initiative
legacy-title = Enter an earlier agreement
legacy-lead = For what was signed before this registry existed. Fill in what is known; what is missing is recorded as missing.
legacy-when = When
legacy-when-lead = A date may be only a year, or a year and a month.
legacy-signed = Signed on
legacy-expires = Last day in force
legacy-expires-hint = Worked out from its length, if you leave it empty.
legacy-terminated = Terminated on
legacy-documents-lead = Documents that you know of; others can be recorded afterwards.
legacy-missing = Which evidence is missing?
legacy-missing-hint = None only if the signed text is among the documents.
legacy-source = From where
legacy-source-hint = For example the archive of your office, or the address of an official site.
legacy-as-of = As of which day
legacy-as-of-hint = The date of the source, for example 27 3 2026.
legacy-do = Enter the agreement
class-sister = Twin cities or regions: formal, for many fields.
class-friendship = Limited in time or to named programmes.
class-project = Limited to one project.
class-contact = A relation without a document.
number = Number
reference = Your own reference number
title-id = Title in Indonesian
title-en = Title in English
title-hint = Made from the names of the parties, if you leave it empty.
title-usual = from the names of the parties
signing-usual = the day of signature
length-usual = worked out from its length
partial-hint = For example 2018, March 2018 or 27 March 2018
term-kind = How it ends
term-months = How many months it runs
term-notice = Months of notice
unknown = Not known
no-document = None
document-on = Date of the document
go-on-to-check = Check your answers
check-answers = Check your answers
change-answers = Change your answers
not-filled-in = not filled in

# Documents
document-record = Record a document
document-record-lead = Record the document first; its file is uploaded on the next page, or later.
document-kind = Kind
document-missing = still missing
document-party = Whose is it?
document-party-hint = What all parties write or sign together belongs to all of them.
document-party-kind = As its kind has it: your own party or all parties
document-issuer = Issued by
document-visibility-hint = If you choose none: the parties for what others rely on, otherwise your own party only.
document-signed = Signatures
document-signed-hint = Tick who has signed.
document-signed-for = Signed for { $party }
document-signed-on = Day of signature
document-office = Office
document-more = Further details
document-received = Received on
document-empowers = Empowers
document-language = Language of the document
document-language-hint = A code of two letters, such as id (Indonesian), en (English), ja (Japanese).
document-supersedes = Replaces
document-deviation = Why does it differ from the initialled text?
document-record-do = Record this document
document-no-file = Its file has not been uploaded yet.
document-choose = File
document-choose-hint = PDF, images, Word, Excel, LibreOffice (without macros), or text; at most 50 MB.
document-upload = Upload the file
document-hash = SHA-256 hash
document-used = Used for the step on
document-replaces = Replaces:
document-replaced-by = Replaced by:
document-replace = Replace it with another document
document-withdraw = Withdraw the document
document-withdraw-means = Withdraw a document that was recorded by mistake. It stays on record as withdrawn, with your reason, and no longer counts. If it replaced another document, that one counts again.
document-withdraw-why = Why is it withdrawn?
document-withdraw-why-hint = Everyone who sees the document reads this.
document-withdraw-do = Withdraw the document
document-withdrawn-on = Withdrawn on { $day }:
document-add = Add it
size-kb = { $size } kB
size-mb = { $size } MB

# Terms, amendments, corrections
term-renewal = Months by which it is renewed
term-wind-down = Months for winding down
term-meetings = Months between meetings of the working group
term-prevails = Language that prevails
term-clear = Terms to remove
term-clear-hint = A field left empty changes nothing; what is ticked here is removed.
amend = Amend the agreement
amend-lead = Change what the amendment says otherwise. A field left empty changes nothing.
amend-document = The signed amendment
amend-terms = Terms as amended
amend-do = Record the amendment
change-terms = Change the terms
change-terms-lead = Change what is different. A field left empty changes nothing. Before it is saved you see which approvals will fall.
change-terms-falls = These approvals and papers no longer count and have to be given again; each party goes back to the stage before its approval:
change-terms-attested = These parties’ attestations no longer count:
change-terms-do = Save the terms
correct-step = Correct the day of a step
correct-step-on = The right day
correct-step-why-hint = Everyone who sees the agreement reads it.
correct-step-do = Correct the day
correct-step-link = correct the day
successor = Register a successor
successors = Continued by

# Calendar, sheet, developers, accounts
calendar-months = Months
calendar-before = Previous month
calendar-now = This month
calendar-after = Next month
calendar-month = Month
calendar-agenda = Agenda
calendar-clock = Times are those of the place.
calendar-until = until { $day }
sunday = Sunday
monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
clock-sign = :
today = today
sheet = Agreement sheet
sheet-terms = Terms
sheet-people = In charge, and attestations
sheet-attested = attested { $at }
sheet-hash = Hash of the terms
sheet-printed = Printed { $at } from
sheet-printed-by = Printed { $at } by { $name } from
sheet-how = Print this page from your browser; it fits one A4 sheet.
sheet-link = Sheet for printing
developers = For developers and partner cities
dev-lead = Kembar uses the same API as you do: every page is one GraphQL query. { $count } agreements are open to you.
dev-try = Open the explorer
dev-try-lead = This query lists agreements with one country. Change it and run it, without an account for what is public.
dev-open = Open it in the explorer
dev-examples = More examples
dev-query = Query
dev-whom = For whom
dev-public = public
dev-key = needs a key
dev-example-list = All agreements with Japan
dev-example-region = A region with its partners and agreements
dev-example-statistics = The figures of the registry
dev-example-tasks = What waits for me
dev-command = From the command line
dev-paging = Pages of lists
dev-paging-text = Lists have 20 items, or up to 100 with first. Go on with endCursor while hasNextPage is true. A page costs the same wherever it is in the list.
dev-changes = Changes
dev-changes-text = changes tells what has happened since you last asked, in the order in which it took effect. Keep the endCursor and continue from it: nothing is ever skipped.
dev-errors = Refusals and errors
dev-errors-text = A refused act changes nothing and says why in the errors of its answer: a code, a sentence in your language, the field, and what is missing. A request that fails as a whole has one of these codes:
dev-unauthenticated = The key or session is not valid.
dev-bad-input = An argument cannot be read.
dev-overloaded = The service is busy; try again in a moment.
dev-key-title = A key for your city
dev-key-text = Those who keep the registry create it, or the administrator of your own organisation; it is shown once. With it your software reads your own records and, if it may, records steps and attests terms.
dev-know = Good to know
dev-schema = Schema
dev-schema-text = Every type, field and argument is described.
dev-limits = Limits
dev-limits-text = 100 items a page; a request has at most 64 KB and runs one operation.
dev-language-text = Accept-Language or ?lang= chooses Indonesian or English.
dev-safe = Trying again
dev-safe-text = A change with the header Idempotency-Key is carried out once, however often it is sent.
account = My account
account-language = Language
account-change = Change name, language or time zone
account-password = Change the password
account-password-lead = Your other sessions will be ended.
account-current = Current password
account-save = Save
account-roles = Roles
accounts = Accounts
account-change-it = What can be done
account-everywhere = the whole registry
account-registry-admin = Administrator of the registry
account-zone-hint = Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT), or for example Asia/Tokyo.
account-mail-refused = The mail server refused this address on { $at }; no mail is sent to it.
choose = Choose
colleagues = Colleagues
colleague-add = Add a colleague
colleague-add-lead = Your colleague chooses a password by a link that works for a day.
colleague-added = The account is open
colleague-link = Give this link to that colleague only. It works for a day, once, and is not shown again.
colleague-role = Role
colleague-where = Where
colleague-find = Find another region
colleague-add-do = Open the account
colleague-grant = Give a role
colleague-withdraw = Withdraw a role
colleague-reset = Reset the password
colleague-reset-done = The password is reset
colleague-reset-means = The old password no longer works, and all sessions end.
colleague-mail = Mail a link for a password
colleague-mail-means = The colleague gets a mail with a link that works once, for seven days. A password that they have works until they choose another.
colleague-close = Close the account
colleague-close-means = The person is signed out everywhere and cannot sign in until the account is opened again.
colleague-reopen = Open the account again
colleague-closed = closed { $at }
keys = API keys
keys-lead = Keys for the software of partners.
keys-none = No keys yet.
key-new = A new key
key-made = The new key
key-once = Copy it now: it is not shown again.
key-begins = Begins with
key-used = Last used
key-expires = Expires
key-revoked = revoked
key-rotate = Replace the key
key-revoke = Revoke the key
key-rotate-means = The old key still works for 24 hours, so that software can be changed over.
key-revoke-means = The key stops working at once and for good.
key-name-hint = For example the partner city and its software.
key-scopes = What it allows
key-scopes-hint = Reading is always included.
key-days = For how many days?
key-find = Find another party
key-days-hint = For ever, if you leave it empty.
key-create = Create the key
dev-limit = The query asks for too much: limit, allowed and found say of what.
dev-files = Files
dev-files-text = The lists are also CSV files, with the same filters:
dev-routes-text = Which steps an agreement takes in which country

# Map
nav-map = Map
map-legend = Square: Indonesia. Circles: partners by country, larger for more; choose one to open its list.
map-heading = { $count ->
    [one] { $count } agreement
   *[other] { $count } agreements
 } with partners in { $countries ->
    [one] { $countries } country
   *[other] { $countries } countries
 }
map-partner = { $country }: { $count ->
    [one] { $count } agreement
   *[other] { $count } agreements
 }

# Scheduling exchanges
exchange-new = Schedule an exchange
exchange-new-lead = A visit, a meeting, a webinar: put it on the calendar and ask the others whether they take part.
exchange-or-past = It has already taken place? Enter it here.
exchange-what = What it is
exchange-title = Title
exchange-title-hint = In one language at least. Readers of the other see what there is.
exchange-starts = First day
exchange-ends = Last day
exchange-ends-hint = Leave it empty if it lasts one day or is not settled yet.
exchange-from = From
exchange-from-hint = For example 09:00. Leave it empty for whole days.
exchange-until = Until
exchange-until-hint = Leave it empty if it is not settled yet.
exchange-zone-hint = The clock of the place, or the one you have agreed on.
exchange-zone-twice = If that night the clocks go back and the time comes twice, the earlier one counts.
exchange-time = Time
exchange-whole-days = whole days
exchange-place = Place
exchange-place-hint = A building or a city. Needed when people meet in person only.
exchange-country-host = As the host’s
exchange-who-lead = Choose what each does there. A champion shares what it does well; a learner comes to see it.
exchange-own = your party
exchange-of-agreement = party to the agreement
exchange-no-host = No host yet
exchange-find = Add a region or institution
exchange-find-hint = Type a name, press Search and tick its part above. What you have filled in stays.
exchange-more = Further details
exchange-agreement = The agreement it serves
exchange-agreement-hint = What takes place counts for how active the agreement is. For an agreement of others, begin on its page.
exchange-no-agreement = None
exchange-note-hint = The programme or a link, for everyone who sees the exchange.
exchange-public = On the public calendar.
exchange-parties = Those who take part, also who is only asked.
exchange-own-only = Nobody else sees it, so nobody else can answer.
exchange-keeper = Who keeps it
exchange-keeper-hint = Its people can move and cancel it.
exchange-next = What happens next
exchange-next-asked = These are asked whether they take part; they find the question under “Waiting for me”:
exchange-next-stated = Others see each of them once it agrees. One for which nobody works in Kembar is shown at once, as recorded by the organiser.
exchange-next-agreement = The parties to the agreement are asked to confirm that the exchange serves it; from then on it counts for it.
exchange-next-mail = Whoever follows the exchange, its regions or its agreement gets an e-mail 7 days and 24 hours before.
exchange-do = Put it on the calendar
exchange-when-where = When and where
exchange-past = Enter a past exchange
exchange-past-lead = A visit or meeting that has taken place, with the source from which it is known.
exchange-or-new = It is still to come? Schedule it here.
exchange-past-do = Enter it
exchange-past-mail = Nobody gets an e-mail about it.
exchange-source-hint = A report, minutes or a newspaper, with the date.
exchange-move = Move the exchange
exchange-move-do = Move it
exchange-move-late = It is { $status } and can no longer be moved.
exchange-move-asked = On other days those who agreed to take part are asked again, and so are the parties to the agreement. At another time of the same days they stay.
exchange-move-mail = Reminders move with it. Whoever was already reminded is told.
exchange-now = Now:
exchange-back = Back to the exchange
exchange-cancel = Cancel the exchange
exchange-cancel-ask = Cancel this exchange?
exchange-cancel-means = It stays on the calendar, marked as cancelled. Whoever was reminded of it gets an e-mail. This cannot be undone.
exchange-cancel-reason = Why?
exchange-cancel-reason-hint = Everyone who sees the exchange reads it.
exchange-attach = Yes, it serves the agreement
exchange-attach-ask = Does this exchange serve the agreement?
exchange-attach-means = It is then shown on the agreement’s page and counts for how active the agreement is.
exchange-detach = No, it does not serve it
exchange-detach-ask = This exchange does not serve the agreement?
exchange-detach-means = It stays on the calendar, without the agreement, and does not count for it.
follow = Follow
follow-ask = Follow this?
follow-means = You get an e-mail 7 days and 24 hours before each exchange that concerns it.
follow-stop = Stop following
follow-stop-ask = Stop following this?
follow-stop-means = You will no longer get e-mails because of it.
follow-nothing = Choose a region, an agreement or an exchange first; its page has the link.
follows = What I follow
follows-lead = You get an e-mail 7 days and 24 hours before each exchange of the regions, agreements and exchanges that you follow.
follows-how = Open the page of a region, an agreement or an exchange to follow it.
exchange-for-you = For you: { $time }
exchange-unanswered = Not answered yet: { $count }. They find the question under “Waiting for me” and are shown to others once they agree.
exchange-fell-through = It did not take place: mark it as cancelled
exchange-attach-asked = The organiser says that it serves this agreement. A party to it has yet to confirm that:
exchange-zone-host = As at the host’s (whole days only)
exchange-attach-nothing = Nobody asks whether this exchange serves an agreement.
exchange-next-counts = The exchange counts for the agreement, because you act for a party to it.
follows-none = You do not follow anything yet.
exchange-not-yours = Only the organisation that keeps this exchange can cancel it.

# Agreements, further acts
dimensions = Smart-city dimensions
dimensions-lead = They say which side of a smart city the agreement serves. They are no terms: what was attested stays attested.
dimensions-ask = To which dimensions does it belong?
dimensions-hint = Tick all that apply, or none.
dimensions-do = Save the dimensions
speaking-hint = For another party only as keeper of this agreement, while nobody acts for it in the registry.
nothing = Confirm that nothing took place
nothing-ask = Has nothing taken place under this agreement until today?
nothing-means = Once every party has confirmed it, the agreement counts as never started. An exchange that is recorded afterwards changes that.
nothing-known = The last activity known here was on { $day }.
nothing-said = { $party } confirmed it until { $day }.
take-back = Take this entry back
take-back-ask = Take this entry back?
take-back-means = Do this if it was entered by mistake. It then no longer counts anywhere. It is possible as long as no other party has attested the terms and nobody relies on it.
take-back-why-hint = It may stay empty.
leave = Leave the agreement
leave-ask = Leave this agreement?
leave-of-two = If this party leaves, the agreement ends for all: give notice of termination, or withdraw the proposal.
leave-means = The agreement goes on for the other parties.
leave-ends = Last day on which the party takes part
leave-ends-hint = By its notice, for example 27 3 2027
leave-on = When did it say so?
requirements = Requirements of cooperation abroad
requirements-lead = Nine requirements, by law. Where the registry can work one out from its own records, it does; answer the others.
requirements-settled = The agreement is signed: the answers stay as they were.
requirements-count = { $met } of { $all } met
requirements-short = Requirements
requirement-met = met
requirement-unmet = not met
requirement-open = not answered
requirement-computed = worked out by the registry
requirement-excepted = exception made
requirement-excepted-by = Exception made by { $by }
requirement-exception = An exception was made from this requirement
requirement-exception-hint = Answer “not met” above, and give the reason below.
requirement-exception-by = Authority
requirement-exception-by-hint = Who made the exception, and in which letter. For example: Ministry of Home Affairs, letter 100.2/17/SJ.
requirement-exception-under = Legal basis
requirement-answer = Answer
requirement-change = Change the answer
requirement-is-met = Is it met?
requirement-evidence = Evidence
requirement-evidence-hint = What shows it, such as a letter or a plan; or the reason for an exception.
requirement-do = Save the answer
copy = State your copy of the terms
copy-ask = What does your copy say?
copy-lead = Change what your signed copy says otherwise. Nothing in the registry is overwritten: the other parties see where the copies differ, and whoever keeps the agreement can accept it term by term.
copy-before = Copy of { $party }, stated { $at }
copy-again = What you state now replaces it.
copy-language = Language { $number }
copy-do = State this copy
accept = Accept terms from a copy
accept-ask = Which terms do you accept?
accept-lead = The copy of { $party } differs from the registry. What you accept replaces what the registry says.
accept-anew = Earlier attestations then no longer count, and what was approved before has to be approved again.
accept-entry = Earlier attestations then no longer count, and the other parties are asked again.
accept-hint = Tick those that you accept; the others stay as they are.
accept-theirs = Copy of { $party }
accept-do = Accept these terms
accept-signed = It is signed: what was signed changes by an amendment only.
accept-keeper = Whoever keeps the agreement can accept these terms.
accept-whose = Whose copy?
accept-none = No copy differs from the registry now.
accede = Take in a party
accede-lead = The parties take in another one by a signed amendment. It then goes its own way of approval, and is a party with its own signature.
accede-means = If other parties have to agree, it waits until they have.
accede-who = Who joins?
accede-find-hint = Type a name, press Search and choose one.
accede-on = When did they agree on it?
accede-do = Take in this party
more-officer-none = nobody yet
more-officer = Change
more-exchange = Schedule an exchange
more-ask = Ask for something
more-ask-word = Ask for its word
more-follow = Follow this agreement
more-conflict = { $party } states other terms
more-compare = Compare
more-copy-change = Change your copy
more-open-paper = Open it
more-see = See them

# Reports and the registry
reports = Reports
report = Report:
reports-count = Reports: { $count }
reports-none = There are no reports here yet.
report-open = Open a report
report-open-lead = Kembar fills the report from the records. Until you submit it, it follows every change in them.
report-to-decide = Waiting for your decision: { $count }
report-for = to the { $recipient }
report-submitted = submitted { $day }
report-period = Period
report-recipient = Recipient
report-recipient-hint = The province decides on a report to the governor; the national reviewers may decide on all.
report-party = For which party?
report-which = Which one
report-quarter = Quarter { $number } of { $year }
report-first-half = First half of { $year }
report-second-half = Second half of { $year }
report-year = Year { $year }
report-event = Event of { $first } – { $last }
report-day = Event of { $day }
report-months-half-1 = First half: January to June
report-months-half-2 = Second half: July to December
report-months-1 = Quarter I: January to March
report-months-2 = Quarter II: April to June
report-months-3 = Quarter III: July to September
report-months-4 = Quarter IV: October to December
report-first-day = First day of the event
report-last-day = Last day of the event
report-last-day-hint = Leave it empty if it took one day.
report-due = Due day
report-due-hint = Thirty days after the period, if you leave it empty.
report-submit = Submit the report
report-submit-lead = Read it through. Correct what is wrong in the agreements and exchanges themselves; the report follows.
report-submit-later = The period is not over: the report can be submitted from { $day }.
report-submit-ask = Submit this report?
report-submit-means = Its contents then stay as they are now, whatever changes in the records. The recipient can accept the report, or return it with a remark.
report-decide = Your decision
report-decide-lead = Read the report. Accept it, or return it and say what is missing.
report-accept = Accept the report
report-accept-ask = Accept this report?
report-accept-means = The report is then closed: it is neither changed nor returned.
report-return = Return it with a remark
report-return-do = Return the report
report-remark = What is missing or wrong
report-remark-hint = Those who submitted it read this. Up to 2,000 characters.
report-remarks = Remarks when it was returned
report-returned-on = returned { $day }
report-nothing-to-do = There is nothing for you to do with this report now
report-being-mended = The report was returned and is being mended. You can read it again once it is submitted.
report-as-now = Not submitted: what follows are the records as they are now.
report-as-then = As submitted on { $day }. Later changes in the records are not in it.
report-empty = In this period the records show no agreement in force, no step and no exchange.
report-agreement = Agreement
report-until = Until
report-steps = Steps in the period
report-exchange = Exchange
report-print = Print this page from your browser.
registry = Registry
registry-lead = What those who keep the registry look after for everyone.
registry-unconfirmed = Waiting for confirmation
registry-unconfirmed-lead = Organisations entered these. Until you confirm them, no signature binds them.
registry-unconfirmed-none = No region or institution is waiting.
registry-since = since { $at }
registry-facts = Facts and rules
registry-relations-lead = What sources say of two countries; exploration is judged by it.
registry-tier-lead = The level of a government, for cooperation between equals.
registry-routes-lead = Which steps an agreement takes, and who decides.
registry-new = Add to the registry
registry-people = Accounts and keys
registry-people-lead = All accounts with their roles and e-mail addresses.
registry-keys-lead = API keys for the software of partner cities.
registry-add-region = A region abroad
registry-add-institution = An institution
campaign = Confirmation campaign
campaign-none = No campaign is running.
campaign-runs = A campaign has been running since { $opened }: all parties are asked to confirm their agreements by { $due }.
campaign-over = No campaign is running. The last one ended on { $due }.
campaign-left = See what is not confirmed yet
campaign-missing = See what was not confirmed
campaign-open = Open a confirmation campaign
campaign-means = Every party finds a task to confirm what the registry says of its agreements. What is not confirmed by the day is marked so.
campaign-due = Confirm by
campaign-due-hint = Sixty days from today, if you leave it empty.
campaign-call-off = Call the campaign off
campaign-call-off-means = If you call it off, nobody is asked any more, and nothing counts as unconfirmed because of it.
relation = Diplomatic relations
relation-lead = Choose two different countries to see what is known, and to record what a source says.
relation-one = Country
relation-other = Other country
relation-look = Look them up
relation-known = What sources say
relation-unknown = No source says anything: whether there are relations is not known.
relation-others = Choose other countries
relation-record = Record what a source says
relation-ask = Are there diplomatic relations?
relation-exist = There are relations
relation-none = There are no relations
relation-since = Since
relation-until = Last day
relation-until-hint = Leave it empty if it is so today.
relation-source-hint = For example a treaty, or the page of a ministry.
relation-as-of = To which day does the source refer?
relation-save = Record it
tier = Tier
tier-record = Tier of a region abroad
tier-lead = In Indonesia the tier follows from the law. Find the region abroad whose tier you record.
tier-find = Name of the region
tier-now = Recorded: { $tier }.
tier-unknown = Its tier is not known.
tier-other = Choose another region
tier-first-hint = Directly below the state: provinces, prefectures, states of a federation.
tier-second-hint = Below those: regencies and cities.
tier-third-hint = Below those: districts of a city, for example.
tier-since = Since
tier-since-hint = Leave it empty if it was always so. Otherwise for example 2018, March 2018 or 27 March 2018.
tier-save = Record the tier
routes = Approval routes
routes-lead = Each party takes its own route with an agreement: that of its country and of the kind of agreement.
route = Route
route-schemes = Kind of agreement
route-all-countries = All other countries
route-all-schemes = All kinds
route-version = version { $version }
route-lead = An agreement keeps the version of the route with which it began.
route-step = Step
route-from = From:
route-to = To:
route-back-to-before = the stage from which it was put on hold
route-authority = Who decides
route-joint = All parties take this step together
route-returns = Can be returned to: { $stage }
route-recorded-by = Recorded by:
route-within = Within { $days } days
route-needs = What it needs
route-of-each = { $document }, from each side
route-signed = { $document }, signed by all parties
route-until-signature = Up to the signature
route-duties = Duties beside the steps
route-duty = Begins with the stage “{ $stage }”; due within { $days } days, to { $authority }. Document: { $document }.
route-common = Steps that are the same in every route
route-common-lead = On hold, in force, renewal and end
route-not-there = There is no such route
report-waits-submit = It waits for the coordinator or agreement manager of the party to submit it.
report-waits-decision = It waits for the decision of the recipient.

# Parties and the board
institutions = Institutions
institutions-see = Institutions: ministries, universities, networks and others
institutions-count = Institutions: { $count }
institution-new = Add an institution
institution-new-lead = For an institution that takes part in cooperation and is not in the registry yet. Those who keep the registry confirm it afterwards.
institution-new-do = Add the institution
institution-name-hint = In full, as the institution writes it.
institution-country-hint = Leave it empty for an international organisation or a network.
institution-country-none = None
region-new = Add a region abroad
region-new-lead = For a city or region abroad that is not in the registry yet. Regions of Indonesia follow the decree of the Minister of Home Affairs. Those who keep the registry confirm it afterwards.
region-new-do = Add the region
region-name-hint = As it is written at home, for example Kōchi or Köln.
party-which = Which one it is
party-name = Name at home
party-name-en = Name in English
party-name-en-hint = Only if it is another one.
party-name-further = Further name { $place }
party-names-add = Further names
party-language-hint = A code such as id, en, ja; und if you do not know.
party-codes-hint = For example wikidata and Q200251, or iso3166-2 and JP-39.
code-scheme = Kind of code
code-value = Code
party-where = Where it is
coordinates = Coordinates
coordinates-hint = Of the seat of government or the office, in degrees with a point: -7.257 and 112.752.
latitude = Latitude (north)
longitude = Longitude (east)
party-zone-hint = For example Asia/Tokyo. That of the coordinates, if you leave it empty.
party-parent = Region in which it lies
party-parent-hint = For example its state, prefecture or province. Type the name and press Search.
party-parent-which = It lies in
party-parent-none = Not known
party-figures-amend = Figures and website
party-figures-lead = Each figure is kept with its source. The region’s own word goes before an official register’s, and that before a list’s.
population-on = Day of the count
area = Area in km²
digits-hint = Digits only, for example 2874314
decimal-hint = With a point, for example 338.05
website-hint = For example https://www.surabaya.go.id
party-source-hint = Where you know it from, for example the address of an official site.
apart-title = Is it in the registry already?
apart-lead = Open these first. If yours is none of them, tick each one and say why.
apart-not = Another one than { $name }
apart-open = Open { $name }
apart-why = Why it is another one
apart-why-hint = For example: a town of the same name in another state.
apart-find = One of those named above is not listed? Find it
party-none = There is no such region or institution
party-whole = Everything about { $name }
party-waits = Waiting since { $at }.
party-unconfirmed = not confirmed
party-unconfirmed-only = Only those not confirmed yet
party-figures = What sources say
party-value = Value
party-followed = used here
party-follow = Follow
party-ask = Ask somebody about it
party-amend = Correct its data
party-amend-lead = Change what is wrong, and say where it comes from. What you leave empty stays as it is.
party-amend-known = Name, kind, country and codes say which one is meant: only those who keep the registry change them.
party-amend-do = Save the corrections
party-confirm = Confirm it for the registry
party-confirm-ask = Confirm { $name }?
party-confirm-means = You confirm that it exists and is not in the registry under another name. From then on agreements bind it, and only those who keep the registry change its name and codes.
party-doubles = Is it there under another name?
party-doubles-none = No other one of this name.
party-confirmed = This one is confirmed already
merge = Merge with another record
merge-which = With which record do you merge { $name }?
merge-lead = Merge two records if both mean the same region or institution. The record on whose page you are stays, the other one goes into it.
merge-find = Name, code or Wikidata identifier of the other record
merge-found-none = Nothing matches. Try a shorter name, or the code.
merge-ask = Merge { $duplicate } into { $party }?
merge-means = All that belongs to the record that goes belongs to the one that stays from then on, and its address leads there. History stays as it was written. What was attested stays as it was read.
merge-stays = Stays
merge-goes = Goes into it
merge-other-way = Exchange the two
merge-another = Choose another one
merge-against = These two cannot be merged
merge-moves = What goes along
merge-do = Merge
merge-why = Why the two are one
merge-why-hint = Say by what you know it, such as a letter or a web site.
split = Split this record
split-ask = Split { $name }?
split-mergers = Was one of these merged wrongly?
split-means = A new record is made of what you choose. The rest stays. What the party itself has done or stated stays with it.
split-name = Name of the new record
split-partnerships-hint = Only partnerships of which this party has stated nothing itself.
split-do = Split
split-sources = Figures of these sources
split-agreements-hint = Only agreements under which this party has done nothing in the registry.
split-why = Why it is two
split-undo-ask = Undo the merger with { $name }?
split-undo-means = The record is there again with all that came with it. This is possible while nothing has happened to that.
split-undo = Undo the merger
partnership-new = State a partnership
partnership-new-lead = Say that regions or institutions are partners, or that they are not. An agreement is not needed: each statement is kept with its source.
partnership-new-do = State it
claim-what = What is stated
claim-stance = Does the partnership exist?
claim-denies-hint = The statement is kept. What nobody says exists is no partnership.
claim-since = Since when
claim-until = Until when, if it has ended
claim-reference = Place in the source
claim-reference-hint = For example a page or a number.
claim-official = Rank of the source
claim-official-yes = It is an official register
claim-official-hint = Its word goes before that of other lists.
claim-withdraws = Take back what this source said earlier
claim-withdraws-which = What is taken back
claim-withdraws-hint = Otherwise an earlier date of the same source stays.
claim-stated-by = Who says so?
claim-stated-by-hint = One of your own that is a member.
wanted-new = Post a search for a partner
wanted-new-lead = The posting can be read by everyone until you close it or its last day has passed.
wanted-new-do = Post it
wanted-who = Who is looking for a partner?
wanted-find = Find a region or an institution
wanted-revise = Change this posting
wanted-revise-do = Save the posting
wanted-close = Close this posting
wanted-close-ask = Close this posting?
wanted-close-means = It can still be read, as closed. It cannot be opened again; you can post a new one.
wanted-closed = Closed on { $day }.
wanted-over = No longer open.
wanted-open-only = Open postings only
wanted-over-only = Only those no longer open
wish-id = What you look for and offer, in Indonesian
wish-hint = At least one of the two languages. Up to 4,000 characters.
wish-en = The same in English
wish-en-hint = Partners abroad read this one.
wish-contact-hint = An address or an office, on one line.
wish-countries = Countries of the partner
wish-countries-hint = One country a box, by its name or code. Any country, if you leave them empty.
wish-country = Country { $place }
wish-fields = Fields in which you look for partners
wish-methods = Ways of exchange
wish-methods-which = Ways of exchange that you look for
wish-until = Last day on which it is open
wish-until-hint = For example 27 3 2027. Without an end, if you leave it empty.
party-now = Now: { $value }.
party-fact = What is stated
claim-own = State it for { $party }

# Tasks and requests
if-late = If nothing is done
in-charge = In charge
hands-nobody = Nobody yet
hands-you = You
hands-officer = for the whole agreement
hands-stand-in = You stand in
hands-deputy = deputy: { $name }
hands-mine = In your hands
hands-free = Not taken by anyone yet
hands-others = In the hands of colleagues
task-take = Take it
task-take-means = It is then in your hands, and your colleagues see that.
task-release = Give it back
task-release-means = It waits for anyone of the team again.
task-snooze = Put it off
task-snooze-means = Only you stop seeing it until then. The due date stays, and once it has passed you see the task again.
task-snooze-until = Show it again on
task-snooze-hint = For example 27 3 2027. If you leave it empty, it is not put off.
task-wake = Show it again now
task-put-off = you put it off until { $day }
task-yours = You have it in hand already.
task-taken = { $name } has it in hand.
task-not-yours = Only people of the party can do this.
task-next = Take the next task
task-next-lead = Of { $count } untaken tasks this one is due first.
task-next-none = No untaken task is waiting.
task-next-whose = Of which party?
tasks-how = Due dates follow from the rules and the clauses of the text. A task disappears once it is done.
tasks-put-off = What you have put off is in the list of the team.
tasks-none-means = No task waits here, and none is untaken. What you can do now:
tasks-none-team = See the tasks of the whole team
tasks-none-requests = See the open requests
no-party-of-ones-own = This is arranged by the people of a party, and you work for none.
late-step = The agreement stays where it is.
late-follow-up = The duty stays open and is shown as overdue.
late-notice = Notice given later is too late to end it with this term.
late-renewal = The agreement expires. To go on, a new one is needed.
late-meeting = The meeting is shown as overdue; without any activity the agreement becomes dormant.
late-review = The review is shown as overdue; the agreement goes on.
late-wind-down = The programmes stay open, without a final report.
late-attestation = The others see that you have not answered; the next step is held up.
late-report = The report is shown as overdue.
late-confirmation = Your agreements show since when their data have not been confirmed.
late-participation = Your party is not shown as taking part, and the exchange does not count for it.
late-attachment = The exchange does not count for the agreement.
late-answer = The request stays open: silence is not consent.
requests = Requests
requests-lead = One side asks the other for a paper, a wording, time or a confirmation, by a day. Only the two sides see it.
requests-which = Show:
requests-open = all open ones
requests-open-only = Only open ones
requests-of-us = asked of { $party }
requests-by-us = asked by { $party }
requests-ended = all that have ended
requests-ended-only = Only those that have ended
requests-count = Requests: { $count }
requests-none = There is no such request
requests-none-next = To ask for something, open the agreement, the exchange or the party that it is about.
requests-waits = What you wait for
requests-all = All open requests
request = Request
request-about = About
request-by = Asked by
request-of = Asked of
request-due = Due
request-outside = (outside the registry)
request-asked = Asked
request-is-open = not answered yet
request-answer = Answer the request
request-withdraw = Withdraw the request
request-withdraw-means = It ends without an answer, and is no longer a task of whoever is asked.
request-from = { $party } asks for an answer by { $day }.
request-not-yours = This is for the people of the party that is asked, or of the one that asks:
request-waits-for-you = Your answer is waited for
request-outsider-waits = The outsider answers by the link that was shown once. If it is lost, withdraw the request and ask again.
request-paper-hint = The paper that you give, if you can give it. Whoever asks must be able to see it.
request-paper-other = A paper that belongs to your answer, if there is one.
request-paper-missing = Not in the list? Record it first:
ask = Ask for something
ask-about-what = Choose first what it is about: open an agreement, an exchange or a party and ask from there.
ask-for = For which party do you ask?
ask-whom = Whom do you ask?
ask-party = A party
ask-colleague = A colleague
ask-outsider = Someone without an account
ask-find = Find another party
ask-party-hint = Anyone of its people answers. It must be able to see what the request is about.
ask-colleague-hint = It is then in the hands of that colleague.
ask-outsider-name = Name
ask-outsider-hint = As your colleagues know them, for example an expert or another office. They see only the request and answer by a link, without an account.
ask-what = What do you ask for?
ask-time-hint = Days that follow from the law or the agreement do not move by an answer.
ask-text = The request in words
ask-text-hint = Up to 4,000 characters.
ask-due = By when?
ask-send = Send the request
ask-sent = The request is made
ask-link = Give this link to that person only. It works once, until the day of the answer, and is not shown again.
deputies = Deputies
deputies-lead = While somebody is away, a deputy has their tasks as well, and gets the mails about what is due.
deputies-none = Nobody is away now or later.
deputies-of = Deputies in { $party }
deputy = Deputy
deputy-away = Who is away
deputy-from = From
deputy-until = Until
deputy-name = Name a deputy
deputy-myself = Myself
deputy-who = Who stands in?
deputy-who-hint = A colleague who may act for this party.
deputy-first-day = First day
deputy-last-day = Last day
deputy-end = End it
deputy-end-ask = End this time as a deputy?
deputy-end-means = From now on they do their work themselves again.
deputy-gone = It has ended already.
colleagues-none = { $party } has no other people in the registry.
officer-assign = Who looks after this agreement
officer-lead = What is due under it is then in their hands, and the reminders go to them first.
officer-nobody = Nobody in particular
officer-nobody-hint = Its tasks wait for anyone of the team.
officer-not-yours = Your organisation is not a party to this agreement.
hand-over = Hand over tasks
hand-over-lead = For whoever leaves or changes posts: the agreements that they look after and the tasks in their hands go to a colleague, all at once.
hand-over-from = From whom?
hand-over-to = To whom?
hand-over-to-hint = A colleague who works on agreements.
hand-over-do = Hand them over
task-free = Nobody has it in hand.

# Imports

imports = Imports
imports-lead = Files of your own party with many rows: each is checked first, and entered all at once. Only your party sees them.
imports-count = Files: { $count }
imports-none = No file has been imported yet
imports-none-next = Partnerships, agreements from before the registry and exchanges can come from a spreadsheet.
import-new = Import a file
import-new-lead = All rows are checked first, and you see what would come of each. Nothing is entered before you confirm it.
import-xlsx = XLSX
import-templates = Templates
import-templates-lead = The headers of these files are those that the import knows. A file that was downloaded from a list of this registry can be imported as it is.
import-kind = What the rows are about
import-kind-partnerships = Who is a partner of your party. Each row becomes your party’s own statement.
import-kind-agreements = Dated steps of agreements that were signed before the registry: letters of intent, memoranda, renewals.
import-kind-exchanges = Visits, forums and other exchanges in which your party takes part.
import-party = Whose file it is
import-source = Where the rows come from (optional)
import-source-hint = Such as an archive or a decision. It stands for rows that name no source; otherwise the name of the file does.
import-file-hint = XLSX or CSV in UTF-8, at most 5 MB and 5,000 rows (500 of agreements). Macros and .xls are not accepted.
import-check = Check the file
import-check-title = Check of an import
import-check-again = Check again
import-sent = Sent
import-state = State
import-brief = { $enter } to enter, { $left } to mend
import-done = { $count ->
    [one] { $count } row was entered
   *[other] { $count } rows were entered
 }
import-undone = What this file entered was taken back
import-dropped = This file was given up
import-left = { $count ->
    [one] { $count } row cannot be entered yet
   *[other] { $count } rows cannot be entered yet
 }
import-ready = { $count ->
    [one] { $count } row is ready
   *[other] { $count } rows are ready
 }
import-nothing-new = Everything in this file is in the registry already
import-file = { $name }, sent on { $at }.
import-by = By { $name }.
import-unwritten = Nothing has been entered yet.
import-problems = What is wrong, by column
import-column = Column
import-rows = Rows
import-lines = Lines
import-line = Line
import-why = Why, and what helps
import-whole-row = Whole row
import-rejects = { $count ->
    [one] Download this row with the reason (CSV)
   *[other] Download these { $count } rows with the reasons (CSV)
 }
import-mend = Mend the rows and send them again; rows that were entered already are recognised.
import-public = Everyone may see what is entered. Other parties that are named are asked for their word where somebody acts for them.
import-confirm = { $count ->
    [one] Enter { $count } row
   *[other] Enter { $count } rows
 }
import-confirm-some = { $count ->
    [one] Enter { $count } row and leave out { $left }
   *[other] Enter { $count } rows and leave out { $left }
 }
import-drop = Give this file up
import-drop-means = The check and its rows are deleted. Nothing has been entered.
import-undo = Undo this import
import-undo-means = All that this file entered is taken back: statements stand as they did before, agreements are taken back, exchanges are cancelled. If any of it was changed since, or others rely on it, nothing is taken back.
import-undo-do = { $count ->
    [one] Take back { $count } row
   *[other] Take back { $count } rows
 }
import-all-rows = All rows
import-which-rows = Which rows
import-every-row = All
import-rows-count = Rows: { $count }
import-content = Content
import-outcome = Outcome
import-no-rows = There is no such row.
import-origin = Source: { $source }, as of { $day }. Size: { $size }. SHA-256:
import-questions = { $count ->
    [one] Which place is meant?
   *[other] Which places are meant? { $count } questions
 }
import-questions-lead = A name alone does not prove which place is meant. Your choice holds for all rows in which it stands.
import-question = { $column }: “{ $written }”
import-question-lines = { $count ->
    [one] Line { $lines }
   *[other] { $count } rows: { $lines }
 }
import-question-later = None of these, or not now
import-choose = Use these places
import-open-agreement = Open the agreement
import-open-exchange = Open the exchange
import-act-title = Import
import-not-now = This is not possible where the file stands now.
import-back = Back to the file

## Enums of the schema, as Enum-VALUE

# AgreementAct
AgreementAct-AMEND = Amended
AgreementAct-AUTHORISE = Approval of the central government and full powers recorded
AgreementAct-BEGIN_DRAFTING = Drafting begun
AgreementAct-BEGIN_EXPLORATION = Exploration begun
AgreementAct-CANCEL_AGREEMENT = Cancelled before it entered into force
AgreementAct-CHANGE_TERMS = Terms changed
AgreementAct-COMPLETE_STEP = Step completed
AgreementAct-ENTER_INTO_FORCE = Entered into force
AgreementAct-EXPIRE = Expired
AgreementAct-EXTEND = Extended
AgreementAct-GIVE_TERMINATION_NOTICE = Notice of termination given
AgreementAct-INITIAL_TEXT = Text initialled
AgreementAct-NOTIFY_AUTHORITY = Authority notified
AgreementAct-OPEN_PLAN = Cooperation plan opened
AgreementAct-PROPOSE_COUNTER_TEXT = Counter-text proposed
AgreementAct-PUT_ON_HOLD = Put on hold
AgreementAct-RECORD_COUNCIL_DECISION = Decision of the council recorded
AgreementAct-RECORD_INTENT = Letter of intent recorded
AgreementAct-RECORD_SIGNATURE = Signature recorded
AgreementAct-RECORD_VERIFICATION = Result of the verification recorded
AgreementAct-RENEW = Renewed automatically
AgreementAct-REQUEST_VERIFICATION = Verification requested
AgreementAct-RESUME = Resumed
AgreementAct-START_RENEWAL = Renewal started
AgreementAct-SUBMIT_TO_COUNCIL = Submitted to the council
AgreementAct-TERMINATE = Terminated
AgreementAct-WITHDRAW = Withdrawn
AgreementAct-WITHDRAW_NOTICE = Notice of termination withdrawn

# AgreementScheme
AgreementScheme-FOREIGN_FOREIGN = Without an Indonesian party
AgreementScheme-KSDD_DOMESTIC = Cooperation between regions of Indonesia (KSDD)
AgreementScheme-KSDLL_FORWARDED = Forwarded from the central government
AgreementScheme-KSDLL_OTHER = Cooperation with an institution abroad (KSDLL)
AgreementScheme-KSDPL_OTHER = Other cooperation with a regional government abroad (KSDPL)
AgreementScheme-KSDPL_SISTER_CITY = Sister city or regency
AgreementScheme-KSDPL_SISTER_PROVINCE = Sister province

# AgreementStage
AgreementStage-AUTHORISED = Authorised
AgreementStage-CANCELLED = Cancelled before it entered into force
AgreementStage-COUNCIL_APPROVED = Approved by the council
AgreementStage-COUNCIL_REVIEW = Before the council
AgreementStage-DRAFTING = Drafting
AgreementStage-EXPIRED = Expired
AgreementStage-EXPLORING = Exploration
AgreementStage-INITIATED = Initiative
AgreementStage-INTENT_SIGNED = Letter of intent signed
AgreementStage-IN_FORCE = In force
AgreementStage-ON_HOLD = On hold
AgreementStage-PLANNING = Cooperation plan
AgreementStage-REJECTED = Rejected
AgreementStage-RENEWAL_IN_PROGRESS = Renewal in progress
AgreementStage-SIGNED = Signed
AgreementStage-TERMINATED = Terminated
AgreementStage-TERMINATION_NOTICED = Notice of termination given
AgreementStage-TEXT_INITIALLED = Text initialled
AgreementStage-VERIFICATION = Verification
AgreementStage-WITHDRAWN = Withdrawn

# CooperationField
CooperationField-AGRICULTURE = Agriculture and fisheries
CooperationField-CREATIVE_ECONOMY = Creative economy
CooperationField-CULTURE = Culture
CooperationField-DISASTER_PREPAREDNESS = Disaster preparedness
CooperationField-ECONOMY_TRADE = Economy and trade
CooperationField-EDUCATION = Education
CooperationField-ENVIRONMENT = Environment
CooperationField-GOVERNANCE_CAPACITY = Governance and administrative capacity
CooperationField-HEALTH = Health
CooperationField-HUMAN_RESOURCES = Human resources
CooperationField-OTHER = Other
CooperationField-PORT_MANAGEMENT = Port management
CooperationField-SCIENCE_TECHNOLOGY = Science and technology
CooperationField-SMART_CITY = Smart city
CooperationField-SPORT_YOUTH = Sport and youth
CooperationField-TOURISM = Tourism
CooperationField-TRANSPORT = Transport
CooperationField-URBAN_PLANNING = Urban planning
CooperationField-WASTE_MANAGEMENT = Waste management

# CostRule
CostRule-EACH_BEARS_OWN = Each party bears its own
CostRule-HOST_PAYS = The host pays
CostRule-OTHER = As the text says
CostRule-SHARED = Shared

# Decision
Decision-APPROVED = Approved
Decision-REJECTED = Rejected
Decision-RETURNED = Returned

# DocumentKind
DocumentKind-ACTION_PLAN = Action plan
DocumentKind-AMENDMENT = Amendment
DocumentKind-ANNEX = Annex
DocumentKind-BEGINNING = Beginning of the relation
DocumentKind-CANCELLATION = Agreement to cancel
DocumentKind-CENTRAL_APPROVAL = Approval of the central government
DocumentKind-CERTIFIED_COPY = Certified copy
DocumentKind-COOPERATION_PLAN = Cooperation plan
DocumentKind-COOPERATION_POTENTIAL = Potential of the cooperation
DocumentKind-COUNCIL_DECISION = Decision of the council
DocumentKind-DRAFT_TEXT = Draft text
DocumentKind-ENTRY_NOTIFICATION = Notification of entry
DocumentKind-EVALUATION = Evaluation
DocumentKind-EXPERT_STUDY = Expert study
DocumentKind-EXTENSION = Extension
DocumentKind-FACILITATION_REQUEST = Request for facilitation
DocumentKind-FORWARDING_LETTER = Forwarding letter
DocumentKind-FULL_POWER = Full powers
DocumentKind-INITIALLED_TEXT = Initialled text
DocumentKind-INITIATIVE_LETTER = Initiative letter
DocumentKind-JOINT_AGREEMENT = Joint agreement
DocumentKind-LETTER_OF_INTENT = Letter of intent
DocumentKind-MEETING_MINUTES = Minutes
DocumentKind-NOTICE_WITHDRAWAL = Withdrawal of the notice
DocumentKind-NOTIFICATION = Notification
DocumentKind-PROGRAMME_AGREEMENT = Programme agreement (PKS)
DocumentKind-REGION_PROFILE = Profile of the region
DocumentKind-REPORT = Report
DocumentKind-SIGNED_TEXT = Signed text
DocumentKind-TERMINATION_NOTICE = Notice of termination
DocumentKind-VERIFICATION_RESULT = Result of the verification

# ExchangeConsent
ExchangeConsent-ASKED = not answered yet
ExchangeConsent-CONFIRMED = confirmed
ExchangeConsent-STATED = as recorded by the organiser

# ExchangeFormat
ExchangeFormat-HYBRID = Hybrid
ExchangeFormat-ONLINE = Online
ExchangeFormat-ONSITE = On site

# ExchangeMethod
ExchangeMethod-AWARDING = Award ceremony
ExchangeMethod-COURTESY_VISIT = Courtesy visit
ExchangeMethod-DIALOGUE_EVENT = Dialogue of practitioners
ExchangeMethod-EXHIBITION = Exhibition
ExchangeMethod-FORUM = Forum
ExchangeMethod-JWG_MEETING = Joint working group meeting
ExchangeMethod-MENTORING_VISIT = Mentoring visit
ExchangeMethod-OTHER = Other
ExchangeMethod-PEER_REVIEW = Peer review
ExchangeMethod-SIGNING = Signing
ExchangeMethod-STAFF_EXCHANGE = Staff exchange
ExchangeMethod-STUDY_VISIT = Study visit
ExchangeMethod-TRAINING_WORKSHOP = Training workshop
ExchangeMethod-WEBINAR = Webinar
ExchangeMethod-WORK_SHADOWING = Work shadowing

# ExchangeRole
ExchangeRole-CHAMPION = Champion
ExchangeRole-HOST = Host
ExchangeRole-LEARNER = Learner

# ExchangeStatus
ExchangeStatus-CANCELLED = Cancelled
ExchangeStatus-HELD = Held
ExchangeStatus-SCHEDULED = Scheduled

# MissingEvidence
MissingEvidence-CERTIFIED_COPY = The certified copy
MissingEvidence-COUNCIL_DECISION = The decision of the council
MissingEvidence-FULL_POWER = The full powers
MissingEvidence-LETTER_OF_INTENT = The letter of intent
MissingEvidence-SIGNED_TEXT = The signed text
MissingEvidence-SIGNING_DAY = The day it was signed
MissingEvidence-TERM = Its term

# PartnershipClass
PartnershipClass-CONTACT = Contact
PartnershipClass-FRIENDSHIP = Friendship
PartnershipClass-PROJECT = Project partnership
PartnershipClass-SISTER = Sister

# PartyKind
PartyKind-CENTRAL_AGENCY = Central agency
PartyKind-CITY = City
PartyKind-COMPANY = Company
PartyKind-COUNTY = County
PartyKind-DISTRICT = District
PartyKind-INTERNATIONAL_ORGANISATION = International organisation
PartyKind-MUNICIPALITY = Municipality
PartyKind-NETWORK = Network of cities
PartyKind-NGO = Non-governmental organisation
PartyKind-OTHER = Region
PartyKind-OTHER_INSTITUTION = Other institution
PartyKind-PREFECTURE = Prefecture
PartyKind-PROVINCE = Province
PartyKind-REGENCY = Regency
PartyKind-STATE = State
PartyKind-UNIVERSITY = University

# PartyStatus
PartyStatus-ACCEDING = Acceding
PartyStatus-DISOWNED = The entry does not stand
PartyStatus-ENDED = Ended
PartyStatus-GIVEN_UP = Given up before the signature
PartyStatus-IN_FORCE = In force
PartyStatus-LEFT = Left
PartyStatus-NOTICE_GIVEN = Notice given
PartyStatus-PROPOSED = Proposed
PartyStatus-SIGNED = Signed

# TermKind
TermKind-AUTO_RENEW = Automatic renewal
TermKind-FIXED = Fixed term
TermKind-OPEN_ENDED = Open-ended

# Verification
Verification-CLAIMED = Claimed by other sources
Verification-CONFIRMED_BY_ALL = All parties
Verification-CONFIRMED_BY_ONE = One party
Verification-DISPUTED = Disputed

# Visibility
Visibility-OWN = Its own party
Visibility-PARTIES = The parties
Visibility-PUBLIC = Everyone
Visibility-RESTRICTED = Restricted

# Vitality
Vitality-ACTIVE = Active
Vitality-DORMANT = Dormant
Vitality-ENDED = Ended
Vitality-NEVER_STARTED = Never started
Vitality-QUIET = Quiet
Vitality-UNKNOWN = Unknown

# AgreementTerm
AgreementTerm-CLASS = Class
AgreementTerm-COST_RULE = Costs
AgreementTerm-ENDS_FOR = When one party leaves
AgreementTerm-EXPIRES_ON = Ends on
AgreementTerm-FIELDS = Fields
AgreementTerm-IN_FORCE_ON = In force from
AgreementTerm-LANGUAGES = Languages
AgreementTerm-MEETING_MONTHS = Time between meetings
AgreementTerm-NOTICE_MONTHS = Notice
AgreementTerm-PARTIES = Parties
AgreementTerm-PREVAILING_LANGUAGE = Language that prevails
AgreementTerm-RENEWAL_MONTHS = Renewal
AgreementTerm-SIGNED_ON = Signed on
AgreementTerm-TERM_KIND = Kind of term
AgreementTerm-TERM_MONTHS = Length of term
AgreementTerm-WIND_DOWN_MONTHS = Winding down

# EndsFor
EndsFor-ALL = It ends for all
EndsFor-ONE = It ends for the one who leaves

# InitiativeChannel
InitiativeChannel-CENTRAL_GOVERNMENT = The central government
InitiativeChannel-FOREIGN_PARTNER = The partner abroad
InitiativeChannel-OWN_REGION = The region itself

# Role
Role-AGREEMENT_MANAGER = Agreement manager
Role-COORDINATOR = Coordinator
Role-DATA_ENTRY = Data entry
Role-FORUM_ORGANISER = Forum organiser
Role-NATIONAL_REVIEWER = National reviewer
Role-OBSERVER = Observer
Role-ORG_ADMIN = Administrator
Role-PARTNER_READER = Partner reader

# Language
Language-ID = Indonesian
Language-EN = English

# ApiScope
ApiScope-READ = reading
ApiScope-WRITE = doing what its role may do

# SmartDimension
SmartDimension-BRANDING = Smart branding
SmartDimension-ECONOMY = Smart economy
SmartDimension-ENVIRONMENT = Smart environment
SmartDimension-GOVERNANCE = Smart governance
SmartDimension-LIVING = Smart living
SmartDimension-SOCIETY = Smart society

# PeriodKind
PeriodKind-EVENT = Event
PeriodKind-QUARTER = Quarter
PeriodKind-SEMESTER = Half-year
PeriodKind-YEAR = Year

# ReportStatus
ReportStatus-ACCEPTED = Accepted
ReportStatus-DRAFTED = Draft
ReportStatus-RETURNED = Returned
ReportStatus-SUBMITTED = Submitted

# ReportSection
ReportSection-ASSOCIATIONS = Associations and networks
ReportSection-DOMESTIC = Cooperation within Indonesia
ReportSection-GUESTS = Guests from abroad
ReportSection-SISTER_REGIONS = Sister provinces, regencies and cities
ReportSection-TECHNICAL_COOPERATION = Technical and other cooperation abroad

# Tier
Tier-FIRST = First tier
Tier-SECOND = Second tier
Tier-THIRD = Third tier

# Authority
Authority-DPRD = Council of the region (DPRD)
Authority-GOVERNOR = Governor
Authority-HEAD_OF_REGION = Head of the region
Authority-INTERKEM = Meeting of the ministries
Authority-KEMENDAGRI = Ministry of Home Affairs
Authority-KEMENLU = Ministry of Foreign Affairs
Authority-PARTNER_COUNCIL = Council of the partner
Authority-PARTNER_HEAD = Head of the partner
Authority-PARTNER_NATIONAL = National authority of the partner’s country
Authority-REGISTRY = The registry, when the day comes
Authority-SETNEG = State Secretariat
Authority-TKKSD = Coordination team of the region (TKKSD)

# StepCondition
StepCondition-DAY_OF_FORCE_REACHED = The first day in force has come
StepCondition-DIPLOMATIC_RELATIONS = The countries have diplomatic relations; if that is not known, a reason is given
StepCondition-END_OF_TERM = A fixed term says how long it is or when it ends
StepCondition-EQUAL_TIER = The parties are of the same tier; if not, or if that is not known, a reason is given
StepCondition-FIELD_OF_COOPERATION = At least one field of cooperation is named
StepCondition-FIXED_TERM = The agreement has a fixed term
StepCondition-FULL_POWER_COVERS_SIGNATORY = The signatory is the one named in the full powers, and signs on their date or later
StepCondition-LATER_EXPIRY = The new last day is later than the old one
StepCondition-NINE_REQUIREMENTS = All nine requirements are met, with evidence
StepCondition-NOTICE_PASSED = The notice period has passed
StepCondition-NOTICE_PERIOD = The notice is as long as the agreement requires
StepCondition-NOT_ENDED = The notice has not taken effect
StepCondition-NOT_EXPIRED = The last day in force has not passed
StepCondition-NOT_IN_FORCE_YET = The first day in force has not come
StepCondition-NO_NOTICE_GIVEN = The party has given no notice that still stands
StepCondition-OTHER_PARTIES_READY = Every other party has taken all its steps before the signature
StepCondition-SAME_TEXT = The signed text is the initialled one, or the difference is explained
StepCondition-SELF_RENEWAL_DUE = The last day of a term that renews itself has passed
StepCondition-SEVERAL_FIELDS_OF_SISTERS = A sister agreement names at least two fields
StepCondition-STILL_APPROVED = What was approved has not been changed since
StepCondition-TERM_PASSED = The last day in force has passed
StepCondition-TEXT_FIXED = The initialled text is stored as a file

# ClaimStance
ClaimStance-AFFIRMS = It exists
ClaimStance-DENIES = It does not exist

# PartnershipFactKind
PartnershipFactKind-SINCE = Since when
PartnershipFactKind-UNTIL = Until when

# NameKind
NameKind-ALTERNATIVE = Another spelling or usual name
NameKind-FORMER = Former name
NameKind-OFFICIAL = Official name in that language

# RegionFactKind
RegionFactKind-AREA = Area in km²
RegionFactKind-COORDINATES = Coordinates
RegionFactKind-POPULATION = Population

# FactStanding
FactStanding-DISPUTED = Another source says otherwise
FactStanding-UNDISPUTED = Not contradicted

# SourceRank
SourceRank-LIST = List or press
SourceRank-MEMBER = The region itself
SourceRank-REGISTER = Official register

# RequestWants
RequestWants-FACT = Confirmation of a fact
RequestWants-PAPER = A paper
RequestWants-TIME = More time
RequestWants-WORDING = A wording of the text

# RequestAnswer
RequestAnswer-DECLINED = Declined
RequestAnswer-GIVEN = Given
RequestAnswer-WITHDRAWN = Withdrawn

# ImportKind
ImportKind-AGREEMENTS = Agreements
ImportKind-EXCHANGES = Exchanges
ImportKind-PARTNERSHIPS = Partnerships

# ImportState
ImportState-CHECKED = Checked, not entered
ImportState-DONE = Entered
ImportState-DROPPED = Given up
ImportState-UNDONE = Taken back

# ImportVerdict
ImportVerdict-CHANGED = changed
ImportVerdict-CHOOSE = to choose
ImportVerdict-DUPLICATE = duplicate
ImportVerdict-NEW = new
ImportVerdict-REFUSED = refused
ImportVerdict-SAME = unchanged
