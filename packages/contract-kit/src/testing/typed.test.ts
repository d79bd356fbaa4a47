import { expectTypeOf, test } from "vitest";
import { contract } from "../contract.ts";
import { s } from "../schema.ts";
import { type TestContract, testContract } from "./test-contract.ts";

const shop = contract({
  state: {},
  init: { input: s.object({ currency: s.string({ max: 3 }) }), run: () => {} },
  commands: {
    pay: {
      input: s.object({ amount: s.u128(), note: s.optional(s.bytes({ max: 9 })) }),
      output: s.object({ paid: s.u128(), left: s.optional(s.u128()) }),
      run: (_, { amount }) => ({ paid: amount, left: undefined }),
    },
    close: { input: s.nothing(), output: s.nothing(), run: () => null },
  },
  queries: {
    list: { input: s.nothing(), output: s.array(s.u128(), { max: 9 }), run: () => [] },
    find: { input: s.number(), output: s.optional(s.bytes({ max: 9 })), run: () => undefined },
  },
});

const plain = contract({ state: {}, commands: {}, queries: {} });

test("calls of a test are typed by the contract", () => {
  const use = async (tested: TestContract<typeof shop>, untyped: TestContract) => {
    const alice = tested.as("alice");
    expectTypeOf(await alice.command("pay", { amount: 5n })).branded.toEqualTypeOf<{
      readonly paid: string;
      readonly left?: string;
    }>();
    await alice.command("pay", { amount: "5", note: "0x00" });
    await alice.command("pay", { amount: 5n, note: new Uint8Array(1) });
    expectTypeOf(await alice.command("close")).toEqualTypeOf<null>();
    expectTypeOf(await tested.anonymous.query("list")).toEqualTypeOf<readonly string[]>();
    expectTypeOf(await alice.query("find", 1)).toEqualTypeOf<`0x${string}` | null>();
    await tested.init({ currency: "PHA" });
    // @ts-expect-error no such command
    await alice.command("list");
    // @ts-expect-error arguments are needed
    await alice.command("pay");
    // @ts-expect-error of this form
    await alice.command("pay", { amount: 5 });
    // @ts-expect-error the constructor's too
    await tested.init({});
    await testContract<typeof shop>("..", { currency: "PHA" });
    // @ts-expect-error a contract is not started without what its constructor takes
    await testContract<typeof shop>("..");
    await testContract<typeof plain>("..");
    await testContract("..");
    expectTypeOf(await untyped.as("alice").command("anything", 1)).toEqualTypeOf<unknown>();
  };
  expectTypeOf(use).toBeFunction();
});

test("what a contract may pay and tell is typed, and only commands may", () => {
  contract({
    state: {},
    events: { Paid: s.object({ amount: s.u128() }) },
    init: {
      input: s.nothing(),
      run(ctx) {
        // @ts-expect-error a constructor has no effects
        ctx.pay(ctx.caller, 1n);
      },
    },
    settled(ctx, outcomes) {
      expectTypeOf(outcomes[0]?.error).toEqualTypeOf<string | undefined>();
      // @ts-expect-error nor has this
      ctx.emit("Paid", { amount: 1n });
    },
    commands: {
      pay: {
        payable: true,
        input: s.nothing(),
        output: s.u128(),
        run(ctx) {
          expectTypeOf(ctx.emit("Paid", { amount: ctx.value })).toEqualTypeOf<string>();
          // @ts-expect-error no such event
          ctx.emit("Other", {});
          // @ts-expect-error of another form
          ctx.emit("Paid", { amount: 1 });
          // @ts-expect-error amounts are exact
          ctx.pay(ctx.caller, 1);
          return ctx.value;
        },
      },
    },
    queries: {
      // @ts-expect-error queries take no money
      free: { payable: true, input: s.nothing(), output: s.nothing(), run: () => null },
    },
  });
});
