import assert from "node:assert/strict";
import { test } from "node:test";

import { safeUrl } from "../../../chat/static/chat/dom.js";
import { formatAgo, formatDay, formatPlace, formatSalary } from "../../../chat/static/chat/format.js";
import { fill, pickLocale } from "../../../chat/static/chat/i18n.js";
import { namePath, nameValue } from "../../../chat/static/chat/pointers.js";
import { listChoices, narrowSchema, pickInput, readAnswer } from "../../../chat/static/chat/prompt_form.js";

test("pay is said exactly, never rounded", () => {
  const zh = (salary) => formatSalary(salary, { language: "zh-CN" });
  const en = (salary) => formatSalary(salary, { language: "en-GB" });
  assert.match(zh({ min: 25000, max: 40000, currency: "CNY", period: "month", months: 15 }), /2\.5万–4万.*15/);
  assert.match(zh({ min: 15550, max: 20000, currency: "CNY", period: "month" }), /15,550–20,000/);
  assert.match(zh({ min: 220, max: 260, currency: "CNY", period: "day" }), /220–260/);
  assert.match(en({ min: 31049, max: 37796, currency: "GBP", period: "year" }), /£31,049–37,796/);
  assert.match(en({ min: 45000, currency: "GBP", period: "year" }), /from £45k/i);
  assert.match(en({ min: 19.5, max: 19.5, currency: "GBP", period: "hour" }), /£19\.50 an hour/);
  assert.match(en({ min: 12.21, max: 14, currency: "GBP", period: "hour" }), /£12\.21–14 an hour/);
  assert.equal(en({ min: null, max: null, raw: "competitive" }), "competitive");
  assert.equal(en(null), null);
});

test("a date without a time stays that day", () => {
  assert.match(formatDay("2026-11-01", { language: "en-GB" }), /1 Nov 2026/);
  const now = Date.parse("2026-11-22T12:00:00Z");
  assert.equal(formatAgo("2026-11-22T09:00:00Z", { now, language: "en" }), "3 hours ago");
  assert.equal(formatAgo("2026-11-20", { now, language: "en" }), "2 days ago");
});

test("a place is its city, or what is known of it", () => {
  assert.equal(formatPlace([{ city: "上海", district: "浦东新区", country: "CN" }, { city: "杭州" }]), "上海 · 浦东新区 / 杭州");
  assert.equal(formatPlace({ region: "West Yorkshire", country: "GB" }), "West Yorkshire · GB");
  assert.equal(formatPlace([]), null);
});

test("only http and https addresses become links", () => {
  assert.equal(safeUrl("https://example.com/a"), "https://example.com/a");
  for (const bad of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "http://", 7, null]) {
    assert.equal(safeUrl(bad), null, String(bad));
  }
});

test("the schema of an answer chooses its input", () => {
  assert.equal(pickInput({ type: "string" }), "text");
  assert.equal(pickInput({ type: "string", format: "email" }), "email");
  assert.equal(pickInput({ type: "string", pattern: "^\\d{4}-\\d{2}$" }), "month");
  assert.equal(pickInput({ type: "string", format: "date" }), "date");
  assert.equal(pickInput({ type: "integer" }), "number");
  assert.equal(pickInput({ type: "boolean" }), "choice");
  assert.equal(pickInput({ enum: ["a", "b"] }), "choice");
  assert.equal(pickInput({ type: "array", items: { enum: ["a"] } }), "multi");
  assert.equal(pickInput({ type: "array", items: { type: "string" } }), "list");
  assert.equal(pickInput({ type: "string", maxLength: 2000 }), "long");
  assert.equal(pickInput(narrowSchema({ type: ["number", "null"] })), "number");
  assert.equal(pickInput(narrowSchema({ anyOf: [{ type: "integer" }, { type: "null" }] })), "number");
  assert.deepEqual(listChoices({ oneOf: [{ const: "x", title: "X!" }] }), [{ value: "x", label: "X!" }]);
});

test("an answer is read or refused in words", () => {
  assert.deepEqual(readAnswer({ type: "number" }, "25,000"), { value: 25000 });
  assert.ok(readAnswer({ type: "integer", minimum: 0 }, "-1").error);
  assert.ok(readAnswer({ type: "integer" }, "1.5").error);
  assert.deepEqual(readAnswer({ type: "array" }, "上海、杭州, Leeds"), { value: ["上海", "杭州", "Leeds"] });
  assert.ok(readAnswer({ type: "string" }, "  ").error);
  assert.ok(readAnswer({ type: "string", pattern: "^\\d+$" }, "abc").error);
  assert.deepEqual(readAnswer({ type: "string", pattern: "(" }, "abc"), { value: "abc" });
});

test("paths and values of a résumé are said in words", () => {
  assert.equal(namePath("/work/0/endDate"), "Work 1 · End");
  assert.equal(namePath("resume.work[1].highlights"), "Work 2 · Achievement");
  assert.equal(namePath("resume.basics.phone"), "Phone");
  assert.equal(namePath("/basics/name"), "Name");
  assert.equal(namePath("/work/0/name"), "Work 1 · Employer");
  assert.equal(namePath("/skills/1/name"), "Skill 2");
  assert.equal(nameValue({ position: "Nurse", name: "St Anne’s", startDate: "2022" }), "Nurse · St Anne’s · 2022");
  assert.equal(nameValue(null), "");
});

test("the wire's locale is the person's own form of the page's language", () => {
  assert.equal(pickLocale("zh-hans", ["en-GB", "zh-CN"]), "zh-CN");
  assert.equal(pickLocale("en", ["zh-CN", "en-GB"]), "en-GB");
  assert.equal(pickLocale("en", ["fr-FR"]), "en");
  assert.equal(fill("%(a)s of %(b)s", { a: 1 }), "1 of %(b)s");
});
