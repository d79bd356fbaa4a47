import { type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { PHA } from "../../pallets/balances/account-data.ts";
import { drawRound } from "../../pallets/computation/rounds.ts";
import { computation } from "../../pallets/computation/spec.ts";
import { stakePools } from "../../pallets/stake-pools/spec.ts";
import { Farm, heartbeat, start, stop, workFor } from "../farm.ts";
import { type Caller, callsOf, originOf, type TestEnclave } from "../index.ts";

const pools = callsOf(stakePools);
const nameOf = (text: string): Hex => toHex(blake2b256(utf8(text)));

/** How many there are beside those that a call is about. */
export interface Size {
  readonly workers: number;
  readonly delegators: number;
}

/** Something of which the time is taken, in a block that is thrown away. */
export interface Work {
  readonly name: string;
  /** Of how many things that is one time. */
  readonly units: number;
  readonly run: () => void;
}

/** A pool with so many delegators, and a network of so many workers, made directly in the state. */
export function workAmong({ workers, delegators }: Size): Work[] {
  const farm = new Farm(["a", "b"], { perRound: 20 });
  const { ledger } = farm;
  const [first, second] = farm.miners as [TestEnclave, TestEnclave];
  farm.measure();
  farm.start(first);
  ledger.setBalances({ Zoe: 1_000_000n * PHA });
  ledger.run("Zoe", pools.contribute({ pool: 0, amount: 100n * PHA }));
  crowd(farm, first, { workers, delegators });
  farm.pass(5);
  const { sessions } = ledger.of(computation);
  sessions.put(first.identity, { ...farm.sessionOf(first), due: farm.round });
  farm.pass(1);
  const call = (name: string, caller: Caller, it: Call): Work => ({
    name,
    units: 1,
    run() {
      const outcome = ledger.beside().execution.dispatch(it, originOf(caller));
      if (!outcome.ok) throw outcome.cause;
    },
  });
  const drawn = () => {
    const { execution } = ledger.beside();
    const round = farm.round + 1n;
    execution.transaction(() => drawRound(execution.env, round, nameOf("round")));
    return execution.of(computation).state.due.get(round)?.length ?? 0;
  };
  const answer = { round: farm.round, iterations: workFor(1_000, 10), queries: 0n, gas: 0n };
  return [
    call("Computation.heartbeat", first, heartbeat(answer)),
    call("Computation.start", "Alice", start({ worker: second.identity, stake: 4_000n * PHA })),
    call("Computation.stop", "Alice", stop({ worker: first.identity })),
    call("StakePools.contribute", "Zoe", pools.contribute({ pool: 0, amount: 10n * PHA })),
    call("StakePools.withdraw", "Zoe", pools.withdraw({ pool: 0, shares: 10n * PHA })),
    { name: "drawing one worker", units: drawn(), run: drawn },
    { name: "a block without calls", units: 1, run: () => void ledger.beside().finish() },
  ];
}

function crowd({ ledger, ...farm }: Farm, like: TestEnclave, { workers, delegators }: Size): void {
  const { sessions, online, onlineCount } = ledger.of(computation);
  const session = sessions.get(like.identity);
  if (!session) throw new Error(`${farm.round}: no session`);
  for (let i = 1; i <= workers; i++) {
    const name = nameOf(`worker ${i}`);
    online.put(i, name);
    sessions.put(name, { ...session, position: i });
  }
  onlineCount.put(workers + 1);
  const { delegations, delegatedTo, pools: all } = ledger.of(stakePools);
  for (let i = 0; i < delegators; i++) {
    const who = nameOf(`delegator ${i}`);
    delegations.put(who, 0, { shares: PHA, request: undefined, contributed: PHA, withdrawn: 0n });
    delegatedTo.put(who, [0]);
  }
  const pool = all.get(0);
  if (!pool) throw new Error("no pool");
  const more = BigInt(delegators) * PHA;
  const [shares, value, free] = [pool.shares + more, pool.value + more, pool.free + more];
  all.put(0, { ...pool, shares, value, free });
}
