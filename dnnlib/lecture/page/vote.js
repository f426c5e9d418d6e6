// A vote on a slide: hands are typed in, twice; then the right choice; then the program that refutes what most took.
// Each stage is one key more: first vote, second vote, answer, program. Nothing leaves this machine.

const TURNS = ["first", "second"];
const boxes = (vote, turn) => [...vote.querySelectorAll(`input.${turn}`)];
const hands = (vote, turn) => boxes(vote, turn).map((box) => Math.max(0, Math.floor(+box.value) || 0));
const total = (list) => list.reduce((a, b) => a + b, 0);
const part = (list, k) => Math.round((100 * list[k]) / Math.max(1, total(list)));
const ballots = (vote) => (vote.data ??= JSON.parse(document.getElementById(vote.dataset.name).textContent));

function buildVote(vote) {
  for (const turn of TURNS) {
    const kept = `vote ${ballots(vote).key} ${turn}`;
    counts[kept] ||= boxes(vote, turn).map(() => 0);
    boxes(vote, turn).forEach((box, k) => {
      box.value = counts[kept][k] || "";
      box.oninput = () => { counts[kept] = hands(vote, turn); keep(); };
    });
  }
}

// As many stages as keys: called when the slide comes, and at each key on it.
function turnVote(section) {
  const vote = section?.querySelector(".vote");
  // no key reaches a box of another slide
  document.querySelectorAll(".vote input").forEach((box) => { box.disabled = true; });
  if (!vote) return;
  const stage = vote.querySelectorAll(".fragment.visible").length;
  vote.dataset.stage = stage;
  if (stage < 2) boxes(vote, TURNS[stage]).forEach((box) => { box.disabled = false; });
  const first = hands(vote, "first"), second = hands(vote, "second");
  const talk = vote.querySelector(".talk");
  if (stage === 0) talk.textContent = "Hands up: type each count, Tab goes to the next.";
  if (stage === 1) talk.textContent = `${total(first)} votes. Two minutes with your neighbour, then vote again.`;
  if (stage >= 2) showShares(vote, first, second, talk);
  if (stage === 3) showProgram(vote, total(second) ? second : first);
  if (!follows && stage < 2) boxes(vote, TURNS[stage])[0].focus({ preventScroll: true });
}

function showShares(vote, first, second, talk) {
  const { right } = ballots(vote), votes = [first, second].filter(total);
  [...vote.querySelectorAll(".choice")].forEach((row, k) => {
    const share = row.querySelector(".share");
    share.replaceChildren();
    for (const list of votes) {
      const bar = share.appendChild(document.createElement("div"));
      bar.style.setProperty("--share", `${part(list, k)}%`);
      bar.textContent = `${part(list, k)} %`;
    }
  });
  talk.textContent = votes.length ? `Right: ${votes.map((list) => `${part(list, right)} %`).join(", then ")}.` : "";
}

// The wrong choice that most took, or the first one; its program, run now where Python answers.
async function showProgram(vote, list) {
  const { right, listings, shown } = ballots(vote);
  const wrong = list.map((_, k) => k).filter((k) => k !== right);
  const most = wrong.reduce((a, b) => (list[b] > list[a] ? b : a));
  [...vote.querySelectorAll(".choice")].forEach((row, k) => row.classList.toggle("most", k === most));
  vote.querySelector(".listing").innerHTML = listings[most];
  const put = (text, when) => {
    vote.querySelector(".shown").textContent = text.trim();
    vote.querySelector(".when").textContent = when;
    if (vote.closest("section").matches(".present")) fit(vote.closest("section"));
  };
  put(shown[most], `${link.served && !link.alive ? "Python does not answer: p" : "P"}rinted when the slides were made.`);
  const now = (answer) => { if (vote.dataset.stage === "3" && answer) put(answer.shown, "Printed just now."); };
  if (link.alive) now(await ask(vote.dataset.name, { choice: most }, now));
}

// Keys in a box: arrows to the side and Enter turn, those up and down go to the next box.
function inBox(event) {
  const box = document.activeElement, vote = box?.closest(".vote");
  if (!vote || box.tagName !== "INPUT") return false;
  const all = boxes(vote, box.className), at = all.indexOf(box);
  const does = {
    ArrowRight: () => Reveal.next(), Enter: () => Reveal.next(), ArrowLeft: () => Reveal.prev(),
    ArrowDown: () => all[Math.min(at + 1, all.length - 1)].focus(), ArrowUp: () => all[Math.max(at - 1, 0)].focus(),
  }[event.key];
  if (does) does();
  return Boolean(does);
}
