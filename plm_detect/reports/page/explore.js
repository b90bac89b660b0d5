// Zoom, move, choose a movement and read why it was scored.
(() => {
  "use strict";
  const { data, word, filled, clock, movements, whole } = explore;
  const SHORTEST = 1, NEAR = 15, CLOSE_ENOUGH = 120;
  const holder = document.getElementById("night"), range = document.getElementById("range"), pointed = document.getElementById("pointed"), why = document.getElementById("why");
  let [from, to] = whole;
  explore.chosen = null;

  function draw() {
    explore.draw(from, to);
    tell();
  }
  function tell() {
    const digits = to - from < 20 ? 2 : to - from < 300 ? 1 : 0;
    range.textContent = `${word("shown")}${clock(from, digits)} - ${clock(to, digits)}`;
    holder.dataset.from = from; holder.dataset.to = to;
  }
  function show(a, b) {
    const length = Math.min(Math.max(b - a, SHORTEST), whole[1] - whole[0]);
    from = Math.min(Math.max((a + b - length) / 2, whole[0]), whole[1] - length);
    to = from + length; draw();
  }
  function zoom(factor, at = (from + to) / 2) { show(at - (at - from) * factor, at + (to - at) * factor); }
  function move(share) { const d = (to - from) * share; show(from + d, to + d); }
  explore.show = show;
  explore.point = (t, words) => { pointed.textContent = `${clock(t, to - from < 300 ? 2 : 0)}${words ? `: ${words}` : ""}`; };

  function explain(m) {
    const title = document.createElement("p"), heading = why.querySelector("h3");
    title.className = "title";
    title.textContent = filled(word("explained_title"), { place: m.place + 1, all: movements.length, time: clock(m.onset, 2) });
    const facts = document.createElement("p");
    facts.textContent = [word(m.side), word(m.kind), m.stage].join(", ");
    const nodes = [title, facts];
    let last = "";
    for (const [number, ...values] of data.why.rows[m.place]) {
      const [about, text, names] = data.why.sentences[number];
      if (about !== last) { const head = document.createElement("h4"); head.textContent = word(`about_${about}`); nodes.push(head); last = about; }
      const line = document.createElement("p"), words = filled(text, Object.fromEntries(names.map((name, i) => [name, values[i]])));
      line.textContent = words[0].toUpperCase() + words.slice(1); line.dataset.key = about; nodes.push(line);
    }
    why.replaceChildren(heading, ...nodes);
    why.dataset.movement = m.place;
  }
  // Mark and explain a movement; without a length the view stays where it is if the movement is in it.
  function choose(m, length) {
    explore.chosen = m;
    explain(m);
    explore.onChosen.forEach((act) => act(m));
    const middle = (m.onset + m.end) / 2, half = Math.max((length || to - from) / 2, (m.end - m.onset) * .6);
    if (length || m.onset < from || m.end > to) show(middle - half, middle + half); else draw();
  }
  explore.choose = choose;
  explore.onChosen = [];
  explore.closeUp = (m) => { choose(m, 2 * NEAR); holder.scrollIntoView({ block: "nearest" }); holder.focus({ preventScroll: true }); };
  function step(by) {
    if (!movements.length) return;
    const next = explore.chosen ? explore.chosen.place + by
      : by > 0 ? movements.findIndex((m) => m.onset >= from) : movements.findLastIndex((m) => m.onset <= to);
    choose(movements[Math.min(Math.max(next, 0), movements.length - 1)], to - from > CLOSE_ENOUGH ? 2 * NEAR : to - from);
  }
  function taller(factor) { explore.taller(factor); draw(); }

  const acts = {
    in: () => zoom(0.5), out: () => zoom(2), earlier: () => move(-0.5), later: () => move(0.5), all: () => show(...whole),
    next: () => step(1), previous: () => step(-1), taller: () => taller(1.5), flatter: () => taller(1 / 1.5),
  };
  const keys = {
    "+": "in", "=": "in", "-": "out", ArrowLeft: "earlier", ArrowRight: "later", "0": "all", Home: "all",
    n: "next", p: "previous", ArrowUp: "taller", ArrowDown: "flatter",
  };
  document.querySelectorAll("[data-do]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.do]()));
  document.addEventListener("keydown", (e) => {
    // The next and previous movement can be asked for from anywhere but a field that takes letters.
    const isHere = holder.contains(e.target), isLetter = (e.key === "n" || e.key === "p") && !e.target.closest("input, select, textarea");
    if (!keys[e.key] || e.ctrlKey || e.metaKey || e.altKey || !(isHere || isLetter)) return;
    e.preventDefault(); acts[keys[e.key]]();
  });

  const timeAt = (clientX) => { const box = explore.axis(); return from + (clientX - box.left) / box.width * (to - from); };
  holder.addEventListener("wheel", (e) => {
    if (e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 0.7 : 1.43, timeAt(e.clientX)); }
  }, { passive: false });

  // One finger, or the mouse with Shift, moves; two fingers zoom. The mouse alone selects, which the plots do.
  const held = new Map();
  let before = null, hasMoved = false;
  explore.dragged = () => hasMoved;
  const grip = () => ({ from, to, places: [...held.values()] });
  holder.addEventListener("mousedown", (e) => { if (e.shiftKey) { e.stopPropagation(); e.preventDefault(); } }, { capture: true });
  holder.addEventListener("pointerdown", (e) => {
    hasMoved = false;
    if (e.pointerType === "mouse" && !e.shiftKey) { held.clear(); before = { mouse: e.clientX }; return; }
    held.set(e.pointerId, e.clientX); before = grip(); holder.classList.add("moving");
  });
  const letGo = (e) => { held.delete(e.pointerId); before = held.size ? grip() : null; if (!held.size) holder.classList.remove("moving"); };
  window.addEventListener("pointerup", letGo);
  window.addEventListener("pointercancel", letGo);
  window.addEventListener("pointermove", (e) => {
    if (before && before.mouse !== undefined) { hasMoved ||= Math.abs(e.clientX - before.mouse) > 3; return; }
    if (!held.has(e.pointerId)) return;
    held.set(e.pointerId, e.clientX);
    const width = explore.axis().width, span = before.to - before.from, now = [...held.values()];
    hasMoved ||= Math.abs(e.clientX - before.places[0]) > 3;
    if (!hasMoved) return;
    if (now.length === 1) {
      const d = (before.places[0] - now[0]) / width * span;
      show(before.from + d, before.to + d);
    } else {
      const left = explore.axis().left, apart = (places) => Math.max(Math.abs(places[0] - places[1]), 8), middle = (places) => (places[0] + places[1]) / 2 - left;
      const factor = apart(before.places) / apart(now), at = before.from + middle(before.places) / width * span;
      const start = at - middle(now) / width * span * factor;
      show(start, start + span * factor);
    }
  });

  explore.build(from, to); tell();
  let built = holder.clientWidth;
  new ResizeObserver(() => { if (holder.clientWidth !== built) { built = holder.clientWidth; explore.build(from, to); tell(); } }).observe(holder);
})();
