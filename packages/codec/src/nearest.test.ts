import { expect, it } from "vitest";
import { nearest } from "./index.ts";

it.each([
  ["gatekeeper", ["chain", "gatekeepers"], "gatekeepers"],
  ["WAIT", ["wait", "tip"], "wait"],
  ["burm", ["born", "burn"], "burn"],
  ["salaries", ["chain", "tip"], undefined],
  ["", ["chain"], undefined],
  ["//Alise", ["//Alice", "//Bob"], "//Alice"],
  ["//Zoe", ["//Alice", "//Bob"], undefined],
])("the word that was probably meant by %j among %j is %j", (given, words, meant) => {
  expect(nearest(given, words)).toBe(meant);
});
