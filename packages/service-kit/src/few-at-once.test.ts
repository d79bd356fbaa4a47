import { serviceErrors } from "@pha/api";
import { expect, it } from "vitest";
import { FewAtOnce, FewOfEach } from "./few-at-once.ts";

it("does so much at a time, the rest in order, and refuses what may not wait", async () => {
  const few = new FewAtOnce({ atOnce: 2, mayWait: 2 });
  const begun: number[] = [];
  const works = [0, 1, 2, 3].map((number) => {
    const end = Promise.withResolvers<number>();
    const work = () => {
      begun.push(number);
      return end.promise;
    };
    return { end, result: few.run(work) };
  });
  await expect(few.run(async () => begun.push(4))).rejects.toEqual(serviceErrors.Overloaded({ retryAfterSeconds: 1 }));
  expect(begun).toEqual([0, 1]);
  works[1]?.end.reject(new Error("one fails"));
  await expect(works[1]?.result).rejects.toThrow("one fails");
  expect(begun).toEqual([0, 1, 2]);
  for (const number of [0, 2, 3]) works[number]?.end.resolve(number);
  expect(await Promise.all([0, 2, 3].map((number) => works[number]?.result))).toEqual([0, 2, 3]);
  expect(few.isIdle).toBe(true);
});

it("lets one who has too much to do wait alone", async () => {
  const few = new FewOfEach({ atOnce: 1, mayWait: 0 });
  const end = Promise.withResolvers<string>();
  const first = few.run("a", () => end.promise);
  await expect(few.run("a", async () => "more")).rejects.toSatisfy(serviceErrors.Overloaded.is);
  expect(await few.run("b", async () => "at once")).toBe("at once");
  end.resolve("late");
  expect(await first).toBe("late");
  expect(await few.run("a", async () => "again")).toBe("again");
});
