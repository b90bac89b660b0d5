"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = data.words, whole = data.window, SVG = "http://www.w3.org/2000/svg";
  const LEFT = 74, RIGHT = 26, WIDTH = 1000, TOP = 14, LEVELS = ["W", "R", "N1", "N2", "N3"], SHORTEST = 20;
  const COLORS = { periodic: "#0072B2", respiratory: "#D55E00", isolated: "#E69F00", other: "#777777" };
  const holder = document.getElementById("night"), range = document.getElementById("range");
  let [from, to] = whole;
  const x = (t) => LEFT + (t - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  const make = (name, attributes, title) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (title) { const t = document.createElementNS(SVG, "title"); t.textContent = title; node.append(t); }
    return node;
  };
  const clock = (t) => {
    const all = Math.round(t + data.midnight), day = ((all % 86400) + 86400) % 86400;
    return [day / 3600, day % 3600 / 60, day % 60].map((v) => String(Math.floor(v)).padStart(2, "0")).join(":");
  };
  const text = (svg, at, y, words, anchor) => {
    const node = make("text", { x: at, y, "text-anchor": anchor || "end" }); node.textContent = words; svg.append(node);
  };
  const word = (key) => say[key] || key;
  const describe = (m) => `${m.time}, ${word(m.side)}, ${word(m.kind)}, ${m.duration} s, ${m.stage}`
    + (m.series ? `, ${word("series")} ${m.series}` : "") + (m.interval ? `, ${m.interval} s` : "");
  const clip = (a, b) => a < to && b > from ? [x(Math.max(a, from)), x(Math.min(b, to))] : null;

  function mark(svg, m, y) {
    const at = x(m.onset), color = COLORS[m.kind], title = describe(m);
    const width = Math.max(1.6, x(m.onset + m.duration) - at);
    const shapes = {
      periodic: ["rect", { x: at, y: y - 10, width, height: 20, fill: color }],
      respiratory: ["path", { d: `M${at - 5} ${y + 7}h10l-5 -13z`, fill: color }],
      isolated: ["circle", { cx: at, cy: y, r: 4.5, fill: "#fff", stroke: color, "stroke-width": 2 }],
      other: ["path", { d: `M${at - 4} ${y - 4}l8 8m0 -8l-8 8`, stroke: color, "stroke-width": 1.6 }],
    };
    const node = make(...shapes[m.kind], title);
    node.classList.add("mark"); node.dataset.onset = m.onset; svg.append(node);
  }

  function draw() {
    const legs = data.sides.length, stagesAt = TOP, legsAt = stagesAt + 105, eventsAt = legsAt + 30 + 32 * legs;
    const height = eventsAt + 62, svg = make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true" });
    LEVELS.forEach((name, i) => text(svg, LEFT - 8, stagesAt + 20 * i + 8, name));
    let last = null;
    for (const [name, on, end] of data.stages) {
      const part = clip(on, end), y = stagesAt + 20 * LEVELS.indexOf(name) + 4;
      if (part) {
        svg.append(make("path", { d: `M${part[0]} ${y}H${part[1]}`, stroke: name === "R" ? "#CC79A7" : "#222", "stroke-width": name === "R" ? 6 : 1.8 },
          `${name} ${clock(on)} - ${clock(end)}`));
        if (last && last.end === on && on > from) svg.append(make("path", { d: `M${part[0]} ${last.y}V${y}`, stroke: "#222", "stroke-width": 0.8 }));
      }
      last = { end, y };
    }
    text(svg, LEFT - 8, legsAt + 4, word("series"));
    for (const s of data.series) {
      const part = clip(s.onset, s.onset + s.duration);
      if (part) svg.append(make("rect", { x: part[0], y: legsAt - 4, width: Math.max(1, part[1] - part[0]), height: 7, fill: COLORS.periodic },
        `${word("series")} ${s.number}: ${s.movements}`));
    }
    data.sides.forEach((side, i) => {
      const y = legsAt + 28 + 32 * i;
      text(svg, LEFT - 8, y + 4, word(side));
      for (const [on, end] of data.excluded[side] || []) {
        const part = clip(on, end);
        if (part) svg.append(make("rect", { x: part[0], y: y - 13, width: Math.max(1, part[1] - part[0]), height: 26, fill: "#ccc" }));
      }
      for (const m of data.movements) {
        if ((m.side === side || m.side === "both") && m.onset >= from && m.onset <= to) mark(svg, m, y);
      }
    });
    text(svg, LEFT - 8, eventsAt + 4, word("arousal")); text(svg, LEFT - 8, eventsAt + 22, word("resp."));
    for (const [on, end] of data.arousals) {
      const part = clip(on, Math.max(end, on + 0.1));
      if (part) svg.append(make("rect", { x: part[0], y: eventsAt - 6, width: Math.max(1.2, part[1] - part[0]), height: 12, fill: "#009E73" }, `${word("arousal")} ${clock(on)}`));
    }
    for (const [on, end] of data.respiratory) {
      const part = clip(on, Math.max(end, on + 0.1));
      if (part) svg.append(make("rect", { x: part[0], y: eventsAt + 13, width: Math.max(1.2, part[1] - part[0]), height: 9, fill: "#56B4E9" }, `${word("resp.")} ${clock(on)}`));
    }
    const step = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200].find((s) => (to - from) / s <= 9) || 14400;
    for (let t = Math.ceil((from + data.midnight) / step) * step - data.midnight; t <= to; t += step) {
      svg.append(make("path", { d: `M${x(t)} ${eventsAt + 32}v5`, stroke: "#222" }));
      text(svg, x(t), eventsAt + 50, step < 60 ? clock(t) : clock(t).slice(0, 5), "middle");
    }
    holder.replaceChildren(svg);
    range.textContent = `${say.shown}${clock(from)} - ${clock(to)}`;
    holder.dataset.from = from; holder.dataset.to = to;
  }

  function show(a, b) {
    const length = Math.min(Math.max(b - a, SHORTEST), whole[1] - whole[0]);
    from = Math.min(Math.max((a + b - length) / 2, whole[0]), whole[1] - length);
    to = from + length; draw();
  }
  function zoom(factor, at) { const c = at === undefined ? (from + to) / 2 : at; show(c - (c - from) * factor, c + (to - c) * factor); }
  function move(share) { const d = (to - from) * share; show(from + d, to + d); }
  const acts = { in: () => zoom(0.5), out: () => zoom(2), earlier: () => move(-0.5), later: () => move(0.5), all: () => show(...whole) };
  document.querySelectorAll("[data-do]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.do]()));
  const keys = { "+": "in", "=": "in", "-": "out", ArrowLeft: "earlier", ArrowRight: "later", "0": "all", Home: "all" };
  holder.addEventListener("keydown", (e) => { if (keys[e.key]) { e.preventDefault(); acts[keys[e.key]](); } });
  const timeAt = (e) => {
    const box = holder.getBoundingClientRect(), at = (e.clientX - box.left) / box.width * WIDTH;
    return from + (at - LEFT) / (WIDTH - LEFT - RIGHT) * (to - from);
  };
  holder.addEventListener("wheel", (e) => { if (e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 0.7 : 1.43, timeAt(e)); } }, { passive: false });
  let held = null;
  holder.addEventListener("pointerdown", (e) => { held = { at: e.clientX, from, to }; holder.setPointerCapture(e.pointerId); });
  holder.addEventListener("pointerup", () => { held = null; });
  holder.addEventListener("pointermove", (e) => {
    if (!held) return;
    const d = (held.at - e.clientX) / holder.getBoundingClientRect().width * (held.to - held.from) * WIDTH / (WIDTH - LEFT);
    show(held.from + d, held.to + d);
  });

  const table = document.getElementById("movements"), head = table.tHead.rows[0], body = table.tBodies[0];
  const form = document.getElementById("filters"), count = document.getElementById("count");
  const columns = ["time", "duration", "side", "kind", "stage", "arousal", "series", "interval"];
  const heads = { time: "time", duration: "duration", side: "side", kind: "kind", stage: "stage", arousal: "with_arousal", series: "series_number", interval: "interval" };
  let sorted = "time", descending = false;
  const value = (m, c) => c === "time" ? m.onset : m[c];
  const shown = (m, c) => c === "arousal" ? word(m[c] ? "yes" : "no") : m[c] === null ? "" : c === "side" || c === "kind" ? word(m[c]) : String(m[c]);
  for (const c of columns) {
    const th = document.createElement("th"), button = document.createElement("button");
    th.scope = "col"; th.dataset.column = c; button.type = "button"; button.textContent = word(heads[c]);
    button.addEventListener("click", () => { descending = sorted === c && !descending; sorted = c; fill(); });
    th.append(button); head.append(th);
  }
  for (const c of ["kind", "side", "stage"]) {
    for (const v of [...new Set(data.movements.map((m) => m[c]))].sort()) form.elements[c].append(new Option(word(v), v));
    form.elements[c].addEventListener("change", fill);
  }
  function fill() {
    const chosen = data.movements.filter((m) => ["kind", "side", "stage"].every((c) => !form.elements[c].value || m[c] === form.elements[c].value));
    chosen.sort((a, b) => {
      const p = value(a, sorted), q = value(b, sorted);
      if (p === null || q === null) return (p === null) - (q === null);
      const order = p < q ? -1 : p > q ? 1 : a.onset - b.onset;
      return descending ? -order : order;
    });
    const rows = chosen.map((m) => {
      const row = document.createElement("tr"); row.dataset.onset = m.onset;
      for (const c of columns) {
        const cell = document.createElement("td");
        if (c === "time") {
          const button = document.createElement("button"); button.type = "button"; button.textContent = m.time;
          button.addEventListener("click", () => { show(m.onset - 45, m.onset + 45); holder.scrollIntoView({ block: "nearest" }); holder.focus({ preventScroll: true }); });
          cell.append(button);
        } else { cell.textContent = shown(m, c); if (typeof m[c] === "number") cell.className = "number"; }
        row.append(cell);
      }
      return row;
    });
    body.replaceChildren(...rows);
    for (const th of head.cells) th.setAttribute("aria-sort", th.dataset.column !== sorted ? "none" : descending ? "descending" : "ascending");
    count.textContent = say.count_shown.replace("{n}", chosen.length).replace("{all}", data.movements.length);
  }
  form.addEventListener("submit", (e) => e.preventDefault());
  draw(); fill();
})();
