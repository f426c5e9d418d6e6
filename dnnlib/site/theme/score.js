// A guess is read as the notebook reads it, and scored by its ratio to the truth (dnnlib/screen/score.py).
const PREFIXES = { "": 1, "%": 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const VERDICTS = [[1.1, "spot on"], [1.5, "close"], [3, "the right size"], [10, "within a factor of ten"]];
const OF_SHARES = [[1.1, "spot on"], [1.5, "close"], [3, "not far"], [10, "far, but on the map"]];
const SHARES = [" %", " of 100"]; // of a whole: scored as odds; none and all count as 0.05 inside
const LATER = "surprised? good: that is what this is for";

function parsed(text) {
  const found = /^\s*([0-9][0-9,_ ]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)\s*([kKMGT%]?)\s*$/.exec(text);
  const number = found ? Number(found[1].replace(/[,_ ]/g, "")) * PREFIXES[found[2]] : NaN;
  return Number.isFinite(number) ? number : null;
}

// why a number cannot be scored, as the notebook says it
function refusal(number, unit) {
  if (SHARES.includes(unit)) return number <= 100 ? "" : `a share of a whole lies between 0 and 100; this is ${three(number)}`;
  return number > 0 ? "" : "a guess is scored by its ratio, so it must be above 0 and finite; this is 0";
}

// three digits, as the notebook writes them
function three(number) {
  return number < 999.5 ? String(Number(number.toPrecision(3))) : number.toExponential(2).replace(/e\+(\d)$/, "e+0$1");
}

function odds(share) {
  const inside = Math.min(Math.max(share, 0.05), 99.95);
  return inside / (100 - inside);
}

// how many times off, 1 or more; of shares, of their odds
function offBy(guess, truth, unit) {
  const ratio = SHARES.includes(unit) ? odds(guess) / odds(truth) : guess / truth;
  return Math.max(ratio, 1 / ratio);
}

function scored(factor) {
  return Math.max(0, 1 - Math.log10(factor));
}

function verdict(guess, truth, unit) {
  const share = SHARES.includes(unit);
  const factor = offBy(guess, truth, unit);
  const word = ((share ? OF_SHARES : VERDICTS).find(([most]) => factor <= most) ?? [0, LATER])[1];
  const apart = share ? `${three(Math.abs(guess - truth))} points` : `${three(factor)} times`;
  const off = factor < 1.005 ? "" : `, ${apart} too ${guess > truth ? "high" : "low"}`;
  return `${off}: ${word}. Score ${scored(factor).toFixed(2)} of 1.`;
}
