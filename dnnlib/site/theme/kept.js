// What was guessed so far, in this browser: a chapter's own guesses at its end, and how sure one was, all over the course.

function allKept() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(BEGINS));
    return keys.map(recordOf).filter((one) => one.off && !one.known);
  } catch {
    return [];
  }
}

function showKept() {
  for (const box of document.querySelectorAll(".dnn-guesses")) list(box);
  for (const line of document.querySelectorAll(".dnn-calibration")) line.textContent = calibration(JSON.parse(line.dataset.sure));
}

function list(box) {
  const forms = [...document.querySelectorAll(".dnn-guess")];
  const rows = forms.map((form) => [form.dataset, recordOf(keyOf(form.dataset.question))]).filter(([, one]) => one.off);
  box.querySelector(".dnn-mean").textContent = mean(rows.map(([, one]) => one), box.dataset);
  const body = box.querySelector("tbody");
  body.textContent = "";
  for (const [{ question, unit }, one] of rows) {
    const said = answersOf(question)[0].dataset.said;
    const why = one.because || (one.off > FAR ? "?" : "");
    const row = body.insertRow();
    for (const text of [question, `${one.text}${one.text.endsWith("%") ? "" : unit}`, said, why]) row.insertCell().textContent = text;
  }
  box.querySelector("table").hidden = box.querySelector("button").hidden = !rows.length;
}

function mean(found, { number, share }) {
  const counted = found.filter((one) => !one.known);
  if (!counted.length) return "No guess of this page is kept yet.";
  const average = (scores) => (scores.reduce((sum, one) => sum + one, 0) / scores.length).toFixed(2);
  const mine = average(counted.map((one) => scored(one.off)));
  const always = (one) => Number(SHARES.includes(one.unit) ? share : number);
  const same = average(counted.map((one) => scored(offBy(always(one), one.truth, one.unit))));
  return `${counted.length} guess${counted.length > 1 ? "es" : ""}, mean score ${mine} of 1; who always says the same gets ${same}.`;
}

// degrees: what each promises, such as "quite sure": at most 1.5 times off
function calibration(degrees) {
  const all = allKept().filter((one) => one.within);
  if (!all.length) return "Say beside a guess how sure you are: here stands how often you were that near.";
  const parts = Object.entries(degrees).map(([name, within]) => {
    const mine = all.filter((one) => one.within === within);
    return `${name} ${mine.length ? `${mine.filter((one) => one.off <= within).length} of ${mine.length}` : "none yet"}`;
  });
  return `How sure you were, on all pages, and how often that near: ${parts.join(", ")}. Nine of ten is what each promises.`;
}

function anew() {
  for (const form of document.querySelectorAll(".dnn-guess")) kept(keyOf(form.dataset.question), "{}");
  location.reload();
}
