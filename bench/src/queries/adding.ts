import { utf8 } from "@pha/codec";

/** What every query adds up, here and at the peers. */
export const numbers = Array.from({ length: 100 }, (_, i) => i);
export const sum = 4_950;

/** A contract whose query adds numbers. */
export const contractCode = utf8(`export default {
  commands: {},
  queries: { add: (ctx, numbers) => numbers.reduce((total, one) => total + one, 0) },
};`);

/** The same function for those who serve HTTP. */
export const workerCode = `export default {
  async fetch(request) {
    const numbers = await request.json();
    return Response.json(numbers.reduce((total, one) => total + one, 0));
  },
};`;
