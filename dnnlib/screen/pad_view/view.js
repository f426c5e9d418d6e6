// The drawing pad. The sheet (28 x 28 bytes) goes to Python, which answers with a picture of every layer.
// Only one sheet is under way at a time, so a slow kernel never falls behind the pen.

const SIDE = 28, CELL = 10;

function render({ model, el }) {
  const root = append(el, "div", { className: "dnn-pad" });
  const left = append(root, "div", { className: "dnn-pad-sheet" });
  const canvas = append(left, "canvas", { width: SIDE * CELL, height: SIDE * CELL, tabIndex: 0 });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Sheet. Draw with the mouse, or move the pen with the arrow keys; space puts it down or up, Delete empties the sheet, a digit fetches an example.");
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  const said = append(left, "output", { className: "dnn-pad-said" });
  const clear = append(left, "button", { type: "button", textContent: "Empty sheet" });
  const digits = append(left, "div", { className: "dnn-pad-digits" });
  append(digits, "span", { textContent: "or a test digit: " });
  for (let d = 0; d < 10; d++) {
    const button = append(digits, "button", { type: "button", textContent: String(d) });
    button.setAttribute("aria-label", `a test digit that shows ${d}`);
    button.onclick = () => fetchDigit(d);
  }
  const choice = append(left, "label", { textContent: "large: " });
  const select = append(choice, "select", {});
  for (const name of model.get("layers")) append(select, "option", { textContent: name });
  append(left, "div", { className: "dnn-pad-keys", textContent: "Keys on the sheet: arrows move the pen, space puts it down or up, Delete empties, 0 to 9 fetch a digit." });
  const right = append(root, "div", { className: "dnn-pad-right" });
  const picture = append(right, "div", { className: "dnn-picture" });
  picture.setAttribute("role", "img");
  const numbers = append(right, "details", { className: "dnn-numbers" });
  append(numbers, "summary", { textContent: "The numbers" });
  const table = append(numbers, "div", {});

  const mark = "p" + Math.random().toString(36).slice(2); // no other picture in the page has these ids
  let sheet = model.get("sheet").slice();
  let waiting = false, dirty = false, last = null;
  let pen = { x: 14, y: 6, down: false }, times = 0;

  function paint() {
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    for (let k = 0; k < sheet.length; k++) {
      if (!sheet[k]) continue;
      paper.fillStyle = `rgba(20, 20, 20, ${sheet[k] / 255})`;
      paper.fillRect((k % SIDE) * CELL, Math.floor(k / SIDE) * CELL, CELL, CELL);
    }
    if (document.activeElement === canvas || canvas.matches(":focus")) {
      paper.strokeStyle = pen.down ? "#d55e00" : "#0072b2";
      paper.lineWidth = 3;
      paper.strokeRect(pen.x * CELL - 2, pen.y * CELL - 2, CELL + 4, CELL + 4);
    }
  }
  function send() {
    paint();
    if (waiting) { dirty = true; return; }
    waiting = true;
    dirty = false;
    model.set("sheet", sheet.slice());
    model.save_changes();
    setTimeout(() => { waiting = false; if (dirty) send(); }, 1500); // an answer that never comes holds nobody up
  }
  // Ink around a place: all of it within one cell, less and less to two.
  function ink(x, y) {
    for (let row = Math.floor(y) - 2; row <= y + 2; row++) {
      for (let column = Math.floor(x) - 2; column <= x + 2; column++) {
        if (row < 0 || column < 0 || row >= SIDE || column >= SIDE) continue;
        const far = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        const more = Math.round(255 * Math.max(0, Math.min(1, 1.75 - far)));
        sheet[row * SIDE + column] = Math.max(sheet[row * SIDE + column], more);
      }
    }
  }
  function stroke(to) {
    const from = last || to;
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(to.x - from.x, to.y - from.y)));
    for (let k = 1; k <= steps; k++) {
      ink(from.x + ((to.x - from.x) * k) / steps, from.y + ((to.y - from.y) * k) / steps);
    }
    last = to;
    send();
  }
  function place(event) {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
  }
  function empty() {
    sheet = new Array(SIDE * SIDE).fill(0);
    last = null;
    send();
  }
  function fetchDigit(digit) {
    model.set("asked", [digit, times++]);
    model.save_changes();
  }
  function move(dx, dy) {
    pen.x = Math.max(0, Math.min(SIDE - 1, pen.x + dx));
    pen.y = Math.max(0, Math.min(SIDE - 1, pen.y + dy));
    if (pen.down) stroke({ x: pen.x + 0.5, y: pen.y + 0.5 });
    else { last = null; paint(); }
  }
  canvas.onpointerdown = (event) => {
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    last = null;
    canvas.drawing = true;
    stroke(place(event));
    event.preventDefault();
  };
  canvas.onpointermove = (event) => { if (canvas.drawing) stroke(place(event)); };
  canvas.onpointerup = canvas.onpointercancel = () => { canvas.drawing = false; last = null; };
  canvas.onfocus = canvas.onblur = paint;
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (keys[event.key]) move(...keys[event.key]);
    else if (event.key === " ") { pen.down = !pen.down; last = null; move(0, 0); paint(); }
    else if (event.key === "Delete" || event.key === "Backspace") empty();
    else if (/^[0-9]$/.test(event.key)) fetchDigit(Number(event.key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  clear.onclick = () => { pen.down = false; empty(); };
  select.oninput = () => { model.set("layer", select.value); model.save_changes(); };

  function showTable() {
    table.innerHTML = numbers.open ? model.get("frame").table || "" : "";
  }
  numbers.ontoggle = showTable;
  function show() {
    const frame = model.get("frame");
    picture.innerHTML = frame.svg.replace(/(\bid="|url\(#|href="#)/g, `$1${mark}-`);
    picture.setAttribute("aria-label", frame.words);
    said.textContent = frame.words;
    showTable();
    waiting = false;
    if (dirty) send();
  }
  model.on("change:frame", show);
  model.on("change:sheet", () => { if (!waiting && !dirty) { sheet = model.get("sheet").slice(); paint(); } });
  model.on("change:layer", () => { select.value = model.get("layer"); });
  select.value = model.get("layer");
  paint();
  show();
}

function append(parent, tag, properties) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

export default { render };
