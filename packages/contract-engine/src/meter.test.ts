import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { defaultLimits } from "./limits.ts";
import { Meter } from "./meter.ts";

/** A machine that counts, and runs nothing. */
function setup() {
  const machine = {
    gas: 100,
    halted: false,
    spend(gas: number) {
      machine.gas -= gas;
    },
    halt() {
      machine.halted = true;
    },
  };
  const meter = new Meter(machine as unknown as ConstructorParameters<typeof Meter>[0], { ...defaultLimits, gas: 100 });
  return { machine, meter };
}

describe("a meter", () => {
  it("takes gas to the last unit, and no more", () => {
    const { meter } = setup();
    meter.charge(40);
    expect(meter.gas).toBe(40);
    meter.charge(60);
    expect(() => meter.charge(1)).toThrow(expect.toSatisfy(errors.GasExhausted.is));
    expect(meter.gas).toBe(100);
  });

  it.each([-1, Number.NaN, Number.NEGATIVE_INFINITY])("takes no amount of %s", (gas) => {
    const { machine, meter } = setup();
    expect(() => meter.charge(gas)).toThrow(expect.toSatisfy(errors.BadRequest.is));
    expect(machine.gas).toBe(100);
  });

  it("halts the guest, and keeps the first failure", () => {
    const { machine, meter } = setup();
    const first = errors.StateFull();
    meter.fail(first);
    meter.fail(errors.BadRequest());
    expect([meter.failure, machine.halted]).toEqual([first, true]);
  });
});
