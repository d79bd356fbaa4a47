import { type Hex, toHex, toJson } from "../../packages/codec/src/index.ts";
import { keccak256, listProof } from "../../packages/crypto/src/index.ts";
import { signEcdsa } from "../../packages/crypto/src/node/index.ts";
import {
  type AnnouncedSet,
  appendOutbound,
  type BridgeBody,
  type BridgeMessage,
  bridgeMessageId,
  Certificate,
  type Commitment,
  commitmentDigest,
  emptyOutbound,
  encodeBridgeMessage,
  evmChain,
  gatewayLane,
  ledgerLane,
  makeCertificate,
  noContract,
  noDeadline,
  outboundRoot,
  paddedAddress,
} from "../../packages/light-client/src/index.ts";
import { makeSet, secretOf } from "../../packages/light-client/src/testing.ts";
import { validatorSetHash } from "../../packages/light-client/src/validator-set.ts";
import type { Page } from "../generate.ts";

const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
const [phala, khala] = [word(0xaa), word(0xbb)];
const address = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(20)}`;
const place = { chainId: 31_337n, gateway: address(0xee), deploymentBlock: word(0xdd) };
const toGateway = gatewayLane(phala, place);
const toKhala = ledgerLane(phala, khala);
const bytesOf = (text: string) => new TextEncoder().encode(text);

const toEvm = (nonce: bigint, body: BridgeBody, deadlineMs = 1_800_000_000_000n): BridgeMessage => ({
  ...{ source: phala, destination: evmChain(place.chainId), contract: paddedAddress(place.gateway) },
  ...{ lane: toGateway, nonce, deadlineMs, body },
});
const between = (nonce: bigint, body: BridgeBody): BridgeMessage => ({
  ...{ source: phala, destination: khala, contract: noContract, lane: toKhala, nonce },
  ...{ deadlineMs: 1_800_000_000_001n, body },
});

const parties = { sender: word(1), recipient: paddedAddress(address(0x22)) };
const money = { asset: word(3), amount: 10n ** 12n, fee: 10n ** 9n, onward: new Uint8Array() };
const gas = { gasLimit: 200_000n, payload: bytesOf("ping") };
const messages: readonly BridgeMessage[] = [
  toEvm(1n, { type: "Transfer", value: { ...money, ...parties } }),
  between(1n, {
    type: "Transfer",
    value: { ...money, amount: (1n << 128n) - 1n, ...parties, recipient: word(4), onward: Uint8Array.of(0, 1, 2) },
  }),
  toEvm(2n, { type: "TransferNft", value: { collection: word(5), item: word(6), ...parties, uri: bytesOf("ar://x") } }),
  toEvm((1n << 64n) - 1n, { type: "ContractMessage", value: { ...parties, ...gas } }),
  toEvm(3n, { type: "Control", value: { command: 255, parameters: bytesOf("p") } }, noDeadline),
  toEvm(4n, { type: "Refund", value: { message: word(7), reward: parties.recipient } }, noDeadline),
];
const raws = messages.map(encodeBridgeMessage);
const good = raws[0] as Uint8Array;
const at = (offset: number, byte: number) => good.map((own, i) => (i === offset ? byte : own));
const spoiled = [
  ["another version", at(0, 2)],
  ["an unknown kind", at(1, 5)],
  ["no byte", new Uint8Array()],
  ["a byte too few", good.slice(0, -1)],
  ["a byte too many", Uint8Array.of(...good, 0)],
  ["a length beyond the end", at(good.length - 1, 1)],
] as const;

/** Roots of the first 0, 1, 2, … messages; each message's proof under every later root; and proofs of nothing. */
function list() {
  const counts = [...Array(raws.length + 1).keys()];
  const roots = counts.map((count) => outboundRoot(raws.slice(0, count).reduce(appendOutbound, emptyOutbound)));
  const proofs = counts.flatMap((count) =>
    raws.slice(0, count).map((message, index) => ({
      ...{ count, index, message: toHex(message) },
      siblings: listProof(raws.slice(0, count), index, keccak256).map(toHex),
    })),
  );
  const last = proofs.at(-1) as (typeof proofs)[number];
  const longer = { ...last, siblings: [...last.siblings, noContract] };
  const refused = [
    { why: "another count", ...last, count: last.count + 1 },
    { why: "another place", ...last, index: last.index - 1 },
    { why: "a place behind the end", ...last, index: last.count },
    { why: "another message", ...last, message: toHex(good) },
    { why: "a sibling too many", ...longer },
    { why: "a sibling too few", ...last, siblings: last.siblings.slice(1) },
  ];
  return { roots, proofs, refused };
}

const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const order = 2n * halfOrder + 1n;

/** The other signature of the same key over the same digest: its s is above half the order. */
function highS(signature: Hex): Hex {
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("00") ? "01" : "00";
  return `${signature.slice(0, 66)}${(order - s).toString(16).padStart(64, "0")}${v}` as Hex;
}

const members = [0, 1, 2, 3];
const set: AnnouncedSet = makeSet(5n, members);
const next: AnnouncedSet = makeSet(6n, [4, 5, 6, 7, 8]);
const known = { number: 100, timeMs: 1_700_000_000_000n };
const nowMs = known.timeMs + 60_000n;
const commitment: Commitment = {
  ...{ number: 101, round: 0, blockHash: word(0x10), stateRoot: word(0x11), timeMs: known.timeMs + 6_000n },
  ...{ outboundRoot: list().roots.at(-1) as Hex, setId: set.id, nextSetHash: validatorSetHash(set) },
};

interface Case {
  readonly name: string;
  /** Code of the refusal; none: accepted. */
  readonly refused?: string;
  readonly genesis?: Hex;
  readonly over?: Partial<Commitment>;
  readonly signers?: readonly number[];
  readonly by?: AnnouncedSet;
  readonly secrets?: readonly number[];
  readonly nextSet?: AnnouncedSet;
  readonly nowMs?: bigint;
  change?(certificate: Certificate): Certificate;
}

const day = 86_400_000n;
const withSignatures = (change: (signatures: readonly Hex[]) => readonly Hex[]) => (certificate: Certificate) => ({
  ...certificate,
  signatures: change(certificate.signatures),
});
const cases: readonly Case[] = [
  { name: "a quorum" },
  { name: "everybody", signers: members },
  { name: "heights that are skipped", over: { number: 5_000 } },
  { name: "five minutes ahead", over: { timeMs: nowMs + 300_000n } },
  { name: "the oldest known that counts", nowMs: known.timeMs + 14n * day },
  { name: "another set from the next block on", over: { nextSetHash: validatorSetHash(next) }, nextSet: next },
  { name: "too few", signers: [0, 1], refused: "ShortQuorum" },
  { name: "another genesis", genesis: khala, refused: "BadSignature" },
  { name: "the next set's word", by: next, over: { setId: next.id }, signers: members, refused: "UnknownSet" },
  { name: "strangers in the set's place", secrets: [10, 11, 12, 13], refused: "BadSignature" },
  { name: "the known height", over: { number: 100 }, refused: "NotNewer" },
  { name: "the known time", over: { timeMs: known.timeMs }, refused: "NotNewer" },
  { name: "more than five minutes ahead", over: { timeMs: nowMs + 300_001n }, refused: "FromTheFuture" },
  { name: "nothing heard for too long", nowMs: known.timeMs + 14n * day + 1n, refused: "Stale" },
  { name: "a zero root", over: { outboundRoot: noContract }, refused: "ZeroRoot" },
  { name: "a next set that is not told", over: { nextSetHash: validatorSetHash(next) }, refused: "BadSetChange" },
  { name: "a next set of another hash", nextSet: next, refused: "BadSetChange" },
  {
    name: "a next set that skips one",
    ...{ over: { nextSetHash: validatorSetHash({ ...next, id: 7n }) }, nextSet: { ...next, id: 7n } },
    refused: "BadSetChange",
  },
  {
    name: "a next set without anybody",
    ...{ over: { nextSetHash: validatorSetHash({ id: 6n, addresses: [] }) }, nextSet: { id: 6n, addresses: [] } },
    refused: "BadValidatorSet",
  },
  {
    name: "one signature given twice",
    change: withSignatures(([a, b]) => [a, a, b] as Hex[]),
    refused: "BadSignature",
  },
  {
    name: "signatures in another order",
    change: withSignatures((all) => all.toReversed()),
    refused: "BadSignature",
  },
  { name: "a high s", change: withSignatures(([a, ...rest]) => [highS(a as Hex), ...rest]), refused: "BadSignature" },
  {
    name: "a signature of zeros",
    change: withSignatures(([, ...rest]) => [`0x${"00".repeat(65)}`, ...rest]),
    refused: "BadSignature",
  },
  {
    name: "a field that was not signed",
    change: (certificate) => ({ ...certificate, outboundRoot: word(0x66) }),
    refused: "BadSignature",
  },
  {
    name: "more bits than signatures",
    change: (certificate) => ({ ...certificate, signers: Uint8Array.of(15) }),
    refused: "BadSigners",
  },
  {
    name: "a bit beyond the set",
    change: (certificate) => ({ ...certificate, signers: Uint8Array.of(0b10011) }),
    refused: "BadSigners",
  },
];

const setJson = ({ id, addresses }: AnnouncedSet) => ({
  ...{ id: id.toString(), addresses, hash: validatorSetHash({ id, addresses }) },
});

function certificateCase({ change = (same) => same, signers = [0, 2, 3], ...given }: Case) {
  const signed = { ...commitment, ...given.over };
  const digest = commitmentDigest(given.genesis ?? phala, signed);
  const secrets = given.secrets ?? members;
  const signatures = new Map(signers.map((i) => [i, signEcdsa(secretOf(secrets[i] as number), digest)]));
  const certificate = change(makeCertificate(signed, given.by ?? set, signatures));
  return {
    ...{ name: given.name, refused: given.refused ?? null, nowMs: (given.nowMs ?? nowMs).toString() },
    digest: toHex(commitmentDigest(phala, certificate)),
    certificate: toJson(Certificate, certificate),
    nextSet: given.nextSet ? setJson(given.nextSet) : null,
  };
}

const messageJson = (message: BridgeMessage, i: number) => {
  const { body, nonce, deadlineMs, ...envelope } = message;
  const value = Object.entries(body.value).map(([name, field]) => [
    name,
    field instanceof Uint8Array ? toHex(field) : String(field),
  ]);
  return {
    ...{ kind: body.type, ...envelope, nonce: String(nonce), deadlineMs: String(deadlineMs) },
    body: Object.fromEntries(value),
    ...{ bytes: toHex(raws[i] as Uint8Array), id: bridgeMessageId(raws[i] as Uint8Array) },
  };
};

/** `vectors/bridge.json` of the light client: what TypeScript and Solidity replay. */
export function bridgeVectorPages(): Page[] {
  const vectors = {
    about: "Generated by npm run generate. Layouts: light-client/src/bridge. Replayed in TypeScript and in Solidity.",
    lanes: {
      gateway: { genesis: phala, ...place, chainId: String(place.chainId), lane: toGateway },
      ledgers: { one: phala, other: khala, lane: toKhala },
    },
    messages: messages.map(messageJson),
    badMessages: spoiled.map(([why, bytes]) => ({ why, bytes: toHex(bytes) })),
    list: list(),
    certificates: {
      genesis: phala,
      set: setJson(set),
      known: { number: known.number, timeMs: String(known.timeMs) },
      cases: cases.map(certificateCase),
    },
  };
  return [{ path: "packages/light-client/vectors/bridge.json", text: `${JSON.stringify(vectors, undefined, 1)}\n` }];
}
