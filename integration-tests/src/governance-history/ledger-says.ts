import type { Chain } from "@pha/chain";
import { decode, struct } from "@pha/codec";
import { itemPrefix, readState, type StateView } from "@pha/frame";
import {
  bounties,
  childBounties,
  council,
  democracy,
  elections,
  technicalCommittee,
  technicalMembership,
  tips,
  treasury,
} from "@pha/runtime/spec";
import { accounts } from "@pha/runtime/testing/histories";
import type { Tables } from "../governance-dump.ts";
import { readAt } from "./read-at.ts";

type Ledger = Chain["ledger"];
type Rows = Tables[string];

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const sorted = (rows: Rows): Rows => [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Every event of these is kept. */
const kept: ReadonlySet<string> = new Set(
  [
    ...[democracy, council, technicalCommittee, technicalMembership, elections],
    ...[treasury, bounties, childBounties, tips],
  ].map(({ name }) => name),
);

/** What the tables have that the ledger has too: each part once as tables have it, and once as the ledger has it. */
export interface Compared {
  readonly tables: Readonly<Record<string, Rows>>;
  readonly ledger: Readonly<Record<string, Rows>>;
}

/** Events by the blocks themselves; what is open, voted and delegated by the newest state; tallies by the state before each count. */
export async function compareWithLedger(ledger: Ledger, tables: Tables): Promise<Compared> {
  const { proposals = [], referenda = [], events = [], voters = [], delegations = [], tips: tipRows = [] } = tables;
  const { child_bounties: childRows = [] } = tables;
  const now = await readAt(ledger, ledger.finalized.number, (view) => ({
    ...{
      waiting: waitingIn(view),
      referenda: referendaIn(view),
      votes: votesIn(view),
      delegations: delegationsIn(view),
    },
    proposals: readState(democracy, view).publicPropCount.get(),
    children: childrenIn(view),
  }));
  const happened = await eventsOf(ledger);
  const forgotten = new Set(now.referenda.flatMap(({ index, isThere }) => (isThere ? [] : [index])));
  const voted = new Set(voters.map(({ referendum, account }) => `${referendum} ${account}`));
  const open = tipRows.filter(({ open }) => open).map(({ hash }) => ({ hash }));
  const counted = referenda.filter(({ ayes }) => ayes !== null);
  return {
    tables: {
      events: events
        .filter(({ pallet }) => kept.has(String(pallet)))
        .map(({ block, index, extrinsic, pallet, name }) => ({ block, index, extrinsic, pallet, name })),
      proposals: proposals.map(({ index }) => ({ index })),
      waiting: proposals
        .filter(({ status }) => status === "waiting")
        .map(({ index, deposit, seconds }) => ({ index, deposit, seconds })),
      referenda: referenda.map((row) => referendumOf(row, forgotten)),
      standing: now.votes.filter(({ referendum, account }) => voted.has(`${referendum} ${account}`)),
      voters: sorted(voters.map(({ referendum, account }) => ({ referendum, account }))),
      delegations: sorted(delegations.map(({ account, target }) => ({ account, target }))),
      tallies: counted.map(({ index, ayes, nays, turnout }) => ({ index, ayes, nays, turnout })),
      openTips: sorted(open),
      openChildren: sorted(childRows.filter(({ open }) => open).map(({ bounty, index }) => ({ bounty, index }))),
    },
    ledger: {
      events: happened.map(({ block, index, extrinsic = null, pallet, name }) => ({
        ...{ block, index, extrinsic, pallet, name },
      })),
      proposals: upTo(now.proposals).map((index) => ({ index })),
      waiting: now.waiting,
      referenda: now.referenda,
      standing: now.votes,
      voters: sorted(votersIn(happened)),
      delegations: sorted(now.delegations),
      tallies: await Promise.all(
        counted.map((row) => tallyBefore(ledger, Number(row["index"]), Number(row["ended_at"]))),
      ),
      openTips: sorted(await openTips(ledger)),
      openChildren: sorted(now.children),
    },
  };
}

/** A row as the ledger has it. Root may cancel a referendum that is over: the ledger forgets it, the tables do not. */
function referendumOf(
  { index, status, ended_at, threshold }: Rows[number],
  forgotten: ReadonlySet<unknown>,
): Rows[number] {
  if (status === "ongoing") return { index, threshold, isThere: true };
  if (status === "cancelled" || forgotten.has(index)) return { index, isThere: false };
  return { index, endedAt: ended_at, approved: status !== "not-passed", isThere: true };
}

type Happened = Awaited<ReturnType<Ledger["listEvents"]>>[number] & { readonly block: number };

async function eventsOf(ledger: Ledger): Promise<Happened[]> {
  const rows: Happened[] = [];
  for (let block = 1; block <= ledger.finalized.number; block++) {
    const events = await ledger.listEvents((await ledger.findHash(block)) ?? "0x");
    rows.push(...events.filter(({ pallet }) => kept.has(pallet)).map((event) => ({ ...event, block })));
  }
  return rows;
}

/** Everybody who has ever voted, also who took that back: of that no event tells. */
function votersIn(happened: readonly Happened[]): Rows {
  const { Voted } = democracy.events;
  const votes = happened
    .filter(({ pallet, name }) => pallet === democracy.name && name === "Voted")
    .map(({ data }) => decode(struct(Voted.fields), data))
    .map(({ ref_index: referendum, voter: account }) => ({ referendum, account }));
  return [...new Map(votes.map((vote) => [`${vote.referendum} ${vote.account}`, vote])).values()];
}

function waitingIn(view: StateView): Rows {
  const state = readState(democracy, view);
  return [...state.publicProps.get()]
    .map(([index]) => index)
    .sort((a, b) => a - b)
    .map((index) => {
      const [depositors, deposit] = state.depositOf.get(index) ?? [[], 0n];
      return { index, deposit: String(deposit), seconds: depositors.length - 1 };
    });
}

function referendaIn(view: StateView): Rows {
  const state = readState(democracy, view);
  return upTo(state.referendumCount.get()).map((index) => {
    const info = state.referendumInfoOf.get(index);
    if (info?.type === "Ongoing") return { index, threshold: info.value.threshold.type, isThere: true };
    if (!info) return { index, isThere: false };
    return { index, endedAt: info.value.end, approved: info.value.approved, isThere: true };
  });
}

function votesIn(view: StateView): Rows {
  const state = readState(democracy, view);
  return accounts.flatMap((account) => {
    const voting = state.votingOf.get(account);
    return voting.type === "Direct" ? voting.value.votes.map(([referendum]) => ({ referendum, account })) : [];
  });
}

function delegationsIn(view: StateView): Rows {
  const state = readState(democracy, view);
  return accounts.flatMap((account) => {
    const voting = state.votingOf.get(account);
    return voting.type === "Delegating" ? [{ account, target: voting.value.target }] : [];
  });
}

function childrenIn(view: StateView): Rows {
  const [parents, children] = [readState(bounties, view).bountyCount, readState(childBounties, view)];
  const all = upTo(parents.get()).flatMap((bounty) =>
    upTo(children.childBountyCount.get()).map((index) => ({ bounty, index })),
  );
  const found = children.childBounties.getMany(all.map(({ bounty, index }) => [bounty, index]));
  return all.filter((_, at) => found[at] !== undefined);
}

/** The tally with which a referendum came into the block that counted it. */
const tallyBefore = (ledger: Ledger, index: number, endedAt: number) =>
  readAt(ledger, endedAt - 1, (view) => {
    const info = readState(democracy, view).referendumInfoOf.get(index);
    const { ayes, nays, turnout } =
      info?.type === "Ongoing" ? info.value.tally : { ayes: -1n, nays: -1n, turnout: -1n };
    return { index, ayes: String(ayes), nays: String(nays), turnout: String(turnout) };
  });

async function openTips(ledger: Ledger): Promise<Rows> {
  const state = await ledger.stateAt(ledger.finalized.hash);
  const prefix = itemPrefix(tips.name, "Tips");
  const keys = (await state?.keys(prefix, undefined, 10_000)) ?? [];
  return keys.map((key) => ({ hash: `0x${key.slice(-64)}` }));
}
