const STATES = { ok: "lu", partial: "lu en partie", failed: "non lu" };
const GRAVITY = { error: "erreur", warning: "alerte", info: "information" };
const OPEN_UP_TO = 150; // rows: longer tables wait until they are opened
const AT_ONCE = 300; // rows of a table that are put into the page together
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
/** The columns of a table that stand in the page: those that hold something, or all. */
const shownColumns = (t) => (views[t] && views[t].all ? data.tables[t].columns : data.tables[t].columns.slice(0, data.tables[t].filled));

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

const numeric = (type) => (/^(int|eur|decimal|float)/.test(type) ? "n" : "");

function rowOf(view, r) {
  const at = `${view.t}:${r}`, [, values, places, , corrected] = view.table.rows[r];
  if (lines.has(at)) return lines.get(at);
  const row = make("tr");
  row.dataset.at = at;
  shownColumns(view.t).forEach(([, , type], c) => {
    const cell = make("td", numeric(type));
    if (places[c]) cell.classList.add("placed");
    if (corrected.includes(c)) cell.classList.add("byreader");
    cell.append(make("div", "v", written(values[c], type)));
    row.append(cell);
  });
  lines.set(at, row);
  mark(row, view.t, r);
  return row;
}

/** Put the rows that the filters keep into an open table, the first of them where there are many. */
function render(view) {
  if (!view.frame.open) return;
  view.body.replaceChildren(...view.kept.slice(0, view.limit).map((r) => rowOf(view, r)));
  const left = view.kept.length - view.limit;
  view.more.hidden = left <= 0;
  view.more.textContent = `montrer ${plural(Math.min(left, AT_ONCE), "ligne")} de plus`;
}

/** The text of a row for the filters, of one column or of all; that of whole rows is made once. */
function textOf(view, r, column) {
  if (column !== "") return fold(shownValue(view.t, r, Number(column)));
  view.texts = view.texts || view.table.rows.map(([, values], n) => fold(values.map((_, c) => shownValue(view.t, n, c)).join(" ")));
  return view.texts[r];
}

/** Find which rows of a table the two filters keep, and show them. Returns how many. */
function filterTable(view) {
  const everywhere = words(byId("filter").value), here = words(view.input.value), column = view.column.value;
  const rows = [...view.table.rows.keys()], filtered = everywhere.length + here.length > 0;
  view.kept = filtered ? rows.filter((r) => holds(textOf(view, r, ""), everywhere) && holds(here.length ? textOf(view, r, column) : "", here)) : rows;
  view.limit = AT_ONCE;
  view.count.textContent = filtered ? `${view.kept.length} sur ${view.table.rows.length}` : view.table.rows.length;
  render(view);
  return view.kept.length;
}

function filterAll() {
  const wanted = words(byId("filter").value);
  for (const view of views) {
    const count = filterTable(view);
    view.frame.hidden = wanted.length > 0 && !count;
    if (wanted.length && count && !view.frame.open) { view.frame.open = true; render(view); }
  }
  for (const note of document.querySelectorAll(".note")) note.hidden = !holds(fold(note.textContent), wanted);
}

function headOf(view) {
  const names = make("tr");
  for (const [name, label, type] of shownColumns(view.t)) names.append(Object.assign(make("th", numeric(type), label), { title: name, scope: "col" }));
  view.head.replaceChildren(names);
}

/** A button for the columns in which nothing was read: what is missing may be filled in. */
function emptyColumns(view) {
  const button = make("button", "empty"), count = view.table.columns.length - view.table.filled;
  button.type = "button";
  const tell = () => { button.textContent = (view.all ? "cacher " : "montrer ") + plural(count, "colonne vide", "colonnes vides"); };
  button.addEventListener("click", () => {
    view.all = !view.all;
    if (chosen && chosen.t === view.t) clear();
    view.table.rows.forEach((_, r) => lines.delete(`${view.t}:${r}`));
    headOf(view);
    view.frame.open = true;
    render(view);
    tell();
  });
  tell();
  return button;
}

data.tables.forEach((table, t) => {
  const frame = make("details", "table"), summary = make("summary", "", table.label + " "), count = make("span", "count");
  const bar = make("div", "bar"), input = make("input"), column = make("select"), scroll = make("div", "scroll");
  Object.assign(input, { type: "search", placeholder: "Filtrer cette table" });
  input.setAttribute("aria-label", `Filtrer ${table.label}`);
  column.setAttribute("aria-label", "Colonne filtrée");
  const option = (value, text) => Object.assign(make("option", "", text), { value });
  column.append(option("", "toutes les colonnes"), ...table.columns.slice(0, table.filled).map(([, label], c) => option(c, label)));
  const grid = make("table"), head = make("thead"), body = make("tbody");
  grid.append(head, body);
  scroll.append(grid);
  bar.append(input, column);
  summary.append(count);
  const more = make("button", "more");
  more.type = "button";
  more.hidden = true;
  more.addEventListener("click", () => { view.limit += AT_ONCE; render(view); });
  frame.append(summary, bar, scroll, more);
  frame.id = `table-${table.name}`;
  const view = { t, table, frame, input, column, head, body, more, count, kept: [], limit: AT_ONCE, all: false };
  views.push(view);
  headOf(view);
  if (table.filled < table.columns.length) bar.append(emptyColumns(view));
  byId("rows").append(frame);
  input.addEventListener("input", () => filterTable(view));
  column.addEventListener("change", () => filterTable(view));
  frame.open = table.rows.length <= OPEN_UP_TO && !RAW[table.name];
  filterTable(view);
  frame.addEventListener("toggle", () => { if (!body.children.length) render(view); });
});

function choose(t, r, c, toRow, toPage) {
  const view = views[t], [, , places, whole] = data.tables[t].rows[r];
  if (!view.kept.includes(r) || view.frame.hidden) { view.input.value = ""; byId("filter").value = ""; filterAll(); }
  const rank = view.kept.indexOf(r), away = !view.frame.open || rank >= view.limit;
  view.frame.open = true;
  view.limit = Math.max(view.limit, rank + 1);
  if (away) render(view);
  if (c === null || c >= shownColumns(t).length) c = Number(Object.keys(places)[0] ?? 0);
  clear();
  chosen = { t, r, c };
  const row = lines.get(`${t}:${r}`);
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
  const [, label] = data.tables[t].columns[c], told = byId("told");
  const line = make("p");
  line.append(make("b", "", `${label} : `), shownValue(t, r, c) || "vide");
  const pages = [...new Set(own.map((place) => place[0]))], text = own.map((place) => place[5]).filter(Boolean).join(" … ");
  const where = own.length && !text ? `la ligne est page ${pages.join(", ")}` : own.length ? `lu page ${pages.join(", ")} : « ${text} »` : "aucune place propre sur la page ; la ligne est montrée si sa place est connue";
  told.replaceChildren(line, make("p", "where", where));
  if (data.tables[t].rows[r][4].includes(c)) told.append(make("p", "where", "Cette valeur a été corrigée par un lecteur ; la page montre ce qui est imprimé."));
  if (!mayCorrect(t, c)) return;
  const button = make("button", "", "Corriger (e)");
  button.type = "button";
  button.id = "correct";
  button.addEventListener("click", edit);
  told.append(button);
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

/** What a check expected or saw, as a French reader writes it. */
function plain(told) {
  if (told === null) return "?";
  if (/^\d{4}-\d\d-\d\d$/.test(told)) return written(told, "date");
  return /^-?\d+\.\d\d$/.test(told) ? written(told, "eur") : data.values[told] || told;
}

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
    if (one.expected || one.observed) line.append(make("div", "about", `attendu : ${plain(one.expected)} ; lu : ${plain(one.observed)}`));
    if (one.quoted) line.append(make("div", "about", `« ${one.quoted} »`));
    if (one.detail && one.detail !== one.text) line.append(Object.assign(make("div", "about", one.detail), { lang: "en" }));
    const about = [one.title && `vérifié : ${one.title}`, one.source, one.page ? `page ${one.page}` : null].filter(Boolean);
    line.append(make("div", "about", about.join(" · ")));
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
  const shown = views.filter((view) => view.frame.open && !view.frame.hidden)
    .flatMap((view) => view.kept.slice(0, view.limit).map((r) => [view.t, r]));
  if (!shown.length) return;
  const now = chosen ? shown.findIndex(([t, r]) => t === chosen.t && r === chosen.r) : -1;
  const [t, r] = shown[Math.min(Math.max(now + rowStep, 0), shown.length - 1)], last = shownColumns(t).length - 1;
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
