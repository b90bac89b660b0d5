"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const perPage = 100;
  const table = document.getElementById("movements");
  const find = document.getElementById("find");
  const state = { by: 0, down: false, first: 0 };
  let shown = data.rows;

  const compare = (a, b) => {
    const [x, y] = [a[state.by], b[state.by]];
    const empty = (v) => v === null || v === "";
    if (empty(x) || empty(y)) return empty(x) - empty(y);
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), undefined, { numeric: true });
    return state.down ? -order : order;
  };

  const cell = (value, column, row) => {
    const td = document.createElement("td");
    if (column === 0) {
      const link = document.createElement("a");
      link.href = `nights/${encodeURIComponent(row[0])}/${data.report || ""}`;
      link.textContent = value;
      td.append(link);
    } else if (typeof value === "number") {
      td.className = "number";
      td.dataset.value = value;
      td.textContent = value.toFixed(data.decimals[column]);
    } else {
      td.textContent = value === null ? "-" : value;
    }
    return td;
  };

  const draw = () => {
    const body = table.tBodies[0];
    const part = shown.slice(state.first, state.first + perPage);
    body.replaceChildren(...part.map((row) => {
      const tr = document.createElement("tr");
      tr.append(...row.map((value, i) => cell(value, i, row)));
      return tr;
    }));
    const last = Math.min(state.first + perPage, shown.length);
    document.getElementById("count").textContent = shown.length
      ? `${state.first + 1} to ${last} of ${shown.length} nights` : "no nights";
    document.getElementById("before").disabled = state.first === 0;
    document.getElementById("after").disabled = last >= shown.length;
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      th.setAttribute("aria-sort", i !== state.by ? "none" : state.down ? "descending" : "ascending");
    });
  };

  const update = () => {
    const text = find.value.trim().toLowerCase();
    shown = data.rows.filter((row) => !text || row.some((value) => String(value).toLowerCase().includes(text)));
    shown.sort(compare);
    state.first = 0;
    draw();
  };

  data.head.forEach((title, i) => {
    const th = document.createElement("th");
    th.scope = "col";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.addEventListener("click", () => {
      state.down = state.by === i ? !state.down : typeof (data.rows.find((row) => row[i] !== null) || [])[i] === "number";
      state.by = i;
      update();
    });
    th.append(button);
    table.tHead.rows[0].append(th);
  });
  find.addEventListener("input", update);
  document.getElementById("before").addEventListener("click", () => { state.first = Math.max(0, state.first - perPage); draw(); });
  document.getElementById("after").addEventListener("click", () => { state.first += perPage; draw(); });
  update();
})();
