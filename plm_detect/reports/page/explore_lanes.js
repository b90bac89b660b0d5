// Stages, series, movements of each leg, arousals and respiratory events, one lane each.
(() => {
  "use strict";
  const { data, word, clock, movements } = explore;
  const LEVELS = ["W", "R", "N1", "N2", "N3"], LEVEL_H = 15, LEG_H = 34, BAR_H = 18, SERIES_H = 16, LEAST = 2;
  const COLORS = {
    periodic: "#0072B2", respiratory: "#D55E00", isolated: "#9a6a00", other: "#555", rem: "#a8327a",
    arousal: "#00765a", breathing: "#1f78b4", excluded: "#c4c4c4", chosen: "rgba(255, 205, 40, .22)", ink: "#222",
  };
  // The rarer kinds are drawn over the others.
  const FIRST = ["periodic", "other", "isolated", "respiratory"];
  explore.colors = COLORS;
  // Wide enough for the labels of all lanes.
  explore.axisWidth = () => {
    const { ctx } = explore.measured ??= { ctx: document.createElement("canvas").getContext("2d") };
    ctx.font = "11px system-ui, sans-serif";
    const widest = Math.max(...lanes.map((each) => ctx.measureText(each.label || "N3").width));
    return Math.ceil(Math.max(widest + 10, window.innerWidth < 560 ? 44 : 66));
  };

  // Where each lane begins, from the top of the plot, in CSS pixels.
  const lanes = [];
  let bottom = 4;
  const lane = (name, height, draw, label) => { lanes.push({ name, top: bottom, height, draw, label }); bottom += height; };
  if (data.stages.length) lane("stages", LEVELS.length * LEVEL_H + 6, drawStages);
  lane("series", SERIES_H, drawSeries, word("series"));
  for (const side of data.sides) lane(side, LEG_H, (p) => drawLeg(p, side), word(side));
  lane("arousals", BAR_H, (p) => drawBars(p, data.arousals, COLORS.arousal), word("arousal"));
  lane("respiratory", BAR_H, (p) => drawBars(p, data.respiratory, COLORS.breathing, true), word("resp."));
  explore.lanesHeight = bottom + 4;
  explore.lanes = lanes;

  // A pen draws on the canvas of a plot in CSS pixels; what has a length is at least LEAST pixels wide.
  explore.pen = (u) => {
    const ratio = devicePixelRatio, { ctx, bbox } = u, { min, max } = u.scales.x;
    const pen = {
      ctx, from: min, to: max, left: bbox.left / ratio, top: bbox.top / ratio, width: bbox.width / ratio, height: bbox.height / ratio,
      x: (t) => bbox.left / ratio + (t - min) / (max - min) * bbox.width / ratio,
      inside: (on, end) => end >= min && on <= max,
      bar(on, end, y, height, color) {
        const whole = (x) => Math.round(x * ratio) / ratio, right = pen.left + pen.width;
        const a = whole(Math.max(pen.x(on), pen.left)), b = whole(Math.min(Math.max(pen.x(end), a + LEAST), right));
        ctx.fillStyle = color; ctx.fillRect(Math.min(a, b - LEAST), y, Math.max(b - a, LEAST), height);
      },
      text(words, x, y, align = "right", color = COLORS.ink, size = 11) {
        ctx.font = `${size}px system-ui, sans-serif`; ctx.textAlign = align; ctx.textBaseline = "middle"; ctx.fillStyle = color; ctx.fillText(words, x, y);
      },
      hatch(on, end, y, height) {
        pen.bar(on, end, y, height, "#e2e2e2");
        const a = Math.max(pen.x(on), pen.left), b = Math.min(pen.x(end), pen.left + pen.width);
        ctx.save(); ctx.beginPath(); ctx.rect(a, y, b - a, height); ctx.clip(); ctx.beginPath();
        for (let x = a - height; x < b; x += 7) { ctx.moveTo(x, y + height); ctx.lineTo(x + height, y); }
        ctx.strokeStyle = "#a5a5a5"; ctx.lineWidth = 1; ctx.stroke(); ctx.restore();
      },
    };
    return pen;
  };
  explore.onCanvas = (u, draw) => {
    u.ctx.save(); u.ctx.scale(devicePixelRatio, devicePixelRatio); draw(explore.pen(u)); u.ctx.restore();
  };

  function drawStages(pen) {
    const y = (name) => LEVELS.indexOf(name) * LEVEL_H + LEVEL_H / 2 + pen.laneTop, { ctx } = pen;
    for (const name of LEVELS) pen.text(name, pen.left - 6, y(name));
    let last = null;
    for (const [name, on, end] of data.stages) {
      const at = y(name);
      if (LEVELS.includes(name) && pen.inside(on, end)) {
        const height = name === "R" ? 6 : 2;
        pen.bar(on, end, at - height / 2, height, name === "R" ? COLORS.rem : COLORS.ink);
        if (last && last.end === on && on > pen.from) { ctx.fillStyle = COLORS.ink; ctx.fillRect(pen.x(on) - .5, Math.min(at, last.at), 1, Math.abs(at - last.at)); }
      }
      last = LEVELS.includes(name) ? { end, at } : null;
    }
    return data.stages.length;
  }
  function drawSeries(pen) {
    let shown = 0;
    for (const s of data.series) {
      if (!pen.inside(s.onset, s.onset + s.duration)) continue;
      const a = Math.max(pen.x(s.onset), pen.left), b = Math.min(pen.x(s.onset + s.duration), pen.left + pen.width);
      pen.bar(s.onset, s.onset + s.duration, pen.laneTop + 3, 9, COLORS.periodic); shown += 1;
      if (b - a > 16) pen.text(String(s.number), (a + b) / 2, pen.laneTop + 8, "center", "#fff", 9);
    }
    return shown;
  }
  function drawBars(pen, spans, color, lower = false) {
    let shown = 0;
    for (const [on, end] of spans) if (pen.inside(on, end)) { pen.bar(on, end, pen.laneTop + (lower ? 4 : 2), lower ? 9 : 13, color); shown += 1; }
    return shown;
  }

  // Periodic movements are bars, respiratory-related ones triangles, isolated ones circles, others crosses.
  // Each stands on a stroke at its onset, so that it is seen however many lie next to it.
  function drawMark(pen, m, y, crowded) {
    const { ctx } = pen, at = Math.max(pen.x(m.onset), pen.left), color = COLORS[m.kind];
    if (m.kind === "periodic") { pen.bar(m.onset, m.end, y - 12, 24, color); return; }
    if (m.kind === "respiratory") pen.bar(m.onset, m.end, y - 4, 16, color); else pen.bar(m.onset, m.end, y + 2, 10, color);
    if (crowded) return;
    ctx.beginPath(); ctx.strokeStyle = color; ctx.fillStyle = color; ctx.lineWidth = 2;
    if (m.kind === "respiratory") { ctx.moveTo(at - 5, y + 1); ctx.lineTo(at + 7, y + 1); ctx.lineTo(at + 1, y - 12); ctx.fill(); }
    if (m.kind === "isolated") { ctx.arc(at + 1, y - 5, 4.5, 0, 2 * Math.PI); ctx.fillStyle = "#fff"; ctx.fill(); ctx.stroke(); }
    if (m.kind === "other") { ctx.moveTo(at - 3, y - 9); ctx.lineTo(at + 5, y - 1); ctx.moveTo(at + 5, y - 9); ctx.lineTo(at - 3, y - 1); ctx.stroke(); }
  }
  function drawLeg(pen, side) {
    const y = pen.laneTop + LEG_H / 2, inView = movements.filter((m) => (m.side === side || m.side === "both") && pen.inside(m.onset, m.end));
    for (const [on, end] of data.excluded[side] || []) if (pen.inside(on, end)) pen.hatch(on, end, y - 14, 28);
    const crowded = inView.length > pen.width / 12;
    for (const kind of FIRST) for (const m of inView) if (m.kind === kind) drawMark(pen, m, y, crowded);
    return inView.length;
  }

  explore.drawChosen = (pen, y, height) => {
    const m = explore.chosen;
    if (!m || !pen.inside(m.onset, m.end)) return;
    pen.bar(m.onset, m.end, y, height, COLORS.chosen);
    pen.ctx.strokeStyle = "#6b5200"; pen.ctx.lineWidth = 1;
    for (const t of [m.onset, m.end]) if (t >= pen.from && t <= pen.to) { pen.ctx.beginPath(); pen.ctx.moveTo(pen.x(t), y); pen.ctx.lineTo(pen.x(t), y + height); pen.ctx.stroke(); }
  };
  // Draw all lanes and say how many events each shows.
  explore.drawLanes = (pen) => {
    const counts = {}, { ctx } = pen;
    explore.drawChosen(pen, pen.top, pen.height);
    for (const each of lanes) {
      pen.laneTop = pen.top + each.top;
      ctx.fillStyle = "#ececec"; ctx.fillRect(pen.left, pen.laneTop + each.height, pen.width, 1);
      if (each.label) pen.text(each.label, pen.left - 6, pen.laneTop + each.height / 2);
      counts[each.name] = each.draw(pen);
    }
    return counts;
  };

  // What lies under a time in a lane, in words.
  explore.pointedAt = (t, y, slack) => {
    const within = lanes.find((each) => y >= each.top && y < each.top + each.height);
    const hit = (on, end) => t >= on - slack && t <= end + slack;
    if (!within) return "";
    if (within.name === "arousals") return data.arousals.some(([on, end]) => hit(on, end)) ? word("arousal") : "";
    if (within.name === "respiratory") return data.respiratory.some(([on, end]) => hit(on, end)) ? word("resp.") : "";
    if (within.name === "series") { const s = data.series.find((each) => hit(each.onset, each.onset + each.duration)); return s ? `${word("series")} ${s.number}: ${s.movements}` : ""; }
    if (within.name === "stages") { const s = data.stages.find(([, on, end]) => t >= on && t < end); return s ? `${s[0]}, ${clock(s[1])} - ${clock(s[2])}` : ""; }
    const m = explore.movementAt(t, slack, within.name);
    return m ? explore.describe(m) : "";
  };
  explore.movementAt = (t, slack, side) => {
    let best = null, nearest = Infinity;
    for (const m of movements) {
      if (side && data.sides.includes(side) && m.side !== side && m.side !== "both") continue;
      const away = t < m.onset ? m.onset - t : t > m.end ? t - m.end : 0;
      if (away <= slack && away < nearest) { best = m; nearest = away; }
    }
    return best;
  };
})();
