import assert from "node:assert/strict";
import { errors } from "../errors.ts";
import { maxPayloadBytes } from "../loader/frame.ts";
import { program } from "./programs.ts";
import { type ConformanceCase, load, text, utf8 } from "./setup.ts";

const echo = program("return request;");
const hang = program('if (text === "hang") await new Promise(() => {}); return text;');

export const doorCases: readonly ConformanceCase[] = [
  {
    name: "answers each of many concurrent requests with its own answer",
    async run(setup) {
      await using enclave = await load(setup, echo);
      const requests = Array.from({ length: 500 }, (_, i) => utf8(`request ${i}`));
      assert.deepEqual(await Promise.all(requests.map((request) => enclave.call(request))), requests);
    },
  },
  {
    name: "hands ocalls to the host and their answers back, concurrently with calls",
    async run(setup) {
      const source = program("return 'got ' + decode(await host.ocall(request));");
      await using enclave = await load(setup, source, { ocall: async (request) => utf8(text(request).toUpperCase()) });
      assert.equal(text(await enclave.call(utf8("abc"))), "got ABC");
    },
  },
  {
    name: "tells the program that an ocall failed, by code and without the host's text",
    async run(setup) {
      const source = program("return host.ocall(request).catch((error) => error.code + '|' + error.message);");
      const ocall = async () => {
        throw new Error("a private path");
      };
      await using enclave = await load(setup, source, { ocall });
      assert.equal(text(await enclave.call(utf8("x"))), "enclave.OcallFailed|enclave.OcallFailed");
    },
  },
  {
    name: "gives up an ocall after its time",
    async run(setup) {
      const source = program("return host.ocall(request).catch((error) => error.code);");
      await using enclave = await load(setup, source, { ocall: () => new Promise(() => {}), ocallTimeoutMs: 50 });
      assert.equal(text(await enclave.call(utf8("x"))), "enclave.CallTimedOut");
    },
  },
  {
    name: "gives up a call after its time and goes on serving",
    async run(setup) {
      await using enclave = await load(setup, hang);
      await assert.rejects(enclave.call(utf8("hang"), { timeoutMs: 50 }), errors.CallTimedOut.is);
      assert.equal(text(await enclave.call(utf8("next"))), "next");
    },
  },
  {
    name: "refuses an oversized request without sending it, and takes the largest",
    async run(setup) {
      await using enclave = await load(setup, program("return request.length;"));
      await assert.rejects(enclave.call(new Uint8Array(maxPayloadBytes + 1)), errors.MessageTooLarge.is);
      assert.equal(text(await enclave.call(new Uint8Array(maxPayloadBytes))), String(maxPayloadBytes));
    },
  },
  {
    name: "refuses an oversized answer and an oversized ocall by code and goes on serving",
    async run(setup) {
      const source = program(`
        if (text === "answer") return new Uint8Array(17 * 1024 * 1024);
        if (text === "ocall") return host.ocall(new Uint8Array(17 * 1024 * 1024)).catch((error) => error.code);
        return "alive";
      `);
      await using enclave = await load(setup, source);
      await assert.rejects(enclave.call(utf8("answer")), errors.MessageTooLarge.is);
      assert.equal(text(await enclave.call(utf8("ocall"))), "enclave.MessageTooLarge");
      assert.equal(text(await enclave.call(utf8("x"))), "alive");
    },
  },
  {
    name: "refuses more calls than may wait, and leaves those that wait alone",
    async run(setup) {
      const enclave = await load(setup, hang);
      const waiting = Array.from({ length: 1024 }, () => enclave.call(utf8("hang")).catch((error: unknown) => error));
      await assert.rejects(enclave.call(utf8("one more")), errors.TooManyCalls.is);
      await enclave[Symbol.asyncDispose]();
      assert.ok((await Promise.all(waiting)).every(errors.EnclaveGone.is));
    },
  },
  {
    name: "reports what a program throws by class and place, never by text",
    async run(setup) {
      await using enclave = await load(setup, program("throw new RangeError('secret number 42');"));
      await assert.rejects(enclave.call(utf8("x")), (error: Error) => {
        assert.ok(errors.ProgramFailed.is(error));
        assert.equal(error.data["error"], "RangeError");
        assert.match(`${error.data["at"]}`, /^\d+:\d+$/);
        assert.doesNotMatch(error.message, /secret|42/);
        return true;
      });
    },
  },
  {
    name: "passes on logged codes and numbers, and refuses text",
    async run(setup) {
      const source = program(`
        host.log("synced", { height: 7 });
        try { host.log("a secret sentence"); } catch (error) { return error.code; }
      `);
      const log = Promise.withResolvers<unknown>();
      await using enclave = await load(setup, source, { log: log.resolve });
      assert.equal(text(await enclave.call(utf8("x"))), "enclave.BadArgument");
      assert.deepEqual(await log.promise, { code: "synced", facts: { height: 7 } });
    },
  },
];
