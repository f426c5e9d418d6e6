// A prediction: it asks for a number and how sure one is, keeps both in this browser, and opens the answer.

const FAR = 2; // times off, and more, ask for a reason
const LETTERS = 300; // of a reason that is kept

function answersOf(question) {
  return [...document.querySelectorAll(".dnn-answer")].filter((one) => one.dataset.question === question);
}

function kept(key, value) {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing
  }
}

// The answer of a question, and all that could have told it.
function unfold(question) {
  for (const one of document.querySelectorAll(".dnn-answer, .dnn-behind")) {
    if (question === undefined || one.dataset.question === question) one.open = true;
  }
}

// Who does not want to guess opens all at once, and it stays so.
function openAll() {
  const first = document.querySelector(".dnn-guess");
  if (!first) return;
  const button = document.createElement("button");
  button.className = "dnn-all";
  button.textContent = "Show all answers of the course";
  button.onclick = () => {
    kept("answers", "open");
    unfold();
    button.remove();
  };
  if (kept("answers") === "open") unfold();
  else document.querySelector("article h1").after(button);
}

// What is kept of a question: text, within (how sure), because, and once the answer is out off and score.
const BEGINS = `guess:${location.pathname.replace(/[^/]*$/, "")}`; // the course's own, of all that this host keeps
const keyOf = (question) => `${BEGINS}${location.pathname.split("/").pop()}:${question}`;

function recordOf(key) {
  try {
    const found = JSON.parse(kept(key) ?? "{}");
    return typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

function change(question, more) {
  const key = keyOf(question);
  kept(key, JSON.stringify({ ...recordOf(key), ...more }));
  showKept();
}

// A guess, or why it is none. Once the answer is out it stays.
function commit(form) {
  const { question, unit } = form.dataset;
  const said = form.querySelector(".dnn-said");
  const before = recordOf(keyOf(question));
  if (before.text) {
    said.textContent = `The answer is out: your guess of ${before.text} stays. A button at the page's end begins all guesses of the page anew.`;
    return;
  }
  const text = form.elements.guess.value.trim(), guess = parsed(text);
  const wrong = guess === null ? `"${text}" is not a number; write it like 0.5, 1,024, 2.3 k, 724 M or 1.5e9` : refusal(guess, unit);
  if (wrong) {
    said.textContent = `${wrong}.`;
    return;
  }
  const [answer] = answersOf(question);
  const known = answer?.open ?? false; // who has read it already only plays
  change(question, { text, known, within: Number(form.elements.sure.value) || null });
  tell(form);
}

// A committed guess beside its answer, and a line for the reason where it was far off.
function tell(form) {
  const { question, unit } = form.dataset;
  const { text, within } = recordOf(keyOf(question));
  if (!text) return;
  form.elements.guess.value = text;
  form.elements.sure.value = within ?? "";
  form.querySelector(".dnn-said").textContent = `You said ${text}. Now read on: the answer stands open below.`;
  unfold(question);
  for (const answer of answersOf(question)) {
    const guess = parsed(text), truth = Number(answer.dataset.truth), off = offBy(guess, truth, unit);
    answer.querySelector(".dnn-said").textContent = `You said ${text}${verdict(guess, truth, unit)}`;
    if (off > FAR) because(answer, question);
    if (recordOf(keyOf(question)).off !== off) change(question, { off, unit, truth });
  }
}

function because(answer, question) {
  if (answer.querySelector(".dnn-because")) return;
  const label = answer.appendChild(document.createElement("label"));
  label.className = "dnn-because";
  label.textContent = "because ";
  const box = label.appendChild(document.createElement("input"));
  box.maxLength = LETTERS;
  box.placeholder = "what did you leave out? one line, for yourself";
  box.value = recordOf(keyOf(question)).because ?? "";
  box.onchange = () => change(question, { because: box.value.trim() });
}

function guesses() {
  openAll();
  for (const answer of document.querySelectorAll(".dnn-answer")) {
    answer.addEventListener("toggle", () => answer.open && unfold(answer.dataset.question));
  }
  for (const form of document.querySelectorAll(".dnn-guess")) {
    tell(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      commit(form);
    });
  }
  for (const button of document.querySelectorAll(".dnn-guesses button")) button.onclick = anew;
  showKept();
}

// What another tab of the course keeps is seen in this one too.
function seenAgain() {
  for (const form of document.querySelectorAll(".dnn-guess")) tell(form);
  showKept();
}

addEventListener("beforeprint", () => unfold());
addEventListener("storage", seenAgain);
if (document.readyState === "loading") addEventListener("DOMContentLoaded", guesses);
else guesses();
