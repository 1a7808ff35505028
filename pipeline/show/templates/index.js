const STATES = { ok: "lu", partial: "lu en partie", failed: "non lu" };
const SEVERITIES = [["error", "erreur"], ["warning", "alerte"], ["info", "information"]];
const MOST = 1000;
const documents = data.documents.map(([folder, id, file, status, pages, rows, found, authorities, titles, error]) => ({
  folder, id, file, status, pages, rows, found, authorities, titles, error,
  text: fold([file, authorities, titles, error, id].join(" ")),
  weight: found[0] * 1e6 + found[1] * 1e3 + found[2],
}));

function line(one) {
  const row = make("tr", one.status);
  const first = make("td");
  const link = make("a", "", one.file);
  link.href = `documents/${one.folder}/index.html`;
  first.append(link);
  for (const text of [one.authorities, one.titles]) if (text) first.append(make("div", "about", text));
  if (one.error) first.append(make("div", "why", one.error));
  const found = make("td", "found");
  SEVERITIES.forEach(([kind, name], n) => {
    if (one.found[n]) found.append(make("span", `tag ${kind}`, plural(one.found[n], name)), " ");
  });
  const state = make("td");
  state.append(make("span", `tag ${one.status}`, STATES[one.status] || one.status));
  row.append(first, state, make("td", "n", one.pages), make("td", "n", one.rows.toLocaleString("fr-FR")), found);
  return row;
}

function show() {
  const wanted = words(byId("filter").value), status = byId("status").value, order = byId("order").value;
  const kept = documents.filter((one) => holds(one.text, wanted)
    && (!status || (status === "findings" ? one.weight > 0 : one.status === status)));
  if (order === "findings") kept.sort((a, b) => b.weight - a.weight);
  if (order === "file") kept.sort((a, b) => a.file.localeCompare(b.file, "fr"));
  byId("documents").replaceChildren(...kept.slice(0, MOST).map(line));
  byId("more").textContent = kept.length > MOST ? `Les ${MOST} premiers ; filtrez pour voir les autres.` : "";
  byId("total").textContent = kept.length === documents.length
    ? plural(documents.length, "document") : `${kept.length} sur ${plural(documents.length, "document")}`;
}

byId("filter").addEventListener("input", show);
for (const id of ["status", "order"]) byId(id).addEventListener("change", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { byId("filter").value = ""; show(); byId("filter").blur(); }
  else if (event.key === "/" && !typing(event)) { event.preventDefault(); byId("filter").focus(); }
  else if ((event.key === "j" || event.key === "k") && !typing(event)) {
    const links = [...byId("documents").querySelectorAll("a")];
    const next = links.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    if (links[next]) links[next].focus();
  }
});

// Browsers that let the pages of a folder share what they keep have all corrections here; others have each in its page.
function gather() {
  const all = documents.map((one) => keptOf(one.id)).filter((kept) => Object.keys(kept.cells).length + Object.keys(kept.persons).length);
  const count = all.reduce((sum, kept) => sum + Object.keys(kept.cells).length + Object.keys(kept.persons).length, 0);
  byId("corrections").hidden = !count;
  byId("count").textContent = `${plural(count, "correction")} dans ${plural(all.length, "document")}, `;
  return all;
}
byId("save").addEventListener("click", () => download("corrections.csv", correctionsCsv(gather())));
addEventListener("pageshow", gather);
show();
