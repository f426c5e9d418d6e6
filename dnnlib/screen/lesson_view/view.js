// A network that trains while one watches. The view asks for the next picture once it has shown the last one.

function render({ model, el }) {
  const root = append(el, "div", { className: "dnn-lesson" });
  const bar = append(root, "div", { className: "dnn-lesson-bar" });
  const play = append(bar, "button", { type: "button", textContent: "Train", className: "dnn-lesson-play" });
  const step = append(bar, "button", { type: "button", textContent: "One picture" });
  const again = append(bar, "button", { type: "button", textContent: "Start again" });
  const rate = slider(bar, "rate", "learning rate", model.get("rates"));
  const batch = slider(bar, "batch", "batch", model.get("batches"));
  const box = append(bar, "label", { className: "dnn-lesson-control", textContent: "hidden layers " });
  const hidden = append(box, "select", {});
  for (const name of model.get("layers")) append(hidden, "option", { textContent: name });
  const picture = append(root, "div", { className: "dnn-picture" });
  picture.setAttribute("role", "img");
  const numbers = append(root, "details", { className: "dnn-numbers" });
  append(numbers, "summary", { textContent: "The numbers" });
  const table = append(numbers, "div", {});
  const mark = "p" + Math.random().toString(36).slice(2);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let playing = false;

  function slider(bar, name, words, stops) {
    const box = append(bar, "label", { className: "dnn-lesson-control", textContent: words + " " });
    const out = append(box, "output", {});
    const input = append(box, "input", { type: "range", min: 0, max: stops.length - 1, step: 1 });
    input.setAttribute("aria-label", words);
    input.setAttribute("data-lm-suppress-shortcuts", "true");
    input.oninput = () => { set(name, stops[input.value]); };
    const show = () => {
      input.value = stops.indexOf(model.get(name));
      out.textContent = String(model.get(name));
      input.setAttribute("aria-valuetext", out.textContent);
    };
    model.on("change:" + name, show);
    show();
    return show;
  }
  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }
  function ask() { set("asked", model.get("asked") + 1); }
  function go(on) {
    playing = on;
    play.textContent = on ? "Pause" : "Train";
    if (on) ask();
  }
  play.onclick = () => go(!playing);
  step.onclick = () => { go(false); ask(); };
  again.onclick = () => { go(false); set("again", model.get("again") + 1); };
  hidden.oninput = () => { go(false); set("hidden", hidden.value); };
  model.on("change:hidden", () => { hidden.value = model.get("hidden"); });
  hidden.value = model.get("hidden");

  function showTable() { table.innerHTML = numbers.open ? model.get("frame").table || "" : ""; }
  numbers.ontoggle = showTable;
  function show() {
    const frame = model.get("frame");
    picture.innerHTML = frame.svg.replace(/(\bid="|url\(#|href="#)/g, `$1${mark}-`);
    picture.setAttribute("aria-label", frame.words);
    showTable();
    if (frame.ended) go(false);
    if (playing && root.isConnected) {
      if (still.matches) setTimeout(ask, 500); // fewer pictures for who asked for less motion
      else requestAnimationFrame(ask);
    }
  }
  model.on("change:frame", show);
  show();
}

function append(parent, tag, properties) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

export default { render };
