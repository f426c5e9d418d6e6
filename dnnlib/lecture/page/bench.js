// A workbench on a slide: a nest is written, Python prices it; without Python the saved answer stands, dimmed.

function bench(el, name, data, place) {
  const label = el.appendChild(document.createElement("label"));
  label.textContent = "nest ";
  const box = label.appendChild(Object.assign(document.createElement("textarea"), { value: data.text, spellcheck: false }));
  const out = el.appendChild(Object.assign(document.createElement("div"), { className: "said-of", tabIndex: 0 }));
  out.setAttribute("role", "region");
  out.setAttribute("aria-label", "what the nest costs");
  out.innerHTML = data.answer;
  let timer = 0;
  function show(answer) {
    out.innerHTML = answer.html;
    out.classList.remove("silent");
    place.textContent = "";
  }
  async function say() {
    const text = box.value;
    if (text === data.text) return show({ html: data.answer });
    const late = (answer) => { if (box.value === text) show(answer); };
    const answer = link.alive ? await ask(name, { text }, late) : null;
    if (answer) return late(answer);
    out.innerHTML = data.answer;
    out.classList.add("silent");
    place.textContent = `Python does not answer: this is what ${data.text} costs`;
  }
  box.oninput = () => { clearTimeout(timer); timer = setTimeout(say, 60); };
  link.waiting.add(() => { if (place.textContent) say(); });
  return () => { box.value = data.text; show({ html: data.answer }); };
}
