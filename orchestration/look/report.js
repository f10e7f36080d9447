// Language, sorting by keyboard, filters, and what is closed opened for a link or a print. Works from a file.
(() => {
const start = () => {
  "use strict";
  const english = document.getElementById("english");
  const remembered = () => { try { return localStorage.getItem("junheng-language"); } catch { return null; } };
  const speak = (isEnglish) => {
    document.documentElement.classList.toggle("en", isEnglish);
    document.documentElement.lang = isEnglish ? "en" : "zh-CN";
    english.checked = isEnglish;
    try { localStorage.setItem("junheng-language", isEnglish ? "en" : "zh"); } catch { /* a file may keep nothing */ }
  };
  speak((new URLSearchParams(location.search).get("lang") || remembered()) === "en");
  english.addEventListener("change", () => speak(english.checked));
  // Where nothing can be kept, the address carries the language on.
  const carry = (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (link && !link.getAttribute("href").startsWith("#") && link.protocol === location.protocol) {
      link.search = english.checked ? "?lang=en" : "";
    }
  };
  for (const kind of ["click", "auxclick"]) document.addEventListener(kind, carry, true);

  for (const head of document.querySelectorAll("table.sortable thead th:not(.no-sort)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
  }

  for (const form of document.querySelectorAll("form.filters")) {
    form.hidden = false;
    const rows = [...document.querySelectorAll(form.dataset.rows)];
    const told = form.querySelector("output");
    const apply = () => {
      const wanted = [...form.querySelectorAll("select")].filter((each) => each.value);
      let count = 0;
      for (const row of rows) {
        row.hidden = !wanted.every((each) => (row.dataset[each.name] || "").split("|").includes(each.value));
        count += row.hidden ? 0 : 1;
      }
      if (told) told.textContent = `${count} / ${rows.length}`;
    };
    form.addEventListener("change", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  // Of one file that holds all pages of a county, one page is shown at a time.
  const pages = [...document.querySelectorAll(".page")];
  document.body.classList.toggle("paged", pages.length > 0);
  const turn = (target) => {
    const current = (target && target.closest(".page")) || pages[0];
    for (const page of pages) page.classList.toggle("current", page === current);
  };
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const shown = pages.find((page) => page.classList.contains("current"));
    if (pages.length && (target || !shown)) turn(target);
    if (!target) return;
    let closed = shown !== pages.find((page) => page.classList.contains("current"));
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS" && !each.open) { each.open = closed = true; }
    }
    if (closed) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not(.term):not([open])")) each.open = true;
  });
};
document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
})();
