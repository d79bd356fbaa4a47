/** `Date` in UTC, whose clock stands at the call's time, and at 0 while the contract's module loads. */
export const clock = String.raw`((use, host, now, { Base }) => {
const { construct, apply } = Reflect, { defineProperty } = Object, { exec } = RegExp.prototype;
const { parse: baseParse, UTC: baseUtc } = Base, text = String;
const shape = Base.prototype;
for (const unit of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"])
  for (const verb of ["get", "set"])
    if (shape[verb + "UTC" + unit]) shape[verb + unit] = shape[verb + "UTC" + unit];
const { toUTCString, setFullYear, getFullYear } = shape;
const parts = (date) => apply(exec, /^(\w+), (\d+) (\w+) (-?\d+) (.+) GMT$/, [apply(toUTCString, date, [])]);
const shown = (write) => function () { const p = parts(this); return p ? write(p) : "Invalid Date"; };
const dayOf = (p) => p[1] + " " + p[3] + " " + p[2] + " " + p[4];
shape.toDateString = shape.toLocaleDateString = shown(dayOf);
shape.toTimeString = shape.toLocaleTimeString = shown((p) => p[5] + " GMT+0000");
shape.toString = shape.toLocaleString = shown((p) => dayOf(p) + " " + p[5] + " GMT+0000");
shape.getTimezoneOffset = function () { return apply(getFullYear, this, []) * 0; };
shape.getYear = function () { return apply(getFullYear, this, []) - 1900; };
shape.setYear = function (year) { return apply(setFullYear, this, [year >= 0 && year <= 99 ? 1900 + year : year]); };
// The standard's own formats; what else a parser takes is its own affair, and may be local time.
const iso = /^(?:[+-]\d{6}|\d{4})(?:-\d\d(?:-\d\d)?)?(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const written = /^\w{3},? [\w ]+ -?\d{4,6} \d\d:\d\d:\d\d GMT(?:[+-]\d{4})?$/;
const toTime = (given) => {
  const words = text(given), found = apply(exec, iso, [words]);
  if (found) return baseParse(found[1] && !found[2] ? words + "Z" : words);
  return apply(exec, written, [words]) ? baseParse(words) : NaN;
};
function Clock(...args) {
  if (new.target === undefined) return apply(shape.toString, new Base(now.timeMs), []);
  const given = args[0];
  const made =
    args.length === 0 ? now.timeMs
    : args.length > 1 ? apply(baseUtc, undefined, args)
    : typeof given === "string" ? toTime(given)
    : given;
  return construct(Base, [made], new.target);
}
defineProperty(Clock, "name", { value: "Date" });
defineProperty(Clock, "length", { value: 7 });
defineProperty(Clock, "prototype", { value: shape, writable: false });
for (const [name, value] of [["now", () => now.timeMs], ["parse", toTime], ["UTC", baseUtc]])
  defineProperty(Clock, name, { value, writable: true, configurable: true });
defineProperty(shape, "constructor", { value: Clock, writable: true, configurable: true });
return { Date: Clock };
})`;

/** `Math.random`, by sfc32: for shuffling and sampling; what nobody may guess comes from `ctx.random`. */
export const chance = `(() => {
let a, b, c, d, sown;
const next = () => {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return t >>> 0;
};
const grow = () => {
  a = sown[0]; b = sown[1]; c = sown[2]; d = 1; sown = undefined;
  for (let i = 0; i < 12; i++) next();
};
const random = () => {
  if (sown !== undefined) grow();
  return ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
};
return { random, sow: (seed) => { sown = seed; } };
})`;
