/**
 * Writes src/types.ts from the project's JSON Schema of the protocol: a type a frame and a card,
 * the unions of them, and the names that a program needs while it runs.
 */
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const SCHEMA = new URL("../../docs/schemas/jobchat.v1.json", import.meta.url);
// Elsewhere, to see whether what is committed is what would be made.
const TYPES = process.argv[2] ?? new URL("src/types.ts", import.meta.url);
const BANNER = `/**
 * The frames and cards of jobchat.v1, made from docs/schemas/jobchat.v1.json by \`npm run types\`.
 * What is written here by hand is lost the next time.
 */`;

/** A property's own title would become a type of its own; only shapes have names here. */
function readSchema(node) {
  if (Array.isArray(node)) return node.map(readSchema);
  if (node === null || typeof node !== "object") return node;
  const copy = {};
  for (const [key, value] of Object.entries(node)) {
    copy[key] =
      key === "properties"
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readSchema({ ...each, title: undefined })]))
        : readSchema(value);
  }
  if (copy.title === undefined) delete copy.title;
  // A pair, as JSON Schema wrote it before 2020, which is what the generator reads.
  if (copy.prefixItems) [copy.items, copy.prefixItems] = [copy.prefixItems, undefined];
  return copy;
}

/** The literal that each member of a union carries at `name`, in order. */
function listTags(schema, union, name) {
  const members = schema.$defs[union].oneOf ?? schema.$defs[union].anyOf;
  return members.map((member) => schema.$defs[member.$ref.split("/").at(-1)].properties[name].const).sort();
}

function writeList(name, comment, values) {
  const lines = values.map((value) => `  ${JSON.stringify(value)},`).join("\n");
  return `/** ${comment} */\nexport const ${name} = [\n${lines}\n] as const;\n`;
}

const schema = JSON.parse(await readFile(SCHEMA, "utf8"));
const definitions = readSchema(schema.$defs);
for (const [name, definition] of Object.entries(definitions)) definition.title = name;
const types = await compile({ title: "Protocol", $defs: definitions, oneOf: [{ $ref: "#/$defs/ClientFrame" }, { $ref: "#/$defs/ServerFrame" }, { $ref: "#/$defs/Card" }] }, "Protocol", {
  additionalProperties: false,
  bannerComment: BANNER,
  ignoreMinAndMaxItems: true,
  strictIndexSignatures: false,
  style: { printWidth: 100 },
  unknownAny: true,
  unreachableDefinitions: true,
});
const lists = [
  writeList("ORDER_TYPES", "Every order that a client can give.", listTags(schema, "ClientFrame", "type")),
  writeList("FACT_TYPES", "Every fact that this client knows; others are ignored.", listTags(schema, "ServerFrame", "type")),
  writeList("CARD_KINDS", "Every kind of card that this client knows; of others it shows `fallback_text`.", listTags(schema, "Card", "kind")),
];
await writeFile(TYPES, [types, ...lists].join("\n"));
