// Keys. Arrows turn pages, but in a slider they move it. A clicker's PageDown and PageUp always turn.
// Escape gives the arrows back.

const CONTROLS = "input, select, summary, textarea, button, .dnn-animation, [tabindex='0']";

function inControl() {
  return document.activeElement && document.activeElement.matches(CONTROLS) || document.activeElement?.closest(".dnn-animation");
}

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const turns = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev() }[event.key];
  if (turns) turns();
  else if (event.key === "Escape" && inControl()) document.activeElement.blur();
  else if (!inBox(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || inControl()) return;
  const digit = /^Digit(\d)$/.exec(event.code), asked = Reveal.getCurrentSlide()?.querySelector(".ask:not(.gone) .hands");
  if (!digit || !asked || !asked.offsetParent) return;
  raise(asked, (Number(digit[1]) + 9) % 10, event.shiftKey ? -1 : 1);
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function look(name) {
  document.documentElement.classList.toggle(name);
  const url = new URL(location.href);
  if (document.documentElement.classList.contains(name)) url.searchParams.set(name, "");
  else url.searchParams.delete(name);
  history.replaceState(null, "", url);
  fit(Reveal.getCurrentSlide());
}

const KEYS = [
  [82, "R", "The demo of this slide to its start", () => resetDemos(Reveal.getCurrentSlide())],
  [70, "F", "Forget all hands", () => forgetHands()],
  [68, "D", "Dark or light", () => look("dark")],
  [76, "L", "Large type", () => look("large")],
  [80, "P", "The handout, to print or save as PDF", () => window.open(`${location.pathname}?handout`)],
];
