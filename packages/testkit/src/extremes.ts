import { Agent, request } from "node:http";

/** What of a service's OpenAPI document says what may be asked of it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Schema;
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/** A request in which one parameter is at an extreme, and all others are as usual. */
export interface Extreme {
  readonly method: string;
  /** As it is sent: nothing makes it regular. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Ordinary values of parameters, by name, where their types do not say enough. */
export type Usual = Readonly<Record<string, string | readonly string[]>>;

/** Numbers at which some type of number ends, and those beside them. */
const numbers = [7, 8, 15, 16, 31, 32, 53, 63, 64, 127, 128].flatMap((bits) =>
  [-1n, 0n, 1n].map((by) => String(2n ** BigInt(bits) + by)),
);

/** Texts that some part of a service may not take: escapes that are cut short, what is no UTF-8, what ends a text in C. */
const texts = [
  ...["", " ", "0", "-0", "-1", "00", "1.5", "1e3", "NaN", "Infinity", "null", "true", "[]", "{}", '{"a":1}', '["a"]'],
  ...[
    "0x",
    "0X",
    "0x0",
    "0xzz",
    `0x${"f".repeat(64)}`,
    `0x${"f".repeat(65)}`,
    "'",
    '"',
    "\\",
    ";",
    "--",
    "*",
    "__proto__",
  ],
  ...[
    "\0",
    "a\0b",
    "\u0007",
    "\u{1F600}",
    "\u0663",
    "\uFEFF",
    "\u2028",
    "€".repeat(43),
    "x".repeat(2_047),
    "x".repeat(6_000),
  ],
  ...["0-0", "1-4294967295", "2147483648-0", "999999999-999999999", "9".repeat(400), ...numbers],
];
const escapes = [
  "%",
  "%0",
  "%zz",
  "%00",
  "%ff",
  "%c0%80",
  "%ed%a0%80",
  "%2e%2e",
  "%2f",
  "%2F..%2F",
  "%25",
  "%0d%0a",
  "+",
];

/** Every extreme of every declared parameter: of path, query, header and body. */
export function extremesOf({ paths }: OpenApi, usual: Usual): Extreme[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => [...ofOperation(method, path, operation, usual)]),
  );
}

function* ofOperation(method: string, path: string, operation: Operation, usual: Usual): Generator<Extreme> {
  const { parameters = [] } = operation;
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const plain = new Map(
    parameters.map(({ name, schema }) => [name, encodeURIComponent(String(usual[name] ?? sample(schema)))]),
  );
  const fields = Object.entries(schema?.properties ?? {});
  const usualBody = Object.fromEntries(fields.map(([name, of]) => [name, usual[name] ?? sampleJson(of)]));

  const made = (values: ReadonlyMap<string, string>, more = "", body: unknown = usualBody): Extreme => {
    const query = parameters.filter((one) => one.in === "query" && values.has(one.name));
    const search = [...query.map(({ name }) => `${name}=${values.get(name)}`), ...(more === "" ? [] : [more])].join(
      "&",
    );
    const at = path.replace(/\{(\w+)\}/g, (_, name) => values.get(name) ?? "");
    const target = `${at}${search === "" ? "" : `?${search}`}`;
    if (schema === undefined) return { method, target, headers: {} };
    return { method, target, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  };

  yield made(plain);
  for (const { name, schema: of, in: place } of parameters) {
    const values = [...texts, ...ends(of)];
    if (place === "header") {
      for (const value of values.filter((one) => /^[\x20-\x7e]*$/.test(one)))
        yield { ...made(plain), headers: { ...made(plain).headers, [name]: value } };
      continue;
    }
    for (const value of [...values.map(encodeURIComponent), ...escapes]) yield made(new Map([...plain, [name, value]]));
    if (place !== "query") continue;
    const without = new Map([...plain].filter(([known]) => known !== name));
    yield made(without);
    const value = plain.get(name);
    for (const more of [name, `${name}[]=${value}`, `${name}[a]=${value}`, `${name}.a=${value}`])
      yield made(without, more);
    for (const times of [1, 8, 300]) yield made(plain, Array(times).fill(`${name}=${value}`).join("&"));
  }
  for (const [name, of] of fields) {
    const { items } = some(of);
    const within = items ? [...texts, ...ends(items), ...jsons].map((item) => [item]) : [];
    for (const value of [...texts, ...ends(of), ...jsons, ...within])
      yield made(plain, "", { ...usualBody, [name]: value });
  }
}

const jsons = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  [],
  {},
  [[]],
  [null],
  { type: "" },
  { type: null, value: {} },
];

/** The ends of what a type takes, and what lies next to them. */
function ends(given: Schema): string[] {
  const { minimum, maximum, maxLength, enum: words = [] } = some(given);
  const around = [minimum, maximum].flatMap((end) => (end === undefined ? [] : [end - 1, end, end + 1])).map(String);
  const lengths =
    maxLength === undefined ? [] : [maxLength - 1, maxLength, maxLength + 1].map((count) => "a".repeat(count));
  return [...around, ...lengths, ...words, ...words.map((word) => word.toUpperCase())];
}

/** The type of what may be absent, when it is not. */
const some = (schema: Schema): Schema => schema.anyOf?.find(({ type }) => type !== "null") ?? schema;

function sampleJson(given: Schema): unknown {
  const schema = some(given);
  if (schema.type === "integer") return schema.minimum ?? 0;
  if (schema.type === "boolean") return true;
  if (schema.type === "array") return [sampleJson(schema.items ?? {})];
  if (schema.type !== "string") return {};
  return sample(schema);
}

function sample(given: Schema): string {
  const schema = some(given);
  const { type, enum: words, items, minimum = 0, pattern = "", description = "" } = schema;
  if (words) return words[0] as string;
  if (type === "integer") return String(minimum);
  if (type === "boolean") return "true";
  if (type === "array") return sample(items ?? {});
  const bytes = /^\^0x.*\{(\d+)\}\$$/.exec(pattern)?.[1];
  if (bytes || description.startsWith("An SS58")) return `0x${"ab".repeat(Number(bytes ?? 64) / 2)}`;
  if (pattern.startsWith("^0x")) return "0xab";
  return pattern.includes(")-(") ? "1-2" : "7";
}

/** What came of a request: of a stream, with the first that it said. */
export interface Outcome {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Asks, and reads the answer; of a stream of server-sent events, which is asked for as such, no more than its beginning. */
export function ask(url: string, { method, target, headers, body }: Extreme, agent: Agent): Promise<Outcome> {
  const { hostname: host, port } = new URL(url);
  const accept = target.split("?")[0]?.endsWith("/stream") ? { accept: "text/event-stream" } : {};
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const options = { host, port, method: method.toUpperCase(), path: target, agent };
  return new Promise((resolve, reject) => {
    const asking = request({ ...options, headers: { ...accept, ...headers, ...length } }, (answer) => {
      const type = String(answer.headers["content-type"]);
      let text = "";
      const end = () => resolve({ status: answer.statusCode ?? 0, type, text });
      answer.setEncoding("utf8");
      answer.on("error", reject).on("end", end);
      answer.on("data", (part: string) => {
        text += part;
        if (!type.includes("event-stream")) return;
        end();
        asking.destroy();
      });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** What is wrong with an answer: it has to be one, or a refusal of what was asked, with a code. */
export function faultIn({ status, type, text }: Outcome): string | undefined {
  const [, problem] = /^event: problem\ndata: (.*)$/m.exec(text) ?? [];
  if (status < 300 && problem === undefined) return undefined;
  const told = problem ?? (type.includes("problem+json") ? text : "{}");
  const { code, status: of } = JSON.parse(told) as { readonly code?: string; readonly status?: number };
  const isRefusal = code !== undefined && of !== undefined && of >= 400 && of < 500 && of !== 429;
  return isRefusal ? undefined : `${status} ${type} ${text.slice(0, 300)}`;
}

/**
 * Asks a service for every extreme that it declares, with headers that every request has. Gives how many there were, and
 * each answer that is none.
 */
export async function driveExtremes(
  url: string,
  usual: Usual,
  always: Extreme["headers"] = {},
): Promise<{ asked: number; faults: string[] }> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const all = extremesOf(document, usual);
  const faults: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const waiting = [...all];
  async function work(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const fault = faultIn(await ask(url, { ...one, headers: { ...always, ...one.headers } }, agent));
      if (fault) faults.push(`${one.method} ${one.target.slice(0, 200)} ${one.body?.slice(0, 200) ?? ""}: ${fault}`);
    }
  }
  await Promise.all(Array.from({ length: 64 }, work));
  agent.destroy();
  return { asked: all.length, faults };
}
