//! Whether every text of every page exists in both languages, and is taken from there.

use super::{check::parsed, shape::enum_values};
use crate::pages::{
    message::Words,
    table::{PAGES, PARTS},
    words::embedded,
};
use entity::text::Language;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use minijinja::machinery::ast::{CallArg, CallType, Expr, Stmt};
use std::collections::{BTreeMap, BTreeSet};

/// Words that are the same in both languages.
const NAMES: [&str; 1] = ["Kembar"];
/// Attributes that are read by people.
const READ: [&str; 5] = ["alt", "aria-label", "placeholder", "title", "content"];

/// The texts of a template: the keys that are given to `t`, each with its arguments, the enums whose values are named,
/// and what is written out.
#[derive(Default)]
struct Found {
    keys: BTreeMap<String, BTreeSet<String>>,
    enums: BTreeSet<String>,
    loose: Vec<String>,
    wrong: Vec<String>,
    named_by_caller: bool,
}

impl Found {
    fn body(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::EmitRaw(raw) => self.loose.push(raw.raw.to_owned()),
            Stmt::EmitExpr(emit) => {
                // Whatever stands there, it is no part of a tag.
                self.loose.push("\u{fffc}".to_owned());
                self.expr(&emit.expr);
            }
            Stmt::ForLoop(each) => {
                self.expr(&each.iter);
                self.body(&each.body);
                self.body(&each.else_body);
            }
            Stmt::IfCond(condition) => {
                self.expr(&condition.expr);
                self.body(&condition.true_body);
                self.body(&condition.false_body);
            }
            Stmt::WithBlock(block) => {
                block.assignments.iter().for_each(|(_, expr)| self.expr(expr));
                self.body(&block.body);
            }
            Stmt::Set(set) => self.expr(&set.expr),
            Stmt::SetBlock(set) => self.body(&set.body),
            Stmt::Block(block) => self.body(&block.body),
            Stmt::Macro(one) => {
                one.defaults.iter().for_each(|expr| self.expr(expr));
                self.body(&one.body);
            }
            Stmt::AutoEscape(block) => self.body(&block.body),
            Stmt::FilterBlock(block) => self.body(&block.body),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match expr {
            // A word of the program is written without spaces; what has them is for people.
            Expr::Const(text) => {
                if let Some(text) = text.value.as_str().filter(|text| text.trim().contains(' ')) {
                    self.wrong.push(format!("{text:?} is in one language"));
                }
            }
            Expr::Call(call) => {
                let is_text = matches!(call.identify_call(), CallType::Function("t"));
                if is_text {
                    self.key(&call.args);
                }
                for argument in &call.args {
                    match argument {
                        CallArg::Pos(_) if is_text => {}
                        CallArg::Pos(expr) | CallArg::Kwarg(_, expr) => self.expr(expr),
                        CallArg::PosSplat(_) | CallArg::KwargSplat(_) => {}
                    }
                }
            }
            Expr::UnaryOp(not) => self.expr(&not.expr),
            Expr::BinOp(pair) => {
                self.expr(&pair.left);
                self.expr(&pair.right);
            }
            Expr::IfExpr(choice) => {
                self.expr(&choice.true_expr);
                choice.false_expr.iter().for_each(|other| self.expr(other));
            }
            Expr::Filter(filter) => {
                if filter.name == "word" {
                    match filter.args.first().and_then(written) {
                        Some(of) => _ = self.enums.insert(of.to_owned()),
                        // A macro that is given the name says so itself where it is called.
                        None => self.named_by_caller = true,
                    }
                }
                filter.expr.iter().for_each(|of| self.expr(of));
                filter.args.iter().filter_map(given).for_each(|argument| self.expr(argument));
            }
            Expr::List(list) => list.items.iter().for_each(|item| self.expr(item)),
            _ => {}
        }
    }

    fn key(&mut self, arguments: &[CallArg<'_>]) {
        let names = arguments.iter().filter_map(|argument| match argument {
            CallArg::Kwarg(name, _) => Some((*name).to_owned()),
            _ => None,
        });
        match arguments.first().and_then(written) {
            Some(key) => {
                let names = names.collect();
                let known = self.keys.entry(key.to_owned()).or_insert_with(|| BTreeSet::clone(&names));
                if *known != names {
                    self.wrong.push(format!("{key} has different arguments"));
                }
            }
            None => self.wrong.push("the key of a text is written out".to_owned()),
        }
    }
}

/// The texts of a language: keys, each with the names of its arguments.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let resource = parser::parse(embedded(language)).unwrap();
    let messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => None,
        other => panic!("{other:?}"),
    });
    let mut texts = BTreeMap::new();
    for message in messages {
        let mut names = BTreeSet::new();
        arguments(message.value.as_ref().unwrap(), &mut names);
        assert!(texts.insert(message.id.name.to_owned(), names).is_none(), "{} stands twice", message.id.name);
    }
    texts
}

fn arguments(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => assert!(!value.contains("  "), "{value:?}"),
            PatternElement::Placeable { expression: Expression::Inline(expression) } => {
                names.insert(variable(expression));
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                names.insert(variable(selector));
                for variant in variants {
                    arguments(&variant.value, names);
                }
            }
        }
    }
}

fn variable(expression: &InlineExpression<&str>) -> String {
    match expression {
        InlineExpression::VariableReference { id } => id.name.to_owned(),
        other => panic!("a text has only variables: {other:?}"),
    }
}

fn given<'a, 'b>(argument: &'b CallArg<'a>) -> Option<&'b Expr<'a>> {
    match argument {
        CallArg::Pos(expr) | CallArg::Kwarg(_, expr) => Some(expr),
        CallArg::PosSplat(_) | CallArg::KwargSplat(_) => None,
    }
}

fn written<'b>(argument: &'b CallArg<'_>) -> Option<&'b str> {
    match argument {
        CallArg::Pos(Expr::Const(text)) => text.value.as_str(),
        _ => None,
    }
}

/// The words in HTML that people read, without tags, code and names.
fn words(html: &str) -> Vec<String> {
    let mut read = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        read.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        for attribute in READ {
            let value = tag.split(&format!(" {attribute}=\"")).nth(1).and_then(|value| value.split('"').next());
            // What concerns the size of a screen, and robots, is for browsers.
            if !tag.contains("name=\"viewport\"") && !tag.contains("name=\"robots\"") {
                read.push_str(value.unwrap_or_default());
            }
        }
        rest = if tag.starts_with("code") { after.split_once("</code>").map_or("", |(_, after)| after) } else { after };
        read.push(' ');
    }
    read.push_str(rest);
    let all =
        read.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty() && !NAMES.contains(word));
    all.map(str::to_owned).collect()
}

fn found(name: &str, source: &str) -> Found {
    let mut found = Found::default();
    found.body(parsed(name, source.to_owned()));
    found
}

/// All that the templates ask for.
fn asked() -> Found {
    let mut all = Found::default();
    let pages = PAGES.iter().map(|page| (page.name, page.template));
    for (name, source) in pages.chain(PARTS) {
        let found = found(name, source);
        assert!(found.wrong.is_empty(), "{name}: {:#?}", found.wrong);
        assert_eq!(words(&found.loose.concat()), Vec::<String>::new(), "{name}: words that are given to no `t`");
        assert!(!found.named_by_caller || PARTS.iter().any(|(part, _)| *part == name), "{name}: which enum is it?");
        for (key, names) in found.keys {
            let known = all.keys.entry(key.clone()).or_insert_with(|| names.clone());
            assert_eq!(*known, names, "{name}: {key} has other arguments elsewhere");
        }
        all.enums.extend(found.enums);
    }
    all
}

#[test]
fn every_text_of_a_page_exists_in_indonesian_and_english_and_is_used() {
    let asked = asked();
    let [id, en] = Language::ALL.map(texts);
    for (language, texts) in [("id", &id), ("en", &en)] {
        for (key, names) in &asked.keys {
            assert_eq!(texts.get(key), Some(names), "{language}: {key}");
        }
        let plain = texts.keys().filter(|key| !key.starts_with(char::is_uppercase));
        let unused: Vec<&String> = plain.filter(|key| !asked.keys.contains_key(*key)).collect();
        assert!(unused.is_empty(), "{language}: nobody uses {unused:?}");
    }
    assert_eq!(id, en);
    for words in Words::ALL {
        let [(title_id, id), (title_en, en)] = Language::ALL.map(|language| words.text(language));
        assert!(!title_id.is_empty() && !title_en.is_empty() && !id.is_empty() && !en.is_empty(), "{words:?}");
        assert!(title_id != title_en && id != en, "{words:?}");
    }
}

#[test]
fn every_value_of_an_enum_that_pages_name_has_words() {
    let named = asked().enums;
    let texts = texts(Language::En);
    let told: BTreeSet<&str> = texts.keys().filter_map(|key| key.split_once('-')).map(|(of, _)| of).collect();
    for of in &named {
        for value in enum_values(of) {
            assert!(texts.contains_key(&format!("{of}-{value}")), "{of} {value}");
        }
    }
    for key in texts.keys().filter(|key| key.starts_with(char::is_uppercase)) {
        let (of, value) = key.split_once('-').unwrap();
        assert!(enum_values(of).iter().any(|own| own == value), "the schema has no {key}");
    }
    let unused: Vec<_> = told.iter().filter(|of| of.starts_with(char::is_uppercase) && !named.contains(**of)).collect();
    assert!(unused.is_empty(), "nobody names {unused:?}");
}

#[test]
fn a_text_in_one_language_is_found() {
    for (source, right) in [
        ("<p>{{ t('menu') }} – {{ page.lang }} 12</p>", true),
        ("<h1 class=\"big\">Kembar</h1><code>curl {{ x }} here</code>", true),
        ("<p>Halo</p>", false),
        ("<img alt=\"Peta dunia\">", false),
        ("<nav aria-label=\"{{ t('nav-main') }}\"></nav>", true),
        ("{% macro a(b='Peta dunia') %}{{ b }}{% endmacro %}", false),
        ("{{ 'Dua kota' if x else t('menu') }}", false),
        ("{{ t(x) }}", false),
        ("{{ t('found', text=x) }}{{ t('found') }}", false),
        ("{{ field('name', t('full-name'), hint=t('email-hint')) }}", true),
        ("{% for x in y %}Halo{% endfor %}", false),
        ("{% if x %}{% else %}Halo{% endif %}", false),
    ] {
        let found = found("x.html", source);
        let is_right = found.wrong.is_empty() && words(&found.loose.concat()).is_empty();
        assert_eq!(is_right, right, "{source}: {:?}", found.wrong);
    }
}
