// ---- corrections: kept in this browser, handed over as CSV for the next run

const kept = keptOf(data.id);

const rawValue = (t, r, c) => data.tables[t].rows[r][1][c] ?? null;
const rawOf = (t, r, name) => rawValue(t, r, data.tables[t].columns.findIndex((column) => column[0] === name));
const cellKey = (t, r, c) => JSON.stringify([data.tables[t].name, data.tables[t].rows[r][0], data.tables[t].columns[c][0]]);
const personKey = (t, r) => JSON.stringify([...data.tables[t].who[r].slice(0, 2), rawOf(t, r, "name")]);
const isName = (t, c) => Boolean(data.tables[t].who) && data.tables[t].columns[c][0] === "name";
const mayCorrect = (t, c) => Boolean(data.tables[t].columns[c][4]);

/** A kept value as a reader reads it. */
const keptText = (one) => written(one.value, one.type) || "vide";

function keep() {
  try {
    if (Object.keys(kept.cells).length + Object.keys(kept.persons).length) localStorage.setItem(STORE + data.id, JSON.stringify(kept));
    else localStorage.removeItem(STORE + data.id);
  } catch (_) { /* kept until the page is closed */ }
  showCorrections();
  for (const [key, row] of lines) mark(row, ...key.split(":").map(Number));
}

function mark(row, t, r) {
  shownColumns(t).forEach((_, c) => {
    let cell = kept.cells[cellKey(t, r, c)], person = isName(t, c) ? kept.persons[personKey(t, r)] : undefined;
    if (cell && cell.value === rawValue(t, r, c)) cell = undefined; // a run has put it into the tables
    if (person && person.person_id === data.tables[t].who[r][2]) person = undefined;
    const td = row.children[c];
    td.classList.toggle("corrected", Boolean(cell || person));
    const notes = [cell && "→ " + keptText(cell), person && "→ " + person.person].filter(Boolean);
    td.dataset.correction = notes.join(" ");
  });
}

function showCorrections() {
  const cells = Object.entries(kept.cells), persons = Object.entries(kept.persons);
  byId("count").textContent = plural(cells.length + persons.length, "correction");
  byId("save").disabled = !cells.length && !persons.length;
  const item = (text, list, key) => {
    const line = make("li", "", text + " "), drop = make("button", "", "retirer");
    drop.type = "button";
    drop.addEventListener("click", () => { delete list[key]; keep(); });
    line.append(drop);
    return line;
  };
  byId("kept").replaceChildren(
    ...persons.map(([key, one]) => item(`${one.name} désigne ${one.person}`, kept.persons, key)),
    ...cells.map(([key, one]) => item(`${one.label} : ${one.shown || "vide"} → ${keptText(one)}`, kept.cells, key)));
}

byId("save").addEventListener("click", () => download("corrections.csv", correctionsCsv([kept])));

// ---- what a reader writes, as the tables hold it

const bare = (text) => text.replace(/[\s\u00a0\u202f]/g, "");
const READERS = {
  date(text) {
    const french = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(text), iso = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text);
    const [year, month, day] = (iso ? iso.slice(1) : french ? french.slice(1).reverse() : []).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    if (!(date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day)) throw Error("Écrivez un jour du calendrier : 25/06/2024.");
    return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
  },
  int(text) {
    if (!/^-?\d{1,9}$/.test(bare(text))) throw Error("Écrivez un nombre entier.");
    return Number(bare(text));
  },
  decimal: (text) => decimal(text, 4),
  eur(text) {
    if (/^-?\d{1,3}[.,]\d{3}$/.test(bare(text).replace("€", ""))) throw Error("Écrivez les milliers sans point ni virgule : 1250 ou 1250,50.");
    return decimal(text, 2);
  },
};

function decimal(text, places) {
  const found = /^(-?\d{1,14})(?:[.,](\d+))?$/.exec(bare(text).replace(/€$/, ""));
  if (!found || (found[2] || "").length > places) throw Error(`Écrivez un nombre, avec ${places} décimales au plus : 1250,50.`);
  return `${found[1]}.${(found[2] || "").padEnd(places, "0")}`;
}

/** A value of a column out of what was written; null for nothing. Throws an Error that says what is wanted. */
function readValue(text, type) {
  const trimmed = text.replace(/\s+/g, " ").trim();
  if (!trimmed) return null;
  const reader = READERS[/^int/.test(type) ? "int" : type];
  return reader ? reader(trimmed) : trimmed;
}

// ---- the editor

const choices = (type, values) => (type === "bool" ? [["true", "oui"], ["false", "non"]] : type === "enum" ? values.map((value) => [value, data.values[value] || value]) : null);

function fillSelect(select, pairs, wanted) {
  select.replaceChildren(...pairs.map(([value, text]) => Object.assign(make("option", "", text), { value, selected: value === wanted })));
}

function edit() {
  if (!chosen || chosen.c === null || !mayCorrect(chosen.t, chosen.c)) return;
  const { t, r, c } = chosen, [, , type, values] = data.tables[t].columns[c], before = kept.cells[cellKey(t, r, c)];
  const value = before ? before.value : rawValue(t, r, c), pairs = choices(type, values);
  byId("choice").hidden = !pairs;
  byId("new").hidden = Boolean(pairs);
  if (pairs) fillSelect(byId("choice"), [["", "vide"], ...pairs], String(value ?? ""));
  byId("new").value = pairs ? "" : written(value, type === "eur" ? "decimal" : type);
  byId("new").setCustomValidity("");
  byId("person-label").hidden = !isName(t, c);
  if (isName(t, c)) {
    const now = (kept.persons[personKey(t, r)] || { person_id: data.tables[t].who[r][2] }).person_id;
    fillSelect(byId("person"), data.persons, now);
  }
  byId("editor").hidden = false;
  byId(isName(t, c) ? "person" : pairs ? "choice" : "new").focus();
}

/** The value in the editor; undefined, said at its field, where the column does not take it. */
function editedValue(type) {
  if (byId("new").hidden) return type === "bool" ? { true: true, false: false }[byId("choice").value] ?? null : byId("choice").value || null;
  try { return readValue(byId("new").value, type); } catch (problem) {
    byId("new").setCustomValidity(problem.message);
    byId("new").reportValidity();
    return undefined;
  }
}
byId("new").addEventListener("input", () => byId("new").setCustomValidity(""));

byId("editor").addEventListener("submit", (event) => {
  event.preventDefault();
  const { t, r, c } = chosen, table = data.tables[t], [column, label, type] = table.columns[c];
  const value = editedValue(type), before = kept.cells[cellKey(t, r, c)];
  if (value === undefined) return;
  const old = before ? before.old : rawValue(t, r, c), shown = before ? before.shown : shownValue(t, r, c);
  delete kept.cells[cellKey(t, r, c)];
  if (value !== old) {
    kept.cells[cellKey(t, r, c)] = {
      document: data.id, file: data.file, table: table.name, row_id: table.rows[r][0], row: before ? before.row : rawOf(t, r, table.main), column, old, new: value,
      label: `${table.label}, ${label}`, shown, value, type,
    };
  }
  if (isName(t, c)) {
    const [authority, honorific, now] = table.who[r], id = byId("person").value;
    delete kept.persons[personKey(t, r)];
    if (id && id !== now) {
      const person = data.persons.find((one) => one[0] === id)[1];
      kept.persons[personKey(t, r)] = { document: data.id, file: data.file, authority, honorific, name: rawOf(t, r, "name"), person_id: id, person };
    }
  }
  byId("editor").hidden = true;
  keep();
});
byId("cancel").addEventListener("click", () => { byId("editor").hidden = true; });

// The foot takes room from the rows: the chosen one stays in sight.
new ResizeObserver(() => {
  const cell = document.querySelector("td.chosen");
  if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}).observe(document.querySelector("footer"));
