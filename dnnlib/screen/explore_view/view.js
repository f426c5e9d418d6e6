// The one view of an explorer. In JupyterLab `model` talks to Python; in a baked page it looks frames up.
// State in (`state`: slider name -> index of its stop), frame out (`frame`: picture, numbers or message; `drawn`: the
// state that it is of). Frames near by come ahead of their time, as messages, and are shown at once when asked for.

const PATIENCE = 1500; // ms without an answer: Python is busy, or gone
const SILENT = "Python does not answer. If no other cell is running, run this cell again.";
const NEAR = 40; // frames kept that came ahead
const REST = 700; // ms that the sliders rest before a screen reader hears what the picture is now

function render({ model, el }) {
  const root = append(el, "div", { className: "dnn-explorer" });
  const panel = append(root, "div", { className: "dnn-controls" });
  const picture = append(root, "div", { className: "dnn-picture" });
  picture.setAttribute("role", "img");
  const message = append(root, "p", { className: "dnn-message" });
  message.setAttribute("role", "status");
  const told = append(root, "p", { className: "dnn-told" });
  told.setAttribute("role", "status");
  const numbers = append(root, "details", { className: "dnn-numbers" });
  append(numbers, "summary", { textContent: "The numbers" });
  const table = append(numbers, "div", { tabIndex: 0 });
  table.setAttribute("role", "region");
  table.setAttribute("aria-label", "The numbers of the picture");
  const moving = model.get("sliders").filter((slider) => slider.stops.length > 1);
  const showers = moving.map((slider) => control(panel, slider, model));
  const mark = "p" + Math.random().toString(36).slice(2); // of this view: no other picture in the page has its ids
  const reset = append(panel, "button", { type: "button", textContent: "Start again", className: "dnn-reset" });
  reset.onclick = () => {
    model.set("state", Object.fromEntries(model.get("sliders").map((s) => [s.name, s.start])));
    model.save_changes();
  };

  const near = new Map(); // frames that came ahead of their time, by where the sliders stand
  let frame = model.get("frame"), shown = "", drawing = "", waiting = 0, resting = 0, title = titleOf(frame.words);
  const key = (state) => model.get("sliders").map((slider) => state[slider.name]).join();

  function showTable() {
    table.innerHTML = numbers.open ? frame.table || "" : ""; // nobody waits for rows that are folded away
  }
  numbers.ontoggle = showTable;
  function showState() {
    for (const show of showers) show(model.get("state"));
    const here = key(model.get("state"));
    if (near.has(here)) showFrame(near.get(here), here);
    clearTimeout(waiting);
    rest();
    if (!answered()) waiting = setTimeout(silent, PATIENCE);
  }
  function answered() {
    return !model.get("drawn") || key(model.get("drawn")) === key(model.get("state"));
  }
  // while a slider is dragged nobody is told of each picture: of the last one, its title, or what is new if that is the same
  function rest() {
    clearTimeout(resting);
    resting = setTimeout(tell, REST);
  }
  function tell() {
    if (frame.message || !answered()) return; // a message is heard by itself, and an answer begins the rest anew
    const now = titleOf(frame.words);
    told.textContent = now !== title ? now : frame.words;
    title = now;
  }
  function silent() {
    message.textContent = SILENT;
    picture.classList.add("dnn-stale");
  }
  function arrived() {
    // an answer to an earlier question does not put back what came ahead for the newer one
    if (!answered() && near.has(key(model.get("state")))) return;
    if (answered()) clearTimeout(waiting);
    showFrame(model.get("frame"), key(model.get("drawn") || model.get("state")));
  }
  function showFrame(next, of) {
    frame = next;
    rest();
    message.textContent = frame.message || "";
    picture.classList.toggle("dnn-stale", Boolean(frame.message));
    if (frame.message) { shown = ""; return; } // the last good picture stays, dimmed, beside the reason
    // the answer to what came ahead is here already
    if (of !== shown || frame.svg !== drawing) picture.innerHTML = marked(frame.svg, mark);
    [shown, drawing] = [of, frame.svg];
    picture.setAttribute("aria-label", frame.words);
    showTable();
    numbers.style.display = frame.table ? "" : "none";
  }
  model.on("change:state", showState);
  model.on("change:frame", arrived);
  model.on("change:drawn", arrived);
  model.on("msg:custom", (told) => {
    near.set(told.key, told.frame);
    if (near.size > NEAR) near.delete(near.keys().next().value);
  });
  showState();
  showFrame(frame, key(model.get("state")));
  clearTimeout(resting); // the first picture is read where it stands
}

// Of a picture's words the titles, which stand before what the sliders say.
function titleOf(words = "") {
  return words.slice(0, Math.max(0, words.lastIndexOf("; "))) || words;
}

// The picture with a mark before each id and each use of one, as screen/ids.py does: a browser takes the first element
// that has an id, and if that lies in a hidden tab, what is filled with its pattern is blank.
function marked(svg, mark) {
  return svg.replace(/(\bid="|url\(#|href="#)/g, `$1${mark}-`);
}

// A labelled control whose every position is one stop; returns a function that shows a state on it.
function control(panel, slider, model) {
  const box = append(panel, "label", { className: "dnn-control" });
  const name = append(box, "span", { className: "dnn-name", textContent: slider.label });
  if (slider.meaning) append(name, "span", { className: "dnn-meaning", textContent: " " + slider.meaning });
  const readout = append(name, "output", { className: "dnn-readout" });
  const choose = (index) => {
    model.set("state", { ...model.get("state"), [slider.name]: Number(index) });
    model.save_changes();
  };
  if (slider.kind === "choice") {
    const select = append(box, "select", {});
    select.setAttribute("aria-label", slider.meaning ? slider.label + ", " + slider.meaning : slider.label);
    keepKeys(select);
    for (const stop of slider.stops) append(select, "option", { textContent: stop });
    select.oninput = () => choose(select.selectedIndex);
    return (state) => { select.selectedIndex = state[slider.name]; };
  }
  const range = append(box, "input", { type: "range", min: 0, max: slider.stops.length - 1, step: 1 });
  keepKeys(range);
  range.setAttribute("aria-label", slider.meaning ? slider.label + ", " + slider.meaning : slider.label);
  range.oninput = () => choose(range.value);
  return (state) => {
    range.value = state[slider.name];
    readout.textContent = slider.stops[state[slider.name]];
    range.setAttribute("aria-valuetext", readout.textContent);
  };
}

// JupyterLab's shortcuts leave the arrow keys to the control that has the focus.
function keepKeys(input) {
  input.setAttribute("data-lm-suppress-shortcuts", "true");
}

function append(parent, tag, properties) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

export default { render };
