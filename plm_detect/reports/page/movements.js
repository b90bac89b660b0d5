// The table of movements: sort, filter, and show one in the chart.
(() => {
  "use strict";
  const { word, filled, movements } = explore;
  const table = document.getElementById("movements"), head = table.tHead.rows[0], body = table.tBodies[0];
  const form = document.getElementById("filters"), count = document.getElementById("count");
  const COLUMNS = { time: "time", duration: "duration", side: "side", kind: "kind", stage: "stage", arousal: "with_arousal", series: "series_number", interval: "interval" };
  const DECIMALS = { duration: 2, series: 0, interval: 1 };
  let sorted = "time", descending = false;

  const value = (m, column) => column === "time" ? m.onset : m[column];
  function shown(m, column) {
    if (column === "arousal") return word(m[column] ? "yes" : "no");
    if (m[column] === null) return "";
    if (column in DECIMALS) return explore.number(m[column].toFixed(DECIMALS[column]));
    return column === "side" || column === "kind" ? word(m[column]) : m[column];
  }
  for (const [column, name] of Object.entries(COLUMNS)) {
    const th = document.createElement("th"), button = document.createElement("button");
    th.scope = "col"; th.dataset.column = column; button.type = "button"; button.textContent = word(name);
    button.addEventListener("click", () => { descending = sorted === column && !descending; sorted = column; fill(); });
    th.append(button); head.append(th);
  }
  for (const column of ["kind", "side", "stage"]) {
    for (const each of [...new Set(movements.map((m) => m[column]))].sort()) form.elements[column].append(new Option(word(each), each));
    form.elements[column].addEventListener("change", fill);
  }

  function rowOf(m) {
    const row = document.createElement("tr");
    row.dataset.onset = m.onset; row.dataset.place = m.place;
    row.classList.toggle("chosen", m === explore.chosen);
    for (const column of Object.keys(COLUMNS)) {
      const cell = document.createElement("td");
      if (column === "time") {
        const button = document.createElement("button");
        button.type = "button"; button.textContent = m.time;
        button.addEventListener("click", () => explore.closeUp(m));
        cell.append(button);
      } else {
        cell.textContent = shown(m, column);
        if (typeof m[column] === "number") cell.className = "number";
      }
      row.append(cell);
    }
    return row;
  }
  function fill() {
    const chosen = movements.filter((m) => ["kind", "side", "stage"].every((c) => !form.elements[c].value || m[c] === form.elements[c].value));
    chosen.sort((a, b) => {
      const p = value(a, sorted), q = value(b, sorted);
      if (p === null || q === null) return (p === null) - (q === null);
      const order = p < q ? -1 : p > q ? 1 : a.onset - b.onset;
      return descending ? -order : order;
    });
    body.replaceChildren(...chosen.map(rowOf));
    for (const th of head.cells) th.setAttribute("aria-sort", th.dataset.column !== sorted ? "none" : descending ? "descending" : "ascending");
    count.textContent = filled(word("count_shown"), { n: chosen.length, all: movements.length });
  }
  explore.onChosen.push((m) => {
    body.querySelector("tr.chosen")?.classList.remove("chosen");
    body.querySelector(`tr[data-place="${m.place}"]`)?.classList.add("chosen");
  });
  form.addEventListener("submit", (e) => e.preventDefault());
  fill();
})();
