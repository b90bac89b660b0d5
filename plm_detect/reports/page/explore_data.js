// What the chart shows: events as they were scored, and the EMG that was kept.
const explore = {};
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const word = (key) => data.words[key] || key;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Time of day, with as many decimals of a second as are asked for.
  function clock(t, decimals = 0) {
    const unit = 10 ** decimals, ticks = Math.round((t + data.midnight) * unit);
    const all = ((ticks % (86400 * unit)) + 86400 * unit) % (86400 * unit);
    const whole = Math.floor(all / unit), rest = all - whole * unit;
    const text = [whole / 3600, whole % 3600 / 60, whole % 60].map((v) => String(Math.floor(v)).padStart(2, "0")).join(":");
    return decimals ? text + data.decimal + String(rest).padStart(decimals, "0") : text;
  }

  function bytes(text) {
    const binary = atob(text), out = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i);
    return out;
  }
  const words16 = (text) => new Uint16Array(bytes(text).buffer);

  function decoded(leg) {
    const root = bytes(leg.samples), means = words16(leg.means), rests = words16(leg.rests);
    let atSample = 0, atBin = 0, atRest = 0;
    const windows = leg.windows.map(([start, top, samples, binStart, bins]) => {
      const nRests = Math.ceil(bins / leg.restEvery);
      const window = {
        start, top, binStart, end: start + samples / leg.rate,
        root: root.subarray(atSample, atSample += samples),
        mean: means.subarray(atBin, atBin += bins),
        rest: rests.subarray(atRest, atRest += nRests),
      };
      return window;
    });
    return { ...leg, windows, envelope: words16(leg.envelope), peak: words16(leg.peak), rest: words16(leg.rest) };
  }

  const known = (leg, code, unit) => code === leg.unknown || code === undefined ? null : code * unit;
  const thresholds = (leg, rest) => rest === null ? [null, null] : [rest + leg.onset, rest + Math.max(leg.end, leg.share * rest)];
  const restAt = (leg, step) => known(leg, leg.rest[Math.floor(step / leg.restSteps)], leg.unit);

  // Columns of the chart: time, peaks, envelope, samples, rest, onset threshold, end threshold, deciding mean.
  const COLUMNS = 8, FINE_S = 180;
  function highest(codes, leg, begin, stop) {
    let found = -1;
    for (let i = begin; i < stop; i++) if (codes[i] !== leg.unknown && codes[i] > found) found = codes[i];
    return found < 0 ? null : found * leg.unit;
  }
  function pushCourse(out, leg, from, to, every) {
    const first = Math.max(0, Math.floor(from / leg.step / every) * every), last = Math.min(leg.peak.length, Math.ceil(to / leg.step));
    for (let i = first; i < last; i += every) {
      const rest = restAt(leg, i), stop = Math.min(i + every, leg.peak.length);
      const row = [Math.max(i * leg.step, from), highest(leg.peak, leg, i, stop), highest(leg.envelope, leg, i, stop), null, rest, ...thresholds(leg, rest), null];
      row.forEach((value, k) => out[k].push(value));
    }
    // The areas end here; the lines go on to what comes next.
    if (last > first) out.forEach((column, k) => column.push(k === 0 ? Math.min(last * leg.step, to) : k < 4 ? null : column.at(-1)));
  }
  function pushWindow(out, leg, window, from, to) {
    const begin = Math.max(0, Math.floor((from - window.start) * leg.rate)), stop = Math.min(window.root.length, Math.ceil((to - window.start) * leg.rate) + 1);
    for (let i = begin; i < stop; i++) {
      const t = window.start + i / leg.rate, share = window.root[i] / leg.rootSteps;
      const bin = Math.min(Math.max(Math.floor((t - window.binStart) / leg.bin + 1e-6), 0), window.mean.length - 1);
      const rest = known(leg, window.rest[Math.floor(bin / leg.restEvery)], leg.unitOfMean);
      const row = [t, null, null, window.top * share * share, rest, ...thresholds(leg, rest), known(leg, window.mean[bin], leg.unitOfMean)];
      row.forEach((value, k) => out[k].push(value));
    }
  }
  explore.columns = (leg, from, to, pixels) => {
    const out = Array.from({ length: COLUMNS }, () => []);
    if (to - from > FINE_S) {
      pushCourse(out, leg, from, to, Math.max(1, Math.floor((to - from) / leg.step / pixels)));
      return out;
    }
    let at = from;
    for (const window of leg.windows) {
      if (window.end <= from || window.start >= to) continue;
      if (window.start > at) pushCourse(out, leg, at, window.start, 1);
      pushWindow(out, leg, window, from, to);
      at = window.end;
    }
    if (at < to) pushCourse(out, leg, at, to, 1);
    return out;
  };

  Object.assign(explore, { data, word, filled, clock, emg: data.emg.map(decoded), whole: data.window, isFine: (from, to) => to - from <= FINE_S });
  explore.movements = data.movements.map((m, i) => ({ ...m, place: i, end: data.ends[i] }));
  explore.number = (value) => String(value).replace(".", data.decimal);
  explore.describe = (m) => `${m.time}, ${word(m.side)}, ${word(m.kind)}, ${explore.number(m.duration)} s, ${m.stage}`
    + (m.series ? `, ${word("series")} ${m.series}` : "") + (m.interval ? `, ${explore.number(m.interval)} s` : "");
})();
