import { decode, type Hex } from "@pha/codec";
import { blocksBetween, type Grant, gatekeepers, grants, maxGrants, RuntimeCall } from "@pha/runtime/spec";
import { beforeEach, expect, it } from "vitest";
import { contract, labels, ReleaseDesk, scope } from "./testing/release-desk.ts";

let desk: ReleaseDesk;
beforeEach(() => {
  desk = new ReleaseDesk();
  desk.ledger.pallet(gatekeepers).members.put([{ identity: desk.gatekeeper.identity, index: 1 }]);
});

const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;

/** What waits for the ledger, by batches. */
function told(): (readonly Grant[])[] {
  return desk.gatekeeper.outbox.pending().map((extrinsic) => {
    const lengthBytes = [1, 2, 4][(extrinsic[0] as number) & 3] as number;
    const { value } = decode(RuntimeCall, extrinsic.subarray(lengthBytes + 1)).value;
    return (value as { readonly grants: readonly Grant[] }).grants;
  });
}

const all = {
  ...{ contract, generation: scope.generation, epoch: 2 },
  kinds: [{ type: "encrypt" }, { type: "tag" }, { type: "random" }],
};

it("tells what was given, and not what was refused; the same once, however often it is asked for", async () => {
  desk.putContract({ cluster: 8 });
  await expect(desk.ask()).rejects.toThrow();
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([]);

  desk.putContract({});
  for (let i = 0; i < 3; i++) await desk.ask();
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([[{ worker: desk.asker.identity, ...all }]]);
  desk.gatekeeper.outbox.settle(1n);
  await desk.ask();
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([]);
});

it("waits until the ledger takes another batch, which has all that was given meanwhile", async () => {
  await desk.ask({ labels: [labels.random] });
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([[{ ...all, worker: desk.asker.identity, epoch: 0, kinds: [{ type: "random" }] }]]);
  desk.gatekeeper.outbox.settle(1n);
  desk.ledger.pallet(grants).newest.put(desk.gatekeeper.identity, desk.ledger.head.number + 2);
  await desk.ask({ labels: [labels.tag] });
  await desk.ask({ labels: [labels.encrypt] });
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([]);
  for (let block = 1; block < blocksBetween; block++) desk.gatekeeper.advance(desk.ledger.block());
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([[{ ...all, worker: desk.asker.identity, kinds: [{ type: "tag" }, { type: "encrypt" }] }]]);
});

it("gives a worker no more keys before the ledger has heard of some, and others theirs; every worker is told of in turn", async () => {
  const to = (worker: number, contract: number) =>
    desk.log.note(idOf(worker), [{ type: "random", value: { ...scope, contract: idOf(contract) } }]);
  for (let i = 0; i < 1_024; i++) to(1, i);
  expect(() => to(1, 1_024)).toThrow(expect.objectContaining({ code: "gatekeeper.GrantsUntold" }));
  to(2, 7);
  desk.gatekeeper.advance(desk.ledger.block());
  await desk.log.tell(desk.gatekeeper);
  expect(told()[0]).toHaveLength(maxGrants);
  expect(
    told()[0]
      ?.map(({ worker }) => worker)
      .filter((worker) => worker === idOf(2)),
  ).toHaveLength(1);
});

it("is one key however often a request names it", async () => {
  await desk.ask({ labels: Array.from({ length: 9 }, () => labels.random) });
  await desk.log.tell(desk.gatekeeper);
  expect(told()[0]?.map(({ kinds }) => kinds)).toEqual([[{ type: "random" }]]);
});

it("holds up nothing of an enclave that the ledger hears no more: it has neither seat nor share", async () => {
  await desk.ask();
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toHaveLength(1);
  desk.ledger.pallet(gatekeepers).members.put([]);
  desk.gatekeeper.advance(desk.ledger.block());
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([]);
});
