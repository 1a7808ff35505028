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
