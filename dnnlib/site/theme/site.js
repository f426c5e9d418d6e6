// The page around the cells: its headings, what scrolls in it, and how high its frames are.

// A heading that says nothing would be read out as one.
function headings() {
  for (const head of document.querySelectorAll("article th")) {
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
  }
}

// What scrolls can be reached by keyboard.
function scrolling() {
  for (const box of document.querySelectorAll(".formula, .formula-large")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

function ready() {
  headings();
  scrolling();
}

// A frame's page says how high it is.
addEventListener("message", (event) => {
  for (const frame of document.querySelectorAll(".dnn-frame")) {
    if (frame.contentWindow === event.source && event.data?.height > 0) frame.style.height = `${event.data.height}px`;
  }
});
if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
else ready();
