import { decode } from "@pha/codec";
import { blocksBetween, type Grant, grants, RuntimeCall } from "@pha/runtime/spec";
import { beforeEach, expect, it } from "vitest";
import { GrantLog } from "./grant-log.ts";
import { contract, labels, ReleaseDesk, scope } from "./testing/release-desk.ts";

let desk: ReleaseDesk;
beforeEach(() => {
  desk = new ReleaseDesk();
});

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
  desk.ledger.pallet(grants).newest.put(desk.gatekeeper.identity, desk.ledger.head.number);
  await desk.ask({ labels: [labels.tag] });
  await desk.ask({ labels: [labels.encrypt] });
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([]);
  for (let block = 1; block < blocksBetween; block++) desk.gatekeeper.advance(desk.ledger.block());
  await desk.log.tell(desk.gatekeeper);
  expect(told()).toEqual([[{ ...all, worker: desk.asker.identity, kinds: [{ type: "tag" }, { type: "encrypt" }] }]]);
});

it("gives no more keys before the ledger has heard of some", () => {
  const log = new GrantLog();
  const to = (i: number) => log.note(`0x${i.toString(16).padStart(64, "0")}`, [labels.random]);
  for (let i = 0; i < 16_384; i++) to(i);
  expect(() => to(16_384)).toThrow(expect.objectContaining({ code: "gatekeeper.GrantsUntold" }));
});
