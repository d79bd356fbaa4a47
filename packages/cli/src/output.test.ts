import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Output, printable, table } from "./output.ts";

const hostile = "\u001b[2K\u009b1A\rdone\u202ecba\u2066\u0000\u007f\ud800\u2028\u{e0041}";

/** What an output prints. */
function printed(json: boolean, work: (output: Output) => void): string[] {
  const lines: string[] = [];
  const console = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  work(new Output(console, json));
  return lines;
}

const steers = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("words of contracts and services", () => {
  it("steer no terminal, wherever they are printed", () => {
    for (const json of [false, true]) {
      const lines = printed(json, (output) => {
        output.result({ [hostile]: hostile }, [hostile, ...table([[hostile, "x"]])]);
        output.progress(hostile);
        output.failure({ message: hostile, code: hostile, hint: hostile });
      });
      expect(lines.join("\n")).not.toMatch(steers);
    }
  });

  it("are the same text in JSON", () => {
    const [result, failure] = printed(true, (output) => {
      output.result({ text: hostile }, []);
      output.failure({ message: hostile });
    });
    expect(JSON.parse(result ?? "")).toEqual({ text: hostile });
    expect(JSON.parse(failure ?? "")).toEqual({ error: { message: hostile } });
  });

  it("stay what they are when they are letters", () => {
    const letters = "Grüße 👩‍👩‍👧 नमस्ते سلام 漢字\n\tA";
    expect(printable(letters)).toBe(letters);
  });

  it("begin no row and no line of their own", () => {
    expect(table([["a", "b\n  standing  agreed"]])).toEqual(["a  b standing  agreed"]);
    expect(printed(false, (output) => output.failure({ message: "a\nfinal in block 7" }))).toEqual([
      "error: a\n  final in block 7",
    ]);
  });
});

describe("what takes long", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told after a second of silence, once; JSON stands alone", () => {
    const tell = (output: Output) => {
      output.busy("asking");
      vi.advanceTimersByTime(5_000);
    };
    expect(printed(false, tell)).toEqual(["… asking"]);
    expect(printed(true, tell)).toEqual([]);
  });

  it("is not told when it ended, or something else was said", () => {
    const ends: ((output: Output) => void)[] = [
      (output) => output.rest(),
      (output) => output.progress("next"),
      (output) => output.result({}, ["done"]),
      (output) => output.failure({ message: "no" }),
    ];
    for (const end of ends) {
      const lines = printed(false, (output) => {
        output.busy("asking");
        vi.advanceTimersByTime(900);
        end(output);
        vi.advanceTimersByTime(5_000);
      });
      expect(lines.join()).not.toContain("asking");
    }
  });
});
