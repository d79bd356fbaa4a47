import { type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import fc from "fast-check";
import { PHA } from "../../pallets/balances/account-data.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { identity } from "../../pallets/identity/spec.ts";
import { multisigAccount } from "../../pallets/multisig/account.ts";
import { multisig } from "../../pallets/multisig/spec.ts";
import { preimage } from "../../pallets/preimage/spec.ts";
import { proxy } from "../../pallets/proxy/spec.ts";
import { vesting } from "../../pallets/vesting/spec.ts";
import { callsOf } from "../calls.ts";
import { accountOf, addressOf } from "../people.ts";
import { type Act, accounts, people } from "./world.ts";

const person = fc.constantFrom(...people);
const units = fc.bigInt(1n, 60n).map((amount) => amount * PHA);

/** Bytes that are noted. */
const notes = ["a", "bb", "ccc"].map((text) => utf8(text.repeat(40)));
export const noted: readonly Hex[] = notes.map((bytes) => toHex(blake2b256(bytes)));
const note = fc.nat(notes.length - 1);

/** The account of all people together, for two of them, and calls of it by their hash. */
export const together = multisigAccount([...accounts].sort(), 2);
export const waiting: readonly Hex[] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`];
const waits = fc.constantFrom(...waiting);
export const othersOf = (who: string) => accounts.filter((each) => each !== accountOf(who)).sort();

const none = { type: "None" } as const;
const nobody = { additional: [], legal: none, web: none, riot: none, email: none, image: none, twitter: none };
const info = (name: string) => ({
  ...nobody,
  pgp_fingerprint: undefined,
  display: { type: `Raw${name.length}`, value: toHex(utf8(name)) } as never,
});

const proxying = callsOf(proxy);
const noting = callsOf(preimage);
const naming = callsOf(identity);
const signing = callsOf(multisig);

/** What accounts do beside governing, by which their money is on hold or locked too. */
export const everydayActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, person, units).map(([who, to, value]) => () => [
    who,
    callsOf(balances).transfer_allow_death({ dest: addressOf(to), value }),
  ]),
  fc.tuple(person, person, units).map(([who, to, locked]) => ({ ledger }) => [
    who,
    callsOf(vesting).vested_transfer({
      target: addressOf(to),
      schedule: { locked, per_block: PHA, starting_block: ledger.now.number },
    }),
  ]),
  person.map((who) => () => [who, callsOf(vesting).vest({})]),
  fc.tuple(fc.oneof(person, fc.constant(root)), note).map(([who, at]) => () => [
    who,
    noting.note_preimage({ bytes: notes[at] as Uint8Array }),
  ]),
  fc.tuple(person, note).map(([who, at]) => () => [who, noting.unnote_preimage({ hash: noted[at] as Hex })]),
  note.map((at) => () => [root, noting.request_preimage({ hash: noted[at] as Hex })]),
  note.map((at) => () => [root, noting.unrequest_preimage({ hash: noted[at] as Hex })]),
  fc.tuple(person, person, fc.nat(2)).map(([who, to, delay]) => () => [
    who,
    proxying.add_proxy({ delegate: addressOf(to), proxy_type: { type: "Any" }, delay }),
  ]),
  person.map((who) => () => [who, proxying.remove_proxies({})]),
  fc.tuple(person, person, waits).map(([who, real, call_hash]) => () => [
    who,
    proxying.announce({ real: addressOf(real), call_hash }),
  ]),
  fc.tuple(person, person, waits).map(([who, delegate, call_hash]) => () => [
    who,
    proxying.reject_announcement({ delegate: addressOf(delegate), call_hash }),
  ]),
  person.map((who) => () => [who, naming.set_identity({ info: info(who) })]),
  person.map((who) => () => [who, naming.set_subs({ subs: [[accountOf(`${who}'s other`), info(who).display]] })]),
  person.map((who) => () => [who, naming.clear_identity({})]),
  fc.tuple(person, waits).map(([who, call_hash]) => ({ ledger }) => [
    who,
    signing.approve_as_multi({
      ...{ threshold: 2, other_signatories: othersOf(who), call_hash },
      maybe_timepoint: ledger.of(multisig).multisigs.get(together, call_hash)?.when,
      max_weight: { ref_time: 1n, proof_size: 1n },
    }),
  ]),
];
