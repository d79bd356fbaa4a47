/** `console`, whose lines are the log's, and how it shows values. The clock stands still in a call, so timers tell nothing. */
export const consolePart = String.raw`((use, { log }, now, { stringify }) => {
const most = 100, deepest = 4;
const plain = /^[A-Za-z_$][\w$]*$/;
const list = (open, items, total, close) => {
  const shown = total > most ? [...items, "… " + (total - most) + " more"] : items;
  return shown.length === 0 ? open + close : open + " " + shown.join(", ") + " " + close;
};
const head = (value, kind) => {
  const name = value.constructor?.name;
  return typeof name === "string" && name !== kind ? name + " " : "";
};
const showError = (value, inside) => {
  const stack = typeof value.stack === "string" ? value.stack.trimEnd() : "";
  const words = value.name + ": " + value.message + (stack === "" ? "" : "\n" + stack);
  return value.cause === undefined ? words : words + "\n  caused by " + inside(value.cause);
};
const show = (value, above) => {
  if (typeof value === "string") return above.length === 0 ? value : JSON.stringify(value);
  if (typeof value === "bigint") return value + "n";
  if (typeof value === "function") return "[function " + (value.name || "anonymous") + "]";
  if (value === null || typeof value !== "object") return Object.is(value, -0) ? "-0" : String(value);
  if (above.includes(value)) return "[circular]";
  const path = [...above, value];
  const inside = (entry) => show(entry, path);
  if (Error.isError(value)) return showError(value, inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (above.length >= deepest) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return list(head(value, "Array") + "[", value.slice(0, most).map(inside), value.length, "]");
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return list(value.constructor.name + "(" + value.length + ") [", [...value.slice(0, most)].map(inside), value.length, "]");
  if (value instanceof Map) {
    const pairs = [...value].slice(0, most).map(([key, entry]) => inside(key) + " => " + inside(entry));
    return list("Map(" + value.size + ") {", pairs, value.size, "}");
  }
  if (value instanceof Set) return list("Set(" + value.size + ") {", [...value].slice(0, most).map(inside), value.size, "}");
  const keys = Object.keys(value);
  const pairs = keys.slice(0, most).map((key) => (plain.test(key) ? key : JSON.stringify(key)) + ": " + inside(value[key]));
  return list(head(value, "Object") + "{", pairs, keys.length, "}");
};

const format = (given) => {
  try {
    let rest = given, words = [];
    if (typeof given[0] === "string" && given.length > 1) {
      rest = given.slice(1);
      words = [given[0].replace(/%[sdifjoOc%]/g, (mark) => {
        if (mark === "%%") return "%";
        if (rest.length === 0) return mark;
        const next = rest.shift();
        if (mark === "%c") return "";
        if (mark === "%d" || mark === "%i" || mark === "%f") {
          if (typeof next === "bigint") return next + "n";
          const number = typeof next === "symbol" ? NaN : Number(next);
          return String(mark === "%i" ? Math.trunc(number) : number);
        }
        return mark === "%s" ? show(next, []) : show(next, [format]);
      })];
    }
    return [...words, ...rest.map((value) => show(value, []))].join(" ");
  } catch {
    return "[a value that cannot be shown]";
  }
};
let indent = "";
const say = (mark) => (...given) => { log(stringify([indent + mark + format(given)])); };
const counts = new Map();
const group = (...given) => { if (given.length > 0) say("")(...given); indent += "  "; };
const nothing = () => {};
const console = {
  log: say(""), info: say(""), debug: say(""), table: say(""), trace: say("trace: "), warn: say("warn: "), error: say("error: "),
  dir: (value) => say("")(value), dirxml: say(""),
  assert(holds, ...given) { if (!holds) say("assertion failed" + (given.length > 0 ? ": " : ""))(...given); },
  count(label = "default") { counts.set(label, (counts.get(label) ?? 0) + 1); say("")(label + ": " + counts.get(label)); },
  countReset(label = "default") { counts.delete(label); },
  group, groupCollapsed: group, groupEnd() { indent = indent.slice(2); },
  time: nothing, timeLog: nothing, timeEnd: nothing, clear: nothing,
};
return { console, format };
})`;
