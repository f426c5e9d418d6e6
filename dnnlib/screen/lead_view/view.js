// After a guess the next code cell is the active one, so that Shift+Enter runs it. Who has gone elsewhere meanwhile is
// left there; in a page without cells nothing happens.

function render({ model, el }) {
  model.on("change:turns", () => {
    const cell = el.closest(".jp-Cell"), here = el.closest(".jp-OutputArea-output");
    if (cell && here?.contains(document.activeElement)) leadOn(cell);
  });
}

function leadOn(cell) {
  let next = cell.nextElementSibling;
  while (next && !next.matches(".jp-CodeCell")) next = next.nextElementSibling;
  const text = next?.querySelector(".cm-content");
  if (!text) return;
  text.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export default { render };
