import { forgetVisitor, Tracker, type TrackerOptions } from "@pha/contract-web3-analytics/tracker";

// A page that is tracked, in a browser: it agrees, is looked at twice, comes again, and has itself forgotten.
const options: TrackerOptions = await (await fetch("/given")).json();
const told: Record<string, unknown> = {};
try {
  const tracker = await Tracker.start(options);
  await tracker.consent({ statistics: 30 });
  await tracker.view("/");
  await tracker.view("/shop");
  const again = await Tracker.start(options);
  told["isSame"] = again.account === tracker.account;
  told["account"] = tracker.account;
  const lying = Tracker.start({ ...options, signer: `0x${"11".repeat(32)}` });
  told["refusal"] = await lying.then(
    () => "none",
    (error: Error) => error.message,
  );
  await forgetVisitor();
  told["isOther"] = (await Tracker.start(options)).account !== tracker.account;
} catch (error) {
  told["error"] = String(error);
}
await fetch("/told", { method: "POST", body: JSON.stringify(told) });
