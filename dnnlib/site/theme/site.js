// A prediction: the guess is read as the notebook reads it, scored by its ratio to the truth, and kept.
const PREFIXES = { "": 1, "%": 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const VERDICTS = [[1.1, "spot on"], [1.5, "close"], [3, "the right size"], [10, "within a factor of ten"]];
const OF_SHARES = [[1.1, "spot on"], [1.5, "close"], [3, "not far"], [10, "far, but on the map"]];
const SHARES = [" %", " of 100"]; // of a whole: scored as odds; none and all count as 0.05 inside
const LATER = "surprised? good: that is what this is for";

function parsed(text) {
  const found = /^\s*([0-9][0-9,_ ]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)\s*([kKMGT%]?)\s*$/.exec(text);
  const number = found ? Number(found[1].replace(/[,_ ]/g, "")) * PREFIXES[found[2]] : NaN;
  return Number.isFinite(number) ? number : null;
}

// why a number cannot be scored, as the notebook says it
function refusal(number, unit) {
  if (SHARES.includes(unit)) return number <= 100 ? "" : `a share of a whole lies between 0 and 100; this is ${three(number)}`;
  return number > 0 ? "" : "a guess is scored by its ratio, so it must be above 0 and finite; this is 0";
}

// three digits, as the notebook writes them
function three(number) {
  return number < 999.5 ? String(Number(number.toPrecision(3))) : number.toExponential(2).replace(/e\+(\d)$/, "e+0$1");
}

function odds(share) {
  const inside = Math.min(Math.max(share, 0.05), 99.95);
  return inside / (100 - inside);
}

function verdict(guess, truth, unit) {
  const share = SHARES.includes(unit);
  const ratio = share ? odds(guess) / odds(truth) : guess / truth;
  const factor = Math.max(ratio, 1 / ratio);
  const word = ((share ? OF_SHARES : VERDICTS).find(([most]) => factor <= most) ?? [0, LATER])[1];
  const apart = share ? `${three(Math.abs(guess - truth))} points` : `${three(factor)} times`;
  const off = factor < 1.005 ? "" : `, ${apart} too ${guess > truth ? "high" : "low"}`;
  const score = Math.max(0, 1 - Math.log10(factor)).toFixed(2);
  return `${off}: ${word}. Score ${score} of 1.`;
}

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

function tell(form, text) {
  const said = form.querySelector(".dnn-said");
  const guess = parsed(text);
  const unit = form.dataset.unit;
  const wrong = guess === null ? `"${text}" is not a number; write it like 0.5, 1,024, 2.3 k, 724 M or 1.5e9` : refusal(guess, unit);
  if (wrong) {
    said.textContent = `${wrong}.`;
    return false;
  }
  said.textContent = `You said ${text.trim()}. Now read on: the answer stands open below.`;
  unfold(form.dataset.question);
  for (const answer of answersOf(form.dataset.question)) {
    const words = `You said ${text.trim()}${verdict(guess, Number(answer.dataset.truth), unit)}`;
    answer.querySelector(".dnn-said").textContent = words;
  }
  return true;
}

// A heading that says nothing would be read out as one.
function headings() {
  for (const head of document.querySelectorAll("article th")) {
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
  }
}

// What scrolls can be reached by keyboard.
function scrolling() {
  for (const box of document.querySelectorAll(".formula, .formula-large")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

function ready() {
  headings();
  scrolling();
  openAll();
  for (const answer of document.querySelectorAll(".dnn-answer")) {
    answer.addEventListener("toggle", () => answer.open && unfold(answer.dataset.question));
  }
  for (const form of document.querySelectorAll(".dnn-guess")) {
    const key = `guess:${location.pathname}:${form.dataset.question}`;
    const before = kept(key);
    if (before) {
      form.elements.guess.value = before;
      tell(form, before);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = form.elements.guess.value;
      if (tell(form, text)) kept(key, text);
    });
  }
}

addEventListener("beforeprint", () => unfold());
// A frame's page says how high it is.
addEventListener("message", (event) => {
  for (const frame of document.querySelectorAll(".dnn-frame")) {
    if (frame.contentWindow === event.source && event.data?.height > 0) frame.style.height = `${event.data.height}px`;
  }
});
if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
else ready();
