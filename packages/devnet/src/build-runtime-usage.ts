/** What the command line of `build-runtime.ts` may say. */
export const usage = {
  help: `Bundles the runtime, the same bytes in every clone, and says what it is. With --out, writes it: the code that
System.set_code takes. With --code, says what code is that was built before, and builds nothing.

  npm run build:runtime -- [--out FILE] [--code FILE] [--json]`,
  options: { out: { form: "a path" }, code: { form: "a path" }, json: {} },
};
