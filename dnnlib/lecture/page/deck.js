// The deck: Reveal turns the slides; demos are put up when their slide comes near.

const resets = new Map(); // demo -> what puts it to its start

async function putUp(el) {
  if (!el || el.dataset.up) return;
  el.dataset.up = "yes";
  const name = el.dataset.name, data = JSON.parse(document.getElementById(name).textContent);
  const line = Object.assign(document.createElement("p"), { className: "stand-in" });
  line.setAttribute("role", "status");
  const section = el.closest("section"), again = () => { if (section.matches(".present")) fit(section); };
  if (el.dataset.demo === "explorer") {
    const model = await explorerModel(name, data, line);
    exploreView.render({ el, model });
    model.after(() => el.querySelectorAll(".dnn-picture svg").forEach(legible));
    el.querySelectorAll(".dnn-numbers div").forEach((box) => { box.tabIndex = 0; box.setAttribute("role", "region"); box.setAttribute("aria-label", "The numbers"); });
    resets.set(el, () => el.querySelector(".dnn-reset").click());
  } else if (el.dataset.demo === "film") {
    const model = { get: (key) => data[key], set: (key, value) => { data[key] = value; }, on: () => {}, save_changes: () => {} };
    await animateView.render({ el, model });
    resets.set(el, () => el.querySelector(".dnn-animation").dispatchEvent(new KeyboardEvent("keydown", { key: "Home" })));
  } else resets.set(el, bench(el, name, data, line));
  el.appendChild(line);
  again();
}

function resetDemos(section) {
  for (const el of section.querySelectorAll(".demo")) (resets.get(el) || (() => {}))();
}

async function arrived() {
  delete document.body.dataset.ready;
  const here = Reveal.getCurrentSlide(), all = Reveal.getSlides(), at = all.indexOf(here);
  turnVote(here);
  fit(here);
  for (const section of [here, all[at + 1]]) {
    if (section) for (const el of section.querySelectorAll(".demo")) await putUp(el);
  }
  fit(Reveal.getCurrentSlide());
  document.body.dataset.ready = "yes";
}

for (const name of ["dark", "large", "handout"]) {
  document.documentElement.classList.toggle(name, new URLSearchParams(location.search).has(name));
}
document.querySelectorAll(".hands").forEach(buildHands);
document.querySelectorAll(".vote").forEach(buildVote);
if (document.documentElement.classList.contains("handout")) {
  document.querySelector("style").remove(); // Reveal's own rules for paper are for slides, this is a document
  Promise.all([...document.querySelectorAll(".demo")].map(putUp)).then(() => { document.body.dataset.ready = "yes"; });
} else {
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, controls: false, progress: true, slideNumber: "c/t",
    transition: "none", backgroundTransition: "none", overview: false, touch: true, display: "flex", plugins: [RevealNotes],
    keyboardCondition: () => !inControl(), defaultTiming: 75, jumpToSlide: false, pdfMaxPagesPerSlide: 1,
  }).then(() => {
    for (const [keyCode, key, description, does] of KEYS) Reveal.addKeyBinding({ keyCode, key, description }, does);
    Reveal.on("slidechanged", arrived);
    Reveal.on("fragmentshown", ({ fragments }) => {
      for (const block of fragments) if (block.matches(".answer")) judge(block);
      turnVote(Reveal.getCurrentSlide());
      fit(Reveal.getCurrentSlide());
    });
    Reveal.on("fragmenthidden", ({ fragments }) => {
      for (const block of fragments) if (block.matches(".answer")) hideAnswer(block);
      turnVote(Reveal.getCurrentSlide());
      fit(Reveal.getCurrentSlide());
    });
    arrived();
  });
}
