// The link to Python: one GET a frame. Where nobody answers, the frames in this file do.
// No answer in PATIENCE ms, or a broken one: from then on frames of this file, at once, and a knock in the background.

const PATIENCE = 400, KNOCK = 500;
const follows = new URLSearchParams(location.search).has("receiver"); // a preview in the speaker's view
const link = {
  alive: location.protocol.startsWith("http") && !follows,
  served: location.protocol.startsWith("http") && !follows,
  waiting: new Set(), // who wants to know when Python answers again
  knocking: 0,
};

// A frame from Python, or null. `late` is called with a frame that came after we gave up; `broken` where the worker
// died or gave up over this very question: it is not asked again.
async function ask(name, query, late, broken = () => {}) {
  const answer = fetch(`frame/${name}?${new URLSearchParams(query)}`, { cache: "no-store" })
    .then((response) => {
      if ([500, 504].includes(response.status)) broken();
      return response.ok ? response.json() : null;
    })
    .catch(() => null);
  const silence = new Promise((done) => setTimeout(() => done(undefined), PATIENCE));
  const frame = await Promise.race([answer, silence]);
  if (frame) return frame;
  link.alive = false;
  if (frame === undefined) answer.then((found) => { if (found) { revive(); late(found); } else knock(); });
  else knock();
  return null;
}

function knock() {
  if (link.knocking || !link.served) return;
  link.knocking = setInterval(async () => {
    const there = await fetch("alive", { cache: "no-store" }).then((r) => r.ok).catch(() => false);
    if (there) revive();
  }, KNOCK);
}

function revive() {
  clearInterval(link.knocking);
  link.knocking = 0;
  link.alive = true;
  for (const call of [...link.waiting]) call();
}
