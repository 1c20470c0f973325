// Opens the pages of `kembar demo` in Chromium: axe finds nothing, nothing scrolls sideways, nothing is loaded from elsewhere,
// the console is silent but for the status of a page that says what is missing. KEMBAR_URL is the address of the demonstration; SHOTS a folder for pictures, if wanted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { chromium } from "playwright-core";

const base = process.env.KEMBAR_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PUBLIC = ["/", "/agreements", "/agreements?stage=SIGNED", "/partnerships", "/regions", "/regions/id-kota-surabaya",
  "/exchanges", "/exchanges?status=HELD&method=FORUM", "/calendar", "/calendar?month=2020-02", "/map", "/developers",
  "/agreements?party=id-kota-surabaya&class=SISTER&class=PROJECT", "/partners-wanted", "/statistics", "/search?text=bandung", "/search?text=zzz", "/sign-in", "/nowhere"];
const OF_STAFF = ["/inbox", "/inbox?own=true", "/sign-out", "/account", "/account/profile", "/account/password",
  "/agreements/new?find=brisbane", "/agreements/new?step=check", "/agreements/legacy?find=zzz", "/agreements/legacy?step=check"];
const OF_ADMINISTRATORS = ["/colleagues", "/colleagues/add", "/keys"];
const OF_AGREEMENTS = ["", "/attest", "/confirm", "/deny", "/pending/confirm", "/pending/decline", "/steps/WITHDRAW",
  "/documents/new", "/documents/new?input.kind=SIGNED_TEXT", "/terms", "/amend", "/sheet"];

async function violations(page) {
  // The page may not run what is not its own; the tool may.
  const tool = await page.context().newCDPSession(page);
  await tool.send("Runtime.evaluate", { expression: `${axe};0` });
  const run = "axe.run().then((found) => JSON.stringify(found.violations.map((one) => [one.id, one.nodes[0].html])))";
  const { result } = await tool.send("Runtime.evaluate", { expression: run, awaitPromise: true, returnByValue: true });
  await tool.detach();
  return JSON.parse(result.value);
}

async function look(page, path, width, language) {
  const address = `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
  await page.goto(base + address);
  assert.deepEqual(await violations(page), [], `${address} at ${width}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${address} scrolls sideways at ${width}`);
  assert.equal(await page.getAttribute("html", "lang"), language, address);
  if (process.env.SHOTS) {
    const name = address.replace(/[^a-z0-9]+/gi, "-");
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
  }
}

// Answers all that an initiative needs but the day of its letter.
async function answerInitiative(page) {
  await page.goto(`${base}/agreements/new?lang=en`);
  await page.fill("#find-party", "brisbane");
  await page.keyboard.press("Enter");
  await page.check("input[id^=party-]");
  await page.check("input[value=PROJECT]");
  await page.check("input[value=OWN_REGION]");
  await page.click("button[value=check]");
}

async function fillDayOfLetter(page) {
  await page.fill("[name='input.letter.issuedOn.day']", "5");
  await page.fill("[name='input.letter.issuedOn.month']", "10");
  await page.fill("[name='input.letter.issuedOn.year']", "2026");
  await page.click("button[value=check]");
}

async function firstLink(page, list) {
  await page.goto(base + list);
  return page.getAttribute(`main a[href^="${list}/"]`, "href");
}

async function signIn(page, email) {
  await page.goto(`${base}/sign-in?lang=en`);
  // By keyboard alone.
  await page.focus("[name='input.email']");
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("jembatan dua kota");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}/inbox`);
}

test("pages", async (context) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"],
  });
  context.after(() => browser.close());
  for (const width of [1280, 390, 320]) {
    const seat = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await seat.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    const refused = /\/nowhere|step=check/;
    page.on("console", (said) => { if (said.type() === "error" && !refused.test(page.url())) wrong.push(said.text()); });
    page.on("request", (asked) => { if (!asked.url().startsWith(base) && !asked.url().startsWith("data:")) wrong.push(asked.url()); });
    const records = [await firstLink(page, "/agreements"), await firstLink(page, "/exchanges")];
    for (const language of ["id", "en"]) {
      for (const path of [...PUBLIC, ...records]) await look(page, path, width, language);
    }
    await signIn(page, "citra@contoh.example");
    await answerInitiative(page);
    await fillDayOfLetter(page);
    assert.equal(await page.textContent("h1"), "Check your answers");
    assert.deepEqual(await violations(page), [], `the answers of an initiative at ${width}`);
    for (const language of ["id", "en"]) {
      const forms = OF_AGREEMENTS.map((form) => `${records[0]}${form}`);
      for (const path of [...OF_STAFF, ...forms, records[1], `${records[1]}/confirm`, `${records[1]}/decline`]) {
        await look(page, path, width, language);
      }
    }
    await seat.clearCookies();
    await signIn(page, "indah@contoh.example");
    for (const language of ["id", "en"]) {
      for (const path of OF_ADMINISTRATORS) await look(page, path, width, language);
    }
    await seat.clearCookies();
    await signIn(page, "dewa@contoh.example");
    await page.goto(`${base}/imports`);
    const file = await page.getAttribute("main tbody a[href^='/imports/']", "href");
    for (const language of ["id", "en"]) {
      for (const path of ["/imports", "/imports/new", file, `${file}/drop`]) await look(page, path, width, language);
    }
    assert.deepEqual(wrong, [], `at ${width}`);
    await seat.close();
  }
});

test("an initiative is registered without scripts, and what is wrong is told at its field", async (context) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  context.after(() => browser.close());
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, "citra@contoh.example");
  await answerInitiative(page);
  assert.ok((await page.title()).startsWith("Error: "), await page.title());
  assert.ok(await page.isChecked("input[value=PROJECT]"), "what was chosen stays");
  await fillDayOfLetter(page);
  assert.equal(await page.textContent("h1"), "Check your answers");
  await page.click("main form button");
  assert.match(await page.textContent("h1"), /Surabaya.*Brisbane/s);
});

test("the sheet of an agreement is one page", async (context) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  context.after(() => browser.close());
  const page = await browser.newPage();
  const record = await firstLink(page, "/agreements");
  await page.goto(`${base}${record}/sheet`);
  const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page[^s]/g);
  assert.equal(pages.length, 1);
});

test("without scripts the filter works", async (context) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  context.after(() => browser.close());
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${base}/agreements?lang=en`);
  const all = await page.locator("tbody tr").count();
  await page.selectOption("#country", "JP");
  await page.click("main form button");
  assert.ok(page.url().includes("country=JP"), page.url());
  const fewer = await page.locator("tbody tr").count();
  assert.ok(fewer > 0 && fewer < all, `${fewer} of ${all}`);
  await page.click(".k-pills a");
  assert.equal(await page.locator("tbody tr").count(), all);
});

test("the query behind a page runs in the explorer", async (context) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${base}/agreements?lang=en&country=JP`);
  await page.click(".k-foot a[href^='/explorer?']");
  await page.waitForSelector(".graphiql-query-editor .CodeMirror-line");
  await page.click(".graphiql-execute-button");
  await page.waitForFunction(() => document.querySelector(".result-window")?.textContent.includes(`"data"`));
});
