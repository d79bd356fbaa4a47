import { fromHex, toHex } from "@pha/codec";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, pad, purePrimitives, sealAnswer } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node/primitives";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { expect } from "vitest";
import { openAsk, sealAsk } from "./frame.ts";
import { openQuery, sealQuery } from "./query.ts";
import { maxLifetime } from "./request.ts";
import { beginSession, openBeginning, welcome } from "./session.ts";
import { isSigned, sign } from "./testing/answers.ts";
import { alice, bob, call, certified, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";
import { answerTo, granted, openSession } from "./testing/sessions.ts";

const ask = { id: `0x${"1d".repeat(16)}` as const, issued: 1, expiry: 65, call };
const begin = (given: Partial<Parameters<typeof beginSession>[3]> = {}) =>
  beginSession(purePrimitives, contractKey, scope, { issued: 1, ...given });
const open = (sealed: Parameters<typeof openBeginning>[3], at = scope) =>
  openBeginning(purePrimitives, contractKeys.privateKey, at, sealed, new Set());

attack(
  "open a session for another network, contract, code or epoch, or with a query's request",
  async ({ refused }) => {
    for (const [, other] of otherScopes) await refused("channel.Undecipherable", () => open(begin().sealed, other));
    const { sealed } = sealQuery(purePrimitives, contractKey, scope, { issued: 1, call });
    await refused("channel.Undecipherable", () => open(sealed));
    const asked = () => openQuery(purePrimitives, contractKeys.privateKey, scope, begin().sealed, new Set());
    await refused("channel.Undecipherable", asked);
  },
);

attack("open a session as another account", async ({ refused }) => {
  const stolen = certified(bob);
  const claimed = { ...stolen, certificate: { ...stolen.certificate, account: alice.accountId } };
  await refused("channel.CertificateInvalid", () => open(begin({ caller: claimed }).sealed));
  const { certificate } = certified();
  const caller = { certificate, clientSecret: purePrimitives.randomBytes(32) };
  await refused("channel.RequestSignatureInvalid", () => open(begin({ caller }).sealed));
});

attack("agree on a key that everybody knows", async ({ refused }) => {
  const opened = { ...open(begin().sealed), clientKey: toHex(new Uint8Array(32)) };
  await refused("channel.BadRequest", () => welcome(purePrimitives, scope, opened, granted, sign));
});

attack("welcome a client in the place of the worker that it asked, or to something else", async ({ refused, held }) => {
  await refused("channel.AnswerInvalid", () =>
    begin().read(welcome(purePrimitives, scope, open(begin().sealed), granted, sign).answer),
  );
  // Of those who hold the contract's key, one that is no worker can answer, and sign nothing.
  await held("no signature", () => {
    const { sealed, read } = begin();
    const stranger = purePrimitives.randomBytes(32);
    const forged = welcome(purePrimitives, scope, open(sealed), granted, (message) =>
      purePrimitives.ed25519.sign(stranger, message),
    );
    expect(isSigned(read(forged.answer))).toBe(false);
  });
  await refused("channel.AnswerInvalid", () => {
    const { sealed, read } = begin();
    const { exportSecret, enc } = open(sealed);
    const secret = exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
    return read(sealAnswer(purePrimitives, secret, enc, purePrimitives.randomBytes(32), pad(new Uint8Array())));
  });
});

attack("have a client read another welcome behind the first, with a key that it has forgotten", async ({ refused }) => {
  for (const primitives of [purePrimitives, nodePrimitives]) {
    const { sealed, read } = beginSession(primitives, contractKey, scope, { issued: 1 });
    const { answer } = welcome(primitives, scope, open(sealed), granted, sign);
    read(answer);
    await refused("channel.AnswerInvalid", () => read(answer));
  }
});

attack("ask for longer than any request may last, or for a time that is over before it begins", async ({ refused }) => {
  const { client, worker } = openSession();
  for (const expiry of [1 + maxLifetime + 1, 0]) {
    const { frame } = sealAsk(purePrimitives, client, 0, { ...ask, expiry });
    await refused("channel.RequestExpired", () => openAsk(purePrimitives, worker, frame));
  }
});

attack("change, cut, reflect or renumber frames of a session", async ({ refused }) => {
  const { client, worker } = openSession(certified());
  const sealed = sealAsk(purePrimitives, client, 1, ask);
  const { frame: answer } = answerTo(sealed, worker);
  await refused("channel.Undecipherable", () => openAsk(purePrimitives, worker, answer));
  await refused("channel.AnswerInvalid", () => sealed.read(sealed.frame));
  await refused("channel.AnswerInvalid", () => sealAsk(purePrimitives, client, 2, ask).read(answer));
  const spoil = (bytes: Uint8Array, at: number, bit: number, isCut: boolean) =>
    isCut ? bytes.subarray(0, at) : bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
  await fc.assert(
    fc.asyncProperty(fc.nat(1e6), fc.nat(7), fc.boolean(), async (at, bit, isCut) => {
      const { frame } = sealed;
      await refused("channel.AnswerInvalid", () => sealed.read(spoil(answer, at % answer.length, bit, isCut)));
      // Who has a session finds it by the first 16 bytes: what names another one comes to that one.
      const changed = spoil(frame, 16 + (at % (frame.length - 16)), bit, isCut);
      await refused("channel.Undecipherable", () => openAsk(purePrimitives, worker, changed));
    }),
    { numRuns: 60 },
  );
});

attack("take a frame of one session into another, of the same client and contract", async ({ refused }) => {
  const caller = certified();
  const [one, other] = [openSession(caller), openSession(caller)];
  const sealed = sealAsk(purePrimitives, one.client, 0, ask);
  const moved = sealed.frame.slice();
  moved.set(fromHex(other.worker.id));
  await refused("channel.Undecipherable", () => openAsk(purePrimitives, other.worker, moved));
  const own = sealAsk(purePrimitives, other.client, 0, ask);
  await refused("channel.AnswerInvalid", () => own.read(answerTo(sealed, one.worker).frame));
});

attack("show a statement with the evidence of another batch, ask or session", async ({ refused, held }) => {
  const { client, worker } = openSession();
  const earlier = sealAsk(purePrimitives, client, 0, ask);
  const { evidence } = answerTo(earlier, worker);
  const sealed = sealAsk(purePrimitives, client, 1, ask);
  await refused("channel.AnswerInvalid", () => sealed.read(answerTo(sealed, worker, { evidence }).frame));
  const lied = { ...evidence, root: toHex(purePrimitives.randomBytes(32)) };
  await refused("channel.AnswerInvalid", () => earlier.read(answerTo(earlier, worker, { evidence: lied }).frame));
  await held("no signature", () => {
    const forger = (message: Uint8Array) => purePrimitives.ed25519.sign(purePrimitives.randomBytes(32), message);
    const signature = toHex(forger(fromHex(evidence.root)));
    expect(isSigned(earlier.read(answerTo(earlier, worker, { evidence: { ...evidence, signature } }).frame))).toBe(
      false,
    );
  });
});
