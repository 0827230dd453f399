"use strict";
(() => {
  const form = document.getElementById("filter");
  const [text, rating, owner] = ["f-text", "f-rating", "f-owner"].map((id) => document.getElementById(id));
  const count = document.getElementById("f-count");
  const none = document.getElementById("f-none");
  const fold = (words) => words.normalize("NFKC").toLowerCase();
  const measures = [...document.querySelectorAll(".measure")].map((node) => ({
    node,
    text: fold(node.dataset.text),
    items: [...node.querySelectorAll(".entry")].map((entry) => ({
      node: entry, text: fold(entry.textContent), rating: entry.dataset.rating, owners: entry.dataset.owners.split("|"),
    })),
  }));
  const apply = () => {
    const words = fold(text.value).split(/\s+/).filter(Boolean);
    let items = 0;
    for (const measure of measures) {
      let shown = 0;
      for (const item of measure.items) {
        const fits = words.every((word) => measure.text.includes(word) || item.text.includes(word))
          && (!rating.value || item.rating === rating.value)
          && (!owner.value || item.owners.includes(owner.value));
        item.node.hidden = !fits;
        shown += fits;
      }
      measure.node.hidden = !shown;
      items += shown;
    }
    none.hidden = items > 0;
    count.textContent = `${count.dataset.found}: ${items} ${count.dataset.items}`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.hidden) { form.reset(); setTimeout(() => target.scrollIntoView()); }
  });
  apply();
})();
