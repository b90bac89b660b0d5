"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const perPage = 100;
  // A row is its address, whether it is above the cut, and its cells.
  const ADDRESS = 0, ABOVE = 1, FIRST = 2;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const written = (value, kind) => {
    if (value === null) return "-";
    if (typeof value !== "number") return value;
    if (kind !== "hours") return value.toFixed(kind).replace(".", data.mark);
    const minutes = Math.round(60 * value);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  };

  const show = (id, { head, kinds, rows }) => {
    const table = document.getElementById(id);
    if (!table) return;
    const part = (name) => document.getElementById(`${id}-${name}`);
    const state = { by: FIRST, down: false, first: 0 };
    let shown = rows;

    const compare = (a, b) => {
      const [x, y] = [a[state.by], b[state.by]];
      const empty = (v) => v === null || v === "";
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), undefined, { numeric: true });
      return state.down ? -order : order;
    };

    const cell = (value, column, row) => {
      const td = document.createElement(column === 0 ? "th" : "td");
      if (column === 0) {
        const link = document.createElement("a");
        td.scope = "row";
        link.href = row[ADDRESS];
        link.textContent = value;
        td.append(link);
        return td;
      }
      if (kinds[column] !== "text") td.className = "number";
      if (typeof value === "number") td.dataset.value = value;
      td.textContent = written(value, kinds[column]);
      return td;
    };

    const draw = () => {
      const on = shown.slice(state.first, state.first + perPage);
      table.tBodies[0].replaceChildren(...on.map((row) => {
        const tr = document.createElement("tr");
        if (row[ABOVE]) tr.className = "above";
        tr.append(...row.slice(FIRST).map((value, i) => cell(value, i, row)));
        return tr;
      }));
      const last = Math.min(state.first + perPage, shown.length);
      part("count").textContent = shown.length
        ? filled(data.shown, { first: state.first + 1, last, all: shown.length }) : data.none;
      part("before").disabled = state.first === 0;
      part("after").disabled = last >= shown.length;
      part("before").hidden = part("after").hidden = shown.length <= perPage;
      [...table.tHead.rows[0].cells].forEach((th, i) => {
        th.setAttribute("aria-sort", i + FIRST !== state.by ? "none" : state.down ? "descending" : "ascending");
      });
    };

    const update = () => {
      const text = part("find").value.trim().toLowerCase();
      const wanted = part("class").value;
      shown = rows.filter((row) => (!wanted || (wanted === "above") === row[ABOVE])
        && (!text || row.slice(FIRST).some((value) => String(value).toLowerCase().includes(text))));
      shown.sort(compare);
      state.first = 0;
      draw();
    };

    head.forEach((title, i) => {
      const th = document.createElement("th");
      th.scope = "col";
      const isNumber = kinds[i] !== "text";
      if (isNumber) th.className = "number";
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title;
      button.addEventListener("click", () => {
        state.down = state.by === i + FIRST ? !state.down : isNumber;
        state.by = i + FIRST;
        update();
      });
      th.append(button);
      table.tHead.rows[0].append(th);
    });
    part("find").addEventListener("input", update);
    part("class").addEventListener("change", update);
    part("before").addEventListener("click", () => { state.first = Math.max(0, state.first - perPage); draw(); });
    part("after").addEventListener("click", () => { state.first += perPage; draw(); });
    update();
  };

  Object.entries(data.tables).forEach(([id, table]) => show(id, table));
})();
