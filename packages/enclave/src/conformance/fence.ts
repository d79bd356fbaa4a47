import assert from "node:assert/strict";
import { type Attempt, attempts, attemptTable, coreAttempts } from "./hostile.ts";
import { program } from "./programs.ts";
import { type ConformanceCase, load, text, utf8 } from "./setup.ts";

const thread = `
export function thread(port) {
  port.onMessage(async function (message) {
    const outcome = this === undefined ? await attempt(decode(message), port) : "this leaked";
    port.post(encode(outcome));
  });
}`;

const core = program("return attempt(text, host);", attemptTable);

const relay = program(
  `
  globalThread ??= host.spawnThread("hostile");
  const answer = new Promise((resolve) => globalThread.onMessage(resolve));
  globalThread.post(request);
  return answer;
`,
  `let globalThread;\n${attemptTable}\n${thread}`,
);

const tryAll = (source: string, tried: readonly Attempt[]) => async (setup: Parameters<ConformanceCase["run"]>[0]) => {
  await using enclave = await load(setup, source);
  const outcomes: Record<string, string> = {};
  for (const [what] of tried) outcomes[what] = text(await enclave.call(utf8(what)));
  assert.deepEqual(outcomes, Object.fromEntries(tried.map(([what, , outcome]) => [what, outcome])));
};

export const fenceCases: readonly ConformanceCase[] = [
  {
    name: "gives a hostile program no way out but the door",
    run: tryAll(core, [...attempts, ...coreAttempts]),
  },
  { name: "gives a hostile engine thread no way out either", run: tryAll(relay, attempts) },
  {
    name: "takes no answer but bytes, whatever the program returns",
    async run(setup) {
      const source = `export const start = () => ({ handle: ([which]) => [
        "text", { length: 3 }, undefined, new Proxy(new Uint8Array(1), {}), new Uint16Array(2), { then(done) { done(1) } },
      ][which] });`;
      await using enclave = await load(setup, source);
      for (let which = 0; which < 6; which++)
        await assert.rejects(enclave.call(Uint8Array.of(which)), { name: "ProgramFailed" });
    },
  },
  {
    name: "lets programs override inherited names on their own objects",
    async run(setup) {
      const source = program(`
        class Coded extends Error { constructor() { super("x"); this.name = "Coded"; this.message = "own"; } }
        function Old() {}
        Old.prototype.toString = () => "old";
        Old.prototype.constructor = Old;
        const plain = {};
        plain.toString = () => "plain";
        return [new Coded().name, new Coded().message, new Old(), plain].join();
      `);
      await using enclave = await load(setup, source);
      assert.equal(text(await enclave.call(utf8("x"))), "Coded,own,old,plain");
    },
  },
];
