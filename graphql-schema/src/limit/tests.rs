use super::*;
use std::fmt::Write as _;

/// The introspection query of graphql-js 16 with every option on, as `GraphiQL` sends it.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } \
    mutationType { name kind } subscriptionType { name kind } types { ...FullType } directives { name description \
    isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } } \
    fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name \
    description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } \
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } \
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } \
    possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated \
    deprecationReason } \
    fragment TypeRef on __Type { kind name ofType { name kind ofType { name kind ofType { name kind ofType { name kind \
    ofType { name kind ofType { name kind ofType { name kind ofType { name kind ofType { name kind } } } } } } } } } }";

fn admit_with(request: impl Into<Request>, limits: &Limits) -> Result<Admission, ServerError> {
    admit(&mut request.into(), limits, Language::En)
}

fn let_in(request: impl Into<Request>) -> Admission {
    admit_with(request, &Limits::default()).unwrap()
}

/// The code, the limit and what was found, of the error that `request` meets.
fn refused(request: impl Into<Request>) -> (String, Option<String>, Option<u64>) {
    let error = admit_with(request, &Limits::default()).unwrap_err();
    let extensions = error.extensions.clone().unwrap();
    let text = |name| Some(extensions.get(name)?.clone().into_json().unwrap().as_str()?.to_owned());
    let found = extensions.get("found").and_then(|found| found.clone().into_json().unwrap().as_u64());
    (text("code").unwrap(), text("limit"), found)
}

fn over(limit: &str, found: u64) -> (String, Option<String>, Option<u64>) {
    ("LIMIT_EXCEEDED".to_owned(), Some(limit.to_owned()), Some(found))
}

fn with_variables(query: &str, variables: serde_json::Value) -> Request {
    Request::new(query).variables(Variables::from_json(variables))
}

#[test]
fn the_introspection_query_of_graphiql_passes() {
    assert_eq!(let_in(INTROSPECTION).cost, 0);
    let document = parse_query(INTROSPECTION).unwrap();
    let variables = Variables::default();
    let (_, operation) = document.operations.iter().next().unwrap();
    let ruler = Ruler::new(&document.fragments, &operation.node, &variables).unwrap();
    let measure = ruler.measure(&operation.node.selection_set.node);
    assert_eq!(measure.depth, 15);
    assert!(measure.introspection < Limits::default().introspection, "{measure:?}");
    assert!(measure.introspection > Limits::default().introspection / 3, "{measure:?}");
}

#[test]
fn a_description_of_the_schema_that_multiplies_is_refused() {
    let circle = |times: usize| {
        format!(
            "{{ __schema {{ types {}name{} }} }}",
            "{ fields { type ".repeat(times) + "{ ",
            " }".repeat(2 * times + 1)
        )
    };
    let_in(circle(2));
    assert_eq!(refused(circle(4)).1.as_deref(), Some("introspection"));
    let split = "{ __schema { ...F } } fragment F on __Schema { types { fields { type { ...G } } } } fragment G on __Type { \
                 fields { type { fields { type { fields { name } } } } } }";
    assert_eq!(refused(split).1.as_deref(), Some("introspection"));
}

#[test]
fn each_limit_names_itself_what_it_allows_and_what_it_found() {
    assert_eq!(refused(format!("{{ a }}{}", " ".repeat(32 * 1024))), over("documentBytes", 32 * 1024 + 5));
    assert_eq!(refused(format!("{{ {} }}", "a ".repeat(2_000))), over("tokens", 2_002));
    assert_eq!(refused(format!("{{ a {} }}", "@x ".repeat(31))), over("directives", 31));
    assert_eq!(
        refused((0..11).fold(String::new(), |all, n| all + &format!("query Q{n} {{ a }} "))),
        over("operations", 11)
    );
    let fragments = (0..51).fold("{ a }".to_owned(), |all, n| all + &format!(" fragment F{n} on Q {{ a }}"));
    assert_eq!(refused(fragments), over("fragments", 51));
    assert_eq!(refused(format!("{{ {} }}", "a ".repeat(1_001))), over("selections", 1_001));
    let aliases = (0..31).fold(String::new(), |all, n| all + &format!("a{n}: a "));
    assert_eq!(refused(format!("{{ {aliases} }}")), over("aliases", 31));
    assert_eq!(refused(format!("{{ {}a{} }}", "a { ".repeat(15), " }".repeat(15))), over("depth", 16));
    assert_eq!(refused(format!("{{ {}a{} }}", "... { ".repeat(32), " }".repeat(32))), over("nesting", 33));
    assert_eq!(refused("{ a(first: 100) { nodes { b(first: 100) { nodes { c } } } } }"), over("cost", 10_101 + 100));
    let error = admit_with("{ a }", &Limits { selections: 0, ..Limits::default() }).unwrap_err();
    assert_eq!(error.message, "This request exceeds the limit `selections`: 0 at most.");
}

#[test]
fn a_document_that_just_fits_is_let_in() {
    let_in(format!("{{ {} }}", "a ".repeat(1_000)));
    let_in(format!("{{ {}a{} }}", "a { ".repeat(14), " }".repeat(14)));
    let_in((0..30).fold("{ ".to_owned(), |all, n| all + &format!("a{n}: a ")) + "}");
}

#[test]
fn cost_counts_the_rows_of_pages() {
    assert_eq!(let_in("{ a { b } }").cost, 1);
    assert_eq!(let_in("{ a { nodes { b } } }").cost, 21);
    assert_eq!(let_in("{ a { ...F } } fragment F on A { ... { edges { node { b } } } }").cost, 1 + 20 * 2);
    assert_eq!(let_in("{ a(first: 5) { nodes { b } } }").cost, 6);
    assert_eq!(let_in("{ a(last: 7, first: 2) { nodes { b } } }").cost, 8);
    assert_eq!(let_in("{ a(first: -5) { nodes { b } } }").cost, 21);
    assert_eq!(let_in("{ a(first: 0) { nodes { b } } }").cost, 2);
    assert_eq!(let_in("{ a(first: 2147483647) { nodes { b } } }").cost, 101);
    assert_eq!(let_in("{ nodes(ids: [\"1\", \"2\", \"3\"]) { a { b } } }").cost, 4);
}

#[test]
fn what_is_asked_of_all_records_counts_by_what_that_takes() {
    let total = weight::of("totalCount");
    assert_eq!(let_in("{ a { totalCount nodes { b } } }").cost, 21 + total);
    let nested = "{ a { nodes { b { totalCount nodes { c } } } } }";
    assert_eq!(let_in(nested).cost, 1 + 20 * 22 + total, "the totals of all rows are counted together");
    let each = weight::of_each_in("statistics");
    let split = "{ statistics { ...F } } fragment F on S { ... { a { count } } b: a { count } }";
    assert_eq!(let_in("{ statistics { a { count } } }").cost, 2 + each);
    assert_eq!(let_in(split).cost, 3 + 2 * each);
    assert_eq!(let_in("{ a(filter: { search: \"x\" }) { nodes { b } } }").cost, 21 + weight::SEARCHED);
    assert_eq!(let_in("{ a(filter: { search: null }) { nodes { b } } }").cost, 21);
    let sent = with_variables("query($f: F) { a(filter: $f) { b } }", serde_json::json!({ "f": { "search": "x" } }));
    assert_eq!(let_in(sent).cost, 1 + weight::SEARCHED);
}

#[test]
fn a_document_full_of_figures_is_refused_and_a_page_of_them_passes() {
    let many = |field: &str| (0..29).fold("{ ".to_owned(), |all, n| all + &format!("a{n}: {field} ")) + "}";
    for field in [
        "statistics { agreements { count } }",
        "statistics { regions { count } }",
        "search(text: \"a\") { regions { nodes { name } } }",
        "agreements(first: 1) { totalCount nodes { id } }",
        "agreements(first: 20, filter: { search: \"a\" }) { nodes { id } }",
    ] {
        let many =
            if field.contains("totalCount") { many(&field.replace("first: 1", "first: 20")) } else { many(field) };
        assert_eq!(refused(many).1.as_deref(), Some("cost"), "{field}");
    }
    let within = many("agreements { count }").replace("{ a0", "{ statistics { a0") + " }";
    assert_eq!(refused(within).1.as_deref(), Some("cost"));
    let_in(
        "{ statistics { regions { count byKind { count } byCountry { count } } partnerships { count countryPairs { count } \
         mostConnected { count region { name } } } agreements { count byStage { count } byClass { count } byScheme { count } \
         byYear { count } byDimension { count } byDocument { count } byVitality { count } byCountry { count } \
         distinctParties participations } } agreements { totalCount nodes { title } } }",
    );
}

#[test]
fn one_signs_in_once_in_a_document() {
    let one = "signIn(input: { email: \"a\", password: \"b\" }) { token }";
    let sign_in = |document: &str| let_in(document.replace("ONE", one)).sign_in;
    assert!(sign_in("mutation { ONE }"));
    assert!(sign_in("mutation { __typename a: ONE }"));
    assert!(sign_in("mutation { ...F } fragment F on Mutation { ... { ONE } }"));
    assert!(!sign_in("mutation { signOut { errors { code } } }"));
    for document in [
        "mutation { ONE signOut { errors { code } } }",
        "mutation { a { b } ...F } fragment F on Mutation { ... @skip(if: true) { ONE } }",
    ] {
        assert_eq!(refused(document.replace("ONE", one)), over("besideSignIn", 1), "{document}");
    }
    for document in [
        "mutation { ONE b: ONE }",
        "mutation { ONE ONE }",
        "mutation { ...F ...F } fragment F on Mutation { ONE }",
        "mutation { ...F ...G } fragment F on Mutation { ... on Mutation { ONE } } fragment G on Mutation { x: ONE }",
        "mutation { ...F x: ONE } fragment F on Mutation { ... @skip(if: true) { ONE } }",
    ] {
        assert_eq!(refused(document.replace("ONE", one)), over("signIn", 2), "{document}");
    }
    let two = format!("mutation A {{ {one} }} mutation B {{ {one} }}");
    assert!(let_in(Request::new(two).operation_name("A")).sign_in);
}

#[test]
fn cost_reads_variables_and_their_defaults() {
    let query = "query($n: Int = 30) { a(first: $n) { nodes { b } } }";
    assert_eq!(let_in(with_variables(query, serde_json::json!({ "n": 50 }))).cost, 51);
    assert_eq!(let_in(query).cost, 31);
    assert_eq!(let_in(with_variables(query, serde_json::json!({ "n": "x" }))).cost, 21);
    let listed = "query($ids: [ID!]!) { nodes(ids: $ids) { a { b } } }";
    assert_eq!(let_in(with_variables(listed, serde_json::json!({ "ids": ["1", "2"] }))).cost, 3);
}

#[test]
fn only_the_operation_that_runs_is_paid_for() {
    let document = "query A { a { nodes { b } } } query B { a(first: 100) { nodes { b } } } mutation C { a { b } }";
    assert_eq!(
        let_in(Request::new(document).operation_name("A")),
        Admission { operation: OperationType::Query, cost: 21, sign_in: false }
    );
    assert_eq!(let_in(Request::new(document).operation_name("C")).operation, OperationType::Mutation);
    assert_eq!(refused(document).0, "OPERATION_RESOLUTION_FAILURE");
    assert_eq!(refused(Request::new(document).operation_name("D")).0, "OPERATION_RESOLUTION_FAILURE");
    assert_eq!(refused(Request::new("{ a }").operation_name("D")).0, "OPERATION_RESOLUTION_FAILURE");
}

#[test]
fn a_variable_that_must_be_sent_is_missed_before_anything_runs() {
    let query = "query($a: Int!, $b: Int! = 1, $c: Int) { x(a: $a, b: $b, c: $c) }";
    let_in(with_variables(query, serde_json::json!({ "a": 1 })));
    for variables in [serde_json::json!({}), serde_json::json!({ "a": null }), serde_json::json!({ "a": 1, "b": null })]
    {
        assert_eq!(refused(with_variables(query, variables)).0, "BAD_USER_INPUT");
    }
    let error = admit_with(query, &Limits::default()).unwrap_err();
    assert_eq!((error.message.as_str(), error.locations.len()), ("The variable `$a` must be given.", 1));
}

#[test]
fn what_is_not_graphql_says_so() {
    for text in ["", "{", "{ a ", "query {", "\"\"\"", "{ a(b: \"\\q\") }", "𝄞"] {
        assert_eq!(refused(text).0, "GRAPHQL_PARSE_FAILED", "{text}");
    }
}

#[test]
fn fragments_that_double_are_refused() {
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..28 {
        let _ = write!(bomb, " fragment F{level} on Query {{ ...F{next} ...F{next} }}", next = level + 1);
    }
    bomb.push_str(" fragment F28 on Query { __typename }");
    assert_eq!(refused(bomb.as_str()).1.as_deref(), Some("selections"));
}

#[test]
fn fragments_that_spread_sixteen_times_are_refused() {
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..6 {
        let spreads = format!("...F{} ", level + 1).repeat(16);
        let _ = write!(bomb, " fragment F{level} on Query {{ {spreads} }}");
    }
    bomb.push_str(" fragment F6 on Query { __typename }");
    assert_eq!(refused(bomb.as_str()).1.as_deref(), Some("selections"));
}

#[test]
fn sums_saturate() {
    let limits = Limits { fragments: 500, tokens: 10_000, document_bytes: 1 << 20, ..Limits::default() };
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..100 {
        let _ = write!(
            bomb,
            " fragment F{level} on Query {{ a(first: 100) {{ nodes {{ ...F{next} }} }} ...F{next} }}",
            next = level + 1
        );
    }
    bomb.push_str(" fragment F100 on Query { __typename }");
    let error = admit_with(bomb.as_str(), &limits).unwrap_err();
    assert!(error.extensions.unwrap().get("found").is_none());
}

#[test]
fn a_circle_is_refused_even_when_nothing_spreads_it() {
    for document in [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }",
        "{ ...A } fragment A on Query { ... { ...A } }",
        "{ a } fragment A on Query { ...A }",
    ] {
        assert_eq!(refused(document).0, "GRAPHQL_VALIDATION_FAILED");
    }
}

#[test]
fn a_spread_of_nothing_is_left_to_validation() {
    let_in("{ a ...Missing }");
}

#[test]
fn a_chain_of_fragments_is_refused_without_recursion() {
    let chain = |length: usize| {
        (0..length).fold("{ ...F0 }".to_owned(), |mut all, n| {
            let _ = write!(all, " fragment F{n} on Query {{ ...F{} }}", n + 1);
            all
        }) + &format!(" fragment F{length} on Query {{ a }}")
    };
    assert_eq!(refused(chain(1_500)).0, "LIMIT_EXCEEDED");
    let wide = Limits { document_bytes: 1 << 20, tokens: 100_000, fragments: 10_000, ..Limits::default() };
    let error = admit_with(chain(1_500), &wide).unwrap_err();
    assert_eq!(error.extensions.unwrap().get("limit"), Some(&"selections".into()));
    assert_eq!(refused(chain(40)).1.as_deref(), Some("nesting"));
    let_in(chain(30));
}

#[test]
fn brackets_within_brackets_are_counted_before_the_parser_meets_them() {
    let deep = Limits { document_bytes: 1 << 20, tokens: 1 << 20, ..Limits::default() };
    for document in [
        "{ a ".repeat(10_000),
        format!("{{ a(b: {}", "[".repeat(100_000)),
        format!("{{ a(b: {}{}) }}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{{ a(b: {}", "{ c: ".repeat(100_000)),
        format!("query($a: {}Int{}) {{ a }}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{{ a(b: [\"\"\"x\" {}", "[".repeat(100_000)),
    ] {
        let error = admit_with(document, &deep).unwrap_err();
        assert_eq!(error.extensions.unwrap().get("limit"), Some(&"nesting".into()));
    }
}

#[test]
fn a_variable_cannot_be_nested_without_end() {
    let text =
        format!("{{\"query\":\"{{ a }}\",\"variables\":{{\"v\":{}{}}}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(serde_json::from_str::<Request>(&text).is_err());
}

#[test]
fn a_text_with_nul_is_refused_wherever_it_stands() {
    for query in [
        r#"{ a(b: "\u0000") }"#,
        r#"{ a { b { c(d: [{ e: "x\u0000" }]) } } }"#,
        r#"query ($x: String = "\u0000") { a(b: $x) }"#,
        r#"{ ...f } fragment f on Query { ... on Query { a(b: "\u0000") } }"#,
    ] {
        assert_eq!(refused(query).0, "BAD_USER_INPUT", "{query}");
    }
    let sent = |value| with_variables("query ($x: In) { a(b: $x) }", serde_json::json!({ "x": value }));
    assert_eq!(refused(sent(serde_json::json!([{ "y": "\0" }]))).0, "BAD_USER_INPUT");
    let_in(sent(serde_json::json!("\u{1} and \\u0000 are something else")));
    let_in(r#"{ a(b: "\\u0000") }"#);
}

#[test]
fn what_an_operation_costs_is_noted_for_those_who_ask() {
    let noted = |extensions: &str| {
        let mut request = Request::new("{ a(first: 5) { nodes { b } } }");
        request.extensions = serde_json::from_str(extensions).unwrap();
        admit(&mut request, &Limits::default(), Language::En).unwrap();
        cost::noted(&request).map(|noted| serde_json::to_value(noted).unwrap())
    };
    assert_eq!(noted(r#"{"cost":true}"#), Some(serde_json::json!({ "used": 6, "limit": 2_000 })));
    for others in ["{}", r#"{"cost":false}"#, r#"{"cost":{"used":0}}"#, r#"{"other":true}"#] {
        assert_eq!(noted(others), None, "{others}");
    }
}
