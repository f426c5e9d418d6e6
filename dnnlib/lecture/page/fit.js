// A slide shows as much as fits: when a block comes with a key and there is no room, the oldest blocks go.
// What alone is too tall is set in smaller type, down to 18 px; then the slide scrolls.

const SMALLEST = 18;

function fit(section) {
  if (!section || document.documentElement.classList.contains("handout")) return;
  const blocks = [...section.querySelectorAll(".block")];
  for (const block of blocks) block.classList.remove("gone", "tight1", "tight2");
  section.classList.remove("tall");
  section.removeAttribute("tabindex");
  const seen = blocks.filter((block) => !block.matches(".fragment:not(.visible)"));
  const tooTall = () => section.scrollHeight > section.clientHeight || section.scrollWidth > section.clientWidth;
  const last = seen.at(-1);
  for (const size of ["tight1", "tight2"]) {
    for (const block of seen.slice(0, -1)) {
      if (!tooTall()) break;
      if (block.matches(".listing")) block.classList.add(size);
    }
  }
  for (const block of seen) {
    if (!tooTall() || block === last) break;
    block.classList.add("gone");
  }
  if (last && tooTall()) last.classList.add("tight1");
  if (last && tooTall()) last.classList.replace("tight1", "tight2");
  if (tooTall()) { section.classList.add("tall"); section.tabIndex = 0; }
  for (const svg of section.querySelectorAll(".picture svg, .dnn-picture svg")) legible(svg);
}

// No text of a figure is smaller than 18 px on the slide.
function legible(svg) {
  const box = svg.viewBox.baseVal, width = svg.clientWidth, height = svg.clientHeight;
  if (!box || !box.width || !width || !height) return;
  const scale = Math.min(width / box.width, height / box.height), least = SMALLEST / scale;
  for (const text of svg.querySelectorAll("text, tspan")) {
    if (text.dataset.was === undefined) text.dataset.was = text.getAttribute("style") || "";
    text.setAttribute("style", text.dataset.was);
    if (parseFloat(getComputedStyle(text).fontSize) < least) text.style.fontSize = `${least}px`;
  }
}
