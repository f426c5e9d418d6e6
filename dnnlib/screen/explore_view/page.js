// In the kernel's place: where the sliders stand chooses one of the frames. Its long texts are numbers of lines.
const whole = (numbers) => numbers.map((number) => values.lines[number]).join("");
function choose() {
  const frame = values.frames[values.sliders.reduce((at, s) => at * s.stops.length + values.state[s.name], 0)];
  values.frame = "svg" in frame ? { ...frame, svg: whole(frame.svg), table: whole(frame.table) } : frame;
}
// it is always the frame of where they stand: values.drawn is not needed
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
