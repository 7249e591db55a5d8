import assert from "node:assert/strict";
import { test } from "node:test";

import { PatchError, applyPatch } from "../src/patch.js";
import type { Operation } from "../src/patch.js";

test("a patch changes a copy, in order", () => {
  const document: unknown = { a: { b: [1, 2] } };
  const changed = applyPatch(document, [{ op: "add", path: "/a/b/1", value: 9 }, { op: "move", from: "/a/b/0", path: "/c" }]);
  assert.deepEqual(changed, { a: { b: [9, 2] }, c: 1 });
  assert.deepEqual(document, { a: { b: [1, 2] } });
  const odd: unknown = { "a/b": 1, "m~n": 2 };
  assert.deepEqual(applyPatch(odd, [{ op: "remove", path: "/a~1b" }, { op: "replace", path: "/m~0n", value: 3 }]), { "m~n": 3 });
  assert.deepEqual(applyPatch(odd, [{ op: "copy", from: "/m~0n", path: "/k" }, { op: "test", path: "/k", value: 2 }]), { "a/b": 1, "m~n": 2, k: 2 });
});

test("a patch that fails changes nothing, and none reaches a prototype", () => {
  const document = { a: { b: [1, 2] } };
  for (const bad of [
    [{ op: "replace", path: "/x", value: 1 }],
    [{ op: "add", path: "/a/b/7", value: 1 }],
    [{ op: "remove", path: "/a/b/-" }],
    [{ op: "remove", path: "/a/b/0/c" }],
    [{ op: "add", path: "/__proto__/polluted", value: true }],
    [{ op: "add", path: "/constructor/prototype/polluted", value: true }],
    [{ op: "test", path: "/a/b/0", value: 2 }],
    [{ op: "bake", path: "/a" }],
    "no list",
  ]) {
    assert.throws(() => applyPatch(document, bad as Operation[]), PatchError, JSON.stringify(bad));
  }
  assert.deepEqual(document, { a: { b: [1, 2] } });
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});
