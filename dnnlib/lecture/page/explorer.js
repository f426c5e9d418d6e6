// An explorer on a slide: the view that JupyterLab has, before a model that asks Python or looks frames up.

function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

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
  let wanted = null, busy = false, broke = "", refused = "";

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
      if (frame) put(frame, state, "");
      else stand_in();
    }
    busy = false;
  }
  function changed() {
    (listeners["change:state"] || []).forEach((call) => call());
    const near = nearest(values.state);
    if (!near.off.length) { wanted = null; put(near.frame, values.state, ""); return; }
    if (!link.alive) { stand_in(); return; }
    wanted = values.state;
    question();
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
