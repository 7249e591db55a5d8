/**
 * RFC 6902 JSON Patch, as `item.updated` carries it. Pure: the document given is never changed.
 */

export class PatchError extends Error {}

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

function parsePointer(pointer) {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || !pointer.startsWith("/")) {
    throw new PatchError(`not a JSON Pointer: ${pointer}`);
  }
  const parts = pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  // A pointer comes off the wire; it must never reach an object's prototype.
  if (parts.some((part) => FORBIDDEN.has(part))) throw new PatchError("forbidden member");
  return parts;
}

function readIndex(list, part, { end = false } = {}) {
  if (end && part === "-") return list.length;
  if (!/^(0|[1-9]\d*)$/.test(part)) throw new PatchError(`not an index: ${part}`);
  const index = Number(part);
  if (index > list.length - (end ? 0 : 1)) throw new PatchError(`index past the end: ${part}`);
  return index;
}

function getChild(node, part) {
  if (Array.isArray(node)) return node[readIndex(node, part)];
  if (node === null || typeof node !== "object" || !Object.hasOwn(node, part)) {
    throw new PatchError(`no such member: ${part}`);
  }
  return node[part];
}

function getValue(document, parts) {
  return parts.reduce(getChild, document);
}

/** Return a copy of `node` in which `change` has been made to the parent of the last part. */
function changeParent(node, parts, change) {
  const copy = Array.isArray(node) ? [...node] : { ...node };
  if (node === null || typeof node !== "object") throw new PatchError("path runs through a value");
  if (parts.length === 1) {
    change(copy, parts[0]);
    return copy;
  }
  const child = changeParent(getChild(node, parts[0]), parts.slice(1), change);
  if (Array.isArray(copy)) copy[readIndex(copy, parts[0])] = child;
  else copy[parts[0]] = child;
  return copy;
}

function addValue(document, parts, value) {
  if (parts.length === 0) return value;
  return changeParent(document, parts, (parent, part) => {
    if (Array.isArray(parent)) parent.splice(readIndex(parent, part, { end: true }), 0, value);
    else parent[part] = value;
  });
}

function removeValue(document, parts) {
  if (parts.length === 0) return null;
  return changeParent(document, parts, (parent, part) => {
    getChild(parent, part);
    if (Array.isArray(parent)) parent.splice(readIndex(parent, part), 1);
    else delete parent[part];
  });
}

function isEqual(left, right) {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}

/** Return `document` with `operations` done in order; throws PatchError and changes nothing if one fails. */
export function applyPatch(document, operations) {
  if (!Array.isArray(operations)) throw new PatchError("a patch is a list");
  return operations.reduce((current, operation) => {
    const parts = parsePointer(operation.path);
    switch (operation.op) {
      case "add":
        return addValue(current, parts, operation.value);
      case "remove":
        return removeValue(current, parts);
      case "replace":
        getValue(current, parts);
        if (parts.length === 0) return operation.value;
        return changeParent(current, parts, (parent, part) => {
          if (Array.isArray(parent)) parent[readIndex(parent, part)] = operation.value;
          else parent[part] = operation.value;
        });
      case "move": {
        const from = parsePointer(operation.from);
        const value = getValue(current, from);
        return addValue(removeValue(current, from), parts, value);
      }
      case "copy":
        return addValue(current, parts, getValue(current, parsePointer(operation.from)));
      case "test":
        if (!isEqual(getValue(current, parts), operation.value)) throw new PatchError("test failed");
        return current;
      default:
        throw new PatchError(`unknown operation: ${operation.op}`);
    }
  }, document);
}
