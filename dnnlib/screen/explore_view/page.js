// In the kernel's place: where the sliders stand chooses one of the frames.
function choose() {
  values.frame = values.frames[values.sliders.reduce((at, s) => at * s.stops.length + values.state[s.name], 0)];
}
values.state = Object.fromEntries(values.sliders.map((s) => [s.name, s.start]));
choose();
const listeners = {};
const model = {
  get: (key) => values[key],
  set: (key, value) => { values[key] = value; },
  on: (event, call) => { listeners[event] = call; },
  save_changes: () => {
    choose();
    listeners["change:state"]();
    listeners["change:frame"]();
  },
};
