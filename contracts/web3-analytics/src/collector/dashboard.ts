/** The page of a site's owner: what was answered, and the next question. */
export const dashboard = (site: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Analytics of ${site}</title>
<h1>${site}</h1>
<form>
  <label>Metric <select name="metric">
    <option value="visitors">Distinct visitors<option value="views">Page views<option value="devices">Devices
    <option value="visit">Average visit<option value="online">Online by minute<option value="hourly">By hour
    <option value="daily">By day<option value="weekly">By week
  </select></label>
  <label>Purpose <input name="purpose" value="statistics" required></label>
  <label>Hours ago that it ended <input name="ago" type="number" min="0" value="0" required></label>
  <label>Hours <input name="hours" type="number" min="1" max="672" value="1" required></label>
  <label>Epsilon, thousandths <input name="epsilon" type="number" min="50" max="2000" value="1000" required></label>
  <button>Ask</button>
</form>
<p role="status"></p>
<table>
  <caption>Answers, with noise</caption>
  <thead><tr><th>Metric<th>From<th>Hours<th>Epsilon<th>Values</thead>
  <tbody></tbody>
</table>
<script type="module" src="/dashboard.js"></script>
</html>
`;

/** It is its own program: nothing of it is shared with the server. */
export const dashboardScript = `
const form = document.querySelector("form"), status = document.querySelector("[role=status]"), rows = document.querySelector("tbody");
const fixed = { online: 1, hourly: 24, daily: 168, weekly: 672 };
const cell = (text) => Object.assign(document.createElement("td"), { textContent: text });
const shown = ({ question: { metric }, values }) => {
  if (metric === "visit") return values[1] > 0 ? (values[0] / values[1]).toFixed(1) + " minutes" : "no visits";
  if (metric === "devices") return ["desktop", "mobile", "tablet", "other"].map((name, i) => name + " " + values[i]).join(", ");
  return values.join(", ");
};
const ask = async (path, given) => {
  const response = await fetch(path, given).catch(() => {
    throw new Error("The collector does not answer: does it run?");
  });
  const told = await response.json();
  if (!response.ok) throw new Error(told.message);
  return told;
};
const attempt = (work) => work.catch(({ message }) => {
  status.textContent = message;
});
const show = async () => {
  const { answers, left } = await ask("/answers");
  rows.replaceChildren(...answers.map((answer) => {
    const { metric, from, hours, epsilon } = answer.question;
    const row = document.createElement("tr");
    row.append(...[metric, new Date(from * 3600000).toISOString().slice(0, 16), hours, epsilon / 1000, shown(answer)].map(cell));
    return row;
  }));
  status.textContent = left / 1000 + " of epsilon are left this month.";
};
form.elements.metric.addEventListener("change", ({ target }) => {
  const { hours } = form.elements;
  hours.readOnly = target.value in fixed;
  if (hours.readOnly) hours.value = fixed[target.value];
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { metric, purpose, ago, hours, epsilon } = Object.fromEntries(new FormData(form));
  const from = Math.floor(Date.now() / 3600000) - Number(ago) - Number(hours);
  const question = { metric, purpose, from, hours: Number(hours), epsilon: Number(epsilon) };
  status.textContent = "Asking; it takes some seconds.";
  const given = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) };
  await attempt(ask("/ask", given).then(show));
});
await attempt(show());
`;
