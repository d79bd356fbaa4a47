import { developmentRoot, encodeQuote, issueCertificate, reportData, signQuote } from "@pha/attestation";
import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, sha256 } from "@pha/crypto";
import { keypairFromSeed } from "@pha/crypto/node";
import { type AnyPallet, type ArgsOf, type Call, makeCall, type Origin, originOf } from "@pha/frame";
import { signBare } from "../extrinsic/bare.ts";
import { attestation, type Policy, type Role } from "../pallets/attestation/spec.ts";
import type { TestLedger } from "./ledger.ts";
import { accountOf, type Person } from "./people.ts";

/** Programs that tests allow at genesis. */
export const programs: Policy["measurements"] = [
  { role: { type: "Gatekeeper" }, measurement: `0x${"aa".repeat(48)}`, name: "gatekeeper", version: "1" },
  { role: { type: "Miner" }, measurement: `0x${"bb".repeat(48)}`, name: "miner", version: "1" },
];

const seedOf = (text: string) => sha256(utf8(text));

/** What a test's registration has otherwise. */
export interface RegistrationOptions {
  readonly measurement?: Hex;
  readonly number?: number;
  /** A quote of other hardware, over this report data. */
  readonly quote?: (reportData: Hex) => Uint8Array;
}

/** An emulated enclave for tests: identity, one session, a sequence number. */
export class TestEnclave {
  readonly identity: Hex;
  sequence = 0n;
  session: Keypair;
  readonly name: string;
  private readonly role: Role["type"];
  private sessions = 0;

  constructor(name: string, role: Role["type"]) {
    this.name = name;
    this.role = role;
    this.identity = toHex(seedOf(`identity ${name}`));
    this.session = this.startSession();
  }

  /** Makes a new session, as at every start. */
  startSession(): Keypair {
    this.session = keypairFromSeed(seedOf(`session ${this.name} ${this.sessions++}`), "ed25519");
    this.sequence = 0n;
    return this.session;
  }

  /** Origin of its session's calls: `ledger.run(enclave, call)`. */
  get origin(): Origin {
    return originOf(attestation, "Enclave", { identity: this.identity, session: this.session.publicKey });
  }

  /** Registers the current session. */
  register(ledger: TestLedger, operator: Person): void {
    ledger.run(operator, this.registration(ledger, operator));
  }

  /** The call with which an operator does so. */
  registration(ledger: TestLedger, operator: Person, overrides: RegistrationOptions = {}): Call {
    const { measurement = programs.find(({ role }) => role.type === this.role)?.measurement as Hex } = overrides;
    const { number = ledger.head.number } = overrides;
    const keys = { signKey: this.session.publicKey, hpkeKey: toHex(seedOf(`hpke ${this.name}`)) };
    const data = reportData({
      genesis: ledger.genesisHash,
      role: this.role === "Miner" ? "miner" : "gatekeeper",
      identity: this.identity,
      ...keys,
      operator: accountOf(operator),
      number,
      hash: ledger.hashOf(number),
    });
    const { timeMs, number: open } = ledger.now;
    const quote = overrides.quote?.(data) ?? this.quote(measurement, data, (timeMs / BigInt(open)) * BigInt(number));
    const role = { type: this.role };
    return makeCall(attestation, "register_worker", { role, identity: this.identity, session: keys, number, quote });
  }

  private quote(measurement: Hex, data: Hex, issuedAtMs: bigint): Uint8Array {
    const seed = seedOf(`platform ${this.name}`);
    const certificate = issueCertificate(developmentRoot(), seed);
    return encodeQuote(signQuote({ certificate, seed, measurement, reportData: fromHex(data), issuedAtMs }));
  }

  /** Key of its emulated platform: the platform's name on the ledger. */
  get platform(): Hex {
    return issueCertificate(developmentRoot(), seedOf(`platform ${this.name}`)).publicKey;
  }

  /** A bare extrinsic with the next sequence number, or the one given. */
  bare<P extends AnyPallet, N extends keyof P["calls"] & string>(
    ledger: TestLedger,
    pallet: P,
    name: N,
    args: Omit<ArgsOf<P, N>, "session" | "sequence" | "signature">,
    sequence = this.sequence++,
  ): Uint8Array {
    const { session } = this;
    const signer = {
      genesisHash: ledger.genesisHash,
      session: session.publicKey,
      sign: (message: Uint8Array) => session.sign(message),
    };
    return signBare(signer, pallet, name, args, sequence);
  }
}
