// Sorting and searching of the tables that are in the page already.
for (const table of document.querySelectorAll("table[data-sorts]")) {
  const body = table.tBodies[0];
  table.parentElement.classList.add("tall");
  table.parentElement.tabIndex = 0;
  table.parentElement.setAttribute("role", "region");
  table.parentElement.setAttribute("aria-label", table.closest("section").querySelector("h2").textContent);
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, body, head, column));
  });
}

function sort(table, body, head, column) {
  const isNumber = head.classList.contains("n");
  // The first click shows the largest number, or the first name.
  const first = isNumber ? "descending" : "ascending";
  const second = isNumber ? "ascending" : "descending";
  const direction = head.getAttribute("aria-sort") === first ? second : first;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
  const sign = direction === "ascending" ? 1 : -1;
  const order = new Intl.Collator("en", { numeric: true });
  const rows = [...body.rows].map((row) => {
    const cell = row.cells[column];
    return { row, key: isNumber ? Number(cell.dataset.v || 0) : cell.textContent };
  });
  rows.sort((a, b) => sign * (isNumber ? a.key - b.key : order.compare(a.key, b.key)));
  body.append(...rows.map((item) => item.row));
}

for (const table of document.querySelectorAll("table[data-search]")) {
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const box = document.createElement("div");
  box.className = "search";
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Search";
  input.setAttribute("aria-label", "Search " + table.dataset.search);
  const count = document.createElement("output");
  // One choice for each column with few values, such as layers.
  const choices = [...table.tHead.rows[0].cells].flatMap((head, column) => {
    if (!("filter" in head.dataset)) return [];
    const order = new Intl.Collator("en", { numeric: true });
    const values = [...new Set(rows.map(({ row }) => row.cells[column].textContent))].sort(order.compare);
    if (values.length < 2) return [];
    const select = document.createElement("select");
    select.setAttribute("aria-label", "Only " + head.textContent);
    select.append(new Option(head.textContent + ": all", ""));
    for (const value of values) select.append(new Option(head.textContent + ": " + (value || "none"), "=" + value));
    select.addEventListener("input", () => show());
    return [{ column, select }];
  });
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word)) || !choices.every(({ column, select }) =>
        select.value === "" || select.value === "=" + row.cells[column].textContent);
      if (!row.hidden) shown += 1;
    }
    count.textContent = shown < rows.length ? shown + " of " + rows.length : rows.length + " rows";
  };
  input.addEventListener("input", show);
  box.append(input, ...choices.map(({ select }) => select), count);
  table.parentElement.before(box);
  show();
}
