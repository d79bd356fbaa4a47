import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Abi, type AbiMethod, withAbi } from "@pha/contract-engine/abi";
import { purePrimitives } from "@pha/crypto";
import { attestation, nothingAgreed, usualPlatforms } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { connect, type Network } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";
import { evidenceOf } from "./witness.ts";

// Time passes as fast as the client waits.
passPauses();

const foreign: Hex = `0x${"99".repeat(32)}`;

/** A network with a worker, and a client that asks it. */
async function open() {
  const chain = new TestChain();
  const worker = new TestWorker(chain);
  worker.register();
  const network: Network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url, worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, now: () => chain.nowMs },
  });
  const ask = (options = {}) => network.contract(worker.contract).query("hello", undefined, options);
  return { chain, worker, network, ask };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** A client's question on a network where something is wrong by then. */
const asking = (spoil: (opened: Opened) => unknown) => async () => {
  const opened = await open();
  await spoil(opened);
  return opened.ask();
};

attack("answer as of a block that is not certified, or too old", async ({ refused }) => {
  await refused(
    "sdk.BlockNotCertified",
    asking(({ worker }) => {
      worker.lie = { blockHash: foreign };
    }),
  );
  await refused(
    "sdk.CertificateMissing",
    asking(({ worker }) => {
      worker.lie = { number: 77 };
    }),
  );
  await refused(
    "sdk.AnswerTooOld",
    asking(async ({ chain, worker, network, ask }) => {
      await ask();
      const { header, certificate } = chain.head;
      expect(header.number).toBe(1);
      for (let i = 0; i < 11; i++) chain.append();
      await network.head();
      worker.lie = { number: 1, blockHash: certificate?.blockHash as Hex };
    }),
  );
  const { ask } = await open();
  await refused("sdk.AnswerTooOld", () => ask({ atLeast: 2 }));
});

attack("answer as no worker of the contract's cluster", async ({ refused }) => {
  await refused(
    "sdk.UnknownWorker",
    asking(({ worker }) => {
      worker.lie = { worker: foreign };
    }),
  );
  await refused(
    "sdk.UnknownWorker",
    asking(({ worker, network }) => {
      worker.register({ worker: { role: { type: "Gatekeeper" } } });
      return network.head();
    }),
  );
  await refused(
    "sdk.ForeignWorker",
    asking(({ worker }) => worker.register({ members: [foreign] })),
  );
});

attack("answer with a session that is older, or newer than the answer", async ({ refused }) => {
  await refused(
    "sdk.SessionTooNew",
    asking(({ worker }) => worker.register({ worker: { registeredAt: 5 } })),
  );
  await refused(
    "sdk.SignerMismatch",
    asking(async ({ worker, network }) => {
      const stale = worker.sessionSeed;
      worker.sessionSeed = purePrimitives.randomBytes(32);
      worker.register();
      await network.head();
      worker.sessionSeed = stale;
    }),
  );
});

attack("answer with a program or an attestation that does not count", async ({ refused }) => {
  await refused(
    "sdk.MeasurementNotAllowed",
    asking(({ worker }) => worker.register({ worker: { measurement: `0x${"ba".repeat(48)}` } })),
  );
  await refused(
    "sdk.MeasurementNotAllowed",
    asking(({ chain }) =>
      chain.append([], (of) => {
        const { measurements, maxAgeMs } = of(attestation).policy.get();
        const gatekeepers = measurements.map((entry) => ({ ...entry, role: { type: "Gatekeeper" } as const }));
        of(attestation).policy.put({ measurements: gatekeepers, maxAgeMs });
      }),
    ),
  );
  const id = `0x${"1d".repeat(32)}` as const;
  const platform = { id, hardware: undefined };
  const hardware = { fmspc: `0x${"f0".repeat(6)}` as const, status: { type: "OutOfDate" as const }, advisories: [] };
  const denied = [{ type: "Platform" as const, value: id }];
  await refused(
    "sdk.PlatformNotAllowed",
    asking(({ chain, worker }) => {
      chain.append([], (of) => of(attestation).platforms.put({ ...usualPlatforms, denied }));
      worker.register({ worker: { platform } });
    }),
  );
  await refused(
    "sdk.PlatformNotAllowed",
    asking(({ worker }) => worker.register({ worker: { platform: { id, hardware }, confidence: 3 } })),
  );
  await refused(
    "sdk.AttestationExpired",
    asking(({ chain, worker }) => worker.register({ worker: { attestedAtMs: BigInt(chain.nowMs) - 86_400_001n } })),
  );
});

attack("answer on a state that the cluster did not agree on", async ({ refused }) => {
  const agreed = (stateHeight: number) =>
    asking(({ worker }) =>
      worker.register({ contract: { agreed: { ...nothingAgreed, stateHeight, stateTag: foreign } } }),
    );
  await refused("sdk.StateTagDiffers", agreed(1));
  await refused("sdk.StateHeightImpossible", agreed(2));
  await refused(
    "sdk.StateHeightImpossible",
    asking(({ worker }) => {
      worker.lie = { stateHeight: 9 };
    }),
  );
});

attack("answer with other code, or for a halted contract", async ({ refused }) => {
  const { network, worker } = await open();
  const pinned = network.contract(worker.contract, { codeHash: foreign });
  await refused("sdk.CodeDiffers", () => pinned.query("hello"));
  await refused(
    "sdk.CodeDiffers",
    asking(({ worker }) => {
      worker.tamper = (answer) => {
        worker.register({ contract: { codeHash: foreign } });
        return answer;
      };
      worker.lie = { worker: foreign };
    }),
  );
  await refused(
    "sdk.ContractHalted",
    asking(({ worker }) => worker.register({ contract: { halted: true } })),
  );
});

attack("give an older answer, or a changed one", async ({ refused }) => {
  const { worker, ask } = await open();
  let first: Uint8Array | undefined;
  worker.tamper = (answer) => {
    first ??= answer;
    return first;
  };
  await ask();
  await refused("channel.AnswerInvalid", ask);
  worker.tamper = (answer) => answer.map((byte, i) => (i === 60 ? byte ^ 1 : byte));
  await refused("channel.AnswerInvalid", ask);
});

attack("show a contract's ABI that is not the one in its code", async ({ refused }) => {
  const { chain, worker, network } = await open();
  const query: AbiMethod = { input: { type: "null" }, output: { type: "null" } };
  const abi: Abi = { abi: 1, commands: {}, queries: { hello: query } };
  const described = utf8(withAbi("export default {};", abi));
  const lying = utf8(withAbi("export default {};", { ...abi, queries: { ...abi.queries, steal: query } }));
  worker.code = described;
  worker.register();
  chain.tamper = (path, reply) =>
    path.startsWith("/v1/proofs")
      ? JSON.parse(JSON.stringify(reply).replaceAll(toHex(described).slice(2), toHex(lying).slice(2)))
      : reply;
  await refused(["crypto.WrongRoot", "light-client.ValueMismatch"], () => network.contract(worker.contract).abi());
  chain.tamper = (_, reply) => reply;
  expect(await network.contract(worker.contract).abi()).toEqual(abi);
});

attack("tell two states of one height under one session's signature", async ({ refused }) => {
  let told: unknown;
  await refused("sdk.Equivocation", async () => {
    const { worker, ask } = await open();
    await ask();
    worker.lie = { stateTag: foreign };
    return ask().catch((error) => {
      told = error;
      throw error;
    });
  });
  const { type, value } = evidenceOf(told) ?? expect.fail("no evidence");
  expect([type, value.type]).toEqual(["Offences", "report_contradiction"]);
  expect(evidenceOf(new Error("another"))).toBeUndefined();
});
