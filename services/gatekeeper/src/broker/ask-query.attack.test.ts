import { minerErrors } from "@pha/api";
import { FakeBus } from "@pha/service-kit/testing";
import { attack } from "@pha/testkit/attack";
import { subjects } from "@pha/wire";
import { expect } from "vitest";
import { makeAskCluster } from "./ask-cluster.ts";
import { makeAskQuery } from "./ask-query.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { ledgerOf, makeBroker, makeTestWorker, word } from "./testing.ts";

const contract = word(0xc1);
const client = "192.0.2.1";
const query = { contract, enc: word(7), ciphertext: Uint8Array.of(2) };

/** A cluster as large as may be, whose workers open each query and find that it names somebody else. */
function fullCluster() {
  const bus = new FakeBus();
  const workers = Array.from({ length: 64 }, (_, i) => makeTestWorker(0x80 + i));
  let opened = 0;
  bus.reply(
    subjects.proofGet,
    ledgerOf([contract], () => workers),
  );
  bus.reply(subjects.workerAsk, (request, filled) => {
    const worker = workers.find(({ identity }) => filled.includes(identity.slice(2)));
    return (worker ?? expect.fail(filled)).proves(request, () => {
      opened++;
      throw minerErrors.OtherWorker();
    });
  });
  const ask = makeAskQuery(makeAskCluster(makeBroker(bus)), makeQueryTurns());
  return { ask, openings: () => opened };
}

attack(
  "have each worker of a cluster open a query, or a request for a session, that none of them answers",
  async ({ refused, held }) => {
    const names = {
      "nobody, as far as a gatekeeper sees": [undefined, 4],
      "one of them": [word(0x99), 1],
      "a stranger": [word(1), 0],
    } as const;
    for (const type of ["Query", "Session"] as const)
      for (const [who, [worker, most]] of Object.entries(names)) {
        const { ask, openings } = fullCluster();
        await refused(minerErrors.OtherWorker.code, () => ask(query, client, { type, worker }));
        await held(`it names ${who}: ${most} workers open it`, () => expect(openings()).toBe(most));
      }
  },
);
