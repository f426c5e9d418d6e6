// In the kernel's place: the view has every cycle, so it is told nothing and tells nobody.
const model = {
  get: (key) => values[key],
  set: (key, value) => { values[key] = value; },
  on: () => {},
  save_changes: () => {},
};
