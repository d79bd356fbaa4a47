/** What the command line may say. */
export const usage = {
  help: "Executes the whole chain again, from genesis on, and compares every header. Ends with 1 at the first that differs.",
};
