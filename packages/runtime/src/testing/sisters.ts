import { fromHex, type Hex, toHex } from "@pha/codec";
import { keccak256, storedProof } from "@pha/crypto";
import { readState, root } from "@pha/frame";
import { type Certificate, type Header, ledgerLane, validatorSetHash } from "@pha/light-client";
import { certify } from "@pha/light-client/testing";
import { developmentValidators } from "../chain-spec/development.ts";
import { assetsPallet } from "../pallets/assets/pallet.ts";
import { resourceOf } from "../pallets/assets-registry/frozen.ts";
import { assetsRegistryPallet } from "../pallets/assets-registry/pallet.ts";
import { assetsRegistry, khalaChain, phalaChain, type Terms } from "../pallets/assets-registry/spec.ts";
import { existentialDeposit, PHA } from "../pallets/balances/account-data.ts";
import { foreignFinalityPallet } from "../pallets/foreign-finality/pallet.ts";
import { foreignFinality } from "../pallets/foreign-finality/spec.ts";
import { lanesPallet } from "../pallets/lanes/pallet.ts";
import { lanes } from "../pallets/lanes/spec.ts";
import { messages } from "../pallets/messages/spec.ts";
import { validators } from "../pallets/validators/spec.ts";
import { xTransferPallet } from "../pallets/x-transfer/pallet.ts";
import { xTransfer } from "../pallets/x-transfer/spec.ts";
import { locationOf, parachain } from "../xcm/location.ts";
import { callsOf } from "./calls.ts";
import { accountOf, type TestLedger, testPallet } from "./index.ts";

/** The development validators' secrets, by their addresses. */
const secrets = new Map(developmentValidators.map(({ secret, public: address }) => [address, fromHex(secret)]));

/** The set that certifies the block after a ledger's newest closed one. */
export const setOf = (ledger: TestLedger) => readState(validators, ledger.view).set.get();

/** A block's certificate by these of a ledger's validators: real signatures by the development keys. */
export function certificateBy(
  ledger: TestLedger,
  signers: readonly number[] = [0, 1, 2],
  header: Header = ledger.head,
  set = setOf(ledger),
): Certificate {
  const own = signers.map((i) => [i, secrets.get(set.addresses[i] as Hex) as Uint8Array] as const);
  return certify(ledger.genesisHash, set, header, new Map(own));
}

/** Lets a ledger follow another one's finality from its newest block on, with these recovery accounts. */
export const following = (other: TestLedger, accounts: readonly Hex[], threshold: number) => {
  const { id, addresses } = setOf(other);
  const { number } = other.head;
  const { follow } = callsOf(foreignFinality);
  return follow({
    ...{ genesis: other.genesisHash, set: { id, addresses }, number, timeMs: other.now.timeMs - 1n },
    recovery: { accounts, threshold },
  });
};

/** Closes a block of a ledger and gives the call that brings its commitment elsewhere. */
export function commitment(ledger: TestLedger, signers?: readonly number[]) {
  const set = setOf(ledger);
  ledger.runTo(ledger.now.number + 1);
  const certificate = certificateBy(ledger, signers, ledger.head, set);
  const { id, addresses } = setOf(ledger);
  const isSame = certificate.nextSetHash === validatorSetHash(set);
  const nextSet = isSame ? undefined : { id, addresses };
  return callsOf(foreignFinality).accept({ genesis: ledger.genesisHash, certificate, nextSet });
}

/** A message that left a ledger, and its proof under the newest closed block's root. */
export function provenMessage(ledger: TestLedger, place: number) {
  const { messages: all, nodes } = ledger.of(lanes);
  const { count } = ledger.of(messages).outbound.get();
  const message = all.get(place) as Uint8Array;
  const at = (height: number, position: number) => fromHex(nodes.get(height, position) as Hex);
  const siblings = storedProof(place, count, at, keccak256).map(toHex);
  return { message, proof: { number: ledger.head.number, count, place, siblings } };
}

const hour = 3_600_000n;
const open = callsOf(lanes).open;
const { register, enable } = callsOf(assetsRegistry);
const text = (word: string) => new TextEncoder().encode(word);

/** Two networks of the same code, each of which believes the other; a block is ten minutes. */
export interface Sisters {
  readonly phala: TestLedger;
  readonly khala: TestLedger;
  /** Between them. */
  readonly lane: Hex;
  /** Phala's token, and Khala's, each at home on its own network and asset 1 on the other. */
  readonly pha: Hex;
  readonly kpha: Hex;
}

const pallets = [assetsPallet, assetsRegistryPallet, foreignFinalityPallet, lanesPallet, xTransferPallet];

/** What passes between sisters, unless a test says otherwise: more than any test sends, for a hundredth of a token. */
export const usualTerms: Terms = { fee: PHA / 100n, capIn: 10n ** 19n, capOut: 10n ** 19n, delayAbove: 10n ** 19n };

/** Sisters whose messages are good for an hour. */
export function startSisters(terms: Terms = usualTerms): Sisters {
  const start = (chain: number) => testPallet(pallets, { genesis: { assetsRegistry: { chain } }, blockMs: hour / 6n });
  const [phala, khala] = [start(phalaChain), start(khalaChain)];
  for (const ledger of [phala, khala]) ledger.runTo(2);
  const lane = ledgerLane(phala.genesisHash, khala.genesisHash);
  const tokenOf = (chain: number) => resourceOf(locationOf(1, parachain(chain)));
  const [pha, kpha] = [tokenOf(phalaChain), tokenOf(khalaChain)];
  const described = { name: text("a token"), symbol: text("T"), decimals: 12, least: existentialDeposit };
  const meet = (ledger: TestLedger, other: TestLedger, chain: number) => {
    const guardian = accountOf("Gerda");
    ledger.run(root, callsOf(foreignFinality).set_guardian({ guardian }));
    ledger.run(root, following(other, [accountOf("Rita")], 1));
    const peer = { type: "Ledger", value: { genesis: other.genesisHash, chain } } as const;
    ledger.run(root, open({ peer, lifetimeMs: hour }));
    const own = chain === khalaChain ? phalaChain : khalaChain;
    for (const at of [phalaChain, khalaChain]) {
      const location = locationOf(1, parachain(at));
      const [asset, upstream] = at === own ? [undefined, undefined] : [1, lane];
      ledger.run(root, register({ ...described, location, asset, upstream }));
      ledger.run(root, enable({ resource: resourceOf(location), lane, naming: { type: "Own" }, terms }));
    }
  };
  meet(phala, khala, khalaChain);
  meet(khala, phala, phalaChain);
  return { phala, khala, lane, pha, kpha };
}

/** Brings a ledger's newest block's commitment to another, whose clock is no longer behind. */
export function bringCommitment(from: TestLedger, to: TestLedger): void {
  to.runTo({ timeMs: from.now.timeMs });
  to.run("Rex", commitment(from));
}

/** A call with what proves a message that left a ledger: one of its newest commitment. */
export const delivery = (from: TestLedger, place: number, reward = "Rex") =>
  callsOf(xTransfer).deliver({ ...provenMessage(from, place), reward: accountOf(reward) });
