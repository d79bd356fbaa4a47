/** The body of a query that answers with every function that a guest can reach, as code that gives it. */
export const listBuiltIns = `
const seen = new Set(), found = [];
const named = (key) => typeof key === "symbol" ? "[" + key.description + "]" : "[" + JSON.stringify(key) + "]";
const visit = (value, path) => {
  if (Object(value) !== value || seen.has(value)) return;
  seen.add(value);
  if (typeof value === "function") found.push(path);
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol" && !key.description.startsWith("Symbol.")) continue;
    const owner = "Reflect.getOwnPropertyDescriptor(" + path + ", " + named(key).slice(1, -1) + ")";
    const { value: held, get, set } = Reflect.getOwnPropertyDescriptor(value, key);
    visit(held, path + named(key));
    visit(get, owner + ".get");
    visit(set, owner + ".set");
    if (get) try { visit(value[key], path + named(key)); } catch {}
  }
  visit(Reflect.getPrototypeOf(value), "Reflect.getPrototypeOf(" + path + ")");
};
const roots = ["globalThis", "(function* () {})", "(async () => {})", "(async function* () {})", "[].values()", "new Map().values()",
  "new Set().values()", "''[Symbol.iterator]()", "'a'.matchAll(/a/g)", "Iterator.from({ next() {} })", "[].values().map(String)", "ctx"];
for (const root of roots) visit(eval(root), root);
return found;`;

/**
 * The body of a query that calls a function in a quarter of many hostile ways: what says that it is long, what is long,
 * patterns that go back, and arguments that are large, negative, or call back.
 */
export const abuse = (path: string): string => `
const work = ${path};
const big = "ab".repeat(1 << 19), text = "ab".repeat(1 << 10);
const many = () => new Array(1 << 11).fill(7);
const makers = [
  () => ({ length: 2 ** 53 - 1, 0: 1 }), () => ({ length: 2 ** 32 - 1 }), () => big, () => new Uint8Array(1 << 20), many,
  () => { const sparse = []; sparse.length = 2 ** 32 - 1; return sparse; }, () => new Float64Array(1 << 17), () => 2n ** 20000n,
  () => new Map(many().entries()), () => new Set(many().keys()), () => /(a+b?)+c/g, () => new ArrayBuffer(1 << 20), () => 1e9,
  () => new Date(0), () => new DataView(new ArrayBuffer(1 << 20)), () => Promise.resolve(1), () => many().values(), () => Object,
];
let turn = 0;
for (const make of makers)
  for (const given of [[], [make()], [big, big], [0, 1e9], [() => 1, 0], [makers[0](), () => 1], ["b", 1e6], [big, /(a|ab)*c/], [3, make()], [-1, -1e9], [text, make()]]) {
    if (turn++ % 4 !== args) continue;
    try { work.apply(make(), given); } catch {}
    try { new work(...given); } catch {}
  }
return 1;`;
