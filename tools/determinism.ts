import { type Node, parseSync } from "oxc-parser";

/** Sources that must do the same on every machine. The order of queries is none: it follows the time that they take. */
export const deterministic: readonly RegExp[] = [
  /^packages\/(attestation|runtime|frame|codec|light-client|secret-channel)\/src\//,
  /^packages\/program-kit\/src\/(?!fair-queue|turns)/,
  /^packages\/contract-engine\/src\/(?!node\/)/,
];

/** Names of the host's clock, randomness, scheduling, locale and memory, and of evaluation from text. */
const hostNames = new Set(
  `Atomics Date FinalizationRegistry Function Intl SharedArrayBuffer WeakRef cancelAnimationFrame crypto eval fetch
  navigator parseFloat performance process queueMicrotask requestAnimationFrame setImmediate setInterval setTimeout`.split(
    /\s+/,
  ),
);

/** All of `Math` that is exact: the rest may differ between engines in the last bit, or is random. */
const exactMath = new Set(["abs", "ceil", "clz32", "floor", "imul", "max", "min", "sign", "trunc"]);

/** Members whose result depends on locale, Unicode tables, rounding or the engine. */
const looseMember =
  /^(toLocale\w*|localeCompare|normalize|toFixed|toPrecision|toExponential|parseFloat|stack|getRandomValues|randomUUID)$/;

type Anything = Node & { readonly [field: string]: unknown };

/** One place in a source that could do something else on another machine. */
interface Finding {
  readonly line: number;
  readonly rule: string;
}

/** What in a source could do something else on another machine. Comments and texts are not looked at. */
export function findIndeterminism(file: string, text: string): Finding[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: Finding[] = [];
  const visit = (node: Anything, parents: readonly Anything[]): void => {
    const rule = ruleBroken(node, parents);
    if (rule !== undefined) found.push({ line: text.slice(0, node.start).split("\n").length, rule });
    for (const child of childrenOf(node)) visit(child, [node, ...parents]);
  };
  visit(program as unknown as Anything, []);
  return found;
}

function childrenOf(node: Anything): Anything[] {
  return Object.values(node)
    .flat()
    .filter((part): part is Anything => typeof part === "object" && part !== null && "type" in part);
}

function ruleBroken(node: Anything, parents: readonly Anything[]): string | undefined {
  switch (node.type) {
    case "Identifier":
      return isName(node, parents[0]) ? undefined : identifier(String(node["name"]), parents[0]);
    case "MemberExpression":
      return member(node);
    case "CallExpression":
      return call(node);
    case "ForInStatement":
      return "for-in";
    case "ImportExpression":
      return "import()";
    case "Literal":
      return literal(node);
    case "BinaryExpression":
    case "AssignmentExpression":
      return arithmetic(node, parents);
  }
  return undefined;
}

/** Whether an identifier only names a field: `timers.setTimeout`, `{ setTimeout: … }`. */
function isName(node: Anything, parent: Anything | undefined): boolean {
  if (!parent || parent["computed"] === true) return false;
  if (parent.type === "MemberExpression") return parent["property"] === node;
  return parent["key"] === node && parent["shorthand"] !== true;
}

function identifier(name: string, parent: Anything | undefined): string | undefined {
  if (name === "Function" && parent?.type === "MemberExpression") return undefined;
  if (hostNames.has(name)) return name;
  return name === "Math" && parent?.type !== "MemberExpression" ? "Math as a value" : undefined;
}

function member(node: Anything): string | undefined {
  const property = nameOf(node["property"]);
  if (nameOf(node["object"]) === "Math" && !exactMath.has(property)) return `Math.${property}`;
  if (nameOf(node["object"]) === "globalThis") return "globalThis";
  return looseMember.test(property) ? property : undefined;
}

/** The order of `sort()` is that of UTF-16 texts, whatever the items are: the comparator is written down. */
function call(node: Anything): string | undefined {
  const callee = node["callee"] as Anything;
  const sorts = callee.type === "MemberExpression" && /^(sort|toSorted)$/.test(nameOf(callee["property"]));
  return sorts && (node["arguments"] as unknown[]).length === 0 ? "sort() without comparator" : undefined;
}

/** Unicode properties follow the engine's tables. */
function literal(node: Anything): string | undefined {
  const raw = String(node["raw"]);
  if (typeof node["value"] === "number" && /^[\d._]*(\.|e)/i.test(raw) && !/^0x/i.test(raw)) return "fraction";
  return node["regex"] !== undefined && /\\p\{/i.test(raw) ? "Unicode property" : undefined;
}

/** Quotients are of bigints, or rounded at once; powers are of bigints. */
function arithmetic(node: Anything, parents: readonly Anything[]): string | undefined {
  const operator = String(node["operator"]).replace(/=$/, "");
  if (operator !== "/" && operator !== "**") return undefined;
  if (hasBigint(node["left"] as Anything) || hasBigint(node["right"] as Anything)) return undefined;
  if (operator === "**") return "power of numbers";
  return isRounded(node, parents) ? undefined : "quotient of numbers";
}

function hasBigint(node: Anything): boolean {
  if (node.type === "ParenthesizedExpression") return hasBigint(node["expression"] as Anything);
  if (node.type === "CallExpression" && nameOf(node["callee"]) === "BigInt") return true;
  return node["bigint"] !== undefined || (node.type === "BinaryExpression" && childrenOf(node).some(hasBigint));
}

function isRounded(node: Anything, [parent]: readonly Anything[]): boolean {
  if (parent?.type !== "CallExpression" || !(parent["arguments"] as unknown[]).includes(node)) return false;
  const callee = parent["callee"] as Anything;
  return nameOf(callee["object"]) === "Math" && /^(ceil|floor|trunc)$/.test(nameOf(callee["property"]));
}

const nameOf = (node: unknown): string => {
  const { name, value } = (node ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  return String(name ?? value ?? "");
};
