### Teks halaman dalam bahasa Indonesia. Berkas pasangannya: en.ftl.

# The frame
error-prefix = Kesalahan:
skip = Langsung ke isi
menu = Menu
find = Cari
find-label = Cari daerah, kota mitra, naskah, atau kegiatan
by-key = Kunci API
sign-in = Masuk
sign-out = Keluar
nav-main = Utama
nav-about = Tentang layanan ini
nav-inbox = Menunggu saya
nav-inbox-tasks = { $count } tugas
nav-agreements = Kerja sama
nav-partnerships = Kemitraan
nav-regions = Daerah
nav-exchanges = Kegiatan
nav-partners-wanted = Mitra dicari
nav-statistics = Statistik
as-of = Data per { $at }.
foot-explorer = Penjelajah API
foot-schema = Skema GraphQL
foot-status = Status layanan
foot-query = Kueri GraphQL di balik halaman ini
breadcrumb = Jejak halaman
and = dan

# Messages and forms
message-kept = Isian Anda masih ada. Kata sandi tidak disimpan.
message-again = Kirim sekali lagi
form-wrong = Belum dapat dilakukan
password-again = Kata sandi perlu diketik ulang.
password-hint = Sedikitnya { $least } karakter. Beberapa kata yang hanya Anda tahu lebih kuat dan lebih mudah diingat daripada simbol.
password-repeat = Ketik ulang kata sandi
password = Kata sandi
email = Alamat surel
email-hint = Dipakai untuk masuk dan menerima pengingat.
full-name = Nama lengkap
zone = Zona waktu
zone-hint = Jam pertemuan ditampilkan dalam zona ini.
zone-other = Lainnya
zone-other-label = Zona waktu lain
zone-other-hint = Nama IANA, misalnya Asia/Tokyo.

# Signing in and out
sign-in-lead = Untuk staf dan kota mitra yang punya akun. Yang terbuka untuk umum dapat dibaca tanpa masuk.
sign-in-help = Belum punya akun, atau lupa kata sandi? Mintalah tautan kepada administrator registri Anda.
sign-out-ask = Keluar dari Kembar?

# Set-up, password, stop
password-title = Pilih kata sandi
password-lead = Halo, { $name }. Dengan kata sandi ini Anda masuk ke Kembar. Sesi lain atas nama Anda akan diakhiri.
password-new = Kata sandi baru
password-save = Simpan dan masuk
set-up-title = Siapkan registri
set-up-lead = Buat akun administrator pertama. Dengan akun ini Anda dapat mengundang rekan dan membuat kunci API untuk kota mitra.
set-up-language = Kembar akan menulis kepada Anda dalam bahasa Indonesia, bahasa halaman ini.
set-up-save = Buat akun dan masuk
stop-title = Berhenti mengikuti
stop-ask = Berhenti mengikuti?
stop-because = Surel itu dikirim karena Anda mengikuti:
stop-region = daerah { $name }
stop-agreement = naskah kerja sama { $name }
stop-exchange = kegiatan itu
stop-done = Anda tidak lagi mengikutinya
stop-no-more = Surel seperti itu tidak akan dikirim lagi kepada Anda.

# Answering by a link
answer-title = Jawaban Anda
answer-lead = { $asking } meminta jawaban dari Anda, { $name }, paling lambat { $day }.
answer-given = Saya dapat memenuhinya
answer-declined = Saya tidak dapat memenuhinya
answer-note = Jawaban Anda
answer-note-hint = Yang Anda konfirmasi, rumusannya, berapa lama waktu yang diperlukan, atau alasannya. Paling banyak 4.000 karakter.
answer-once = Anda dapat menjawab satu kali. Hanya { $asking } yang membaca jawaban Anda di Kembar, registri kota kembar.
answer-send = Kirim jawaban
answer-done = Terima kasih
answer-done-means = Jawaban Anda sudah diterima { $asking }. Tautan ini tidak berlaku lagi.

# Front page
home-title = Registri kota kembar
home-heading = Dua kota, satu catatan.
home-lead = Kembar mencatat kerja sama kota, kabupaten, dan provinsi Indonesia dengan mitranya: siapa bermitra dengan siapa, naskah apa yang ditandatangani, sampai di mana prosesnya, dan kapan pertemuan berikutnya.
home-find = Cari daerah, kota mitra, naskah, atau kegiatan
home-signed = Terakhir ditandatangani
home-signed-none = Belum ada naskah yang ditandatangani.
home-soon = Segera bertemu
home-soon-none = Belum ada kegiatan yang dijadwalkan.
home-wanted = Mitra dicari
home-wanted-none = Tidak ada yang sedang mencari mitra.
home-regions = daerah Indonesia
home-partnerships = kemitraan
home-agreements = naskah kerja sama
home-active = di antaranya aktif
home-upcoming = kegiatan mendatang
home-partners = Untuk kota mitra
home-partners-lead = Semua yang terbuka dapat dibaca lewat GraphQL, tanpa mendaftar. Cobalah:

# Lists
filter = Saring
filter-word = Kata
filter-country = Negara mitra
filter-all = Semua
filter-apply = Terapkan
filter-remove = (hapus saringan ini)
filter-clear = Hapus semua saringan
list-none = Tidak ada yang cocok.
filter-within = Di wilayah
order = Urutkan:
order-entered = urutan pencatatan
order-signed = terakhir ditandatangani
order-ending = segera berakhir
order-latest = terbaru dahulu
order-earliest = terlama dahulu
download = Unduh { $count } baris ini:
download-csv = CSV
nav-calendar = Kalender
paging = Halaman
paging-before = Sebelumnya
paging-after = Berikutnya
see-all = Lihat semua ({ $count })
agreements-count = { $count } naskah kerja sama
partnerships-count = { $count } kemitraan
regions-count = { $count } daerah
exchanges-count = { $count } kegiatan
wanted-count = { $count } pencarian mitra

# Agreements
parties = Para pihak
stage = Tahap naskah
in-force = Masa berlaku
vitality = Keaktifan
class = Kelas
last-activity = Kegiatan terakhir
force-until = berlaku s.d. { $day }
force-open = tanpa batas
force-ended = berakhir { $day }
force-over = Sudah berakhir
force-not = Belum berlaku
force-since = sejak { $day }
vitality-none = Belum dinilai
signed-on = ditandatangani { $day }
not-signed = belum ditandatangani
last-active = kegiatan terakhir { $day }
never-active = belum ada kegiatan
pending-heading = Menunggu persetujuan: { $act }
pending-by = Dicatat { $party } untuk { $day }.
pending-waits = Menunggu
pending-unanswered = Pihak yang masih harus menyetujui tidak lagi memiliki petugas di registri: berkas naskah yang ditandatanganinya menjadi buktinya.
tracks = Sampai di mana setiap pihak
tracks-next = Berikutnya:
step-next = Langkah berikutnya
step-others = Langkah lain
step-record = Catat
step-record-named = Catat: { $step }
step-still-missing = Masih kurang:
step-leads-to = Tahap berikutnya:
step-for-whom = Untuk pihak mana?
step-not-ready = Langkah ini belum dapat dicatat. Masih kurang:
step-none = Langkah ini tidak dapat dilakukan sekarang
step-decision = Apa keputusannya?
step-returned-hint = Kembali ke tahap { $stage }. Jelaskan alasannya dalam catatan.
step-rejected-hint = Jelaskan alasannya dalam catatan.
step-on = Kapan dilakukan?
step-on-hint = Contoh: 27 3 2026. Jika dikosongkan: hari ini.
step-on-signed = Jika dikosongkan: hari tanda tangan terakhir.
step-in-force = Hari pertama berlaku
step-in-force-hint = Jika dikosongkan: hari penandatanganan.
step-expires = Hari terakhir berlaku yang baru
step-ends = Hari terakhir berlaku
step-date-hint = Contoh: 27 3 2026
step-note = Catatan
step-note-hint = Hanya dibaca oleh pihak Anda.
step-now = sekarang
step-done = selesai
step-later = belum
since = sejak { $day }
documents = Dokumen
document = Dokumen
of-party = Milik
of-all = semua pihak
dated = Tanggal
file = Berkas
no-file = belum diunggah
superseded = diganti
documents-none = Belum ada dokumen.
history = Riwayat
history-none = Belum ada langkah yang dicatat.
deadlines = Tenggat
overdue = lewat waktu
missing-evidence = Bukti yang kurang
in-short = Ringkasan
officer-of = Penanggung jawab di { $party }
fields = Bidang
term = Jangka waktu
months = { $count } bulan
notice-months = pemberitahuan { $count } bulan
costs = Biaya
languages = Bahasa
prevails = yang menentukan: { $language }
seen-by = Terlihat oleh
source = Sumber
predecessor = Melanjutkan
confirmed-on = Data dikonfirmasi { $day }.
never-confirmed = Data belum pernah dikonfirmasi.
agreements-none = Belum ada naskah kerja sama.

# Regions and partnerships
name = Nama
kind = Jenis
country = Negara
population = Penduduk
partner = Mitra
said-by = Dinyatakan oleh
said-lead = Lingkaran terisi berarti pihak itu sendiri menyatakannya. Yang hanya disebut sumber lain tampil kosong.
since-head = Sejak
partnerships-none = Belum ada kemitraan.
exchanges-none = Belum ada kegiatan.
website = Situs
names = Nama
codes = Kode
dissolved = Daerah ini dihapus pada { $day }.

# Exchanges
what = Kegiatan
when = Waktu
where = Tempat
host = Tuan rumah
status = Status
method = Bentuk
format = Cara
online = Daring
place-unknown = Tempat belum ditentukan
cancelled = Dibatalkan.
who-takes-part = Siapa yang ikut
nobody-named = Belum ada peserta yang disebut.
note = Catatan
under-agreement = Di bawah naskah

# Partners wanted
wanted-lead = Daerah yang mencari mitra. Hubungi langsung narahubungnya.
wanted-country = Negara calon mitra
wanted-where = Mencari di
wanted-anywhere = negara mana pun
contact = Narahubung
posted-on = Dipasang { $day }.
open-until = Terbuka sampai { $day }.
party-hidden = Pihak yang tidak terbuka

# Search
found = Hasil untuk “{ $text }”
found-none = Tidak ada yang cocok. Coba kata yang lebih pendek, atau nama kota saja.

# Statistics
statistics-heading = { $count } naskah kerja sama dari { $parties } pihak
by-stage = Menurut tahap
by-vitality = Menurut keaktifan
by-country = Menurut negara
by-year = Menurut tahun tanda tangan
year-signed = Tahun
year-unknown = Tidak diketahui
most-connected = Paling banyak mitra
count = Jumlah
picture = Grafik

# Tasks
whose-tasks = Tugas siapa
tasks-team = Seluruh tim
tasks-own = Tugas saya dan yang belum diambil
tasks-count = { $count } tugas terbuka
tasks-caption = Tugas menurut jatuh tempo
task = Tugas
due = Jatuh tempo
why = Mengapa
rule = Aturan
no-due = Tanpa batas waktu
tasks-none = Tidak ada yang menunggu Anda
tasks-none-next = Lihat semua:

# Acts
day = Tanggal
month = Bulan
year = Tahun
not-now = Tidak sekarang
back-to-agreement = Kembali ke kerja sama
read-again = Baca sekali lagi
participation-confirm = Ya, kami ikut
participation-confirm-ask = Ikut dalam kegiatan ini?
participation-confirm-means = Nama pihak Anda ditampilkan kepada semua yang melihat kegiatan ini, dan kegiatan ini dihitung bagi kerja samanya.
participation-decline = Kami tidak ikut
participation-decline-ask = Tidak ikut dalam kegiatan ini?
participation-decline-means = Nama pihak Anda dihapus dari kegiatan ini, dan penyelenggara diberi tahu.
participation-host = Tuan rumahnya { $host }.
participation-asked = Pihak Anda disebut dan belum menjawab.
pending-confirm = Setujui
pending-confirm-ask = Setujui: { $act }?
pending-confirm-means = Setelah semua pihak menyetujui, tindakan ini berlaku dan tidak dapat ditarik sepihak.
pending-decline = Tolak
pending-decline-ask = Tolak: { $act }?
pending-decline-why = Alasan
pending-decline-why-hint = Pihak lain membacanya. Boleh kosong.
pending-none = Tidak ada yang menunggu persetujuan Anda
pending-terms = Yang berubah
pending-papers = Dasarnya
term-name = Ketentuan
term-before = Sebelumnya
term-after = Menjadi
term-here = Di registri
term-theirs = Menurut mereka
attest = Nyatakan sesuai
attest-ask = Apakah ketentuan ini sesuai dengan naskah Anda?
attest-lead = Bandingkan dengan naskah kerja sama. Pernyataan kesesuaian adalah kata pihak Anda, disimpan bersama teks dan sidiknya.
attest-conflict = Berbeda dari salinan { $party }
signature = Penandatanganan
renewal-months = diperpanjang { $count } bulan
hash = Sidik
confirm-data = Data ini benar
confirm-data-ask = Apakah data registri tentang kerja sama ini benar?

party = Pihak
pending-joins = Yang bergabung: { $party }.
pending-correction = Tanggal langkah “{ $act }” diubah dari { $before } menjadi { $after }. Alasannya:
ends-for = Bila satu pihak keluar
meetings = Rapat setiap
wind-down = Penyelesaian program
unconfirmed = Ditambahkan oleh satu organisasi dan belum dikonfirmasi pengelola registri. Sampai dikonfirmasi, tidak ada penandatanganan yang mengikatnya.
deny = Bukan kerja sama kami
deny-ask = Sangkal catatan ini?
deny-means = Bagi Anda catatan ini tidak diakui sampai Anda menyatakannya sesuai; bagi pihak lain hanya bila dua di antaranya sudah menyatakannya sesuai. Bila dikoreksi, Anda ditanya lagi. Alasan Anda dibaca semua yang melihat kerja sama ini.
deny-why = Mengapa?
deny-why-hint = Misalnya tanggal yang keliru, atau naskah yang tidak pernah ditandatangani.

# Registering an agreement
register-title = Catat prakarsa baru
register-lead = Kerja sama dimulai dengan sebuah surat. Semua isian dapat Anda periksa sebelum dicatat.
register-or-legacy = Sudah ditandatangani? Catat kerja sama lama.
register-successor = Prakarsa ini melanjutkan “{ $title }”.
register-who = Siapa
register-own = Untuk pihak mana Anda mencatat?
register-with = dengan:
register-find = Cari mitranya
register-find-hint = Ketik nama kota, daerah, atau lembaga, tekan Cari, lalu centang. Boleh lebih dari satu.
register-found-none = Tidak ada yang cocok. Coba nama yang lebih pendek.
register-what = Apa
register-scheme = Bentuk menurut hukum
register-scheme-hint = Beberapa bentuk dimungkinkan bagi para pihak ini. Jika tidak dipilih: { $scheme }.
register-channel = Prakarsa siapa?
register-letter = Surat prakarsa
register-letter-lead = Surat pertama yang mengusulkan kerja sama. Berkasnya dapat diunggah sesudahnya.
register-letter-on = Tanggal surat
register-issuer = Penanda tangan atau pengirim
register-more = Bila sudah diketahui
register-fields = Bidang yang direncanakan
register-visibility = Siapa yang boleh melihatnya kelak?
register-visibility-hint = Sampai para pihak menandatangani sesuatu, hanya para pihak yang melihatnya. Jika tidak dipilih: umum.
register-do = Catat prakarsa
legacy-title = Catat kerja sama lama
legacy-lead = Untuk naskah yang ditandatangani sebelum registri ini ada. Isi yang diketahui; yang kurang dicatat sebagai kurang.
legacy-when = Kapan
legacy-when-lead = Tanggal boleh hanya tahun, atau tahun dan bulan.
legacy-signed = Ditandatangani
legacy-expires = Hari terakhir berlaku
legacy-expires-hint = Jika dikosongkan: dihitung dari lamanya.
legacy-terminated = Diakhiri pada
legacy-documents-lead = Dokumen yang Anda ketahui; sisanya dapat dicatat sesudahnya.
legacy-missing = Bukti apa yang belum ada?
legacy-missing-hint = Boleh kosong hanya bila naskah bertanda tangan ada di antara dokumennya.
legacy-source = Dari mana
legacy-source-hint = Misalnya arsip Bagian Kerja Sama, atau alamat situs resmi.
legacy-as-of = Keadaan per tanggal
legacy-as-of-hint = Tanggal sumber itu, misalnya 27 3 2026.
legacy-do = Catat kerja sama
class-sister = Kota atau daerah kembar: resmi, untuk banyak bidang.
class-friendship = Terbatas waktunya atau pada program tertentu.
class-project = Terbatas pada satu proyek.
class-contact = Hubungan tanpa naskah.
number = Nomor
reference = Nomor registri sendiri
title-id = Judul dalam bahasa Indonesia
title-en = Judul dalam bahasa Inggris
title-hint = Jika dikosongkan, dibuat dari nama para pihak.
partial-hint = Contoh: 2018, 2018-03, atau 2018-03-27
term-kind = Jenis jangka waktu
term-months = Lamanya dalam bulan
term-notice = Pemberitahuan pengakhiran, dalam bulan
unknown = Tidak diketahui
no-document = Tidak ada
document-on = Tanggal dokumen
go-on-to-check = Periksa isian
check-answers = Periksa isian Anda
change-answers = Ubah isian
not-filled-in = tidak diisi

# Documents
document-record = Catat dokumen
document-record-lead = Catat dahulu dokumennya; berkasnya diunggah di halaman berikutnya, atau menyusul.
document-kind = Jenis
document-missing = masih kurang
document-party = Milik siapa?
document-party-hint = Naskah yang disusun atau ditandatangani bersama adalah milik semua pihak.
document-party-kind = Menurut jenisnya: pihak Anda atau semua pihak
document-issuer = Dikeluarkan oleh
document-visibility-hint = Jika tidak dipilih: para pihak untuk dokumen yang menjadi dasar bagi pihak lain, selain itu hanya pihak Anda.
document-signed = Tanda tangan
document-signed-hint = Centang siapa yang sudah menandatangani.
document-signed-for = Ditandatangani untuk { $party }
document-signed-by = Ditandatangani untuk { $party }
document-signed-on = Tanggal tanda tangan
document-office = Jabatan
document-more = Rincian lain
document-received = Diterima pada
document-empowers = Memberi kuasa kepada
document-language = Bahasa dokumen
document-language-hint = Kode dua huruf, misalnya id, en, ja.
document-supersedes = Menggantikan
document-deviation = Mengapa berbeda dari naskah yang diparaf?
document-record-do = Catat dokumen ini
document-no-file = Berkasnya belum diunggah.
document-choose = Berkas
document-choose-hint = PDF, gambar, ODF atau OOXML tanpa makro, atau teks; paling besar 50 MB.
document-upload = Unggah berkas
document-hash = Sidik SHA-256
document-used = Menjadi dasar langkah
document-replaces = Menggantikan:
document-replaced-by = Diganti oleh:
document-replace = Ganti dengan dokumen lain
document-add = Tambahkan
size-kb = { $size } kB
size-mb = { $size } MB

# Terms, amendments, corrections
term-renewal = Perpanjangan, dalam bulan
term-wind-down = Penyelesaian program, dalam bulan
term-meetings = Jarak rapat kelompok kerja, dalam bulan
term-prevails = Bahasa yang menentukan
term-clear = Ketentuan yang dihapus
term-clear-hint = Isian yang dikosongkan tidak mengubah apa-apa; yang dicentang di sini dihapus.
amend = Ubah kerja sama
amend-lead = Ubah yang berbeda menurut naskah perubahan. Isian yang dikosongkan tidak mengubah apa-apa.
amend-document = Naskah perubahan yang ditandatangani
amend-terms = Ketentuan setelah perubahan
amend-do = Catat perubahan
change-terms = Ubah ketentuan
change-terms-lead = Pernyataan kesesuaian sebelumnya tidak berlaku lagi setelah ketentuan diubah. Isian yang dikosongkan tidak mengubah apa-apa.
change-terms-do = Simpan ketentuan
correct-step = Perbaiki tanggal langkah
correct-step-on = Tanggal yang benar
correct-step-why-hint = Dibaca semua yang melihat kerja sama ini.
correct-step-do = Perbaiki tanggal
correct-step-link = perbaiki tanggal
successor = Catat kerja sama lanjutan
successors = Dilanjutkan oleh

# Calendar, sheet, developers, accounts
calendar-months = Bulan
calendar-before = Bulan sebelumnya
calendar-now = Bulan ini
calendar-after = Bulan berikutnya
calendar-month = Bulan
calendar-agenda = Agenda
calendar-clock = Jam menurut tempat kegiatan.
calendar-until = sampai { $day }
sunday = Minggu
monday = Senin
tuesday = Selasa
wednesday = Rabu
thursday = Kamis
friday = Jumat
saturday = Sabtu
clock-sign = .
today = hari ini
sheet = Lembar kerja sama
sheet-terms = Ketentuan
sheet-people = Penanggung jawab dan kesesuaian
sheet-attested = menyatakan sesuai { $at }
sheet-hash = Sidik ketentuan
sheet-printed = Dicetak { $at } dari
sheet-printed-by = Dicetak { $at } oleh { $name } dari
sheet-how = Cetak halaman ini dari peramban Anda; muat di satu lembar A4.
sheet-link = Lembar untuk dicetak
developers = Untuk pengembang dan kota mitra
dev-lead = Kembar memakai API yang sama dengan Anda: setiap halaman adalah satu kueri GraphQL. { $count } naskah kerja sama terbuka bagi Anda.
dev-try = Buka penjelajah
dev-try-lead = Kueri ini mencari kerja sama dengan satu negara. Ubah dan jalankan; yang terbuka tidak memerlukan akun.
dev-open = Buka di penjelajah
dev-examples = Contoh lain
dev-query = Kueri
dev-whom = Untuk siapa
dev-public = terbuka
dev-key = perlu kunci
dev-example-list = Semua kerja sama dengan Jepang
dev-example-region = Satu daerah dengan mitra dan kerja samanya
dev-example-statistics = Angka-angka registri
dev-example-tasks = Apa yang menunggu saya
dev-command = Dari baris perintah
dev-paging = Halaman daftar
dev-paging-text = Daftar berisi 20 butir, atau sampai 100 dengan first. Lanjutkan dengan endCursor selama hasNextPage benar. Biaya setiap halaman sama di mana pun letaknya.
dev-changes = Perubahan
dev-changes-text = changes memberitahukan apa yang terjadi sejak terakhir Anda bertanya, dalam urutan berlakunya. Simpan endCursor dan lanjutkan dari sana: tidak ada yang terlewat.
dev-errors = Penolakan dan kesalahan
dev-errors-text = Tindakan yang ditolak tidak mengubah apa-apa dan menjelaskannya dalam errors pada jawabannya: kode, kalimat dalam bahasa Anda, isian, dan apa yang kurang. Permintaan yang gagal seluruhnya memiliki salah satu kode ini:
dev-unauthenticated = Kunci atau sesi tidak berlaku.
dev-bad-input = Argumen tidak dapat dibaca.
dev-rate = Terlalu banyak permintaan; tunggu sebanyak detik dalam Retry-After.
dev-overloaded = Layanan sedang sibuk; coba beberapa saat lagi.
dev-key-title = Kunci untuk kota Anda
dev-key-text = Administrator mitra Indonesia Anda membuatnya; kunci ditampilkan satu kali. Dengan kunci itu perangkat lunak kota Anda membaca datanya sendiri dan, bila diizinkan, mencatat langkah dan menyatakan ketentuan sesuai.
dev-know = Yang perlu diketahui
dev-schema = Skema
dev-schema-text = Setiap tipe, kolom, dan argumen dijelaskan.
dev-limits = Batas
dev-limits-text = 100 butir per halaman; satu permintaan paling besar 64 KB dan menjalankan satu operasi.
dev-language-text = Accept-Language atau ?lang= memilih bahasa Indonesia atau Inggris.
dev-safe = Mengulang
dev-safe-text = Perubahan dengan kepala Idempotency-Key dilakukan sekali, berapa kali pun dikirim.
account = Akun saya
account-language = Bahasa
account-change = Ubah nama, bahasa, atau zona waktu
account-password = Ganti kata sandi
account-password-lead = Sesi Anda yang lain akan diakhiri.
account-current = Kata sandi sekarang
account-save = Simpan
account-roles = Peran
account-everywhere = seluruh registri
account-zone-hint = Nama IANA: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).
account-mail-refused = Server surel menolak alamat ini pada { $at }; surel tidak dikirim lagi.
choose = Pilih
colleagues = Rekan kerja
colleagues-everywhere = Anda mengelola akun seluruh registri. Tambahkan akun di sini; daftar semua akun ada di baris perintah: kembar user list.
colleague-add = Tambah rekan
colleague-add-lead = Rekan Anda memilih kata sandinya sendiri lewat tautan yang berlaku satu hari.
colleague-added = Akun dibuat
colleague-link = Berikan tautan ini hanya kepada rekan itu. Tautan berlaku satu hari, satu kali, dan tidak ditampilkan lagi.
colleague-role = Peran
colleague-where = Di mana
colleague-find = Cari daerah lain
colleague-add-do = Buat akun
colleague-grant = Beri peran
colleague-withdraw = Cabut peran
colleague-reset = Setel ulang kata sandi
colleague-reset-done = Kata sandi disetel ulang
colleague-reset-means = Kata sandi lama tidak berlaku lagi dan semua sesinya berakhir.
colleague-mail = Kirim tautan kata sandi lewat surel
colleague-mail-means = Rekan itu menerima surel dengan tautan yang berlaku satu kali selama tujuh hari. Kata sandi yang sekarang tetap berlaku sampai ia memilih yang baru.
colleague-close = Tutup akun
colleague-close-means = Orang itu keluar dari semua perangkat dan tidak dapat masuk lagi sampai akunnya dibuka kembali.
colleague-reopen = Buka kembali akun
keys = Kunci API
keys-lead = Kunci untuk perangkat lunak mitra.
keys-none = Belum ada kunci.
key-new = Kunci baru
key-made = Kunci baru
key-once = Salin sekarang: kunci ini tidak ditampilkan lagi.
key-begins = Awal kunci
key-used = Terakhir dipakai
key-expires = Berlaku sampai
key-revoked = dicabut
key-rotate = Ganti kunci
key-revoke = Cabut kunci
key-rotate-means = Kunci lama masih berlaku 24 jam, agar perangkat lunak dapat dialihkan.
key-revoke-means = Kunci ini berhenti berlaku seketika dan selamanya.
key-name-hint = Misalnya nama kota mitra dan perangkat lunaknya.
key-scopes = Apa yang diizinkan
key-scopes-hint = Membaca selalu diizinkan.
key-days = Berlaku berapa hari?
key-days-hint = Jika dikosongkan: tanpa batas.
key-create = Buat kunci

# Map
nav-map = Peta
map-legend = Kotak: Indonesia. Lingkaran: mitra per negara, makin besar makin banyak; pilih untuk membuka daftarnya.
map-heading = { $count } naskah kerja sama, { $countries } negara mitra
map-partner = { $country }: { $count } naskah kerja sama

## Enums of the schema, as Enum-VALUE

# AgreementAct
AgreementAct-AMEND = Naskah diubah
AgreementAct-AUTHORISE = Persetujuan Pemerintah dan surat kuasa dicatat
AgreementAct-BEGIN_DRAFTING = Penyusunan naskah dimulai
AgreementAct-BEGIN_EXPLORATION = Penjajakan dimulai
AgreementAct-CANCEL_AGREEMENT = Dibatalkan bersama sebelum berlaku
AgreementAct-CHANGE_TERMS = Ketentuan diubah
AgreementAct-COMPLETE_STEP = Langkah selesai
AgreementAct-ENTER_INTO_FORCE = Mulai berlaku
AgreementAct-EXPIRE = Masa berlaku berakhir
AgreementAct-EXTEND = Diperpanjang
AgreementAct-GIVE_TERMINATION_NOTICE = Pengakhiran diberitahukan
AgreementAct-INITIAL_TEXT = Naskah diparaf
AgreementAct-NOTIFY_AUTHORITY = Instansi diberi tahu
AgreementAct-OPEN_PLAN = Rencana kerja sama disusun
AgreementAct-PROPOSE_COUNTER_TEXT = Naskah tandingan diajukan
AgreementAct-PUT_ON_HOLD = Ditunda
AgreementAct-RECORD_COUNCIL_DECISION = Keputusan dewan perwakilan dicatat
AgreementAct-RECORD_INTENT = Pernyataan kehendak dicatat
AgreementAct-RECORD_SIGNATURE = Penandatanganan dicatat
AgreementAct-RECORD_VERIFICATION = Hasil verifikasi dicatat
AgreementAct-RENEW = Diperpanjang otomatis
AgreementAct-REQUEST_VERIFICATION = Verifikasi diminta
AgreementAct-RESUME = Dilanjutkan
AgreementAct-START_RENEWAL = Perpanjangan dimulai
AgreementAct-SUBMIT_TO_COUNCIL = Disampaikan kepada dewan perwakilan
AgreementAct-TERMINATE = Diakhiri
AgreementAct-WITHDRAW = Ditarik
AgreementAct-WITHDRAW_NOTICE = Pemberitahuan pengakhiran dicabut

# AgreementScheme
AgreementScheme-FOREIGN_FOREIGN = Tanpa pihak Indonesia
AgreementScheme-KSDD_DOMESTIC = Kerja sama antardaerah
AgreementScheme-KSDLL_FORWARDED = Penerusan kerja sama Pemerintah Pusat
AgreementScheme-KSDLL_OTHER = Kerja sama dengan lembaga di luar negeri
AgreementScheme-KSDPL_OTHER = Kerja sama lainnya dengan pemerintah daerah di luar negeri
AgreementScheme-KSDPL_SISTER_CITY = Kabupaten/kota kembar
AgreementScheme-KSDPL_SISTER_PROVINCE = Provinsi kembar

# AgreementStage
AgreementStage-AUTHORISED = Disetujui Pemerintah
AgreementStage-CANCELLED = Dibatalkan sebelum berlaku
AgreementStage-COUNCIL_APPROVED = Disetujui dewan perwakilan
AgreementStage-COUNCIL_REVIEW = Pembahasan dewan perwakilan
AgreementStage-DRAFTING = Penyusunan naskah
AgreementStage-EXPIRED = Berakhir
AgreementStage-EXPLORING = Penjajakan
AgreementStage-INITIATED = Prakarsa
AgreementStage-INTENT_SIGNED = Pernyataan kehendak
AgreementStage-IN_FORCE = Pelaksanaan
AgreementStage-ON_HOLD = Ditunda
AgreementStage-PLANNING = Rencana kerja sama
AgreementStage-REJECTED = Ditolak
AgreementStage-RENEWAL_IN_PROGRESS = Dalam perpanjangan
AgreementStage-SIGNED = Tanda tangan
AgreementStage-TERMINATED = Diakhiri
AgreementStage-TERMINATION_NOTICED = Pengakhiran diberitahukan
AgreementStage-TEXT_INITIALLED = Naskah diparaf
AgreementStage-VERIFICATION = Verifikasi
AgreementStage-WITHDRAWN = Ditarik

# CooperationField
CooperationField-AGRICULTURE = Pertanian dan perikanan
CooperationField-CREATIVE_ECONOMY = Ekonomi kreatif
CooperationField-CULTURE = Kebudayaan
CooperationField-DISASTER_PREPAREDNESS = Kesiapsiagaan bencana
CooperationField-ECONOMY_TRADE = Ekonomi dan perdagangan
CooperationField-EDUCATION = Pendidikan
CooperationField-ENVIRONMENT = Lingkungan hidup
CooperationField-GOVERNANCE_CAPACITY = Tata kelola dan kapasitas pemerintahan
CooperationField-HEALTH = Kesehatan
CooperationField-HUMAN_RESOURCES = Sumber daya manusia
CooperationField-OTHER = Lainnya
CooperationField-PORT_MANAGEMENT = Pengelolaan pelabuhan
CooperationField-SCIENCE_TECHNOLOGY = Ilmu pengetahuan dan teknologi
CooperationField-SMART_CITY = Kota cerdas
CooperationField-SPORT_YOUTH = Olahraga dan kepemudaan
CooperationField-TOURISM = Pariwisata
CooperationField-TRANSPORT = Perhubungan
CooperationField-URBAN_PLANNING = Perencanaan kota
CooperationField-WASTE_MANAGEMENT = Pengelolaan sampah

# CostRule
CostRule-EACH_BEARS_OWN = Ditanggung masing-masing
CostRule-HOST_PAYS = Ditanggung tuan rumah
CostRule-OTHER = Menurut naskah
CostRule-SHARED = Ditanggung bersama

# Decision
Decision-APPROVED = Disetujui
Decision-REJECTED = Ditolak
Decision-RETURNED = Dikembalikan

# DocumentKind
DocumentKind-ACTION_PLAN = Rencana aksi
DocumentKind-AMENDMENT = Perubahan
DocumentKind-ANNEX = Lampiran
DocumentKind-BEGINNING = Permulaan hubungan
DocumentKind-CANCELLATION = Kesepakatan pembatalan
DocumentKind-CENTRAL_APPROVAL = Persetujuan Pemerintah
DocumentKind-CERTIFIED_COPY = Salinan sah
DocumentKind-COOPERATION_PLAN = Rencana kerja sama
DocumentKind-COOPERATION_POTENTIAL = Data potensi kerja sama
DocumentKind-COUNCIL_DECISION = Persetujuan dewan perwakilan
DocumentKind-DRAFT_TEXT = Rancangan naskah
DocumentKind-ENTRY_NOTIFICATION = Pemberitahuan telah dibuat
DocumentKind-EVALUATION = Evaluasi
DocumentKind-EXPERT_STUDY = Kajian pakar
DocumentKind-EXTENSION = Naskah perpanjangan
DocumentKind-FACILITATION_REQUEST = Surat permohonan fasilitasi
DocumentKind-FORWARDING_LETTER = Surat penerusan Pemerintah Pusat
DocumentKind-FULL_POWER = Surat kuasa
DocumentKind-INITIALLED_TEXT = Naskah berparaf
DocumentKind-INITIATIVE_LETTER = Surat prakarsa
DocumentKind-JOINT_AGREEMENT = Kesepakatan bersama
DocumentKind-LETTER_OF_INTENT = Pernyataan kehendak kerja sama
DocumentKind-MEETING_MINUTES = Risalah rapat
DocumentKind-NOTICE_WITHDRAWAL = Pencabutan pemberitahuan pengakhiran
DocumentKind-NOTIFICATION = Surat pemberitahuan
DocumentKind-PROGRAMME_AGREEMENT = Perjanjian kerja sama (PKS)
DocumentKind-REGION_PROFILE = Data potensi daerah
DocumentKind-REPORT = Laporan
DocumentKind-SIGNED_TEXT = Naskah kerja sama
DocumentKind-TERMINATION_NOTICE = Surat pemberitahuan pengakhiran
DocumentKind-VERIFICATION_RESULT = Hasil verifikasi

# ExchangeConsent
ExchangeConsent-ASKED = belum menjawab
ExchangeConsent-CONFIRMED = menyetujui
ExchangeConsent-STATED = menurut pencatat

# ExchangeFormat
ExchangeFormat-HYBRID = Hibrida
ExchangeFormat-ONLINE = Daring
ExchangeFormat-ONSITE = Tatap muka

# ExchangeMethod
ExchangeMethod-AWARDING = Penganugerahan
ExchangeMethod-COURTESY_VISIT = Kunjungan kehormatan
ExchangeMethod-DIALOGUE_EVENT = Dialog praktisi
ExchangeMethod-EXHIBITION = Pameran
ExchangeMethod-FORUM = Forum
ExchangeMethod-JWG_MEETING = Rapat kelompok kerja bersama
ExchangeMethod-MENTORING_VISIT = Kunjungan pendampingan
ExchangeMethod-OTHER = Lainnya
ExchangeMethod-PEER_REVIEW = Telaah sejawat
ExchangeMethod-SIGNING = Penandatanganan
ExchangeMethod-STAFF_EXCHANGE = Pertukaran pegawai
ExchangeMethod-STUDY_VISIT = Studi tiru
ExchangeMethod-TRAINING_WORKSHOP = Lokakarya pelatihan
ExchangeMethod-WEBINAR = Webinar
ExchangeMethod-WORK_SHADOWING = Magang

# ExchangeRole
ExchangeRole-CHAMPION = Mengajar
ExchangeRole-HOST = Tuan rumah
ExchangeRole-LEARNER = Belajar

# ExchangeStatus
ExchangeStatus-CANCELLED = Dibatalkan
ExchangeStatus-HELD = Terlaksana
ExchangeStatus-SCHEDULED = Dijadwalkan

# MissingEvidence
MissingEvidence-CERTIFIED_COPY = Salinan sah
MissingEvidence-COUNCIL_DECISION = Persetujuan dewan perwakilan
MissingEvidence-FULL_POWER = Surat kuasa
MissingEvidence-LETTER_OF_INTENT = Pernyataan kehendak kerja sama
MissingEvidence-SIGNED_TEXT = Naskah bertanda tangan
MissingEvidence-SIGNING_DAY = Tanggal penandatanganan
MissingEvidence-TERM = Jangka waktu

# PartnershipClass
PartnershipClass-CONTACT = Kontak
PartnershipClass-FRIENDSHIP = Persahabatan
PartnershipClass-PROJECT = Proyek
PartnershipClass-SISTER = Kembar

# PartyKind
PartyKind-CENTRAL_AGENCY = Kementerian/lembaga
PartyKind-CITY = Kota
PartyKind-COMPANY = Perusahaan
PartyKind-COUNTY = County
PartyKind-DISTRICT = Distrik
PartyKind-INTERNATIONAL_ORGANISATION = Organisasi internasional
PartyKind-MUNICIPALITY = Munisipalitas
PartyKind-NETWORK = Jaringan kota
PartyKind-NGO = Lembaga swadaya masyarakat
PartyKind-OTHER = Daerah
PartyKind-OTHER_INSTITUTION = Lembaga lain
PartyKind-PREFECTURE = Prefektur
PartyKind-PROVINCE = Provinsi
PartyKind-REGENCY = Kabupaten
PartyKind-STATE = Negara bagian
PartyKind-UNIVERSITY = Universitas

# TermKind
TermKind-AUTO_RENEW = Diperpanjang otomatis
TermKind-FIXED = Jangka waktu tertentu
TermKind-OPEN_ENDED = Tanpa batas waktu

# Verification
Verification-CLAIMED = Disebut sumber lain
Verification-CONFIRMED_BY_ALL = Semua pihak
Verification-CONFIRMED_BY_ONE = Satu pihak
Verification-DISPUTED = Dibantah

# Visibility
Visibility-OWN = Pihak sendiri
Visibility-PARTIES = Para pihak
Visibility-PUBLIC = Umum
Visibility-RESTRICTED = Terbatas

# Vitality
Vitality-ACTIVE = Aktif
Vitality-DORMANT = Tidur
Vitality-ENDED = Berakhir
Vitality-NEVER_STARTED = Tidak pernah dimulai
Vitality-QUIET = Sepi
Vitality-UNKNOWN = Tidak diketahui

# AgreementTerm
AgreementTerm-CLASS = Kelas
AgreementTerm-COST_RULE = Biaya
AgreementTerm-ENDS_FOR = Bila satu pihak keluar
AgreementTerm-EXPIRES_ON = Berakhir
AgreementTerm-FIELDS = Bidang
AgreementTerm-IN_FORCE_ON = Mulai berlaku
AgreementTerm-LANGUAGES = Bahasa
AgreementTerm-MEETING_MONTHS = Jarak rapat
AgreementTerm-NOTICE_MONTHS = Pemberitahuan
AgreementTerm-PARTIES = Para pihak
AgreementTerm-PREVAILING_LANGUAGE = Bahasa yang menentukan
AgreementTerm-RENEWAL_MONTHS = Perpanjangan
AgreementTerm-SIGNED_ON = Ditandatangani
AgreementTerm-TERM_KIND = Jenis jangka waktu
AgreementTerm-TERM_MONTHS = Jangka waktu
AgreementTerm-WIND_DOWN_MONTHS = Penyelesaian

# EndsFor
EndsFor-ALL = Berakhir bagi semua
EndsFor-ONE = Berakhir bagi yang keluar

# InitiativeChannel
InitiativeChannel-CENTRAL_GOVERNMENT = Pemerintah Pusat
InitiativeChannel-FOREIGN_PARTNER = Mitra di luar negeri
InitiativeChannel-OWN_REGION = Daerah sendiri

# Role
Role-AGREEMENT_MANAGER = Pengelola kerja sama
Role-COORDINATOR = Koordinator
Role-DATA_ENTRY = Petugas data
Role-FORUM_ORGANISER = Penyelenggara forum
Role-NATIONAL_REVIEWER = Penilai nasional
Role-OBSERVER = Pengamat
Role-ORG_ADMIN = Admin organisasi
Role-PARTNER_READER = Pembaca mitra

# Language
Language-ID = Bahasa Indonesia
Language-EN = Bahasa Inggris

# ApiScope
ApiScope-READ = membaca
ApiScope-WRITE = melakukan yang boleh bagi perannya
