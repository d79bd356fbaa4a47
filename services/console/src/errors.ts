import { defineErrors } from "@pha/codec";

/** What keeps the page from being served or built. */
export const errors = defineErrors("console", {
  NoPage: {
    index: 0,
    kind: "unavailable",
    doc: "The folder has no built page. npm start builds it; so does services/console/src/build/main.ts.",
  },
});
