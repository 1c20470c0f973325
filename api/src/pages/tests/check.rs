//! Whether a template uses nothing but what its query selects, and nothing that can be null without asking first.

use super::shape::{self, Node, Shape};
use crate::pages::{
    Page, Source,
    table::{PAGES, PARTS},
    template::{embedded, environment},
};
use async_graphql::parser::types::OperationType;
use entity::text::Language;
use minijinja::{
    ErrorKind,
    machinery::{
        ast::{BinOpKind, Call, CallArg, CallType, Expr, Macro, Stmt, UnaryOpKind},
        parse,
    },
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the machine tells every template.
const SURROUNDINGS: &str = "{ page {
    lang path languages @list { code name address current } origin version secret bare viewer waiting section query asked made_at
    today errors @list { name text record } problems values refused stale once
    month { title before after now weeks @list { days @list { date number within sunday today } } }
} }";
/// The functions of every template.
const FUNCTIONS: [&str; 8] = ["t", "asset", "here", "without", "typed_day", "ordered", "elsewhere", "range"];
const MESSAGE: &str = "{ message { title text list next { address name } typed } }";

/// What the pages of links show.
const LINKS: [(&str, &str); 4] = [
    ("set_up", "{ zones @list { name short place } least }"),
    ("password", "{ person { name email } least }"),
    ("answer", "{ what outsider asking text due_on answered_on }"),
    ("stop", "{ follows @list { kind name } }"),
];

/// What a name in a template stands for.
#[derive(Clone)]
enum Bound {
    Value(Node, String),
    Macro(&'static Macro<'static>, String),
}

type Facts = HashSet<String>;

struct Checker<'a> {
    sources: &'a dyn Fn(&str) -> Option<String>,
    blocks: HashMap<&'static str, &'static [Stmt<'static>]>,
    /// Macros that are being looked at, against circles.
    within: Vec<String>,
    errors: Vec<String>,
}

#[derive(Clone, Default)]
struct Scope(HashMap<String, Bound>);

/// What is wrong with a template that is given `data`.
pub(super) fn check(
    template: &str,
    data: BTreeMap<String, Node>,
    sources: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut checker = Checker { sources, blocks: HashMap::new(), within: Vec::new(), errors: Vec::new() };
    let mut scope = Scope::default();
    for (name, node) in data.into_iter().chain(shape::loose(SURROUNDINGS)) {
        scope.0.insert(name.clone(), Bound::Value(node, name));
    }
    checker.template(template, &mut scope, &Facts::new());
    checker.errors
}

/// A template as it is written. It stays until the end of the test.
pub(super) fn parsed(name: &str, source: String) -> &'static [Stmt<'static>] {
    let (name, source) = (Box::leak(name.to_owned().into_boxed_str()), Box::leak(source.into_boxed_str()));
    match Box::leak(Box::new(parse(source, name, minijinja::syntax::SyntaxConfig::default()).unwrap())) {
        Stmt::Template(template) => &template.children,
        _ => unreachable!("a source is a template"),
    }
}

impl Checker<'_> {
    fn wrong(&mut self, text: impl Into<String>) {
        self.errors.push(text.into());
    }

    fn statements(&self, name: &str) -> &'static [Stmt<'static>] {
        parsed(name, (self.sources)(name).unwrap_or_else(|| panic!("there is no template {name}")))
    }

    fn template(&mut self, name: &str, scope: &mut Scope, facts: &Facts) {
        let statements = self.statements(name);
        let parent = statements.iter().find_map(|statement| match statement {
            Stmt::Extends(extends) => Some(text(&extends.name)),
            _ => None,
        });
        let Some(parent) = parent else { return self.body(statements, scope, facts) };
        for statement in statements {
            match statement {
                Stmt::Block(block) => {
                    self.blocks.entry(block.name).or_insert(&block.body);
                }
                Stmt::Extends(_) | Stmt::EmitRaw(_) => {}
                other => self.body(std::slice::from_ref(other), scope, facts),
            }
        }
        self.template(&parent, scope, facts);
    }

    fn body(&mut self, statements: &'static [Stmt<'static>], scope: &mut Scope, facts: &Facts) {
        for statement in statements {
            self.statement(statement, scope, facts);
        }
    }

    fn inner(&mut self, statements: &'static [Stmt<'static>], scope: &Scope, facts: &Facts) {
        self.body(statements, &mut scope.clone(), facts);
    }

    fn statement(&mut self, statement: &'static Stmt<'static>, scope: &mut Scope, facts: &Facts) {
        match statement {
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(emit) => {
                let node = self.value(&emit.expr, scope, facts);
                if matches!(node.shape, Shape::Object(_) | Shape::List(_)) {
                    self.wrong(format!("{:?} is printed and is no text", path(&emit.expr)));
                }
            }
            Stmt::ForLoop(each) => {
                let node = self.value(&each.iter, scope, facts);
                let item = match node.shape {
                    Shape::List(item) => *item,
                    Shape::Any => Shape::Any.into(),
                    _ => {
                        self.wrong(format!("{:?} is no list", path(&each.iter)));
                        Shape::Any.into()
                    }
                };
                let mut within = scope.clone();
                let of = path(&each.iter).unwrap_or_default();
                self.bind(&each.target, item, &format!("{of}[{}]", self.within.len()), &mut within);
                within.0.insert("loop".into(), Bound::Value(Shape::Any.into(), "loop".into()));
                let mut known = facts.clone();
                if let Some(filter) = &each.filter_expr {
                    self.expr(filter, &within, facts);
                    learn(&mut known, filter, &within, true);
                }
                self.body(&each.body, &mut within, &known);
                self.inner(&each.else_body, scope, facts);
            }
            Stmt::IfCond(condition) => {
                self.expr(&condition.expr, scope, facts);
                self.inner(&condition.true_body, scope, &with(facts, &condition.expr, scope, true));
                self.inner(&condition.false_body, scope, &with(facts, &condition.expr, scope, false));
            }
            Stmt::WithBlock(block) => {
                let mut within = scope.clone();
                for (target, expr) in &block.assignments {
                    let node = self.expr(expr, scope, facts);
                    self.bind(target, node, &canonical(expr, scope), &mut within);
                }
                self.body(&block.body, &mut within, facts);
            }
            Stmt::Set(set) => {
                let node = self.expr(&set.expr, scope, facts);
                self.bind(&set.target, node, &canonical(&set.expr, scope), scope);
            }
            Stmt::SetBlock(set) => {
                self.inner(&set.body, scope, facts);
                self.bind(&set.target, Shape::Leaf.into(), "", scope);
            }
            Stmt::Block(block) => {
                let body = self.blocks.get(block.name).copied().unwrap_or(&block.body);
                self.inner(body, scope, facts);
            }
            Stmt::FromImport(import) => {
                let module = text(&import.expr);
                for (name, alias) in &import.names {
                    let (name, alias) = (var(name), alias.as_ref().map_or(var(name), var));
                    match self.macros(&module).get(name) {
                        Some(found) => {
                            scope.0.insert(alias.to_owned(), Bound::Macro(found, module.clone()));
                        }
                        None => self.wrong(format!("{module} has no macro {name}")),
                    }
                }
            }
            Stmt::Include(include) => {
                let statements = self.statements(&text(&include.name));
                self.inner(statements, scope, facts);
            }
            Stmt::Macro(one) => {
                scope.0.insert(one.name.to_owned(), Bound::Macro(one, String::new()));
            }
            Stmt::AutoEscape(block) => self.inner(&block.body, scope, facts),
            Stmt::FilterBlock(block) => self.inner(&block.body, scope, facts),
            Stmt::Template(_) | Stmt::Import(_) | Stmt::Extends(_) | Stmt::CallBlock(_) | Stmt::Do(_) => {
                self.wrong(format!("templates do not use this: {statement:?}"));
            }
        }
    }

    fn macros(&self, module: &str) -> HashMap<&'static str, &'static Macro<'static>> {
        let found = self.statements(module).iter().filter_map(|statement| match statement {
            Stmt::Macro(one) => Some((one.name, &**one)),
            _ => None,
        });
        found.collect()
    }

    fn bind(&mut self, target: &Expr<'_>, node: Node, path: &str, scope: &mut Scope) {
        match target {
            Expr::Var(name) => {
                scope.0.insert(name.id.to_owned(), Bound::Value(node, path.to_owned()));
            }
            Expr::Tuple(names) => {
                for name in &names.items {
                    self.bind(name, Shape::Any.into(), "", scope);
                }
            }
            _ => self.wrong("a name is bound in a way that templates do not use"),
        }
    }

    /// What an expression stands for, where it must not be null.
    fn value(&mut self, expr: &Expr<'static>, scope: &Scope, facts: &Facts) -> Node {
        let node = self.expr(expr, scope, facts);
        if node.nullable && !facts.contains(&canonical(expr, scope)) {
            self.wrong(format!("{} may be null", path(expr).unwrap_or_else(|| expr.description().to_owned())));
        }
        node
    }

    fn expr(&mut self, expr: &Expr<'static>, scope: &Scope, facts: &Facts) -> Node {
        match expr {
            Expr::Const(_) => Shape::Leaf.into(),
            Expr::Var(name) => match scope.0.get(name.id) {
                Some(Bound::Value(node, _)) => node.clone(),
                Some(Bound::Macro(..)) => Shape::Any.into(),
                None => {
                    self.wrong(format!("{} is not selected", name.id));
                    Shape::Any.into()
                }
            },
            Expr::GetAttr(attr) => self.field(expr, &attr.expr, attr.name, scope, facts),
            Expr::GetItem(item) => match &item.subscript_expr {
                Expr::Const(name) if name.value.as_str().is_some() => {
                    let name = name.value.as_str().unwrap_or_default().to_owned();
                    self.field(expr, &item.expr, &name, scope, facts)
                }
                at => {
                    self.value(at, scope, facts);
                    match self.value(&item.expr, scope, facts).shape {
                        Shape::List(item) => *item,
                        Shape::Any => Shape::Any.into(),
                        _ => {
                            self.wrong(format!("{:?} is no list", path(&item.expr)));
                            Shape::Any.into()
                        }
                    }
                }
            },
            Expr::Slice(slice) => self.value(&slice.expr, scope, facts),
            Expr::UnaryOp(not) => {
                self.expr(&not.expr, scope, facts);
                Shape::Leaf.into()
            }
            Expr::BinOp(pair) => {
                let left = self.expr(&pair.left, scope, facts);
                let facts = match pair.op {
                    BinOpKind::ScAnd => with(facts, &pair.left, scope, true),
                    BinOpKind::ScOr => with(facts, &pair.left, scope, false),
                    _ => facts.clone(),
                };
                let right = self.expr(&pair.right, scope, &facts);
                match pair.op {
                    // What is empty is never the outcome of `or`, unless both are.
                    BinOpKind::ScOr => Node { nullable: left.nullable && right.nullable, ..right },
                    _ => Shape::Leaf.into(),
                }
            }
            Expr::Compare(compare) => {
                self.expr(&compare.expr, scope, facts);
                for op in &compare.ops {
                    self.expr(&op.expr, scope, facts);
                }
                Shape::Leaf.into()
            }
            Expr::IfExpr(choice) => {
                self.expr(&choice.test_expr, scope, facts);
                let one = self.expr(&choice.true_expr, scope, &with(facts, &choice.test_expr, scope, true));
                let facts = with(facts, &choice.test_expr, scope, false);
                choice.false_expr.as_ref().map(|other| self.expr(other, scope, &facts));
                one
            }
            Expr::Filter(filter) => {
                if !is_known(filter.name, ErrorKind::UnknownFilter) {
                    self.wrong(format!("there is no filter {}", filter.name));
                }
                let of = filter.expr.as_ref();
                match filter.name {
                    "default" => of.map(|of| self.expr(of, scope, facts)),
                    _ => of.map(|of| self.value(of, scope, facts)),
                };
                self.arguments(&filter.args, scope, facts);
                Shape::Any.into()
            }
            Expr::Test(test) => {
                if !is_known(test.name, ErrorKind::UnknownTest) {
                    self.wrong(format!("there is no test {}", test.name));
                }
                self.expr(&test.expr, scope, facts);
                Shape::Leaf.into()
            }
            Expr::Call(call) => {
                self.call(call, scope, facts);
                match call.identify_call() {
                    CallType::Function("range") => Shape::List(Box::new(Shape::Leaf.into())).into(),
                    _ => Shape::Leaf.into(),
                }
            }
            Expr::List(list) => {
                for item in &list.items {
                    self.expr(item, scope, facts);
                }
                Shape::List(Box::new(Shape::Any.into())).into()
            }
            Expr::Tuple(list) => {
                for item in &list.items {
                    self.expr(item, scope, facts);
                }
                Shape::Any.into()
            }
            Expr::Map(_) => Shape::Any.into(),
        }
    }

    fn field(&mut self, whole: &Expr<'_>, of: &Expr<'static>, name: &str, scope: &Scope, facts: &Facts) -> Node {
        let base = self.value(of, scope, facts);
        match base.shape {
            Shape::Any => Shape::Any.into(),
            Shape::Object(fields) => {
                let Some(node) = fields.get(name) else {
                    self.wrong(format!("{}.{name} is not selected", path(of).unwrap_or_default()));
                    return Shape::Any.into();
                };
                let typed = format!("{}#", canonical(of, scope));
                if node.by_type && !facts.contains(&typed) && !facts.contains(&canonical(whole, scope)) {
                    self.wrong(format!("{} is there for some types only", path(whole).unwrap_or_default()));
                }
                node.clone()
            }
            Shape::Leaf | Shape::List(_) => {
                self.wrong(format!("{} has no fields, such as {name}", path(of).unwrap_or_default()));
                Shape::Any.into()
            }
        }
    }

    fn arguments(
        &mut self,
        arguments: &[CallArg<'static>],
        scope: &Scope,
        facts: &Facts,
    ) -> Vec<(Option<String>, Node)> {
        let mut nodes = Vec::new();
        for argument in arguments {
            match argument {
                CallArg::Pos(expr) => {
                    let node = self.expr(expr, scope, facts);
                    let path = canonical(expr, scope);
                    let nullable = node.nullable && !facts.contains(&path);
                    let shape = if facts.contains(&format!("{path}#")) { of_its_type(node.shape) } else { node.shape };
                    nodes.push((None, Node { shape, nullable, ..node }));
                }
                CallArg::Kwarg(name, expr) => nodes.push((Some((*name).to_owned()), self.value(expr, scope, facts))),
                CallArg::PosSplat(_) | CallArg::KwargSplat(_) => self.wrong("arguments are written out"),
            }
        }
        nodes
    }

    fn call(&mut self, call: &Call<'static>, scope: &Scope, facts: &Facts) {
        let arguments = self.arguments(&call.args, scope, facts);
        let CallType::Function(name) = call.identify_call() else {
            return self.wrong("only functions are called");
        };
        match scope.0.get(name) {
            Some(Bound::Macro(one, module)) => self.macro_call(one, module, &arguments, scope),
            None if FUNCTIONS.contains(&name) => {}
            _ => self.wrong(format!("{name} is no function")),
        }
    }

    /// A macro knows its arguments, its neighbours and the machine, and not the data of the page.
    fn macro_call(
        &mut self,
        one: &'static Macro<'static>,
        module: &str,
        arguments: &[(Option<String>, Node)],
        scope: &Scope,
    ) {
        if self.within.iter().any(|name| name == one.name) {
            return;
        }
        let mut inner = Scope::default();
        if module.is_empty() {
            inner = scope.clone();
        } else {
            for (name, neighbour) in self.macros(module) {
                inner.0.insert(name.to_owned(), Bound::Macro(neighbour, module.to_owned()));
            }
            for (name, node) in shape::loose(SURROUNDINGS) {
                inner.0.insert(name.clone(), Bound::Value(node, name));
            }
        }
        let required = one.args.len() - one.defaults.len();
        for (place, parameter) in one.args.iter().enumerate() {
            let name = var(parameter);
            let given = arguments.iter().filter(|(name, _)| name.is_none()).nth(place);
            let given = given.or_else(|| arguments.iter().find(|(own, _)| own.as_deref() == Some(name)));
            if given.is_none() && place < required {
                self.wrong(format!("{}() lacks {name}", one.name));
            }
            let node = given.map_or(Shape::Any.into(), |(_, node)| node.clone());
            inner.0.insert(name.to_owned(), Bound::Value(node, format!("{}({name})", one.name)));
        }
        self.within.push(one.name.to_owned());
        self.body(&one.body, &mut inner, &Facts::new());
        self.within.pop();
    }
}

/// An object of which the type is known: all that was selected of it is there.
fn of_its_type(shape: Shape) -> Shape {
    match shape {
        Shape::Object(fields) => {
            let known = fields.into_iter().map(|(name, node)| (name, Node { by_type: false, ..node }));
            Shape::Object(known.collect())
        }
        other => other,
    }
}

/// What is known where `expr` was found true, or false.
fn with(facts: &Facts, expr: &Expr<'_>, scope: &Scope, truth: bool) -> Facts {
    let mut facts = facts.clone();
    learn(&mut facts, expr, scope, truth);
    facts
}

fn learn(facts: &mut Facts, expr: &Expr<'_>, scope: &Scope, truth: bool) {
    match expr {
        Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) if truth => {
            facts.insert(canonical(expr, scope));
        }
        Expr::UnaryOp(not) if matches!(not.op, UnaryOpKind::Not) => learn(facts, &not.expr, scope, !truth),
        Expr::BinOp(pair) => match (pair.op, truth) {
            (BinOpKind::ScAnd, true) | (BinOpKind::ScOr, false) => {
                learn(facts, &pair.left, scope, truth);
                learn(facts, &pair.right, scope, truth);
            }
            (BinOpKind::Eq, true) => learn_equal(facts, &pair.left, &pair.right, scope),
            _ => {}
        },
        Expr::Test(test) if (test.name == "none") != truth && matches!(test.name, "none" | "defined") => {
            facts.insert(canonical(&test.expr, scope));
        }
        _ => {}
    }
}

/// What is equal to something that is written out is not null; and where that is the name of a type, its fields are
/// there.
fn learn_equal(facts: &mut Facts, of: &Expr<'_>, to: &Expr<'_>, scope: &Scope) {
    if !matches!(to, Expr::Const(_)) {
        return;
    }
    let path = canonical(of, scope);
    if let Some(base) = path.strip_suffix(".__typename") {
        facts.insert(format!("{base}#"));
    }
    facts.insert(path);
}

/// The path of an expression, such as `agreement.region`.
fn path(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::Var(name) => Some(name.id.to_owned()),
        Expr::GetAttr(attr) => Some(format!("{}.{}", path(&attr.expr)?, attr.name)),
        Expr::GetItem(item) => match &item.subscript_expr {
            Expr::Const(at) => Some(format!("{}.{}", path(&item.expr)?, at.value)),
            _ => None,
        },
        _ => None,
    }
}

/// The same by what its first name stands for.
fn canonical(expr: &Expr<'_>, scope: &Scope) -> String {
    let Some(path) = path(expr) else { return String::new() };
    let (first, rest) = path.split_once('.').map_or((path.as_str(), ""), |(first, _)| (first, &path[first.len()..]));
    match scope.0.get(first) {
        Some(Bound::Value(_, own)) => format!("{own}{rest}"),
        _ => path,
    }
}

fn text(expr: &Expr<'_>) -> String {
    match expr {
        Expr::Const(name) => name.value.as_str().unwrap_or_default().to_owned(),
        _ => panic!("the name of a template is written out"),
    }
}

fn var<'a>(expr: &Expr<'a>) -> &'a str {
    match expr {
        Expr::Var(name) => name.id,
        _ => panic!("a name is expected"),
    }
}

/// Whether templates have a filter or a test of this name.
fn is_known(name: &str, unless: ErrorKind) -> bool {
    let mut state = environment(Language::En).empty_state();
    let refused = match unless {
        ErrorKind::UnknownFilter => state.apply_filter(name, &[]).err(),
        _ => state.perform_test(name, &[]).err(),
    };
    refused.is_none_or(|error| error.kind() != unless)
}

fn source(name: &str) -> Option<String> {
    embedded(name).map(str::to_owned)
}

fn data_of(page: &Page) -> BTreeMap<String, Node> {
    match page.source {
        Source::Document(text) => shape::of_operation(&page.document(text).unwrap().text, OperationType::Query),
        Source::Link(_) => {
            let found = LINKS.iter().find(|(name, _)| *name == page.name);
            shape::loose(found.unwrap_or_else(|| panic!("it is not known what {} shows", page.name)).1)
        }
    }
}

#[test]
fn every_variable_of_a_template_is_selected_by_its_query() {
    let mut wrong = Vec::new();
    for page in PAGES {
        let data = data_of(page);
        assert!(!data.contains_key("page"), "{}: `page` is the machine's", page.name);
        let found = check(&format!("{}.html", page.name), data, &source);
        wrong.extend(found.into_iter().map(|found| format!("{}: {found}", page.name)));
    }
    wrong.extend(check("parts/message.html", shape::loose(MESSAGE), &source));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The paths of an input in a template.
fn input_paths(source: &str) -> Vec<String> {
    let path =
        |rest: &str| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '.').next().map(str::to_owned);
    // What fills in the form of another page stands in a link.
    let pieces: Vec<&str> = source.split("input.").collect();
    let own = pieces.windows(2).filter(|pair| !pair[0].ends_with(['?', '&', ';'])).map(|pair| pair[1]);
    let found = own.filter_map(path).filter(|path| !path.is_empty());
    found.map(|path| format!("input.{}", path.trim_end_matches('.'))).collect()
}

#[test]
fn every_field_of_a_form_is_one_of_the_input_of_its_mutation() {
    let types = graphql_schema::inputs::InputTypes::of_schema();
    let own = PAGES.iter().chain(&super::acts::PAGES);
    // What pages share may have fields of any of them, also of those of links.
    let mut shared: BTreeMap<String, bool> = BTreeMap::new();
    let mut wrong = Vec::new();
    for page in own {
        let Source::Document(text) = page.source else { continue };
        let acts = page.document(text).unwrap().acts;
        let is_field = |path: &str| {
            // A day may be three fields.
            let whole = path.strip_suffix(".day").or(path.strip_suffix(".month")).or(path.strip_suffix(".year"));
            acts.iter().any(|act| types.at_end(&act.variables, whole.unwrap_or(path)).is_some())
        };
        let own = input_paths(page.template);
        wrong.extend(own.iter().filter(|path| !is_field(path)).map(|path| format!("{}: {path}", page.name)));
        let of_parts: Vec<String> = PARTS
            .iter()
            .filter(|(name, _)| page.template.contains(&format!("{{% from \"{name}\"")))
            .flat_map(|(name, text)| input_paths(text).into_iter().map(move |path| format!("{name}: {path}")))
            .collect();
        for path in &of_parts {
            *shared.entry(path.clone()).or_default() |= path.split(": ").nth(1).is_some_and(is_field);
        }
        let takes = acts.iter().any(|act| !act.variables.is_empty());
        let has_form = !own.is_empty() || (takes && !of_parts.is_empty());
        wrong.extend((has_form != takes).then(|| format!("{}: a form or an act without the other", page.name)));
    }
    let of_links = ["parts/form.html: input.password", "parts/form.html: input.passwordAgain"];
    let left = shared.into_iter().filter(|(path, is_of_any)| !is_of_any && !of_links.contains(&path.as_str()));
    wrong.extend(left.map(|(path, _)| path));
    assert!(wrong.is_empty(), "{wrong:#?}");
    let input = types.fields("PostPartnerWantedInput").unwrap();
    assert!(types.at_end(input, "text.id").is_some() && types.at_end(input, "text.fr").is_none());
}

#[test]
fn a_variable_that_is_not_selected_or_may_be_null_is_found() {
    let query = "query ($id: ID!) { agreement(id: $id) { title reference: referenceNo parties { party { name } } } \
        node(id: $id) { __typename id ... on Region { name } } }";
    let layout = "<p>{% block main %}{% endblock %}</p>{{ page.version }}";
    let part = "{% macro tag(text, more='') %}{{ text }}{{ more }}{% endmacro %}\
        {% macro who(of) %}{{ of.name }}{% endmacro %}";
    let wrong = |body: &str| {
        let own = body.to_owned();
        let sources = move |name: &str| match name {
            "x.html" => Some(own.clone()),
            "layout" => Some(layout.to_owned()),
            "part" => Some(part.to_owned()),
            _ => None,
        };
        check("x.html", shape::of_operation(query, OperationType::Query), &sources).join("; ")
    };
    for right in [
        "{% if agreement %}{% if agreement.reference %}{{ agreement.reference }}{% endif %}{% endif %}",
        "{% if agreement and agreement.reference is not none %}{{ agreement.reference }}{% endif %}",
        "{% if not agreement %}{{ t('menu') }}{% else %}{{ agreement.title }}{% endif %}",
        "{{ agreement.title if agreement else page.lang }}",
        "{% if agreement %}{% for one in agreement.parties %}{{ one.party.name }}{% endfor %}{% endif %}",
        "{% if agreement %}{% for one in agreement.parties if agreement.reference %}{{ agreement.reference }}\
         {% endfor %}{% endif %}",
        "{% if agreement %}{% set own = agreement %}{{ own.title }}{% endif %}",
        "{% if node %}{{ node.id }}{% if node.__typename == 'Region' %}{{ node.name }}{% endif %}{% endif %}",
        "{% from 'part' import who %}{% if node and node.__typename == 'Region' %}{{ who(node) }}{% endif %}",
        "{% for at in range(3) %}{{ at }}{% endfor %}",
        "{% extends 'layout' %}{% block main %}{% from 'part' import tag %}{{ tag(page.lang) }}{% endblock %}",
        "{{ page.values['filter.x']|default(['y'])|first }}",
    ] {
        assert_eq!(wrong(right), "", "{right}");
    }
    for (body, word) in [
        ("{{ nothing }}", "nothing is not selected"),
        ("{{ page.lang|last_but_one }}", "there is no filter last_but_one"),
        ("{% if page.lang is spoken %}{% endif %}", "there is no test spoken"),
        ("{{ page.nothing }}", "page.nothing is not selected"),
        ("{{ agreement.title }}", "agreement may be null"),
        ("{% if agreement %}{% endif %}{{ agreement.title }}", "agreement may be null"),
        ("{% if not agreement %}{{ agreement.title }}{% endif %}", "agreement may be null"),
        ("{% if agreement or page.lang %}{{ agreement.title }}{% endif %}", "agreement may be null"),
        ("{% if agreement %}{{ agreement.reference }}{% endif %}", "agreement.reference may be null"),
        ("{% if agreement %}{{ agreement.stage }}{% endif %}", "agreement.stage is not selected"),
        ("{% if agreement %}{{ agreement }}{% endif %}", "printed and is no text"),
        ("{% if agreement %}{{ agreement.title.id }}{% endif %}", "has no fields, such as id"),
        ("{% if agreement %}{% for one in agreement.title %}{% endfor %}{% endif %}", "is no list"),
        (
            "{% if agreement %}{% for one in agreement.parties %}{{ one.name }}{% endfor %}{% endif %}",
            "one.name is not",
        ),
        ("{% if node %}{{ node.name }}{% endif %}", "node.name is there for some types only"),
        ("{% from 'part' import who %}{% if node %}{{ who(node) }}{% endif %}", "of.name is there for some types only"),
        ("{% from 'part' import nothing %}", "part has no macro nothing"),
        ("{% from 'part' import tag %}{{ tag() }}", "tag() lacks text"),
        ("{% from 'part' import tag %}{% if agreement %}{{ tag(agreement.reference) }}{% endif %}", "text may be null"),
        ("{% from 'part' import who %}{{ who(page) }}", "of.name is not selected"),
        ("{% extends 'layout' %}{% block main %}{{ nothing }}{% endblock %}", "nothing is not selected"),
        ("{{ agreement|number }}", "agreement may be null"),
        ("{{ strftime('x') }}", "strftime is no function"),
    ] {
        assert!(wrong(body).contains(word), "{body}: {}", wrong(body));
    }
}
