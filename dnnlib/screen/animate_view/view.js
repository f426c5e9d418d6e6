// The one view of an animated PE array, in JupyterLab and in a baked page alike: every cycle is already here.
// What is drawn is a cell for each PE with bands for I, F and O, and an arrow for each word that moves.

const TENSORS = ["I", "F", "O"];
const COLOURS = ["#0072b2", "#009e73", "#d55e00"]; // as in every figure of the course
const TINTS = ["#d6e8f4", "#d3efe5", "#fbe3d3"];
const INK = "#222222", PALE = "#f2f2f2", EDGE = "#999999";
const LETTERS = ["nchw", "mcrs", "nmpq"];
const SPEEDS = [0.5, 1, 2, 4, 8, 16, 30];
const FONT = '"DejaVu Sans", "Segoe UI", Helvetica, Arial, sans-serif';
const ARRIVES = 0.55; // of a cycle: until then words travel
const REST = 700; // ms that the cycle rests before a screen reader hears it

async function render({ model, el }) {
  const films = await Promise.all(model.get("films").map(unpack));
  const ui = build(el, films);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const state = { film: films[model.get("shown")], time: model.get("cycle") + 1 - 1e-9, playing: false, last: 0, pe: 0 };
  let drawn = -1, request = 0, resting = 0, heard = "";

  const cycle = () => Math.min(Math.floor(state.time), state.film.cycles - 1);
  function show() {
    const here = cycle();
    paint(ui, state, here, state.playing && !still.matches ? state.time - here : 1);
    if (here === drawn) return;
    drawn = here;
    ui.scrub.value = here;
    ui.said.textContent = sentence(state.film, here);
    rest();
    ui.scrub.setAttribute("aria-valuetext", ui.said.textContent);
    ui.cursor.style.left = `${(100 * (here + 0.5)) / state.film.cycles}%`;
    detail(ui, state, here);
    if (!state.playing) tell();
  }
  // while the cycle is dragged or plays nobody is told of each: of the one where it stops
  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const said = ui.said.textContent;
      if (!state.playing && said !== heard) heard = ui.told.textContent = said;
    }, REST);
  }
  function tell() {
    model.set("cycle", cycle());
    model.set("shown", films.indexOf(state.film));
    model.save_changes();
  }
  function go(to, quiet) {
    state.time = Math.max(0, Math.min(state.film.cycles - 1, to)) + 1 - 1e-9;
    if (quiet) drawn = -2;
    show();
  }
  function step(by) {
    play(false);
    go(cycle() + by);
  }
  function play(on) {
    if (on === state.playing) return;
    state.playing = on;
    ui.play.textContent = on ? "Pause" : "Play";
    if (on && cycle() === state.film.cycles - 1) state.time = 0;
    state.last = performance.now();
    if (on) request = requestAnimationFrame(tick);
    else { cancelAnimationFrame(request); state.time = cycle() + 1 - 1e-9; drawn = -1; show(); }
  }
  function tick(now) {
    if (!ui.root.isConnected) return play(false);
    state.time += (Math.max(0, now - state.last) / 1000) * SPEEDS[ui.speed.selectedIndex];
    state.last = now;
    if (state.time >= state.film.cycles) return play(false);
    show();
    request = requestAnimationFrame(tick);
  }
  function choose(index) {
    play(false);
    state.film = films[index];
    state.pe = 0;
    ui.choice.selectedIndex = index;
    ui.scrub.max = state.film.cycles - 1;
    ui.legend.innerHTML = legend(state.film);
    bars(ui.bars, state.film);
    fit();
  }
  function fit() {
    resize(ui, state.film);
    drawn = -1;
    show();
  }
  ui.play.onclick = () => play(!state.playing);
  ui.back.onclick = () => step(-1);
  ui.next.onclick = () => step(1);
  ui.choice.oninput = () => { choose(ui.choice.selectedIndex); go(0); };
  ui.scrub.oninput = () => { play(false); go(Number(ui.scrub.value)); };
  ui.numbers.ontoggle = () => detail(ui, state, cycle());
  ui.stage.onclick = (event) => {
    const pe = hit(ui, state.film, event);
    if (pe >= 0) { state.pe = pe; drawn = -1; show(); }
  };
  const keys = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1), ArrowUp: () => step(10), ArrowDown: () => step(-10),
    PageUp: () => step(10), PageDown: () => step(-10), Home: () => step(-Infinity), End: () => step(Infinity),
  };
  ui.root.addEventListener("keydown", (event) => {
    const inSelect = event.target.tagName === "SELECT";
    if (event.ctrlKey || event.altKey || event.metaKey || inSelect) return;
    const onButton = ["BUTTON", "SUMMARY"].includes(event.target.tagName); // these have a use for space themselves
    if (event.key === " " && !onButton) play(!state.playing);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:cycle", () => { if (!state.playing && model.get("cycle") !== cycle()) go(model.get("cycle")); });
  model.on("change:shown", () => { if (films[model.get("shown")] !== state.film) { choose(model.get("shown")); go(0); } });
  choose(model.get("shown"));
  heard = ui.said.textContent;
  const watcher = new ResizeObserver(() => { if (ui.root.clientWidth !== ui.width) fit(); });
  watcher.observe(ui.root);
  return () => { play(false); clearTimeout(resting); watcher.disconnect(); };
}

// ------------------------------------------------------------------------------------------------ the film

async function unpack(film) {
  const bytes = Uint8Array.from(atob(film.packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const kinds = { int32: Int32Array, float64: Float64Array, uint8: Uint8Array, uint16: Uint16Array };
  const made = { ...film, packed: "", pes: film.rows * film.cols };
  let at = 0;
  for (const [field, kind, size] of film.fields) {
    made[field] = new kinds[kind](buffer, at, size);
    at += size * kinds[kind].BYTES_PER_ELEMENT;
  }
  made.working = Int32Array.from({ length: film.cycles }, (_, cycle) => {
    let count = 0;
    for (let k = 0; k < made.pes; k++) count += made.busy[cycle * made.pes + k];
    return count;
  });
  return made;
}

// The word of a tensor in a PE, -1 for none; and its value.
function wordAt(film, cycle, tensor, pe) {
  return film.word[(cycle * 3 + tensor) * film.pes + pe];
}
function valueAt(film, cycle, tensor, pe) {
  const word = wordAt(film, cycle, tensor, pe);
  return tensor === 2 ? film.sums[cycle * film.pes + pe] : film[TENSORS[tensor]][word];
}
function named(film, tensor, word) {
  const shape = film.shapes[TENSORS[tensor]], at = [];
  for (let k = shape.length - 1; k >= 0; k--) {
    at.unshift(`${LETTERS[tensor][k]}=${word % shape[k]}`);
    word = Math.floor(word / shape[k]);
  }
  return `${TENSORS[tensor]}[${at.join(", ")}]`;
}
function short(value) {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function sentence(film, cycle) {
  const working = film.working[cycle], last = film.start + film.cycles - 1;
  return `Cycle ${film.start + cycle} of ${last}: ${working} of ${film.pes} PEs multiply (${Math.round((100 * working) / film.pes)} %)`;
}

// ------------------------------------------------------------------------------------------------ the page

function build(el, films) {
  const root = append(el, "div", { className: "dnn-animation" });
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab's shortcuts leave these keys to the animation
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "A PE array at work. Space plays, arrow keys step.");
  const top = append(root, "div", { className: "dnn-bar" });
  const name = append(top, "label", { textContent: "Run " });
  const choice = append(name, "select", {});
  for (const film of films) append(choice, "option", { textContent: film.name });
  name.style.display = films.length > 1 ? "" : "none";
  const said = append(top, "output", { className: "dnn-said" });
  said.setAttribute("aria-live", "off"); // it changes with each cycle; told is heard when they rest
  const told = append(top, "p", { className: "dnn-told" });
  told.setAttribute("role", "status");
  const stage = append(root, "canvas", { className: "dnn-stage", tabIndex: 0 });
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", "The PEs; the table below has the same numbers");
  const time = append(root, "div", { className: "dnn-time" });
  const bars = append(time, "canvas", { className: "dnn-bars" });
  bars.setAttribute("aria-hidden", "true");
  const cursor = append(time, "div", { className: "dnn-cursor" });
  const scrub = append(root, "input", { type: "range", min: 0, step: 1, value: 0, className: "dnn-scrub" });
  scrub.setAttribute("aria-label", "Cycle");
  const low = append(root, "div", { className: "dnn-bar" });
  const back = append(low, "button", { type: "button", textContent: "◀ Step" });
  back.setAttribute("aria-label", "◀ Step: one cycle back");
  const play = append(low, "button", { type: "button", textContent: "Play", className: "dnn-play" });
  const next = append(low, "button", { type: "button", textContent: "Step ▶" });
  next.setAttribute("aria-label", "Step ▶: one cycle on");
  const rate = append(low, "label", { textContent: "Speed " });
  const speed = append(rate, "select", {});
  for (const each of SPEEDS) append(speed, "option", { textContent: `${each} cycle${each > 1 ? "s" : ""} a second` });
  speed.selectedIndex = 1;
  append(low, "span", { className: "dnn-keys", textContent: "space plays · ← → step · ↑ ↓ ten · Home End" });
  const key = append(root, "div", { className: "dnn-legend" });
  const one = append(root, "div", { className: "dnn-one" });
  const numbers = append(root, "details", { className: "dnn-numbers" });
  append(numbers, "summary", { textContent: "The numbers of this cycle" });
  const table = append(numbers, "div", { tabIndex: 0 });
  table.setAttribute("role", "region");
  table.setAttribute("aria-label", "The numbers of this cycle");
  return { root, choice, said, told, stage, bars, cursor, scrub, back, play, next, speed, legend: key, one, numbers, table,
    cells: new Map(), width: 0 };
}

function legend(film) {
  const names = ["I, input", "F, filter", "O, sum"];
  const boxes = names.map((text, k) => {
    const stays = film.stays === TENSORS[k] ? " (stays)" : "";
    return `<span><i style="background:${COLOURS[k]}"></i>${text}${stays}</span>`;
  });
  const arrows = "<span>■→ from the buffer</span><span>→ from a neighbour</span><span>→■ to the buffer</span>";
  return boxes.join("") + arrows + "<span>bold frame: multiplies now</span>";
}

// One PE in words, and all of them as a table.
function detail(ui, state, cycle) {
  const { film, pe } = state;
  const held = TENSORS.map((_, k) => {
    const word = wordAt(film, cycle, k, pe);
    return word < 0 ? `no ${TENSORS[k]}` : `${named(film, k, word)} = ${short(valueAt(film, cycle, k, pe))}`;
  });
  const does = film.busy[cycle * film.pes + pe] ? "multiplies" : "waits";
  ui.one.textContent = `PE (${Math.floor(pe / film.cols)}, ${pe % film.cols}) ${does}: ${held.join("; ")}`;
  ui.table.innerHTML = ui.numbers.open ? table(film, cycle) : ""; // nobody waits for rows that are folded away
}

function table(film, cycle) {
  const lines = [];
  for (let pe = 0; pe < film.pes; pe++) {
    const cells = TENSORS.map((_, k) => {
      const word = wordAt(film, cycle, k, pe);
      return word < 0 ? "<td>–</td><td>–</td>" : `<td>${named(film, k, word)}</td><td>${short(valueAt(film, cycle, k, pe))}</td>`;
    });
    const does = film.busy[cycle * film.pes + pe] ? "yes" : "no";
    lines.push(`<tr><th scope="row">${Math.floor(pe / film.cols)}, ${pe % film.cols}</th><td>${does}</td>${cells.join("")}</tr>`);
  }
  const head = ["PE row, col", "multiplies", "I", "value", "F", "value", "O", "sum so far"];
  return `<table><thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

function append(parent, tag, properties) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

// ------------------------------------------------------------------------------------------------ the picture

function resize(ui, film) {
  ui.width = ui.root.clientWidth || 800;
  const margin = 40, gapShare = Math.max(film.rows, film.cols) > 10 ? 0.22 : 0.3;
  const tall = Math.max(window.innerHeight - 340, 0.55 * window.innerHeight); // the controls stay in sight
  const most = Math.min(150, (tall - 2 * margin) / (film.rows + (film.rows - 1) * gapShare));
  const wide = (ui.width - 2 * margin) / (film.cols + (film.cols - 1) * gapShare);
  const size = Math.max(14, Math.min(wide, most));
  const pitch = size * (1 + gapShare), scale = window.devicePixelRatio || 1;
  const width = 2 * margin + pitch * film.cols - size * gapShare, height = 2 * margin + pitch * film.rows - size * gapShare;
  Object.assign(ui.stage, { width: Math.round(width * scale), height: Math.round(height * scale) });
  Object.assign(ui.stage.style, { width: `${width}px`, height: `${height}px` });
  ui.layout = { margin, size, pitch, gap: size * gapShare, width, height, scale, stamps: new Map() };
  ui.cells.clear();
}

function corner(layout, film, pe) {
  return [layout.margin + (pe % film.cols) * layout.pitch, layout.margin + Math.floor(pe / film.cols) * layout.pitch];
}

function hit(ui, film, event) {
  const box = ui.stage.getBoundingClientRect(), { margin, pitch, size } = ui.layout;
  const x = ((event.clientX - box.left) * ui.layout.width) / box.width - margin;
  const y = ((event.clientY - box.top) * ui.layout.height) / box.height - margin;
  const col = Math.floor(x / pitch), row = Math.floor(y / pitch);
  const inside = col >= 0 && row >= 0 && col < film.cols && row < film.rows && x - col * pitch <= size && y - row * pitch <= size;
  return inside ? row * film.cols + col : -1;
}

// The whole picture at a share of a cycle: what is held, where it comes from, and the words on their way.
function paint(ui, state, cycle, share) {
  const context = ui.stage.getContext("2d"), { layout } = ui, { film } = state;
  const before = share < ARRIVES && cycle > 0 ? cycle - 1 : cycle;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(cellsOf(ui, film, before), 0, 0);
  context.setTransform(layout.scale, 0, 0, layout.scale, 0, 0);
  arrows(context, layout, film, cycle);
  if (share < 1) words(context, layout, film, cycle, share);
  const [x, y] = corner(layout, film, state.pe);
  context.strokeStyle = INK;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.strokeRect(x - 3.5, y - 3.5, layout.size + 7, layout.size + 7);
  context.setLineDash([]);
}

// The cells of a cycle, drawn once and kept for the frames that show them.
function cellsOf(ui, film, cycle) {
  if (ui.cells.has(cycle)) return ui.cells.get(cycle);
  const canvas = ui.cells.size > 3 ? ui.cells.get(ui.cells.keys().next().value) : document.createElement("canvas");
  if (ui.cells.size > 3) ui.cells.delete(ui.cells.keys().next().value);
  Object.assign(canvas, { width: ui.stage.width, height: ui.stage.height });
  const context = canvas.getContext("2d", { alpha: false }), { layout } = ui;
  context.setTransform(layout.scale, 0, 0, layout.scale, 0, 0);
  context.fillStyle = "white";
  context.fillRect(0, 0, layout.width, layout.height);
  buffer(context, layout);
  const band = layout.size / 3, type = Math.min(20, band * 0.8);
  for (let tensor = 0; tensor < 3; tensor++) bandsOf(context, layout, film, cycle, tensor, band, type);
  frames(context, layout, film, cycle);
  ui.cells.set(cycle, canvas);
  return canvas;
}

// Colour by colour, since changing it costs more than a rectangle.
function bandsOf(context, layout, film, cycle, tensor, band, type) {
  const solid = film.stays === TENSORS[tensor], full = [];
  context.fillStyle = PALE;
  for (let pe = 0; pe < film.pes; pe++) {
    const [x, y] = corner(layout, film, pe);
    if (wordAt(film, cycle, tensor, pe) < 0) context.fillRect(x, y + tensor * band, layout.size, band);
    else full.push([x, y + tensor * band, pe]);
  }
  context.fillStyle = solid || type < 7 ? COLOURS[tensor] : TINTS[tensor];
  for (const [x, y] of full) context.fillRect(x, y, layout.size, band);
  if (type < 7) return; // too small for numbers
  const letter = layout.size < 42 ? "" : TENSORS[tensor];
  context.setTransform(1, 0, 0, 1, 0, 0);
  for (const [x, y, pe] of full) {
    const number = short(valueAt(film, cycle, tensor, pe));
    const label = stamp(layout, letter, number, solid ? "white" : INK, solid ? "white" : COLOURS[tensor], band, type);
    context.drawImage(label, Math.round(x * layout.scale), Math.round(y * layout.scale));
  }
  context.setTransform(layout.scale, 0, 0, layout.scale, 0, 0);
}

// A band's letter and number, drawn once: a picture of it costs a tenth of its text.
function stamp(layout, letter, number, ink, colour, band, type) {
  const key = letter + number + ink;
  const known = layout.stamps.get(key);
  if (known) return known;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.ceil(layout.size * layout.scale), height: Math.ceil(band * layout.scale) });
  const context = canvas.getContext("2d");
  context.scale(layout.scale, layout.scale);
  context.textBaseline = "middle";
  context.fillStyle = ink;
  context.font = `${type}px ${FONT}`;
  context.textAlign = "right";
  context.fillText(number, layout.size * 0.93, band / 2 + 1, layout.size * (letter ? 0.68 : 0.86));
  context.fillStyle = colour;
  context.font = `bold ${type * 0.8}px ${FONT}`;
  context.textAlign = "left";
  context.fillText(letter, layout.size * 0.07, band / 2 + 1);
  if (layout.stamps.size > 4000) layout.stamps.clear(); // runs of many different numbers
  layout.stamps.set(key, canvas);
  return canvas;
}

function frames(context, layout, film, cycle) {
  for (const working of [0, 1]) {
    context.strokeStyle = working ? INK : EDGE;
    context.lineWidth = working ? Math.max(2, layout.size / 28) : 1;
    context.beginPath();
    for (let pe = 0; pe < film.pes; pe++) {
      if (film.busy[cycle * film.pes + pe] !== working) continue;
      const [x, y] = corner(layout, film, pe);
      context.rect(x, y, layout.size, layout.size);
    }
    context.stroke();
  }
}

function buffer(context, layout) {
  context.fillStyle = "#e4e4e4";
  const thick = 18, { width, height } = layout;
  context.fillRect(0, 0, width, thick);
  context.fillRect(0, 0, thick, height);
  context.fillRect(0, height - thick, width, thick);
  context.fillStyle = INK;
  context.font = `13px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText("buffer", thick + 6, thick / 2);
}

// Where a move begins and ends: [x0, y0, x1, y1], its tensor, and whether the buffer is at its other end.
function move(layout, film, k) {
  const code = film.code[k], tensor = code >> 3, way = (code >> 1) & 3, [x, y] = corner(layout, film, film.place[k]);
  const { size, gap } = layout, at = size * (0.24 + 0.26 * tensor), far = code & 1 && onEdge(film, film.place[k], way) ? 22 : gap;
  if (way === 0) return [x - far, y + at, x, y + at, tensor, code & 1, way];
  if (way === 1) return [x + at, y - far, x + at, y, tensor, code & 1, way];
  if (way === 2) return [x - gap, y + size + gap, x, y + size, tensor, code & 1, way];
  const row = Math.floor(film.place[k] / film.cols), out = row === film.rows - 1 ? 22 : gap;
  return [x + at, y + size, x + at, y + size + out, tensor, 1, way];
}

function onEdge(film, place, way) {
  return way === 0 ? place % film.cols === 0 : way === 1 ? place < film.cols : false;
}

function arrows(context, layout, film, cycle) {
  const head = Math.min(7, layout.size * 0.16);
  for (let tensor = 0; tensor < 3; tensor++) {
    context.strokeStyle = context.fillStyle = COLOURS[tensor];
    context.lineWidth = Math.min(2.5, Math.max(1, layout.size / 30));
    const lines = new Path2D(), heads = new Path2D();
    for (let k = film.first[cycle]; k < film.first[cycle + 1]; k++) {
      if (film.code[k] >> 3 === tensor) arrow(lines, heads, move(layout, film, k), head);
    }
    context.stroke(lines);
    context.fill(heads);
  }
}

function arrow(lines, heads, [x0, y0, x1, y1, , fromBuffer, way], head) {
  const length = Math.hypot(x1 - x0, y1 - y0), dx = ((x1 - x0) / length) * head, dy = ((y1 - y0) / length) * head;
  lines.moveTo(x0, y0);
  lines.lineTo(x1 - dx, y1 - dy);
  heads.moveTo(x1, y1);
  heads.lineTo(x1 - dx - dy * 0.6, y1 - dy + dx * 0.6);
  heads.lineTo(x1 - dx + dy * 0.6, y1 - dy - dx * 0.6);
  heads.closePath();
  const box = head * 0.8;
  if (fromBuffer) heads.rect((way === 3 ? x1 : x0) - box / 2, (way === 3 ? y1 : y0) - box / 2, box, box);
}

// The words on their way: in while the cycle is young, sums out towards its end.
function words(context, layout, film, cycle, share) {
  const radius = Math.max(2.5, Math.min(7, layout.size * 0.11));
  for (let tensor = 0; tensor < 3; tensor++) {
    const dots = new Path2D();
    for (let k = film.first[cycle]; k < film.first[cycle + 1]; k++) {
      if (film.code[k] >> 3 !== tensor) continue;
      const [x0, y0, x1, y1, , , way] = move(layout, film, k);
      const part = way === 3 ? (share - ARRIVES) / (1 - ARRIVES) : share / ARRIVES;
      if (part < 0 || part > 1) continue;
      const x = x0 + (x1 - x0) * part, y = y0 + (y1 - y0) * part;
      dots.moveTo(x + radius, y);
      dots.arc(x, y, radius, 0, 7);
    }
    context.fillStyle = COLOURS[tensor];
    context.fill(dots);
  }
}

// PEs that multiply in each cycle, over the scrubber: fill, drain and folds at a glance.
function bars(canvas, film) {
  const width = 1000, height = 48;
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d"), each = width / film.cycles;
  context.fillStyle = "#e9e9e9";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#666666";
  for (let cycle = 0; cycle < film.cycles; cycle++) {
    const tall = (height * film.working[cycle]) / film.pes;
    context.fillRect(cycle * each, height - tall, Math.max(each * 0.9, 0.7), tall);
  }
}

export default { render };
