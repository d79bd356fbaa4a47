import assert from "node:assert/strict";
import { type AttemptKind, attemptKinds, attemptTable, coreAttempts } from "./hostile.ts";
import { program } from "./programs.ts";
import { type ConformanceCase, type ConformanceSetup, load, text, utf8 } from "./setup.ts";

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

/** A hostile program that is loaded. */
interface Hostile extends AsyncDisposable {
  /** Tries the attempt of this name: an error's name, or the value that came. */
  attempt(what: string): Promise<string>;
}

/** What a hostile program tries in an enclave: each attempt must come out as it says. */
export interface FenceAttack extends AttemptKind {
  readonly open: (setup: ConformanceSetup) => Promise<Hostile>;
}

const opening = (source: string) => async (setup: ConformanceSetup) => {
  const enclave = await load(setup, source);
  return {
    attempt: async (what: string) => text(await enclave.call(utf8(what))),
    [Symbol.asyncDispose]: () => enclave[Symbol.asyncDispose](),
  };
};

/** What every implementation of `EnclaveHost` withstands. */
export const fenceAttacks: readonly FenceAttack[] = [
  ...attemptKinds.flatMap(({ name, attempts }) => [
    { name: `${name}, as an enclave's program`, attempts, open: opening(core) },
    { name: `${name}, as an enclave's engine thread`, attempts, open: opening(relay) },
  ]),
  { name: "misuse a host function, as an enclave's program", attempts: coreAttempts, open: opening(core) },
];

export const fenceCases: readonly ConformanceCase[] = [
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
