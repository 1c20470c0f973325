//! Whether every text of every page exists in both languages, and is taken from there.

use super::check::parsed;
use crate::pages::{
    message::Words,
    table::{PAGES, PARTS},
};
use entity::text::Language;
use minijinja::machinery::ast::{CallArg, CallType, Expr, Stmt};

/// Words that are the same in both languages.
const NAMES: [&str; 1] = ["Kembar"];
/// Attributes that are read by people.
const READ: [&str; 5] = ["alt", "aria-label", "placeholder", "title", "content"];

/// The texts of a template: those that are given to `t`, and those that are not.
#[derive(Default)]
struct Found {
    pairs: Vec<(String, String)>,
    loose: Vec<String>,
    wrong: Vec<String>,
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
                let texts: Vec<&str> = call.args.iter().filter_map(written).collect();
                if is_text {
                    match texts[..] {
                        [id, en] => self.pair(id, en),
                        _ => self.wrong.push(format!("t takes a text in each language: {texts:?}")),
                    }
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
                filter.expr.iter().for_each(|of| self.expr(of));
                filter.args.iter().filter_map(given).for_each(|argument| self.expr(argument));
            }
            Expr::List(list) => list.items.iter().for_each(|item| self.expr(item)),
            _ => {}
        }
    }

    fn pair(&mut self, id: &str, en: &str) {
        let places = |text: &str| {
            let mut places: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect();
            places.sort();
            places
        };
        if id.trim().is_empty() || en.trim().is_empty() || places(id) != places(en) {
            self.wrong.push(format!("{id:?} and {en:?} do not say the same"));
        }
        self.pairs.push((id.to_owned(), en.to_owned()));
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

#[test]
fn every_text_of_a_page_exists_in_indonesian_and_english() {
    let pages = PAGES.iter().map(|page| (page.name, page.template));
    let mut pairs = 0;
    for (name, source) in pages.chain(PARTS) {
        let found = found(name, source);
        assert!(found.wrong.is_empty(), "{name}: {:#?}", found.wrong);
        assert_eq!(words(&found.loose.concat()), Vec::<String>::new(), "{name}: words that are given to no `t`");
        pairs += found.pairs.len();
    }
    assert!(pairs > 40, "{pairs}");
    for words in Words::ALL {
        let [(title_id, id), (title_en, en)] = Language::ALL.map(|language| words.text(language));
        assert!(!title_id.is_empty() && !title_en.is_empty() && !id.is_empty() && !en.is_empty(), "{words:?}");
        assert!(title_id != title_en && id != en, "{words:?}");
    }
}

#[test]
fn a_text_in_one_language_is_found() {
    for (source, right) in [
        ("<p>{{ t('Halo', 'Hello') }} – {{ page.lang }} 12</p>", true),
        ("<h1 class=\"big\">Kembar</h1><code>curl {{ x }} here</code>", true),
        ("<p>Halo</p>", false),
        ("<img alt=\"Peta dunia\">", false),
        ("<nav aria-label=\"{{ t('Bahasa', 'Language') }}\"></nav>", true),
        ("{% macro a(b='Peta dunia') %}{{ b }}{% endmacro %}", false),
        ("{{ 'Dua kota' if x else t('a', 'b') }}", false),
        ("{{ t('Halo', '') }}", false),
        ("{{ t('Halo') }}", false),
        ("{{ t('Halo', x) }}", false),
        ("{{ t('Halo, {name}', 'Hello') }}", false),
        ("{{ field('name', t('Nama', 'Name'), hint=t('Lengkap', 'In full')) }}", true),
        ("{% for x in y %}Halo{% endfor %}", false),
        ("{% if x %}{% else %}Halo{% endif %}", false),
    ] {
        let found = found("x.html", source);
        let is_right = found.wrong.is_empty() && words(&found.loose.concat()).is_empty();
        assert_eq!(is_right, right, "{source}: {:?}", found.wrong);
    }
}
