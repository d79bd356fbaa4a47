import "@polkadot/api/augment";
import { type Hex, toHex } from "@pha/codec";
import { PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { ApiOptions, SubmittableExtrinsic } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GovernanceNetwork, startGovernanceNetwork } from "./governance-network.ts";

let network: GovernanceNetwork;
let api: ApiPromise;
const opened = new AsyncDisposableStack();

const keyring = new Keyring({ type: "sr25519" });
const pair = (name: string) => keyring.addFromUri(`//${name}`);
const [alice, bob, charlie, dave, eve] = (["Alice", "Bob", "Charlie", "Dave", "Eve"] as const).map(pair) as [
  Pair,
  Pair,
  Pair,
  Pair,
  Pair,
];
type Pair = ReturnType<typeof pair>;

beforeAll(async () => {
  network = opened.use(await startGovernanceNetwork());
  /** The class and its interface disagree under `exactOptionalPropertyTypes`. */
  const provider = new WsProvider(network.chain.replace("http", "ws")) as unknown as NonNullable<
    ApiOptions["provider"]
  >;
  api = await ApiPromise.create({ provider, noInitWarn: true });
  opened.defer(() => api.disconnect());
});
afterAll(() => opened.disposeAsync());

/** Calls that newer Substrates lack, and so the types of this client. */
const treasury = () =>
  api.tx["treasury"] as unknown as {
    proposeSpend(amount: bigint, to: string): SubmittableExtrinsic<"promise">;
    approveProposal(proposal: unknown): SubmittableExtrinsic<"promise">;
  };

const freeOf = async ({ address }: Pair) => (await api.query.system.account(address)).data.free.toBigInt();

/** Signs and sends, waits until that is final, and fails unless it succeeds. */
async function act(from: Pair, call: SubmittableExtrinsic<"promise">) {
  const { events, dispatchError } = await new Promise<Parameters<Parameters<typeof call.send>[0]>[0]>(
    (resolve, reject) => {
      call
        .signAndSend(from, { nonce: -1 }, (update) => {
          if (update.status.isFinalized || update.isError) resolve(update);
        })
        .catch(reject);
    },
  );
  expect(dispatchError?.toHuman()).toBeUndefined();
  return events.map(({ event }) => event);
}

describe("@polkadot/api as it is", () => {
  const aye = (balance: bigint, conviction: string) => ({ Standard: { vote: { aye: true, conviction }, balance } });

  it("proposes, seconds, votes, delegates, and sees what was decided done", async () => {
    const moved = 5n * PHA;
    const transfer = api.tx.balances.forceTransfer(dave.address, eve.address, moved);
    const { hash, encodedLength: len } = transfer.method;
    await act(alice, api.tx.preimage.notePreimage(transfer.method.toHex()));
    await act(alice, api.tx.democracy.propose({ Lookup: { hash, len } }, 10n * PHA));
    await act(bob, api.tx.democracy.second(0));
    const [waiting] = await api.derive.democracy.proposals();
    expect(waiting?.balance?.toBigInt()).toBe(10n * PHA);
    expect(waiting?.seconds.map(String)).toEqual([alice.address, bob.address]);
    expect(waiting?.imageHash).toBe(hash.toHex()); // its image this client looks for where Substrate keeps none any more

    await network.sealTo((await network.ask("/v1/proposals/waiting")).body.nextLaunch);
    await act(charlie, api.tx.democracy.vote(0, aye(100n * PHA, "Locked2x")));
    await act(eve, api.tx.democracy.delegate(charlie.address, "Locked1x", 50n * PHA));
    const [running] = await api.derive.democracy.referendums();
    expect([running?.isPassing, BigInt(String(running?.votedAye)), running?.voteCount]).toEqual([true, 250n * PHA, 2]);
    const [info] = await api.derive.democracy.referendumsActive();
    const end = info?.status.end.toNumber() ?? 0;
    const before = await freeOf(eve);

    await network.sealTo(end);
    const [queued] = await api.derive.democracy.dispatchQueue();
    expect(queued?.index.toNumber()).toBe(0);
    const due = queued?.at.toNumber() ?? 0;
    await network.sealTo(due);
    expect((await freeOf(eve)) - before).toBe(moved);
    const at = await api.at(await api.rpc.chain.getBlockHash(due));
    const dispatched = (await at.query.system.events())
      .map(({ event }) => event)
      .find(api.events.scheduler.Dispatched.is);
    expect(dispatched?.data[2]?.toHuman()).toBe("Ok");
    const [lock] = await api.derive.democracy.locks(charlie.address);
    expect([lock?.isFinished, lock?.balance.toBigInt(), lock?.unlockAt.toNumber()]).toEqual([
      true,
      100n * PHA,
      end + 2 * api.consts.democracy.voteLockingPeriod.toNumber(),
    ]);
    await act(eve, api.tx.democracy.undelegate());
  });

  it("asks the treasury for money, has the council approve that, and is paid", async () => {
    await act(eve, treasury().proposeSpend(40n * PHA, dave.address));
    const asked = await api.derive.treasury.proposals();
    const [{ id } = expect.fail("nothing is asked for")] = asked.proposals;
    const approve = treasury().approveProposal(id);
    await act(alice, api.tx.council.propose(3, approve, approve.method.encodedLength));
    const [motion] = await api.derive.council.proposals();
    const { hash } = motion ?? expect.fail("nothing was moved");
    const index = motion?.votes?.index.toNumber() ?? 0;
    for (const member of [alice, bob, charlie]) await act(member, api.tx.council.vote(hash, index, true));
    expect((await api.derive.council.proposals())[0]?.votes?.ayes.map(String)).toEqual(
      [alice, bob, charlie].map(({ address }) => address),
    );
    const weight = { refTime: 1_000_000_000, proofSize: 100_000 };
    const closed = await act(dave, api.tx.council.close(hash, index, weight, approve.method.encodedLength));
    expect(closed.find(api.events.council.Executed.is)?.data[1]?.toHuman()).toBe("Ok");
    expect((await api.derive.treasury.proposals()).approvals.map((one) => one.id.toNumber())).toEqual([id.toNumber()]);
    const before = await freeOf(dave);
    const period = api.consts.treasury.spendPeriod.toNumber();
    await network.sealTo((Math.floor((await network.height()) / period) + 1) * period);
    expect((await freeOf(dave)) - before).toBe(40n * PHA);
  });
});

describe("REST alone, with signatures made outside", () => {
  /** What governance prepares, signed by a key that it never sees, and handed to the chain. */
  async function hand(from: Pair, pallet: string, call: string, args: unknown) {
    const account = toHex(from.publicKey);
    const { status, body } = await network.ask("/v1/calls", { pallet, call, args, from: account });
    expect(status, JSON.stringify(body)).toBe(200);
    const signature = { type: "Sr25519", value: toHex(from.sign(body.signingPayload)) };
    const { body: handed } = await network.askChain("/v1/transactions", { unsigned: body.unsigned, signature });
    await eventually(async () => {
      const { body: sent } = await network.askChain(`/v1/transactions/${handed.hash}`);
      if (sent.ok === false) throw new Error(JSON.stringify(sent));
      return sent.status === "finalized";
    });
  }

  const addressOf = ({ publicKey }: Pair): Hex => toHex(publicKey);
  const standard = (balance: bigint) => ({
    type: "Standard",
    value: { vote: { aye: true, conviction: { type: "Locked1x" } }, balance: String(balance) },
  });

  it("proposes, seconds, votes, delegates, moves and closes, and sees the referendum enacted", async () => {
    const { ask, sealTo } = network;
    const value = { source: addressOf(dave), dest: addressOf(eve), value: String(3n * PHA) };
    const proposal = { type: "Balances", value: { type: "force_transfer", value } };
    await hand(alice, "Democracy", "propose", { proposal, value: String(20n * PHA) });
    const { proposals } = (await ask("/v1/proposals/waiting")).body;
    const { index } = proposals.find(({ deposit }: { deposit: string }) => deposit === String(20n * PHA));
    await hand(bob, "Democracy", "second", { proposal: index });
    const { nextLaunch } = (await ask("/v1/proposals/waiting")).body;
    await sealTo(nextLaunch);
    const [{ index: referendum, proposal: launched }] = (await ask("/v1/referenda?status=ongoing")).body.referenda;
    expect(launched).toBe(index);
    await hand(charlie, "Democracy", "vote", { ref_index: referendum, vote: standard(200n * PHA) });
    const delegation = { to: addressOf(charlie), conviction: { type: "None" }, balance: String(10n * PHA) };
    await hand(bob, "Democracy", "delegate", delegation);
    const running = (await ask(`/v1/referenda/${referendum}`)).body.referendum;
    expect(running.standing).toMatchObject({ passes: true, tally: { ayes: String(201n * PHA), nays: "0" } });

    const tipped = { type: "Treasury", value: { type: "spend", value: { amount: "1", beneficiary: addressOf(eve) } } };
    await hand(alice, "Council", "propose", { threshold: 3, proposal: tipped });
    const [motion] = (await ask("/v1/bodies/council")).body.motions;
    for (const member of [alice, bob, charlie])
      await hand(member, "Council", "vote", { proposal: motion.hash, approve: true });
    await hand(dave, "Council", "close", { proposal_hash: motion.hash });
    expect((await ask("/v1/bodies/council")).body.motions).toEqual([]);

    const before = await freeOf(eve);
    await sealTo(running.endsAt + running.delay);
    const over = (await ask(`/v1/referenda/${referendum}`)).body;
    expect(over.referendum).toMatchObject({
      ...{ status: "enacted", dispatchedAt: running.endsAt + running.delay },
      counted: { tally: { ayes: String(201n * PHA), nays: "0", turnout: String(210n * PHA) } },
    });
    expect((await freeOf(eve)) - before).toBeGreaterThanOrEqual(3n * PHA);
  });
});

// A council that is elected has others in it than those that began.
describe("@polkadot/api after all that the first council does", () => {
  it("stands for election and votes, proposes a bounty, names itself, and lets another act for it", async () => {
    await act(dave, api.tx.elections.submitCandidacy(0));
    await act(eve, api.tx.elections.vote([dave.address], 100n * PHA));
    const { candidates } = await api.derive.elections.info();
    expect(candidates.map(String)).toEqual([dave.address]);
    expect((await api.derive.council.votesOf(eve.address)).votes.map(String)).toEqual([dave.address]);

    await act(eve, api.tx.bounties.proposeBounty(100n * PHA, "find the fault"));
    const [bounty] = await api.derive.bounties.bounties();
    expect([bounty?.description, bounty?.bounty.status.isProposed]).toEqual(["find the fault", true]);

    const name = { display: { Raw: "Eve" } };
    await act(eve, api.tx.identity.setIdentity(name));
    expect((await api.derive.accounts.identity(eve.address)).display).toBe("Eve");

    await act(eve, api.tx.proxy.addProxy(bob.address, "Governance", 0));
    const [proxies] = await api.query.proxy.proxies(eve.address);
    expect(proxies.map(({ delegate }) => delegate.toString())).toEqual([bob.address]);
    const remark = api.tx.democracy.propose({ Inline: api.tx.system.remark("0x01").method.toHex() }, 10n * PHA);
    const events = await act(bob, api.tx.proxy.proxy(eve.address, null, remark));
    expect(events.find(api.events.proxy.ProxyExecuted.is)?.data[0]?.toHuman()).toBe("Ok");
    expect((await api.derive.democracy.proposals()).map(({ proposer }) => proposer.toString())).toContain(eve.address);
  });
});
