const STATES = { ok: "lu", partial: "lu en partie", failed: "non lu" };
const GRAVITY = { error: "erreur", warning: "alerte", info: "information" };
const OPEN_UP_TO = 150; // rows: longer tables wait until they are opened
const RAW = { table_cells: true, tables: true, parts: true }; // closed at first: what the other tables are made from
const figures = new Map(); // page → its figure
const boxesOf = new Map(); // page → [{ sides, refs: [[t, r, c]] }]
const lines = new Map(); // "t:r" → tr
const views = []; // one for each table
let chosen = null;

// ---- values as a French reader writes them

function written(value, type) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(" ; ");
  if (type === "bool") return value ? "oui" : "non";
  if (type === "enum") return data.values[value] || value;
  if (type === "date") return value.split("-").reverse().join("/");
  if (type === "eur" || type === "decimal") {
    let [whole, cents = ""] = String(value).split(".");
    if (!/[1-9]/.test(cents)) cents = "";
    else if (type === "decimal") cents = cents.replace(/0+$/, "");
    return whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (cents ? "," + cents : "") + (type === "eur" ? "\u00a0€" : "");
  }
  return String(value).replace(/^(-?\d+)\.(\d+)$/, type.startsWith("float") ? "$1,$2" : "$&");
}

const shownValue = (t, r, c) => written(data.tables[t].rows[r][1][c], data.tables[t].columns[c][2]);

// ---- corrections: kept in this browser, handed over as CSV

const STORE = "actable-show:" + data.id;
let kept = { cells: {}, persons: {} };
try { kept = Object.assign(kept, JSON.parse(localStorage.getItem(STORE) || "{}")); } catch (_) { /* begins anew */ }

const cellKey = (t, r, c) => JSON.stringify([data.tables[t].name, data.tables[t].rows[r][0], data.tables[t].columns[c][0]]);
const rawName = (t, r) => data.tables[t].rows[r][1][data.tables[t].columns.findIndex((column) => column[0] === "name")];
const personKey = (t, r) => JSON.stringify([...data.tables[t].who[r].slice(0, 2), rawName(t, r)]);
const isName = (t, c) => Boolean(data.tables[t].who) && data.tables[t].columns[c][0] === "name";

function keep() {
  try { localStorage.setItem(STORE, JSON.stringify(kept)); } catch (_) { /* kept until the page is closed */ }
  showCorrections();
  for (const [key, row] of lines) mark(row, ...key.split(":").map(Number));
}

function mark(row, t, r) {
  data.tables[t].columns.forEach((column, c) => {
    const cell = kept.cells[cellKey(t, r, c)];
    const person = isName(t, c) ? kept.persons[personKey(t, r)] : undefined;
    const td = row.children[c];
    td.classList.toggle("corrected", Boolean(cell || person));
    const notes = [cell && "→ " + cell.new, person && "→ " + person.person].filter(Boolean);
    td.dataset.correction = notes.join(" ");
  });
}

function showCorrections() {
  const cells = Object.entries(kept.cells), persons = Object.entries(kept.persons);
  byId("count").textContent = plural(cells.length + persons.length, "correction");
  byId("save-persons").disabled = !persons.length;
  byId("save-cells").disabled = !cells.length;
  const item = (text, list, key) => {
    const line = make("li", "", text + " "), drop = make("button", "", "retirer");
    drop.type = "button";
    drop.addEventListener("click", () => { delete list[key]; keep(); });
    line.append(drop);
    return line;
  };
  byId("kept").replaceChildren(
    ...persons.map(([key, one]) => item(`${one.name} désigne ${one.person}`, kept.persons, key)),
    ...cells.map(([key, one]) => item(`${one.table}, ${one.column} : « ${one.old} » → « ${one.new} »`, kept.cells, key)));
}

/** A CSV file; a cell that a spreadsheet would run as a formula gets an apostrophe. */
function csv(head, rows) {
  const cell = (value) => {
    let text = value === null || value === undefined ? "" : String(value);
    if (/^\s*[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text)) text = "'" + text;
    return /[",;\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  return "\ufeff" + [head, ...rows.map((row) => head.map((name) => row[name]))]
    .map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function download(name, text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

byId("save-persons").addEventListener("click", () => download("personnes.csv",
  csv(["authority", "honorific", "name", "person_id", "person"], Object.values(kept.persons))));
byId("save-cells").addEventListener("click", () => download("corrections.csv",
  csv(["document", "table", "row_id", "column", "old", "new"], Object.values(kept.cells))));

function edit() {
  if (!chosen || chosen.c === null || data.tables[chosen.t].columns[chosen.c][2] === "act") return;
  const { t, r, c } = chosen, before = kept.cells[cellKey(t, r, c)];
  const value = data.tables[t].rows[r][1][c];
  byId("new").value = before ? before.new : Array.isArray(value) ? value.join(" ; ") : value ?? "";
  byId("person-label").hidden = !isName(t, c);
  if (isName(t, c)) {
    const now = (kept.persons[personKey(t, r)] || { person_id: data.tables[t].who[r][2] }).person_id;
    byId("person").replaceChildren(...data.persons.map(([id, name]) => {
      const option = make("option", "", name);
      option.value = id;
      option.selected = id === now;
      return option;
    }));
  }
  byId("editor").hidden = false;
  byId(isName(t, c) ? "person" : "new").focus();
}

// The foot takes room from the rows: the chosen one stays in sight.
new ResizeObserver(() => {
  const cell = document.querySelector("td.chosen");
  if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}).observe(document.querySelector("footer"));

byId("editor").addEventListener("submit", (event) => {
  event.preventDefault();
  const { t, r, c } = chosen, table = data.tables[t], value = table.rows[r][1][c];
  const old = Array.isArray(value) ? value.join(" ; ") : String(value ?? ""), wanted = byId("new").value.trim();
  delete kept.cells[cellKey(t, r, c)];
  if (wanted !== old) {
    kept.cells[cellKey(t, r, c)] = {
      document: data.id, table: table.name, row_id: table.rows[r][0], column: table.columns[c][0], old, new: wanted,
    };
  }
  if (isName(t, c)) {
    const [authority, honorific, now] = table.who[r], id = byId("person").value;
    delete kept.persons[personKey(t, r)];
    if (id && id !== now) {
      const person = data.persons.find((one) => one[0] === id)[1];
      kept.persons[personKey(t, r)] = { authority, honorific, name: rawName(t, r), person_id: id, person };
    }
  }
  byId("editor").hidden = true;
  keep();
});
byId("cancel").addEventListener("click", () => { byId("editor").hidden = true; });

// ---- pages and their boxes

function addPlace(place, ref) {
  if (place.length < 5) return;
  const page = boxesOf.get(place[0]) || new Map(), key = place.slice(1, 5).join();
  const box = page.get(key) || { sides: place.slice(1, 5), refs: [] };
  box.refs.push(ref);
  page.set(key, box);
  boxesOf.set(place[0], page);
}
data.tables.forEach((table, t) => table.rows.forEach(([, , places, whole], r) => {
  const columns = Object.keys(places);
  for (const c of columns) for (const place of places[c]) addPlace(place, [t, r, Number(c)]);
  if (!columns.length && whole) addPlace(whole, [t, r, null]);
}));

function put(element, page, [x0, top, x1, bottom]) {
  const left = (x0 - page.x) * page.scale, up = (top - page.y) * page.scale;
  element.style.left = `${(100 * left) / page.w}%`;
  element.style.top = `${(100 * up) / page.h}%`;
  element.style.width = `${(100 * (x1 - x0) * page.scale) / page.w}%`;
  element.style.height = `${(100 * (bottom - top) * page.scale) / page.h}%`;
  return element;
}

/** The boxes of a page are made when it comes near the window. The small ones lie on top. */
function fill(figure) {
  if (figure.filled) return;
  figure.filled = true;
  const size = ([x0, top, x1, bottom]) => (x1 - x0) * (bottom - top);
  const boxes = [...(boxesOf.get(figure.page.n) || new Map()).values()].sort((a, b) => size(b.sides) - size(a.sides));
  for (const box of boxes) {
    const element = put(make("div", "box"), figure.page, box.sides);
    element.refs = box.refs;
    figure.sheet.append(element);
  }
}

const watch = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) fill(figures.get(Number(one.target.dataset.page)));
}, { rootMargin: "600px" });

for (const page of data.pages) {
  const frame = make("figure"), sheet = make("div", "sheet");
  frame.dataset.page = page.n;
  frame.append(make("figcaption", "", `page ${page.n}` + (page.covered ? " : des coordonnées bancaires y sont imprimées, seules les valeurs lues sont montrées" : "")));
  if (page.src) {
    const image = make("img");
    Object.assign(image, { loading: "lazy", decoding: "async", width: page.w, height: page.h, alt: `Page ${page.n}` });
    image.src = page.src;
    sheet.append(image);
    frame.append(sheet);
    figures.set(page.n, { page, sheet, frame });
    watch.observe(frame);
  } else frame.append(make("p", "none", "Cette page n’a pas pu être dessinée."));
  byId("pages").append(frame);
}
if (!data.pages.length) byId("pages").append(make("p", "none", data.reason || "Ce document n’a pas de pages à montrer."));

byId("pages").addEventListener("click", (event) => {
  const refs = event.target.refs;
  if (!refs) return;
  const at = chosen ? refs.findIndex(([t, r, c]) => t === chosen.t && r === chosen.r && c === chosen.c) : -1;
  const [t, r, c] = refs[(at + 1) % refs.length]; // a second click goes on to the next value read here
  choose(t, r, c, true, false);
});

function light(places) {
  for (const old of document.querySelectorAll(".lit")) old.remove();
  let first = null;
  for (const place of places) {
    const figure = figures.get(place[0]);
    if (!figure) continue;
    if (place.length < 5) { first = first || figure.frame; continue; }
    const element = put(make("div", "lit"), figure.page, place.slice(1, 5));
    figure.sheet.append(element);
    if (!first || first === figure.frame) first = element;
  }
  return first;
}

// ---- rows

function build(view) {
  if (view.body.children.length) return;
  view.table.rows.forEach(([, values, places], r) => {
    const row = make("tr");
    row.dataset.at = `${view.t}:${r}`;
    view.table.columns.forEach(([, , type], c) => {
      const cell = make("td", /^(int|eur|decimal|float)/.test(type) ? "n" : "");
      if (places[c]) cell.classList.add("placed");
      cell.append(make("div", "v", written(values[c], type)));
      row.append(cell);
    });
    lines.set(row.dataset.at, row);
    mark(row, view.t, r);
    view.body.append(row);
  });
  filterTable(view);
}

function textOf(view, r, column) {
  const values = column === "" ? view.table.columns.map((_, c) => shownValue(view.t, r, c)) : [shownValue(view.t, r, Number(column))];
  return fold(values.join(" "));
}

/** Which rows of a table the two filters keep. Returns how many. */
function filterTable(view) {
  const everywhere = words(byId("filter").value), here = words(view.input.value), column = view.column.value;
  const filtered = everywhere.length + here.length > 0;
  let count = 0;
  view.table.rows.forEach((_, r) => {
    const keeps = !filtered || (holds(textOf(view, r, ""), everywhere) && holds(textOf(view, r, column), here));
    count += keeps;
    const row = lines.get(`${view.t}:${r}`);
    if (row) row.hidden = !keeps;
  });
  view.count.textContent = filtered ? `${count} sur ${view.table.rows.length}` : view.table.rows.length;
  return count;
}

function filterAll() {
  const wanted = words(byId("filter").value);
  for (const view of views) {
    const count = filterTable(view);
    view.frame.hidden = wanted.length > 0 && !count;
    if (wanted.length && count) { build(view); view.frame.open = true; }
  }
  for (const note of document.querySelectorAll(".note")) note.hidden = !holds(fold(note.textContent), wanted);
}

data.tables.forEach((table, t) => {
  const frame = make("details", "table"), summary = make("summary", "", table.label + " "), count = make("span", "count");
  const bar = make("div", "bar"), input = make("input"), column = make("select"), scroll = make("div", "scroll");
  Object.assign(input, { type: "search", placeholder: "Filtrer cette table" });
  input.setAttribute("aria-label", `Filtrer ${table.label}`);
  column.setAttribute("aria-label", "Colonne filtrée");
  const option = (value, text) => Object.assign(make("option", "", text), { value });
  column.append(option("", "toutes les colonnes"), ...table.columns.map(([, label], c) => option(c, label)));
  const grid = make("table"), head = make("thead"), names = make("tr"), body = make("tbody");
  for (const [name, label] of table.columns) names.append(Object.assign(make("th", "", label), { title: name }));
  head.append(names);
  grid.append(head, body);
  scroll.append(grid);
  bar.append(input, column);
  summary.append(count);
  frame.append(summary, bar, scroll);
  frame.id = `table-${table.name}`;
  const view = { t, table, frame, input, column, body, count };
  views.push(view);
  byId("rows").append(frame);
  input.addEventListener("input", () => filterTable(view));
  column.addEventListener("change", () => filterTable(view));
  frame.addEventListener("toggle", () => { if (frame.open) build(view); });
  if (table.rows.length <= OPEN_UP_TO && !RAW[table.name]) { frame.open = true; build(view); }
  filterTable(view);
});

function choose(t, r, c, toRow, toPage) {
  const view = views[t], [, , places, whole] = data.tables[t].rows[r];
  build(view);
  view.frame.open = true;
  if (c === null) c = Number(Object.keys(places)[0] ?? 0);
  clear();
  chosen = { t, r, c };
  const row = lines.get(`${t}:${r}`);
  if (row.hidden) { view.input.value = ""; byId("filter").value = ""; filterAll(); }
  row.classList.add("chosen");
  row.children[c].classList.add("chosen");
  const own = places[c] || [];
  tell(t, r, c, own); // first: it takes room from what is scrolled
  const first = light(own.length ? own : whole ? [whole] : []);
  if (toPage && first) first.scrollIntoView({ block: "center", inline: "nearest" });
  if (toRow) row.children[c].scrollIntoView({ block: "center", inline: "nearest" });
  else row.children[c].scrollIntoView({ block: "nearest", inline: "nearest" });
}

function tell(t, r, c, own) {
  const [name, label] = data.tables[t].columns[c], told = byId("told");
  const line = make("p");
  line.append(make("b", "", `${label} : `), shownValue(t, r, c) || "vide");
  const pages = [...new Set(own.map((place) => place[0]))], text = own.map((place) => place[5]).filter(Boolean).join(" … ");
  const where = own.length ? `lu page ${pages.join(", ")}${text ? " : « " + text + " »" : ""}` : "aucune place propre sur la page ; la ligne est montrée si sa place est connue";
  const button = make("button", "", "Corriger (e)");
  button.type = "button";
  button.id = "correct";
  button.addEventListener("click", edit);
  told.replaceChildren(line, make("p", "where", where));
  if (name) told.append(button);
}

function clear() {
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const old of document.querySelectorAll(".lit")) old.remove();
  byId("editor").hidden = true;
  chosen = null;
}

const rows = byId("rows");
rows.addEventListener("click", (event) => {
  const cell = event.target.closest("td"), row = cell && cell.parentElement;
  if (!row || !row.dataset.at) return;
  choose(...row.dataset.at.split(":").map(Number), cell.cellIndex, false, true);
});
rows.addEventListener("dblclick", (event) => { if (event.target.closest("td")) edit(); });

// ---- findings and diagnostics, before the tables

function notes(title, list, open) {
  if (!list.length) return;
  const frame = make("details", "notes"), summary = make("summary", "", title + " ");
  summary.append(make("span", "count", list.length));
  frame.append(summary);
  frame.open = open;
  for (const one of list) {
    const line = make("button", `note ${one.severity}`);
    line.type = "button";
    line.append(make("span", `tag ${one.severity}`, GRAVITY[one.severity] || one.severity), " ", one.text);
    if (one.expected || one.observed) line.append(make("div", "about", `attendu : ${one.expected ?? "?"} ; lu : ${one.observed ?? "?"}`));
    const about = [one.check || one.code, one.source, one.page ? `page ${one.page}` : null].filter(Boolean).join(" · ");
    line.append(make("div", "about", about));
    line.addEventListener("click", () => follow(one));
    frame.append(line);
  }
  rows.prepend(frame);
}

/** Go where a finding points: its box, else the row it is about, else its page. */
function follow(one) {
  const t = data.tables.findIndex((table) => table.name === one.table);
  const r = t < 0 ? -1 : data.tables[t].rows.findIndex((row) => row[0] === one.row);
  if (r >= 0) choose(t, r, null, true, true);
  else clear();
  const place = one.place || (one.page ? [one.page] : null);
  if (!place || (place.length < 5 && document.querySelector(`figure[data-page="${place[0]}"] .lit`))) return;
  const first = light([place]);
  if (first) first.scrollIntoView({ block: first.className === "lit" ? "center" : "start" });
}

notes("Ce qui n’a pas été reconnu", data.diagnostics, false);
notes("Constats", data.findings.map((one) => ({ ...one, page: one.place && one.place[0] })), true);
if (!data.tables.length) rows.append(make("p", "none", data.error || "Rien n’a été extrait de ce document."));

// ---- head and keys

document.title = `${data.file} · Actable`;
byId("file").textContent = data.file;
byId("state").textContent = STATES[data.status] || data.status;
byId("state").className = `tag ${data.status}`;
byId("state").title = data.error || "";
if (data.pdf) { byId("pdf").href = data.pdf; byId("pdf").hidden = false; }
byId("filter").addEventListener("input", filterAll);

function step(rowStep, columnStep) {
  const shown = [...lines.values()].filter((row) => !row.hidden && row.offsetParent).sort((a, b) => (
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  if (!shown.length) return;
  const now = chosen ? shown.indexOf(lines.get(`${chosen.t}:${chosen.r}`)) : -1;
  const row = shown[Math.min(Math.max(now + rowStep, 0), shown.length - 1)];
  const [t, r] = row.dataset.at.split(":").map(Number), last = data.tables[t].columns.length - 1;
  const c = chosen && chosen.t === t ? Math.min(Math.max(chosen.c + columnStep, 0), last) : null;
  choose(t, r, c, false, true);
}

const KEYS = { j: [1, 0], k: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (!byId("editor").hidden) { byId("editor").hidden = true; return; }
    byId("filter").value = "";
    for (const view of views) { view.input.value = ""; view.column.value = ""; }
    document.activeElement.blur();
    clear();
    filterAll();
  } else if (typing(event)) return;
  else if (event.key === "/") { event.preventDefault(); byId("filter").focus(); }
  else if (event.key === "e") { event.preventDefault(); edit(); }
  else if (KEYS[event.key]) { event.preventDefault(); step(...KEYS[event.key]); }
});
showCorrections();
