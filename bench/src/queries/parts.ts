import { type Hex, toHex, utf8 } from "@pha/codec";
import { ContractState, EnginePool } from "@pha/contract-engine";
import { nodeTimers, spawnNodeThread } from "@pha/contract-engine/node";
import { type Primitives, purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import {
  answerAsk,
  beginSession,
  type Evidence,
  makeAnswer,
  openAsk,
  openBeginning,
  openQuery,
  readAnswer,
  sealAsk,
  sealQuery,
  signStatements,
  welcome,
} from "@pha/secret-channel";
import { contractCode, numbers } from "./adding.ts";

const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const scope = { genesis: word("01"), contract: word("02"), codeHash: word("03"), epoch: 0 };
const rounds = 300;

/** Microseconds that parts of a query take by themselves, at the median. */
export async function measureParts(): Promise<Readonly<Record<string, number>>> {
  return {
    ...measureCryptography("node:crypto", nodePrimitives),
    ...measureCryptography("JavaScript", purePrimitives),
    ...measureSession("node:crypto", nodePrimitives),
    ...measureSession("JavaScript", purePrimitives),
    "engine: the call, in its thread": await measureEngine(),
  };
}

/** An anonymous query's whole cryptography at both ends. */
function measureCryptography(by: string, primitives: Primitives): Record<string, number> {
  const { x25519, ed25519, randomBytes } = primitives;
  const contract = x25519.generate();
  const seed = randomBytes(32);
  const sessionKey = ed25519.publicKey(seed);
  const key = toHex(contract.publicKey);
  const call = { method: "add", args: utf8(JSON.stringify(numbers)) };
  const statement = {
    ...{ worker: word("04"), number: 7, blockHash: word("05"), stateHeight: 7, stateTag: word("06"), gas: 1n },
  };
  const times: Record<"seal" | "open" | "answer" | "read", number[]> = { seal: [], open: [], answer: [], read: [] };
  const timed = <T>(what: keyof typeof times, act: () => T): T => {
    const began = performance.now();
    const value = act();
    times[what].push(1_000 * (performance.now() - began));
    return value;
  };
  const known = new Set<Hex>();
  for (let i = 0; i < rounds; i++) {
    const { sealed, answerKey } = timed("seal", () => sealQuery(primitives, key, scope, { issued: 7, call }));
    const opened = timed("open", () => openQuery(primitives, contract.privateKey, scope, sealed, known));
    const answered = timed("answer", () => {
      const sign = (message: Uint8Array) => ed25519.sign(seed, message);
      const outcome = { type: "Done", value: utf8("4950") } as const;
      return makeAnswer(primitives, scope, opened.answerKey, statement, outcome, sign);
    });
    timed("read", () => {
      const { signed, signature } = readAnswer(primitives, scope, answerKey, answered);
      if (!ed25519.verify(sessionKey, signed, Buffer.from(signature.slice(2), "hex"))) throw new Error("not signed");
    });
  }
  const { seal, open, answer, read } = times;
  return {
    [`client: encrypts, by ${by}`]: median(seal),
    [`enclave: decrypts, by ${by}`]: median(open),
    [`enclave: signs and encrypts, by ${by}`]: median(answer),
    [`client: decrypts and verifies, by ${by}`]: median(read),
  };
}

/** The whole cryptography of an ask in a session at both ends, its answer signed alone. */
function measureSession(by: string, primitives: Primitives): Record<string, number> {
  const { x25519, ed25519, randomBytes } = primitives;
  const contract = x25519.generate();
  const seed = randomBytes(32);
  const sessionKey = ed25519.publicKey(seed);
  const sign = (message: Uint8Array) => ed25519.sign(seed, message);
  const call = { method: "add", args: utf8(JSON.stringify(numbers)) };
  const said = { worker: word("04"), number: 7, blockHash: word("05") };
  const { sealed, read } = beginSession(primitives, toHex(contract.publicKey), scope, { issued: 7 });
  const opened = openBeginning(primitives, contract.privateKey, scope, sealed, new Set());
  const granted = welcome(primitives, scope, opened, { ...said, sessionNumber: 1n, untilMs: 1n }, sign);
  const { keys } = read(granted.answer);
  const times: Record<"seal" | "open" | "answer" | "read", number[]> = { seal: [], open: [], answer: [], read: [] };
  const timed = <T>(what: keyof typeof times, act: () => T): T => {
    const began = performance.now();
    const value = act();
    times[what].push(1_000 * (performance.now() - began));
    return value;
  };
  for (let i = 0; i < rounds; i++) {
    const ask = timed("seal", () =>
      sealAsk(primitives, keys, i, { id: word("07").slice(0, 34) as Hex, issued: 7, expiry: 71, call }),
    );
    const asked = timed("open", () => openAsk(primitives, granted.keys, ask.frame));
    const answer = timed("answer", () => {
      const outcome = { type: "Done", value: utf8("4950") } as const;
      const statement = { ...said, stateHeight: 7, stateTag: word("06"), gas: 1n };
      const unsigned = answerAsk(primitives, granted.keys, asked, statement, outcome);
      const signer = { genesis: scope.genesis, sessionNumber: 1n };
      const [evidence] = signStatements(primitives, signer, [unsigned.said], sign) as [Evidence];
      return unsigned.seal(evidence);
    });
    timed("read", () => {
      const { signed, signature } = ask.read(answer);
      if (!ed25519.verify(sessionKey, signed, Buffer.from(signature.slice(2), "hex"))) throw new Error("not signed");
    });
  }
  const { seal, open, answer, read: reads } = times;
  return {
    [`in a session, client: encrypts, by ${by}`]: median(seal),
    [`in a session, enclave: decrypts, by ${by}`]: median(open),
    [`in a session, enclave: signs and encrypts, by ${by}`]: median(answer),
    [`in a session, client: decrypts and verifies, by ${by}`]: median(reads),
  };
}

async function measureEngine(): Promise<number> {
  await using engine = new EnginePool({
    spawnThread: spawnNodeThread,
    timers: nodeTimers,
    threads: 2,
    waitingQueries: 4,
  });
  const program = { codeHash: scope.codeHash, code: new TextDecoder().decode(contractCode) };
  const snapshot = new ContractState(scope.contract).snapshot();
  const block = { number: 7, hash: word("05"), timeMs: 0 };
  const context = {
    ...{ caller: undefined, contract: scope.contract, codeHash: scope.codeHash, block, randomSeed: word("07") },
  };
  const call = { kind: "query", method: "add", args: JSON.stringify(numbers), context } as const;
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    const outcome = await engine.runQuery(program, snapshot, call);
    if (!outcome.ok) throw new Error(`the contract failed: ${outcome.error.message}`);
    times.push(1_000 * (performance.now() - began));
  }
  return median(times);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
