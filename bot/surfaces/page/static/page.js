// Adds to pages that work without it: answers come without a new page, suggestions follow what is typed,
// what is folded is unfolded where it is printed or linked to.
"use strict";
(() => {
  const unfold = (node) => {
    for (let each = node; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  };
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("details:not([open])")) return;
    unfold(target);
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();
  window.addEventListener("beforeprint", () => document.querySelectorAll(".card details, .finding").forEach(unfold));

  const talk = document.getElementById("talk");
  const form = document.getElementById("ask");
  const status = document.getElementById("status");
  if (!talk || !form || !status) return;
  const field = form.elements.q;
  const headers = { "X-Katou-Script": "1" };
  const site = document.title.split(" | ").at(-1);
  const desktop = window.matchMedia("(hover: hover) and (pointer: fine)"); // no keyboard pops up over the answer
  let busy = false;

  const post = async (target, data) => {
    const answer = await fetch(target.action, { method: "POST", body: new URLSearchParams(data), headers });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  // A question typed or pressed: its answer is put below the others and read out.
  const ask = async (target, data) => {
    if (busy) return;
    busy = true;
    document.body.classList.add("busy");
    status.textContent = status.dataset.busy;
    try {
      const holder = document.createElement("template");
      holder.innerHTML = await post(target, data); // made and escaped by our own server
      const exchange = holder.content.querySelector("article");
      if (!exchange) throw new Error("no answer");
      below();
      talk.append(exchange);
      document.getElementById("again")?.removeAttribute("hidden");
      field.value = "";
      document.title = `${exchange.querySelector(".asked").lastChild.textContent.trim().slice(0, 80)} | ${site}`;
      const said = exchange.querySelector(".headline")?.textContent.trim() ?? "";
      status.textContent = `${status.dataset.done} ${said}`.trim();
      if (location.search || location.hash) history.replaceState(null, "", location.pathname);
      (desktop.matches ? field : exchange).focus({ preventScroll: true });
      exchange.scrollIntoView({ block: "start" });
    } catch {
      target.dataset.ask = ""; // the plain way shows what is wrong
      resend(target, data);
    } finally {
      busy = false;
      document.body.classList.remove("busy");
    }
  };

  // The first answer: what welcomed goes, and the field moves from under the heading to below the answers.
  const below = () => {
    const first = document.querySelector(".asking.first");
    if (!first) return;
    document.querySelector(".welcome")?.remove();
    document.querySelector("h1")?.classList.add("vh");
    first.classList.replace("first", "below");
    document.getElementById("main").after(first);
  };

  const resend = (target, data) => {
    const plain = document.createElement("form");
    plain.method = "post";
    plain.action = target.action;
    for (const [name, value] of data) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      plain.append(input);
    }
    document.body.append(plain);
    plain.submit();
  };

  const tell = async (target, data) => {
    try {
      const thanks = document.createElement("p");
      thanks.className = "told";
      thanks.textContent = await post(target, data);
      target.replaceWith(thanks);
      status.textContent = thanks.textContent;
    } catch {
      resend(target, data);
    }
  };

  document.addEventListener("submit", (event) => {
    const target = event.target;
    const kind = target.dataset.ask;
    if (!kind) return;
    event.preventDefault();
    const data = [...new FormData(target)].map(([name, value]) => [name, String(value)]);
    if (event.submitter?.name) data.push([event.submitter.name, event.submitter.value]);
    if (kind === "feedback") tell(target, data);
    else ask(target, data);
  });

  // A field of one line drops line breaks; between several questions they stay as blanks.
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    field.setRangeText(text.trim().replace(/\s*[\r\n]+\s*/g, " "), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  });

  // Suggestions for what has been typed so far.
  const options = document.getElementById("options");
  let waiting = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      const address = new URL(form.dataset.suggest, location.href);
      address.searchParams.set("q", field.value);
      try {
        const found = await (await fetch(address)).json();
        if (mine !== asked) return;
        options.replaceChildren(...found.map((text) => Object.assign(document.createElement("option"), { value: text })));
      } catch {
        // the suggestions that came with the page stay
      }
    }, 150);
  });
})();
