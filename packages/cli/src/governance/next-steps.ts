import { readState, type StateView } from "@pha/frame";
import { democracy, type ReferendumStanding } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import { bodyWords } from "./body-words.ts";
import type { Measure } from "./measures.ts";

/** When referenda are launched. */
export const readNextLaunch = (view: StateView): number => readState(democracy, view).nextLaunch.get();

/** Where a measure stands: one line, without its call. */
export function standingText(measure: Measure, nextLaunch: number): string {
  switch (measure.type) {
    case "motion": {
      const { body, threshold, ayes, nays, end } = measure;
      const stands = decidedText(measure) ?? `until block ${end}`;
      return `motion of the ${bodyWords[body]}: ${ayes.length} ayes of ${threshold} that it takes, ${nays.length} nays, ${stands}`;
    }
    case "proposal":
      return `public proposal: ${measure.depositors.length} deposits of ${formatAmount(measure.deposit)}; the one with most is put to the vote at block ${nextLaunch}`;
    case "external":
      return `proposal of the council, ${measure.threshold}: put to the vote at block ${nextLaunch}`;
    case "referendum": {
      const { standing, threshold, end, delay } = measure;
      const { tally, passes } = standing;
      const counted = `ayes ${formatAmount(tally.ayes)}, nays ${formatAmount(tally.nays)}, turnout ${formatAmount(tally.turnout)}`;
      return `referendum, ${threshold}, until block ${end}: ${counted}; it would ${passes ? "" : "not "}pass now, to be dispatched ${delay} blocks later`;
    }
    case "enactment":
      return `passed as referendum ${measure.referendum}: dispatched at block ${measure.block}`;
  }
}

/** That a motion is decided, and how: it ends when somebody closes it, for no block does. */
export const decidedText = ({ outcome }: Extract<Measure, { readonly type: "motion" }>): string | undefined =>
  outcome && `${outcome.passes ? "has its ayes" : "cannot have its ayes"}: anybody may close it`;

/** What it takes to turn a referendum's outcome: votes are worth most with a conviction, here of one. */
export function turningText({ tally, passes, ayesNeeded, turnsWith }: ReferendumStanding): string {
  const cast = tally.ayes + tally.nays;
  const needed = ayesNeeded > cast ? "" : `at this turnout it takes ayes of ${formatAmount(ayesNeeded)}; `;
  const side = passes ? "against it" : "for it";
  return `${needed}${turnsWith === undefined ? `no single vote ${side} turns it` : `one more vote ${side} of ${formatAmount(turnsWith)} turns it`}`;
}

/** What brings a measure on, as people type it. */
export function nextSteps(measure: Measure, pha: string): string[] {
  switch (measure.type) {
    case "motion": {
      const { motion, outcome } = measure;
      const body = bodyWords[measure.body];
      if (outcome) return [`${pha} gov ${body} close ${motion} --account NAME   # anybody`];
      return [`${pha} gov ${body} vote ${motion} aye --account NAME   # a member`];
    }
    case "proposal":
      return [`${pha} gov second ${measure.proposal} --account NAME`];
    case "external":
      return [`${pha} gov committee fast-track --account NAME   # a member: it need not wait`];
    case "referendum":
      return [`${pha} gov vote ${measure.referendum} aye AMOUNT --account NAME`];
    case "enactment":
      return [];
  }
}

/** What a measure is called where one is named: `referendum 3`. */
export function nameOf(measure: Measure): string {
  switch (measure.type) {
    case "motion":
      return `${bodyWords[measure.body]} ${measure.motion}`;
    case "proposal":
      return `proposal ${measure.proposal}`;
    case "external":
      return "external";
    case "referendum":
      return `referendum ${measure.referendum}`;
    case "enactment":
      return `enactment ${measure.referendum}`;
  }
}
