import { expect, it } from "vitest";
import { isTest, listMembers, listSources, readText } from "./workspace.ts";

const MEDIAN = 60;
const P90 = 200;
const CAP = 400;

/** One algorithm in one file, readable without jumping: longer on purpose. */
const singleAlgorithm = /^packages\/crypto\/src\/(bls|hpke)\//;
/** Written by programs, the table of weights by the bench. */
const generated = /\/generated\/|^packages\/runtime\/src\/weights\.ts$/;

const sizes = listMembers()
  .flatMap(listSources)
  .filter((file) => !isTest(file) && !singleAlgorithm.test(file) && !generated.test(file))
  .map((file) => ({ file, lines: readText(file).trimEnd().split("\n").length }))
  .sort((a, b) => a.lines - b.lines);
const quantile = (part: number) => sizes[Math.floor(part * (sizes.length - 1))]?.lines ?? 0;

it(`has no file of more than ${CAP} lines`, () => {
  expect(sizes.filter(({ lines }) => lines > CAP)).toEqual([]);
});

it(`has a median of at most ${MEDIAN} lines, nine in ten at most ${P90}`, () => {
  expect(quantile(0.5)).toBeLessThanOrEqual(MEDIAN);
  expect(quantile(0.9)).toBeLessThanOrEqual(P90);
});
