import assert from "node:assert/strict";
import { errors } from "../errors.ts";
import { program } from "./programs.ts";
import { type ConformanceCase, load, text, utf8 } from "./setup.ts";

export const lifeCases: readonly ConformanceCase[] = [
  {
    name: "fails to load what is no program: bad syntax, no start, a start that throws, an import",
    async run(setup) {
      const sources = [
        "this is no module",
        "export const other = 1;",
        "export function start() { throw new Error('no'); }",
        'import fs from "node:fs"; export const start = () => ({ handle: () => fs });',
        "export const start = () => ({});",
      ];
      for (const source of sources) await assert.rejects(load(setup, source), errors.ProgramFailed.is);
    },
  },
  {
    name: "reports a crash outside a call, fails what waits and everything after",
    async run(setup) {
      const source = program("host.setTimeout(() => { throw new TypeError('x'); }, 1); await new Promise(() => {});");
      const enclave = await load(setup, source);
      await assert.rejects(enclave.call(utf8("x")), errors.Crashed.is);
      const reason = await enclave.ended;
      assert.ok(errors.Crashed.is(reason));
      assert.equal(reason.data["error"], "TypeError");
      await assert.rejects(enclave.call(utf8("x")), errors.Crashed.is);
    },
  },
  {
    name: "reports an unhandled rejection as a crash",
    async run(setup) {
      const enclave = await load(setup, program("Promise.reject(new RangeError('x')); await new Promise(() => {});"));
      await assert.rejects(enclave.call(utf8("x")), errors.Crashed.is);
    },
  },
  {
    name: "reports a full heap as OutOfMemory",
    async run(setup) {
      const enclave = await load(setup, program("const all = []; for (;;) all.push({ all, n: all.length });"));
      await assert.rejects(enclave.call(utf8("x")), errors.OutOfMemory.is);
    },
  },
  {
    name: "ends at once when disposed, even in an endless loop, and says so",
    async run(setup) {
      const enclave = await load(setup, program("for (;;);"));
      const call = assert.rejects(enclave.call(utf8("x")), errors.EnclaveGone.is);
      await enclave[Symbol.asyncDispose]();
      await call;
      assert.equal(await enclave.ended, undefined);
    },
  },
  {
    name: "has timers that can be cleared and a clock that does not run backwards",
    async run(setup) {
      const source = program(`
        const before = host.monotonicMs();
        const fired = [];
        host.clearTimeout(host.setTimeout(() => fired.push("cleared"), 1));
        await new Promise((resolve) => host.setTimeout(() => resolve(fired.push("kept")), 5));
        return fired.join() + (host.monotonicMs() - before >= 4);
      `);
      await using enclave = await load(setup, source);
      assert.equal(text(await enclave.call(utf8("x"))), "kepttrue");
    },
  },
  {
    name: "is called back behind what has arrived, and by nothing but a function",
    async run(setup) {
      const source = program(`
        const order = [];
        const later = new Promise((resolve) => host.setImmediate(() => resolve(order.push("later"))));
        await Promise.resolve().then(() => order.push("sooner"));
        await later;
        try {
          host.setImmediate("code");
        } catch ({ code }) {
          return order.join() + code;
        }
      `);
      await using enclave = await load(setup, source);
      assert.equal(text(await enclave.call(utf8("x"))), "sooner,laterenclave.BadArgument");
    },
  },
];
