/** RFC 6902 JSON Patch, as `item.updated` carries it. Pure: the document given is never changed. */

export class PatchError extends Error {}

export interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

type Node = Record<string, unknown> | unknown[];

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

function parsePointer(pointer: unknown): string[] {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || !pointer.startsWith("/")) {
    throw new PatchError(`not a JSON Pointer: ${String(pointer)}`);
  }
  const parts = pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  // A pointer comes off the wire; it must never reach an object's prototype.
  if (parts.some((part) => FORBIDDEN.has(part))) throw new PatchError("forbidden member");
  return parts;
}

function readIndex(list: unknown[], part: string, { isEnd = false } = {}): number {
  if (isEnd && part === "-") return list.length;
  if (!/^(0|[1-9]\d*)$/.test(part)) throw new PatchError(`not an index: ${part}`);
  const index = Number(part);
  if (index > list.length - (isEnd ? 0 : 1)) throw new PatchError(`index past the end: ${part}`);
  return index;
}

function getChild(node: unknown, part: string): unknown {
  if (Array.isArray(node)) return node[readIndex(node, part)];
  if (node === null || typeof node !== "object" || !Object.hasOwn(node, part)) {
    throw new PatchError(`no such member: ${part}`);
  }
  return (node as Record<string, unknown>)[part];
}

function getValue(document: unknown, parts: string[]): unknown {
  return parts.reduce(getChild, document);
}

/** Return a copy of `node` in which `change` has been made to the parent of the last part. */
function changeParent(
  node: unknown,
  [part, ...rest]: string[],
  change: (parent: Node, part: string) => void,
): unknown {
  if (node === null || typeof node !== "object" || part === undefined) {
    throw new PatchError("path runs through a value");
  }
  const copy: Node = Array.isArray(node) ? [...node] : { ...node };
  if (rest.length === 0) {
    change(copy, part);
    return copy;
  }
  const child = changeParent(getChild(node, part), rest, change);
  if (Array.isArray(copy)) copy[readIndex(copy, part)] = child;
  else copy[part] = child;
  return copy;
}

function addValue(document: unknown, parts: string[], value: unknown): unknown {
  if (parts.length === 0) return value;
  return changeParent(document, parts, (parent, part) => {
    if (Array.isArray(parent)) parent.splice(readIndex(parent, part, { isEnd: true }), 0, value);
    else parent[part] = value;
  });
}

function removeValue(document: unknown, parts: string[]): unknown {
  if (parts.length === 0) return null;
  return changeParent(document, parts, (parent, part) => {
    getChild(parent, part);
    if (Array.isArray(parent)) parent.splice(readIndex(parent, part), 1);
    else delete parent[part];
  });
}

function replaceValue(document: unknown, parts: string[], value: unknown): unknown {
  getValue(document, parts);
  if (parts.length === 0) return value;
  return changeParent(document, parts, (parent, part) => {
    if (Array.isArray(parent)) parent[readIndex(parent, part)] = value;
    else parent[part] = value;
  });
}

function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        isEqual((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
    )
  );
}

function applyOperation(document: unknown, operation: Operation): unknown {
  const parts = parsePointer(operation.path);
  switch (operation.op) {
    case "add":
      return addValue(document, parts, operation.value);
    case "remove":
      return removeValue(document, parts);
    case "replace":
      return replaceValue(document, parts, operation.value);
    case "move": {
      const from = parsePointer(operation.from);
      return addValue(removeValue(document, from), parts, getValue(document, from));
    }
    case "copy":
      return addValue(document, parts, getValue(document, parsePointer(operation.from)));
    case "test":
      if (!isEqual(getValue(document, parts), operation.value)) throw new PatchError("test failed");
      return document;
    default:
      throw new PatchError(`unknown operation: ${operation.op}`);
  }
}

/** Return `document` with `operations` done in order; throws PatchError and changes nothing if one fails. */
export function applyPatch<Document>(document: Document, operations: readonly Operation[]): Document {
  if (!Array.isArray(operations)) throw new PatchError("a patch is a list");
  return operations.reduce<unknown>(applyOperation, document) as Document;
}
