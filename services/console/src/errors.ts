import { defineErrors } from "@pha/codec";

/** What keeps the page from being served, or a view from being shown. */
export const errors = defineErrors("console", {
  NoPage: {
    index: 0,
    kind: "unavailable",
    doc: "The folder has no built page. npm start builds it; so does services/console/src/build/main.ts.",
  },
  NoAnswer: {
    index: 1,
    kind: "unavailable",
    doc: "The console does not say which network this page is of; is it of the same version as the page?",
  },
  NoGovernance: {
    index: 2,
    kind: "unavailable",
    doc: "This console was not told where governance is served (CONSOLE_GOVERNANCE_URL).",
  },
});
