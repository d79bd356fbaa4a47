import { type Hex, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { clustersPallet } from "./pallet.ts";
import { type Cluster, clusters, maxMembers } from "./spec.ts";

const { create, apply, admit, remove, withdraw } = callsOf(clusters);

interface Place {
  readonly cluster: number;
  readonly identity: Hex;
}

/** Cluster 1, which is Alice's, and miners of Bob. */
function setup(...names: string[]) {
  const ledger = testPallet([clustersPallet]);
  ledger.run("Alice", create({ minMembers: 1 }));
  const of = names.map((name): Place => {
    const miner = new TestEnclave(name, "Miner");
    miner.register(ledger, "Bob");
    return { cluster: 1, identity: miner.identity };
  });
  return { ledger, of, cluster: () => ledger.of(clusters).clusters.get(1) };
}

describe("a cluster", () => {
  it("asks for 1 to 64 members", () => {
    const { ledger } = setup();
    for (const minMembers of [1, maxMembers]) ledger.run("Alice", create({ minMembers }));
    for (const minMembers of [0, maxMembers + 1])
      expect(ledger.refusal("Alice", create({ minMembers }))).toBe("Clusters.BadMinimum");
  });

  it("has room for 64, those who applied among them", () => {
    const { ledger, of, cluster } = setup("last", "late");
    const [last, late] = of as [Place, Place];
    const others = Array.from({ length: maxMembers - 1 }, (_, i) => toHex(sha256(Uint8Array.of(i))));
    ledger.of(clusters).clusters.put(1, {
      ...(cluster() as Cluster),
      members: others.slice(3),
      applicants: others.slice(0, 3),
    });
    ledger.run("Bob", apply(last));
    expect(ledger.refusal("Bob", apply(late))).toBe("Clusters.Full");
  });

  it("is left by whom its owner removes, member or applicant, and by nobody else", () => {
    const { ledger, of, cluster } = setup("member", "applicant", "other");
    const [member, applicant, other] = of as [Place, Place, Place];
    for (const one of of) ledger.run("Bob", apply(one));
    ledger.run("Alice", admit(member));
    expect(ledger.refusal("Bob", remove(applicant))).toBe("Clusters.NotOwner");
    expect(ledger.refusal(root, remove(applicant))).toBe("frame.BadOrigin");
    ledger.run("Alice", remove(applicant));
    expect(cluster()).toMatchObject({ members: [member.identity], applicants: [other.identity] });
    ledger.run("Alice", remove(member));
    expect(cluster()).toMatchObject({ members: [], applicants: [other.identity] });
    expect(ledger.refusal("Alice", admit(applicant))).toBe("Clusters.NotApplied");
  });

  it("takes no miner twice, whether it waits or is in", () => {
    const { ledger, of } = setup("one");
    const [one] = of as [Place];
    ledger.run("Bob", apply(one));
    expect(ledger.refusal("Bob", apply(one))).toBe("Clusters.AlreadyThere");
    ledger.run("Alice", admit(one));
    expect(ledger.refusal("Bob", apply(one))).toBe("Clusters.AlreadyThere");
    expect(ledger.refusal("Alice", admit(one))).toBe("Clusters.NotApplied");
  });

  it("is not filled by those who wait elsewhere: a miner waits at one, until it is in, removed, or withdrawn", () => {
    const { ledger, of } = setup("one");
    const [one] = of as [Place];
    ledger.run("Alice", create({ minMembers: 1 }));
    const there = { ...one, cluster: 2 };
    const waiting = () => ledger.of(clusters).waiting.get(one.identity);
    ledger.run("Bob", apply(one));
    const here = expect.objectContaining({ code: "Clusters.Waiting", data: { cluster: 1 } });
    expect(() => ledger.run("Bob", apply(there))).toThrow(here);
    expect(ledger.refusal("Alice", withdraw(one))).toBe("Clusters.NotMiner");
    expect(ledger.refusal("Bob", withdraw(there))).toBe("Clusters.NotApplied");
    ledger.run("Bob", withdraw(one));
    expect(waiting()).toBeUndefined();
    ledger.run("Bob", apply(there));
    ledger.run("Alice", remove(there));
    expect(waiting()).toBeUndefined();
    ledger.run("Bob", apply(one));
    expect(waiting()).toBe(1);
    ledger.run("Alice", admit(one));
    expect(waiting()).toBeUndefined();
    ledger.run("Bob", apply(there));
    expect(ledger.refusal("Bob", withdraw(one))).toBe("Clusters.NotApplied");
  });
});
