import { dirname, join } from "node:path";
import { type Node, parseSync } from "oxc-parser";
import type { ErrorMaker } from "../packages/codec/src/index.ts";
import { isCatalogue } from "./catalogues.ts";
import { listMembers, readText, root } from "./workspace.ts";

type Anything = Node & { readonly [field: string]: unknown };

/** What a source does with coded errors of catalogues. */
export interface ErrorUses {
  /** Errors it makes: `errors.X(…)`, or `errors.X.code` where only the code goes on. */
  readonly makes: ReadonlySet<ErrorMaker>;
  /** Errors it looks for: `errors.X.is(…)`, and those it hands on by their makers. */
  readonly handles: ReadonlySet<ErrorMaker>;
  /** Where the text of a code or module is compared, with its line. */
  readonly texts: readonly string[];
}

/** The uses of one source. */
export async function errorUses(file: string, text = readText(file)): Promise<ErrorUses> {
  const source = await readSource(file, text);
  const makes = new Set<ErrorMaker>();
  const handles = new Set<ErrorMaker>();
  for (const { maker, made } of source.uses(source.program)) (made ? makes : handles).add(maker);
  return { makes, handles, texts: findTexts(source) };
}

/** A handler of an endpoint: the errors it makes, also in functions beside it that it calls. */
export interface HandlerUses {
  /** The declared table, as written: `chainApi.blocks`. */
  readonly table: string;
  readonly name: string;
  readonly makes: ReadonlySet<ErrorMaker>;
}

/** The handlers that a source gives to `implement`. What they call on objects they are given is not followed. */
export async function handlerUses(file: string): Promise<HandlerUses[]> {
  const source = await readSource(file, readText(file));
  const found: HandlerUses[] = [];
  for (const node of descendants(source.program)) {
    if (node.type !== "CallExpression" || nameOf(node["callee"]) !== "implement") continue;
    const [table, handlers] = node["arguments"] as Anything[];
    for (const property of (handlers?.["properties"] ?? []) as Anything[]) {
      const makes = await reachable(source, property["value"] as Anything, new Set());
      found.push({ table: textOf(source, table as Anything), name: nameOf(property["key"]), makes });
    }
  }
  return found;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: Anything;
  /** Functions by their names, wherever they are declared. */
  readonly declared: ReadonlyMap<string, Anything>;
  /** Files that names come from. */
  readonly imported: ReadonlyMap<string, string>;
  readonly uses: (node: Anything) => Iterable<{ readonly maker: ErrorMaker; readonly made: boolean }>;
}

const sources = new Map<string, Promise<Source>>();

function readSource(file: string, text: string): Promise<Source> {
  const key = `${file}\n${text}`;
  const read = sources.get(key) ?? parse(file, text);
  sources.set(key, read);
  return read;
}

async function parse(file: string, text: string): Promise<Source> {
  const { program: parsed, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const program = parsed as unknown as Anything;
  const nodes = [...descendants(program)];
  const catalogues = new Map<string, Readonly<Record<string, ErrorMaker>>>();
  const imported = new Map<string, string>();
  const declared = new Map<string, Anything>();
  for (const node of nodes) {
    if (node.type === "FunctionDeclaration") declared.set(nameOf(node["id"]), node);
    const init = node.type === "VariableDeclarator" ? (node["init"] as Anything | null) : null;
    if (init?.type === "ArrowFunctionExpression") declared.set(nameOf(node["id"]), init);
    if (node.type !== "ImportDeclaration" || node["importKind"] === "type") continue;
    const from = String((node["source"] as Anything)["value"]);
    for (const specifier of node["specifiers"] as Anything[]) {
      const local = nameOf(specifier["local"]);
      if (from.startsWith(".")) imported.set(local, join(dirname(file), from));
      const name = nameOf(specifier["imported"]);
      const catalogue = /errors$/i.test(name) ? await findCatalogue(file, from, name) : undefined;
      if (catalogue) catalogues.set(local, catalogue);
    }
  }
  const makers = new Map<string, ErrorMaker>();
  for (const node of nodes) {
    const catalogue = node.type === "VariableDeclarator" ? catalogues.get(nameOf(node["init"])) : undefined;
    const properties = ((node["id"] as Anything | undefined)?.["properties"] ?? []) as Anything[];
    for (const { key, value } of catalogue ? (properties as unknown as Record<"key" | "value", Anything>[]) : []) {
      const maker = catalogue?.[nameOf(key)];
      if (maker) makers.set(nameOf(value), maker);
    }
  }

  const makerOf = (node: Anything | undefined): ErrorMaker | undefined =>
    node?.type === "MemberExpression"
      ? catalogues.get(nameOf(node["object"]))?.[nameOf(node["property"])]
      : makers.get(nameOf(node));

  function* uses(node: Anything): Iterable<{ maker: ErrorMaker; made: boolean }> {
    if (node.type === "ObjectPattern") return;
    const made = makerOf(maderOf(node));
    const maker = made ?? makerOf(node);
    if (maker) yield { maker, made: made !== undefined };
    for (const child of childrenOf(node)) if (!(made && child === maderOf(node))) yield* uses(child);
  }
  return { file, text, program, declared, imported, uses };
}

/** What a node makes an error with: `errors.X` of `errors.X()` and `errors.X.code`. */
function maderOf(node: Anything): Anything | undefined {
  if (node.type === "CallExpression") return node["callee"] as Anything;
  return node.type === "MemberExpression" && nameOf(node["property"]) === "code"
    ? (node["object"] as Anything)
    : undefined;
}

async function reachable(source: Source, node: Anything, seen: Set<Anything>): Promise<Set<ErrorMaker>> {
  const found = new Set<ErrorMaker>();
  if (seen.has(node)) return found;
  seen.add(node);
  for (const { maker, made } of source.uses(node)) if (made) found.add(maker);
  for (const { type, name } of descendants(node) as Iterable<Anything & { name?: unknown }>) {
    if (type !== "Identifier") continue;
    const elsewhere = source.imported.get(String(name));
    const of = elsewhere ? await readSource(elsewhere, readText(elsewhere)) : source;
    const declaration = of.declared.get(String(name));
    if (declaration) for (const maker of await reachable(of, declaration, seen)) found.add(maker);
  }
  return found;
}

/** A catalogue by the file that imports it, where from, and its exported name. */
async function findCatalogue(file: string, from: string, name: string) {
  const path = from.startsWith(".") ? join(dirname(file), from) : entryOf(from);
  if (!path) return undefined;
  const exported = ((await import(join(root, path))) as Record<string, unknown>)[name];
  return isCatalogue(exported) ? exported : undefined;
}

function entryOf(specifier: string): string | undefined {
  const [scope, short, ...rest] = specifier.split("/");
  const member = listMembers().find(({ name }) => name === `${scope}/${short}`);
  if (!member) return undefined;
  const { exports } = JSON.parse(readText(`${member.dir}/package.json`)) as { exports: Record<string, string> };
  const entry = exports[rest.length === 0 ? "." : `./${rest.join("/")}`];
  return entry && join(member.dir, entry);
}

/** Where an error's module is compared, or a code of a catalogue: `is` and `isOf` say the same. */
function findTexts({ program, text }: Source): string[] {
  const at = (node: Anything) => `${text.slice(0, node.start).split("\n").length}: ${text.slice(node.start, node.end)}`;
  return [...descendants(program)].filter((node) => isTextual(node)).map(at);
}

function isTextual(node: Anything): boolean {
  if (node.type === "SwitchStatement") return nameOf((node["discriminant"] as Anything)["property"]) === "module";
  if (node.type !== "BinaryExpression" || !/^[!=]==$/.test(String(node["operator"]))) return false;
  const sides = [node["left"], node["right"]] as Anything[];
  return sides.some((side) => {
    if (side.type !== "MemberExpression") return false;
    const property = nameOf(side["property"]);
    const isOfMaker = property === "code" && (side["object"] as Anything).type === "MemberExpression";
    return property === "module" || isOfMaker;
  });
}

function* descendants(node: Anything): Generator<Anything> {
  yield node;
  for (const child of childrenOf(node)) yield* descendants(child);
}

function childrenOf(node: Anything): Anything[] {
  return Object.values(node)
    .flat()
    .filter((part): part is Anything => typeof part === "object" && part !== null && "type" in part);
}

const nameOf = (node: unknown): string => String((node as { name?: unknown } | undefined)?.name ?? "");
const textOf = ({ text }: Source, { start, end }: Anything): string => text.slice(start, end);
