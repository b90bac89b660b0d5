// Plots under each other on one axis of time: the lanes, and the EMG of each leg.
(() => {
  "use strict";
  const { data, word, clock, emg, colors } = explore;
  const EMG_H = 140, EMG_TOP = 7, AXIS_H = 34, SHADED_S = 3600, STEPS = [.05, .1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400];
  const holder = document.getElementById("night"), plots = [];
  let tall = 1;

  const stepOf = (from, to, width) => STEPS.find((s) => (to - from) / s <= width / 92) || STEPS.at(-1);
  function ticks(u, _, from, to) {
    const step = stepOf(from, to, u.width - explore.axisWidth()), first = Math.ceil((from + data.midnight) / step - 1e-9), out = [];
    for (let i = first; i * step - data.midnight <= to + 1e-9; i++) out.push(i * step - data.midnight);
    return out;
  }
  const decimals = (step) => step >= 1 ? 0 : step >= .1 ? 1 : 2;
  const labels = (u, splits) => {
    const step = stepOf(u.scales.x.min, u.scales.x.max, u.width - explore.axisWidth());
    return splits.map((t) => step >= 60 ? clock(t).slice(0, 5) : clock(t, decimals(step)));
  };
  const xAxis = (shown) => ({
    side: 2, show: true, size: shown ? AXIS_H : 0, splits: ticks, values: shown ? labels : (_, s) => s.map(() => ""), stroke: colors.ink,
    font: "12px system-ui, sans-serif", gap: 4, grid: { stroke: "#e3e3e3", width: 1 }, ticks: { show: shown, stroke: "#999", size: 5, width: 1 },
  });
  const common = (u) => ({
    legend: { show: false }, padding: [u.top || 0, 26, u.top ? 5 : 0, 0],
    cursor: {
      y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 4 },
      sync: { key: "night", filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
    },
    ...u,
  });
  const scaleX = () => ({ time: false, auto: false, range: (_, min, max) => [min, max] });
  const yAxis = (more) => ({ size: explore.axisWidth(), stroke: colors.ink, font: "11px system-ui, sans-serif", gap: 3, ...more });

  function onSelect(u) {
    if (u.select.width < 4) return;
    const [a, b] = [u.select.left, u.select.left + u.select.width].map((px) => u.posToVal(px, "x"));
    u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    explore.show(a, b);
  }
  function onCursor(u) {
    if (u.cursor.left < 0 || !u.cursor.event) return;
    const t = u.posToVal(u.cursor.left, "x"), slack = 4 * (u.scales.x.max - u.scales.x.min) / u.over.clientWidth;
    const words = u.leg ? (explore.movementAt(t, slack, u.leg.side) || null) : explore.pointedAt(t, u.cursor.top, slack);
    explore.point(t, u.leg ? (words ? explore.describe(words) : "") : words);
  }
  function listen(u) {
    u.over.addEventListener("click", (e) => {
      const box = u.over.getBoundingClientRect(), t = u.posToVal(e.clientX - box.left, "x");
      const within = u.leg ? u.leg.side : (explore.lanes.find((each) => e.clientY - box.top >= each.top && e.clientY - box.top < each.top + each.height) || {}).name;
      const m = explore.movementAt(t, 6 * (u.scales.x.max - u.scales.x.min) / box.width, within);
      if (m && !explore.dragged()) explore.choose(m);
    });
  }

  // Under the EMG: what was not searched, the movements of the leg, and the chosen movement.
  function under(u) {
    explore.onCanvas(u, (pen) => {
      for (const [on, end] of data.excluded[u.leg.side] || []) if (pen.inside(on, end)) pen.hatch(on, end, pen.top, pen.height);
      const own = data.legs.find((each) => each.side === u.leg.side);
      // In more than an hour the shades would hide the EMG; the lanes show the movements.
      if (pen.to - pen.from <= SHADED_S) for (let i = 0; i < own.onset.length; i++) if (pen.inside(own.onset[i], own.end[i])) pen.bar(own.onset[i], own.end[i], pen.top, pen.height, "rgba(0, 114, 178, .13)");
      explore.drawChosen(pen, pen.top, pen.height);
    });
  }
  // A text on white, so that it can be read over the EMG.
  function named(pen, text, x, y, align, color) {
    const { ctx } = pen;
    ctx.font = "11px system-ui, sans-serif";
    const width = ctx.measureText(text).width;
    ctx.fillStyle = "rgba(255, 255, 255, .88)";
    ctx.fillRect((align === "center" ? x - width / 2 : x) - 4, y - 8, width + 8, 16);
    pen.text(text, x, y, align, color);
  }
  function over(u) {
    explore.onCanvas(u, (pen) => {
      const own = data.legs.find((each) => each.side === u.leg.side), { ctx } = pen;
      if (explore.isFine(pen.from, pen.to)) {
        for (const [times, dash] of [[own.onset, []], [own.end, [3, 3]]]) {
          ctx.strokeStyle = colors.periodic; ctx.lineWidth = 1.2; ctx.setLineDash(dash); ctx.beginPath();
          for (const t of times) if (t >= pen.from && t <= pen.to) { ctx.moveTo(pen.x(t), pen.top); ctx.lineTo(pen.x(t), pen.top + pen.height); }
          ctx.stroke();
        }
        ctx.setLineDash([]);
        // The closest of what was not scored, with how far its mean stayed below the threshold.
        for (const each of data.passed) {
          if (each.side !== u.leg.side || each.at < pen.from || each.at > pen.to) continue;
          const at = Math.min(Math.max(pen.x(each.at), pen.left + 70), pen.left + pen.width - 70);
          named(pen, `${word("passed")}, ${explore.number(each.margin.toFixed(2))} µV`, at, pen.top + 28, "center", "#7a2e00");
        }
      }
      named(pen, `${word(u.leg.side)}: ${u.leg.label}`, pen.left + 7, pen.top + 11, "left", colors.ink);
    });
  }
  const percentile = (values, share) => {
    const sorted = values.filter((v) => v !== null).sort((a, b) => a - b);
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : 0;
  };
  // High enough for the threshold and for nearly all of the EMG; a lone artefact is cut off.
  function heightOf(columns, leg) {
    const rest = percentile(columns[4], .5), fine = columns[3].some((v) => v !== null);
    const high = fine ? percentile(columns[3], .99) * 1.15 : percentile(columns[1], .98) * 1.1;
    return Math.max(high, rest + 2.5 * leg.onset) / tall;
  }

  const area = uPlot.paths.stepped({ align: 1 });
  const line = (stroke, width, dash, more) => ({ stroke, width, dash, points: { show: false }, ...more });
  const SERIES = () => [
    {},
    line("#b0b0b0", 1, undefined, { fill: "#dcdcdc", paths: area }),
    line("#777", 1, undefined, { fill: "#8a8a8a", paths: area }),
    line("#777", 1, undefined, { fill: "rgba(120, 120, 120, .28)" }),
    line("#0072B2", 1.6),
    line("#D55E00", 1.6, [7, 4]),
    line("#9a6a00", 1.6, [2, 3]),
    line("#000", 2.2),
  ];
  function makeLanes(width, last, from, to) {
    return new uPlot(common({
      width, height: explore.lanesHeight + (last ? AXIS_H : 0), scales: { x: scaleX(), y: { auto: false, range: [0, 1] } }, series: [{}, { show: false }],
      axes: [xAxis(last), yAxis({ splits: [], values: [], grid: { show: false }, ticks: { show: false } })],
      hooks: {
        draw: [(u) => explore.onCanvas(u, (pen) => { holder.dataset.shown = JSON.stringify(explore.drawLanes(pen)); })],
        setSelect: [onSelect], setCursor: [onCursor], ready: [listen],
      },
    }), [[from, to], [null, null]], holder);
  }
  function makeLeg(leg, width, last, from, to) {
    const columns = explore.columns(leg, from, to, width);
    let top = heightOf(columns, leg);
    const plot = new uPlot(common({
      width, top: EMG_TOP, height: EMG_H + (last ? AXIS_H : 0), series: SERIES(),
      scales: { x: scaleX(), y: { auto: false, range: () => [0, top] } },
      axes: [xAxis(last), yAxis({ label: "µV", labelSize: 14, labelGap: 0, labelFont: "11px system-ui, sans-serif", size: explore.axisWidth() - 14, space: 24, grid: { show: false }, ticks: { show: true, size: 4, width: 1, stroke: "#999" } })],
      hooks: { init: [(u) => { u.leg = leg; listen(u); }], drawAxes: [under], draw: [over], setSelect: [onSelect], setCursor: [onCursor] },
    }), columns, holder);
    plot.setView = (a, b) => {
      const shown = explore.columns(leg, a, b, plot.over.clientWidth);
      top = heightOf(shown, leg);
      plot.batch(() => { plot.setData(shown, false); plot.setScale("x", { min: a, max: b }); plot.setScale("y", { min: 0, max: top }); });
    };
    return plot;
  }

  explore.build = (from, to) => {
    for (const plot of plots.splice(0)) plot.destroy();
    const width = Math.max(240, holder.clientWidth);
    plots.push(makeLanes(width, !emg.length, from, to));
    emg.forEach((leg, i) => plots.push(makeLeg(leg, width, i === emg.length - 1, from, to)));
  };
  explore.taller = (factor) => { tall = Math.min(Math.max(tall * factor, 1 / 16), 64); };
  explore.draw = (from, to) => {
    for (const plot of plots) {
      if (plot.leg) plot.setView(from, to); else { plot.setScale("x", { min: from, max: to }); plot.redraw(false); }
    }
  };
  explore.axis = () => plots[0].over.getBoundingClientRect();
})();
