/** What the command line of `build-runtime.ts` may say. */
export const usage = {
  help: `Bundles the runtime, the same bytes in every clone, and says what it is. With --out, writes it: the code that
System.set_code takes.

  npm run build:runtime -- [--out FILE]`,
  options: { out: { form: "a path" } },
};
