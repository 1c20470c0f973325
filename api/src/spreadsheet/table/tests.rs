//! Files in every form that people make them.

use super::*;
use std::io::Write;

const COLUMNS: &[Column] = &[
    Column { name: "code", synonyms: &["id"], required: true, help: "", help_id: "" },
    Column { name: "name", synonyms: &[], required: true, help: "", help_id: "" },
    Column { name: "lat", synonyms: &[], required: false, help: "", help_id: "" },
    Column { name: "population", synonyms: &["population_2*"], required: false, help: "", help_id: "" },
];

/// A row as line, code and name.
type Told = (u64, String, String);
/// The valid rows, the others with the reason, and the headers not used.
type All = (Vec<Told>, Vec<(u64, String)>, Vec<String>);

fn read(bytes: &[u8]) -> Result<All, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let told = |fault: Fault| fault.0.read(Language::En).to_owned();
    let mut table = Table::open(file.path(), COLUMNS).map_err(told)?;
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    while let Some(row) = table.next().map_err(told)? {
        match row.sound() {
            Ok(()) => rows.push((row.line, row.owned("code"), row.owned("name"))),
            Err(reason) => refused.push((row.line, reason.read(Language::En).to_owned())),
        }
    }
    Ok((rows, refused, table.unused()))
}

fn row(line: u64, code: &str, name: &str) -> Told {
    (line, code.to_owned(), name.to_owned())
}

#[test]
fn a_file_is_read_as_spreadsheets_write_it() {
    for text in [
        "id,name,note\nC1,Bogor,x\n\nC2,\"Kota, Bogor\",y\n",
        "\u{feff}ID,Name,note\r\nC1,Bogor,x\r\n\r\nC2,\"Kota, Bogor\",\"y\"\r\n",
        "id;name;note\nC1;Bogor;x\n\nC2;Kota, Bogor;y",
        "id\tname\tnote\nC1\tBogor\tx\n\nC2\tKota, Bogor\ty",
    ] {
        let (rows, refused, unused) = read(text.as_bytes()).unwrap();
        assert_eq!(rows, [row(2, "C1", "Bogor"), row(4, "C2", "Kota, Bogor")], "{text}");
        assert!(refused.is_empty());
        assert_eq!(unused, ["note"]);
    }
}

#[test]
fn a_file_that_is_no_text_names_the_line() {
    for (bytes, expected) in [
        (&b"\xff\xfei\0d\0"[..], "line 1: this file is in UTF-16"),
        (b"i\0d\0,\0", "line 1: a NUL byte"),
        (b"id,name\nC1,a\nC2,M\xfcnchen\n", "line 3: not UTF-8"),
        (b"id,name\nC1,a\0b\n", "line 2: a NUL byte"),
        (b"id,name\rC1,a\rC2,b", "line 1: its lines end in CR alone"),
        (b"", "the file is empty"),
        (b"PK\x03\x04\x14\0", "this file is a workbook, such as .xlsx, and no CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "this file is a workbook"),
        (b"\n\n", "the file is empty"),
    ] {
        let fault = read(bytes).unwrap_err();
        assert!(fault.starts_with(expected), "{fault}");
    }
}

#[test]
fn a_header_must_have_each_column_once() {
    for (text, expected) in [
        ("id,nama\n", "there is no column name; the file has: id, nama"),
        ("id,name,name\n", "the column name appears twice"),
        ("id,code,name\n", "the columns id and code both mean code: keep one"),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap_err(), expected);
    }
    assert_eq!(read(b"id,name\n").unwrap().0, []);
}

#[test]
fn a_column_that_each_row_needs_is_missed_once() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"id,name\n1,a\n2,b\n").unwrap();
    let table = Table::open(file.path(), COLUMNS).unwrap();
    let fault = table.needs(&[&["name"], &["lat", "population"]]).unwrap_err();
    assert_eq!(fault.0.read(Language::En), "there is no column lat / population; the file has: id, name");
    assert!(table.needs(&[&["lat", "name"]]).is_ok());
}

#[test]
fn a_quotation_mark_left_open_does_not_swallow_the_file_unseen() {
    let open_end = read(b"id,name\nC1,\"Bogor\nC2,Depok\nC3,Bekasi\n").unwrap_err();
    assert_eq!(open_end, "line 2: a quotation mark is opened and never closed");
    for swallowing in [
        "id,name\nC1,\"Bogor\nC2,\"Depok\"\nC3,Bekasi\n",
        "id,name\nC1,\"Bogor\nC2,\"Depok\nC3,Bekasi\n",
        "id\tname\nC1\t\"Friends\" society\nC2\tDepok\n",
    ] {
        let text_behind = read(swallowing.as_bytes()).unwrap_err();
        assert!(text_behind.starts_with("line 2: there is text behind a closing quotation mark"), "{text_behind}");
    }
    let after_good_rows = read("id,name\nC0,\"Bo\ngor\"\nC1,\"Bogor\"x\n".as_bytes()).unwrap_err();
    assert!(after_good_rows.starts_with("line 4: "), "{after_good_rows}");
    let (rows, refused, _) = read(b"id,name\nC1,\"Bogor\nC2,\"\nC3,Bekasi\n").unwrap();
    assert_eq!(rows, [row(4, "C3", "Bekasi")]);
    assert_eq!(refused, [(2, "the cell \"Bogor …\" holds other rows: is a quotation mark not closed?".to_owned())]);
}

#[test]
fn quotation_marks_that_mean_no_harm_are_read() {
    let (rows, refused, _) =
        read("id,name,note\nC1,\"Kota \"\"Tua\"\"\" ,\"two\nlines\"\nC2,24\" wide,\"\"\r\nC3,x,\"y\"".as_bytes())
            .unwrap();
    assert_eq!(rows, [row(2, "C1", "Kota \"Tua\""), row(4, "C2", "24\" wide"), row(5, "C3", "x")]);
    assert!(refused.is_empty());
}

#[test]
fn the_separator_is_what_stands_between_the_headers() {
    for (text, line) in [
        ("id;name;\"note (city, regency, province, other)\"\nC1;Bogor;x\n", 2),
        ("id,name,\"note; one of: city; regency; other\"\nC1,Bogor,x\n", 2),
        ("id,\"name\r\n(official)\",note\r\nC1,Bogor,x\r\n", 3),
        ("sep=;\r\nid;name;\"a,b,c,d\"\r\nC1;Bogor;x\r\n", 3),
        ("SEP=|\nid|name|note\nC1|Bogor|x\n", 3),
        ("sep=\t\nid\tname\tnote\nC1\tBogor\tx\n", 3),
        ("\u{feff}sep=,\nid,name,note\nC1,Bogor,x\n", 3),
        ("id,na\u{200b}me\u{a0},note\nC1,Bogor,x\n", 2),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().0, [row(line, "C1", "Bogor")], "{text}");
    }
}

#[test]
fn rows_and_cells_without_anything_in_them_are_passed_over() {
    let (rows, refused, _) = read(b"id,name\n,\nC1,Bogor,\n , \nC2,Depok,,\n,,\n").unwrap();
    assert_eq!(rows, [row(3, "C1", "Bogor"), row(5, "C2", "Depok")]);
    assert!(refused.is_empty());
}

#[test]
fn a_row_of_the_wrong_length_is_left_out_and_named() {
    let (rows, refused, _) = read(b"id,name\nC1,a,b\nC2\nC3,c\n").unwrap();
    assert_eq!(rows, [row(4, "C3", "c")]);
    assert_eq!(
        refused,
        [(2, "3 fields instead of 2 (line 2)".to_owned()), (3, "1 fields instead of 2 (line 3)".to_owned())]
    );
    let (_, refused, _) = read(b"id,name\nC1,\"a\nb\",c\n").unwrap();
    assert_eq!(refused, [(2, "3 fields instead of 2 (lines 2 to 3)".to_owned())]);
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_the_memory() {
    let mut text = b"id,name\nC1,a\nC2,\"".to_vec();
    text.extend(std::iter::repeat_n(b'x', 4 * 1024 * 1024));
    assert!(read(&text).unwrap_err().starts_with("line 3: longer than 65536 bytes"));
}

#[test]
fn numbers_are_numbers() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(
        file,
        "id,name,lat,population_2024s2\nC1,a,-6.92,12\nC2,b,NaN,-3\nC3,c,inf,1.5\nC4,d,1e999,x\nC5,e,\"6,92\",\n"
    )
    .unwrap();
    let mut table = Table::open(file.path(), COLUMNS).unwrap();
    let mut told = Vec::new();
    while let Some(row) = table.next().unwrap() {
        told.push((row.number("lat").is_ok(), row.parsed::<i64>("population", ["12"; 2]).is_ok()));
    }
    assert_eq!(told, [(true, true), (false, true), (false, false), (false, false), (false, true)]);
    assert!(table.unused().is_empty());
}

#[test]
fn where_semicolons_separate_a_comma_is_a_decimal_comma() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "id;name;lat\nC1;a;-6,925\nC2;b;-6.925\nC3;c;1,234,5\nC4;d;1.234,5\nC5;e;6,\nC6;f;x,1\n").unwrap();
    let mut table = Table::open(file.path(), COLUMNS).unwrap();
    let mut told = Vec::new();
    while let Some(row) = table.next().unwrap() {
        told.push(row.number("lat").ok().flatten());
    }
    assert_eq!(told, [Some(-6.925), Some(-6.925), None, None, Some(6.0), None]);
}

#[test]
fn an_answer_is_yes_or_no_as_programs_and_people_write_it() {
    for (text, answer) in [
        ("TRUE", Some(true)),
        ("False", Some(false)),
        ("ya", Some(true)),
        ("Tidak", Some(false)),
        ("1", Some(true)),
        ("0", Some(false)),
        ("BENAR", Some(true)),
        ("SALAH", Some(false)),
        ("maybe", None),
        ("2", None),
    ] {
        assert_eq!(yes_or_no(text), answer, "{text}");
    }
}

#[test]
fn texts_that_were_damaged_on_the_way_are_named() {
    let (rows, refused, _) =
        read("id,name,note\nC1,M\u{fffd}nster,\nC2,GÃ¶ttingen,\nC3,Göttingen,x\u{fffd}\n".as_bytes()).unwrap();
    assert_eq!(rows, [row(4, "C3", "Göttingen")], "a column that is not used may hold anything");
    assert_eq!(refused[0].1, "name: \"M\u{fffd}nster\" has lost letters (U+FFFD); take it from the original file");
    assert!(refused[1].1.starts_with("name: \"GÃ¶ttingen\" looks like \"Göttingen\" read in the wrong"), "{refused:?}");
}

#[test]
fn rejects_keep_what_stands_beyond_the_header() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rejects) = (folder.path().join("a.csv"), folder.path().join("a.csv.rejects.csv"));
    std::fs::write(&file, "id,name\nC1,Bau, Bau,x\n").unwrap();
    let note = RowNote { line: 2, reason: LocalText::both("why", "why") };
    write_rejects(&file, &rejects, &[note], (&["place"], Language::En)).unwrap();
    assert_eq!(std::fs::read_to_string(&rejects).unwrap(), "id,name,place,reason\nC1,Bau,,why, Bau,x\n");
    assert!(
        Table::open(&rejects, COLUMNS).unwrap().is_of_rejects()
            && !Table::open(&file, COLUMNS).unwrap().is_of_rejects()
    );
}

#[test]
fn rejects_keep_the_columns_and_gain_the_reason_once() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rejects) = (folder.path().join("a.csv"), folder.path().join("a.csv.rejects.csv"));
    std::fs::write(&file, "id,name,reason\r\nC1,Bogor,old\r\nC2,\"Kota, Tua\",older\r\nC3\r\n").unwrap();
    let note = |line, text: &str| RowNote { line, reason: LocalText::both(text, text) };
    write_rejects(&file, &rejects, &[note(3, "why"), note(4, "short")], (&[], Language::En)).unwrap();
    let written = std::fs::read_to_string(&rejects).unwrap();
    assert_eq!(written, "id,name,reason\nC2,\"Kota, Tua\",why\nC3,,short\n");
    let nowhere = folder.path().join("nowhere/a.csv");
    assert!(write_rejects(&file, &nowhere, &[note(3, "why")], (&[], Language::En)).is_err());
    assert!(
        write_rejects(&file, &rejects, &[note(4, "late")], (&[], Language::En)).is_err(),
        "what is there may be corrected"
    );
    assert_eq!(std::fs::read_to_string(&rejects).unwrap(), written);
}

#[test]
fn a_rejected_row_states_its_source_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rejects) = (folder.path().join("a.csv"), folder.path().join("a.csv.rejects.csv"));
    std::fs::write(&file, "id,source\nC1,press\nC2,same; blog\nC3,archive\nC4,same\nC5,\n").unwrap();
    let note = |line| RowNote { line, reason: LocalText::both("x", "x") };
    write_rejects(&file, &rejects, &[note(3), note(5), note(6)], (&[], Language::En)).unwrap();
    let written = std::fs::read_to_string(&rejects).unwrap();
    assert_eq!(written, "id,source,reason\nC2,press; blog,x\nC4,archive,x\nC5,,x\n");
}

#[test]
fn rejects_are_harmless_in_a_spreadsheet_program_and_come_in_again_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rejects) = (folder.path().join("a.csv"), folder.path().join("a.csv.rejects.csv"));
    std::fs::write(&file, "id,name,lat\n=1,\"Bogor; =cmd|' /c calc'!A0\",-6.6\n＠x,Kota,+1\n").unwrap();
    let note = |line| RowNote { line, reason: LocalText::both("=why", "=why") };
    write_rejects(&file, &rejects, &[note(2), note(3)], (&[], Language::En)).unwrap();
    let written = std::fs::read_to_string(&rejects).unwrap();
    assert_eq!(written, "id,name,lat,reason\n'=1,Bogor; '=cmd|' /c calc'!A0,'-6.6,'=why\n'＠x,Kota,'+1,'=why\n");
    let mut table = Table::open(&rejects, COLUMNS).unwrap();
    let row = table.next().unwrap().unwrap();
    assert_eq!((row.text("name"), row.number("lat").unwrap()), (Some("Bogor; =cmd|' /c calc'!A0"), Some(-6.6)));
}

#[test]
fn what_a_spreadsheet_program_left_in_a_cell_is_no_name() {
    let file =
        "id,name,note,\n1,#REF!,,\n2,#n/a,,\n3,\"=HYPERLINK(\"\"x\"\")\",,\n4,'=A1,,\n5,#1 City,#REF!,\n6,a=b,,\n";
    let (rows, refused, unused) = read(file.as_bytes()).unwrap();
    assert_eq!(rows, [row(6, "5", "#1 City"), row(7, "6", "a=b")], "a column that is not used may hold anything");
    assert_eq!(refused.len(), 4);
    assert_eq!(refused[0].1, "name: \"#REF!\" is a formula or an error of a spreadsheet, not what it stands for");
    assert_eq!(unused, ["note"], "a column without a header has nothing to tell");
}

#[test]
fn an_export_may_hold_what_looks_like_a_formula_and_its_rejects_may_not() {
    const OF_RECORDS: &[Column] = &[
        Column { name: "exchange", synonyms: &[], required: false, help: "", help_id: "" },
        Column { name: "title", synonyms: &[], required: true, help: "", help_id: "" },
    ];
    let sound = |text: &str| -> Vec<bool> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut table = Table::open(file.path(), OF_RECORDS).unwrap();
        let mut found = Vec::new();
        while let Some(row) = table.next().unwrap() {
            found.push(row.sound().is_ok());
        }
        found
    };
    assert_eq!(sound("exchange,title\nX,'=A1\nX,=A1\n,'=A1\nX,#REF!\n"), [true, false, false, false]);
    assert_eq!(sound("exchange,title,reason\nX,'=A1,\n"), [false]);
    assert_eq!(sound("title\n'=A1\n"), [false]);
}
