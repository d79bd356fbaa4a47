import { KEY_DST } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { TestEnclave } from "../../testing/index.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { beacon } from "./spec.ts";
import { interval, refusal, run, type Setup, setup } from "./testing.ts";

/** A round that is due, with one member's part: one more is needed. */
function lackingOne(): Setup {
  const made = setup();
  made.ledger.runTo(interval);
  run(made, 0, made.part(0, 1n));
  return made;
}

const hasNone = ({ ledger }: Setup) => expect(ledger.of(beacon).last.get()).toBeUndefined();

attack(
  "complete a round of the beacon with fewer members than it takes",
  async ({ refused, held }) => {
    const code = (made: Setup, member: number, call: Parameters<typeof run>[2]) => ({
      code: refusal(made, member, call),
    });
    const again = lackingOne();
    await refused("Beacon.AlreadySpoken", () => code(again, 0, again.part(0, 1n)));
    const stranger = new TestEnclave("stranger", "Gatekeeper");
    stranger.register(again.ledger, "Bob");
    await refused("Beacon.NotMember", () => ({ code: again.ledger.refusal(stranger, again.part(1, 1n)) }));
    await refused("Beacon.NotDue", () => code(again, 1, again.part(1, 2n)));
    hasNone(again);

    const bad: readonly ((made: Setup) => Parameters<typeof run>[2])[] = [
      (made) => made.part(0, 1n), // another member's, as one's own
      (made) => made.part(1, 1n, made, KEY_DST), // signed as a key
      (made) => made.part(1, 1n, setup()), // of a share of one's own making
    ];
    for (const make of bad)
      await held("a part counts under its member's public share alone", () => {
        const made = lackingOne();
        run(made, 1, make(made));
        hasNone(made);
        expect(made.ledger.events(beacon)).toMatchObject([{ type: "BadPart" }]);
      });

    await held("parts of an older sharing are forgotten", () => {
      const made = lackingOne();
      const shared = made.share(1);
      run(made, 1, made.part(1, 1n, shared));
      hasNone(made);
      expect(made.ledger.of(gatekeepers).sharing.get()?.round).toBe(1);
    });
  },
  90_000,
);
