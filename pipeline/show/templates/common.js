"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/** An element with a class and a text; text is always text. */
function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
}

/** Text without accents and capitals, for filters. */
const fold = (text) => String(text).normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const words = (text) => fold(text).split(/\s+/).filter(Boolean);
const holds = (text, wanted) => wanted.every((word) => text.includes(word));
const typing = (event) => /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
const plural = (count, one, many) => `${count.toLocaleString("fr-FR")} ${count > 1 ? many || one + "s" : one}`;

// ---- corrections as a file for the next run

const STORE = "actable-show:";
const FIELDS = ["document", "file", "table", "row_id", "row", "column", "old", "new", "authority", "honorific", "name", "person_id", "person"];

/** What this browser keeps of a document. */
function keptOf(id) {
  const none = { cells: {}, persons: {} };
  try { return Object.assign(none, JSON.parse(localStorage.getItem(STORE + id) || "{}")); } catch (_) { return none; }
}

/** A CSV file; a cell that a spreadsheet would run as a formula gets an apostrophe, which the next run takes away. */
function csv(head, rows) {
  const cell = (value) => {
    let text = value === null || value === undefined ? "" : String(value);
    if (/^'*\s*[=+\-@\t\r＝＋－＠]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text)) text = "'" + text;
    return /[",;\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  return "\ufeff" + [head, ...rows.map((row) => head.map((name) => row[name]))]
    .map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

/** What was kept of some documents, as one file: values first, then who is who. */
const correctionsCsv = (all) => csv(FIELDS, [
  ...all.flatMap((kept) => Object.values(kept.cells)), ...all.flatMap((kept) => Object.values(kept.persons))]);

function download(name, text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
