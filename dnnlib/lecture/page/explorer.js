// An explorer on a slide: the view that JupyterLab has, before a model that asks Python or looks frames up.

function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

const NEAR_FRAMES = 60; // kept of those that Python drew

// The index, among some stops, of the one nearest to a stop.
function nearestOf(stops, index) {
  let best = 0;
  stops.forEach((stop, k) => { if (Math.abs(stop - index) < Math.abs(stops[best] - index)) best = k; });
  return best;
}

async function explorerModel(name, data, place) {
  const { lines, frames } = await unpack(data.packed);
  const listeners = {}, { sliders, stops } = data;
  const start = Object.fromEntries(sliders.map((s) => [s.name, s.start]));
  const values = { sliders, state: start, frame: null, drawn: start };
  const near = new Map(); // frames that Python drew, by state; some before they were asked for
  let before = start, wanted = null, busy = false, broke = "", refused = "";

  const text = (numbers) => numbers.map((k) => lines[k]).join("");
  function nearest(state) {
    let at = 0;
    const off = [];
    for (const s of sliders) {
      const there = stops[s.name], k = nearestOf(there, state[s.name]);
      at = at * there.length + k;
      if (there[k] !== state[s.name]) off.push(`${s.label} = ${s.stops[there[k]]}, not ${s.stops[state[s.name]]}`);
    }
    const frame = frames[at];
    return { off, frame: frame.svg ? { ...frame, svg: text(frame.svg), table: text(frame.table) } : frame };
  }
  function put(frame, state, line) {
    values.frame = frame;
    values.drawn = state;
    place.textContent = line;
    for (const key of ["frame", "drawn"]) (listeners[`change:${key}`] || []).forEach((call) => call());
    if (listeners.after) listeners.after();
  }
  function stand_in() {
    const near = nearest(values.state), who = link.served ? "Python does not answer. " : "";
    put(near.frame, values.state, near.off.length ? `${who}Nearest picture drawn ahead: ${near.off.join("; ")}` : "");
  }
  const key = (state) => JSON.stringify(state);
  async function question() {
    if (busy) return;
    busy = true;
    while (wanted && link.alive) {
      const state = wanted;
      wanted = null;
      const late = (frame) => { if (key(values.state) === key(state)) put(frame, state, ""); };
      const frame = await ask(name, state, late, () => {
        if (broke === key(state)) refused = broke; // twice over the same state: it is the state's fault
        broke = key(state);
      });
      if (frame) put(keep(state, frame), state, "");
      else stand_in();
    }
    busy = false;
    lookAhead();
  }
  function keep(state, frame) {
    near.set(key(state), frame);
    if (near.size > NEAR_FRAMES) near.delete(near.keys().next().value);
    return frame;
  }
  // While nobody asks: the same step of the same slider again, which comes next more often than not.
  async function lookAhead() {
    const here = values.state, moved = sliders.filter((s) => before[s.name] !== here[s.name]);
    if (moved.length !== 1 || wanted || !link.alive) return;
    const { name: slider, stops } = moved[0], step = Math.sign(here[slider] - before[slider]);
    const next = { ...here, [slider]: here[slider] + step };
    if (next[slider] < 0 || next[slider] >= stops.length || near.has(key(next)) || !nearest(next).off.length) return;
    busy = true;
    const frame = await ask(name, next, (late) => keep(next, late), () => { refused = key(next); });
    if (frame) keep(next, frame);
    busy = false;
    if (wanted) (link.alive ? question : stand_in)();
  }
  function changed() {
    before = { ...values.drawn };
    wanted = null;
    (listeners["change:state"] || []).forEach((call) => call());
    const there = nearest(values.state);
    if (!there.off.length) { put(there.frame, values.state, ""); return; }
    const known = near.get(key(values.state));
    if (known) put(known, values.state, "");
    else if (!link.alive) stand_in();
    else wanted = values.state;
    if (link.alive) (wanted ? question : lookAhead)();
  }
  // Python is back: the state that we stand in for is asked again, unless it is the one that Python fell silent at.
  link.waiting.add(() => {
    if (!place.textContent || key(values.state) === refused) return;
    wanted = values.state;
    question();
  });
  const first = nearest(start);
  values.frame = first.frame;
  return {
    get: (key) => values[key],
    set: (key, value) => { values[key] = value; },
    on: (event, call) => { (listeners[event] = listeners[event] || []).push(call); },
    save_changes: changed,
    after: (call) => { listeners.after = call; },
  };
}
