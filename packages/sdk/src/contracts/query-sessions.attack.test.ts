import { type Hex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { connect } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestSessions } from "../testing/test-sessions.ts";
import { TestWorker } from "../testing/test-worker.ts";
import { evidenceOf } from "./witness.ts";

// Time passes as fast as the client waits.
passPauses();

const foreign: Hex = `0x${"99".repeat(32)}`;

async function open() {
  const chain = new TestChain();
  const worker = new TestWorker(chain);
  worker.register();
  const sessions = new TestSessions(worker);
  const network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, openSocket: sessions.openSocket, now: () => chain.nowMs },
  });
  const ask = () => network.contract(worker.contract).query("hello");
  return { chain, worker, sessions, ask };
}

attack("open a session as who is no worker of the cluster, or has another session", async ({ held }) => {
  const lies: ((sessions: TestSessions) => void)[] = [
    (sessions) => Object.assign(sessions, { signer: purePrimitives.randomBytes(32) }),
    (sessions) => Object.assign(sessions, { lie: { worker: foreign } }),
    (sessions) => Object.assign(sessions, { lie: { sessionNumber: 2n } }),
    (sessions) => Object.assign(sessions, { lie: { blockHash: foreign } }),
    (sessions) => Object.assign(sessions, { lie: { number: 77 } }),
  ];
  for (const lie of lies)
    await held("nothing is asked in it", async () => {
      const { sessions, ask } = await open();
      lie(sessions);
      for (let i = 0; i < 3; i++) expect((await ask()).channel).toBe("one-off");
      expect(sessions.answered).toBe(0);
    });
});

attack("answer in a session what no session of a worker signed, or of another state or block", async ({ held }) => {
  const lies: ((sessions: TestSessions) => void)[] = [
    (sessions) => Object.assign(sessions, { signer: purePrimitives.randomBytes(32) }),
    (sessions) => Object.assign(sessions, { lieOfAnswer: { worker: foreign } }),
    (sessions) => Object.assign(sessions, { lieOfAnswer: { blockHash: foreign } }),
    (sessions) => Object.assign(sessions, { lieOfAnswer: { stateHeight: 99 } }),
    (sessions) => Object.assign(sessions, { tamper: () => utf8("no frame") }),
    (sessions) => Object.assign(sessions, { tamper: (answer: Uint8Array) => answer.map((byte) => byte ^ 1) }),
  ];
  for (const lie of lies)
    await held("it is not believed, and the session over", async () => {
      const { sessions, ask } = await open();
      for (let i = 0; i < 2; i++) await ask();
      lie(sessions);
      expect(await ask()).toMatchObject({ channel: "one-off", value: { method: "hello" } });
    });
});

attack("give the answer to one ask of a session to another", async ({ held }) => {
  const { sessions, ask } = await open();
  for (let i = 0; i < 2; i++) await ask();
  let earlier: Uint8Array | undefined;
  sessions.tamper = (answer) => {
    earlier ??= answer;
    return earlier;
  };
  expect((await ask()).channel).toBe("session");
  await held("it is not believed", async () => {
    expect((await ask()).channel).toBe("one-off");
  });
});

attack("tell two states of one height in a session of queries", async ({ refused }) => {
  const { sessions, ask } = await open();
  for (let i = 0; i < 2; i++) await ask();
  sessions.lieOfAnswer = { stateTag: foreign };
  await refused("sdk.Equivocation", () =>
    ask().catch((error) => {
      expect(evidenceOf(error)?.value.type).toBe("report_contradiction");
      throw error;
    }),
  );
});
