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
zone-other-hint = IANA name, such as Asia/Tokyo.

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
answer-done-means = { $asking } has your answer. This link no longer works.

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
filter = Filter
filter-word = Word
filter-country = Partner’s country
filter-all = All
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
force-until = until { $day }
force-open = without an end
force-ended = ended on { $day }
force-over = Over
force-not = Not in force
force-since = since { $day }
vitality-none = Not counted yet
signed-on = signed on { $day }
not-signed = not signed yet
last-active = last activity on { $day }
never-active = no activity so far
pending-heading = Waiting for agreement: { $act }
pending-by = Recorded by { $party } for { $day }.
pending-waits = Waiting for
pending-unanswered = Nobody acts in the registry any more for the party that has yet to agree: the file of the paper that it signed speaks for it.
tracks = How far each party has come
tracks-next = Next:
step-next = What you can do next
step-others = Other steps
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
step-on-hint = For example 27 3 2026. Today, if you leave it empty.
step-on-signed = The day of the last signature, if you leave it empty.
step-in-force = First day in force
step-in-force-hint = The day of signature, if you leave it empty.
step-expires = New last day in force
step-ends = Last day in force
step-date-hint = For example 27 3 2026
step-note = Note
step-note-hint = Only your own party reads it.
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
documents-none = No documents yet.
history = History
history-none = No steps recorded yet.
deadlines = Deadlines
overdue = overdue
missing-evidence = Missing evidence
in-short = In short
officer-of = In charge in { $party }
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
never-confirmed = The data were never confirmed.
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
party-hidden = A party that is not open

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
by-country = By country
by-year = By year of signature
year-signed = Year
year-unknown = Unknown
most-connected = Most partners
count = Number
picture = Chart

# Tasks
whose-tasks = Whose tasks
tasks-team = The whole team
tasks-own = Mine and untaken
tasks-count = { $count ->
    [one] { $count } open task
   *[other] { $count } open tasks
 }
tasks-caption = Tasks by due date
task = Task
due = Due
why = Why
rule = Rule
no-due = No time limit
tasks-none = Nothing is waiting for you
tasks-none-next = See all:

# Acts
day = Day
month = Month
year = Year
not-now = Not now
back-to-agreement = Back to the agreement
read-again = Read it once more
participation-confirm = Yes, we take part
participation-confirm-ask = Do you take part in this exchange?
participation-confirm-means = Your party’s name is shown to everyone who sees the exchange, and it counts for the agreement.
participation-decline = We do not take part
participation-decline-ask = You do not take part in this exchange?
participation-decline-means = Your party’s name is taken off the exchange, and the organiser is told.
participation-host = The host is { $host }.
participation-asked = Your party is named and has not answered yet.
pending-confirm = Agree
pending-confirm-ask = Agree to: { $act }?
pending-confirm-means = Once every party has agreed, the act takes effect and no party can take it back alone.
pending-decline = Decline
pending-decline-ask = Decline: { $act }?
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
attest = Attest
attest-ask = Are these terms as in your text?
attest-lead = Compare them with the text of the agreement. An attestation is your party’s word, kept with the text and its hash.
attest-conflict = Different from the copy of { $party }
signature = Signature
renewal-months = { $count ->
    [one] renewed by { $count } month
   *[other] renewed by { $count } months
 }
hash = Hash
confirm-data = These data are right
confirm-data-ask = Is what the registry says of this agreement right?

party = Party
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
register-found-none = Nothing matches. Try a shorter name.
register-what = What
register-scheme = Form under the law
register-scheme-hint = Several forms are open to these parties. If you choose none: { $scheme }.
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
partial-hint = For example 2018, 2018-03 or 2018-03-27
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
document-signed-by = Signed for { $party }
document-signed-on = Day of signature
document-office = Office
document-more = Further details
document-received = Received on
document-empowers = Empowers
document-language = Language of the document
document-language-hint = A code of two letters, such as id, en, ja.
document-supersedes = Replaces
document-deviation = Why does it differ from the initialled text?
document-record-do = Record this document
document-no-file = Its file has not been uploaded yet.
document-choose = File
document-choose-hint = PDF, images, ODF or OOXML without macros, or text; at most 50 MB.
document-upload = Upload the file
document-hash = SHA-256
document-used = Carried the step of
document-replaces = Replaces:
document-replaced-by = Replaced by:
document-replace = Replace it with another document
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
change-terms-lead = Earlier attestations no longer count once the terms change. A field left empty changes nothing.
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
dev-rate = Too many requests; wait for the seconds in Retry-After.
dev-overloaded = The service is busy; try again in a moment.
dev-key-title = A key for your city
dev-key-text = The administrator of your Indonesian partner creates it; it is shown once. With it your city’s software reads its own records and, if it may, records steps and attests terms.
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
account-current = Present password
account-save = Save
account-roles = Roles
account-everywhere = the whole registry
account-zone-hint = IANA name: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).
account-mail-refused = The mail server refused this address on { $at }; no mail is sent to it.
choose = Choose
colleagues = Colleagues
colleagues-everywhere = You administer the accounts of the whole registry. Add one here; the command line lists all of them: kembar user list.
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
key-days-hint = For ever, if you leave it empty.
key-create = Create the key

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

## Enums of the schema, as Enum-VALUE

# AgreementAct
AgreementAct-AMEND = Amended
AgreementAct-AUTHORISE = Approval of the central government and full power recorded
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
AgreementScheme-KSDD_DOMESTIC = Between regions of Indonesia
AgreementScheme-KSDLL_FORWARDED = Forwarded from the central government
AgreementScheme-KSDLL_OTHER = With an institution abroad
AgreementScheme-KSDPL_OTHER = Other, with a regional government abroad
AgreementScheme-KSDPL_SISTER_CITY = Sister city or regency
AgreementScheme-KSDPL_SISTER_PROVINCE = Sister province

# AgreementStage
AgreementStage-AUTHORISED = Authorised
AgreementStage-CANCELLED = Cancelled before entry into force
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
DocumentKind-FULL_POWER = Full power
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
MissingEvidence-FULL_POWER = The full power
MissingEvidence-LETTER_OF_INTENT = The letter of intent
MissingEvidence-SIGNED_TEXT = The signed text
MissingEvidence-SIGNING_DAY = The day it was signed
MissingEvidence-TERM = Its term

# PartnershipClass
PartnershipClass-CONTACT = Contact
PartnershipClass-FRIENDSHIP = Friendship
PartnershipClass-PROJECT = Project
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
