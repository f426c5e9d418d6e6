// Predictions in a room: hands are counted by the size of the number. Nothing leaves this machine.

const LADDERS = {
  " %": [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
  " of 100": [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
  " times": [0, 1, 2, 3, 5, 10, 20, 50, 100, 1000],
  "": [0, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e9],
};
const KEPT = `dnnlib hands ${document.title}`;
const counts = read();

function read() {
  try { return JSON.parse(localStorage.getItem(KEPT)) || {}; } catch { return {}; }
}
function keep() {
  try { localStorage.setItem(KEPT, JSON.stringify(counts)); } catch { /* a browser that keeps nothing */ }
}

function ladder(unit) {
  return LADDERS[unit] || LADDERS[""];
}
function short(number) {
  for (const [size, name] of [[1e9, " G"], [1e6, " M"], [1e3, " k"]]) if (number >= size) return number / size + name;
  return String(number);
}
function stepName(steps, k) {
  if (k === 0) return `under ${short(steps[1])}`;
  return k + 1 < steps.length ? `${short(steps[k])} to ${short(steps[k + 1])}` : `${short(steps[k])} or more`;
}
function stepOf(steps, number) {
  let at = 0;
  steps.forEach((low, k) => { if (number >= low) at = k; });
  return at;
}

// Buttons of one question: a click or the key of its place is a hand, Shift takes one back.
function buildHands(el) {
  const steps = ladder(el.dataset.unit), hands = (counts[el.dataset.key] = counts[el.dataset.key] || steps.map(() => 0));
  const buttons = steps.map((_, k) => {
    const button = el.appendChild(document.createElement("button"));
    button.type = "button";
    button.onclick = (event) => raise(el, k, event.shiftKey ? -1 : 1);
    return button;
  });
  el.appendChild(document.createElement("small")).textContent = "Hands up: a click, or the keys 1 to 9 and 0; Shift takes one back.";
  el.show = () => {
    const most = Math.max(1, ...hands);
    buttons.forEach((button, k) => {
      const name = `${stepName(steps, k)}${el.dataset.unit === " %" ? " %" : ""}`;
      button.innerHTML = `${name}<b>${hands[k] || ""}</b><i style="width:${(100 * hands[k]) / most}%"></i>`;
      button.setAttribute("aria-label", `${name}: ${hands[k]} hands`);
    });
  };
  el.show();
}
function raise(el, k, by) {
  const hands = counts[el.dataset.key];
  hands[k] = Math.max(0, hands[k] + by);
  keep();
  el.show();
}
function forgetHands() {
  for (const key of Object.keys(counts)) counts[key].fill(0);
  keep();
  for (const el of document.querySelectorAll(".hands")) { el.show(); el.querySelectorAll(".true").forEach((b) => b.classList.remove("true")); }
  for (const room of document.querySelectorAll(".room")) room.textContent = "";
  document.querySelectorAll(".vote").forEach(buildVote);
  turnVote(Reveal.getCurrentSlide());
}

// The number is on the slide: where did the room stand?
function judge(answer) {
  const room = answer.querySelector(".room"), asked = questionBefore(answer);
  if (!asked) return;
  const steps = ladder(asked.dataset.unit), hands = counts[asked.dataset.key];
  const all = hands.reduce((a, b) => a + b, 0), at = stepOf(steps, Number(room.dataset.truth));
  asked.querySelectorAll("button")[at].classList.add("true");
  if (!all) { room.textContent = ""; return; }
  const near = [at - 1, at, at + 1].reduce((sum, k) => sum + (hands[k] || 0), 0);
  const many = hands.indexOf(Math.max(...hands));
  room.textContent = `${hands[at]} of ${all} hands are right, ${near} within one step; most said ${stepName(steps, many)}.`;
}
function hideAnswer(answer) {
  const asked = questionBefore(answer);
  if (asked) asked.querySelectorAll(".true").forEach((button) => button.classList.remove("true"));
}
function questionBefore(answer) {
  const all = [...document.querySelectorAll(".hands, .room")], at = all.indexOf(answer.querySelector(".room"));
  for (let k = at - 1; k >= 0; k--) if (all[k].className === "hands") return all[k];
  return null;
}
