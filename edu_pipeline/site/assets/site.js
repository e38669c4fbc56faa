"use strict";
// Everything that a report may have said is put in place as text, never as markup.
(function () {
  function make(name, text, className) {
    const node = document.createElement(name);
    if (text !== undefined && text !== null) node.textContent = String(text);
    if (className) node.className = className;
    return node;
  }
  function link(text, href) {
    const node = make("a", text);
    node.setAttribute("href", href);
    return node;
  }
  function copy(text, button) {
    const said = button.textContent;
    function done() {
      button.textContent = "已复制";
      setTimeout(function () { button.textContent = said; }, 1500);
    }
    function byHand() {
      const field = make("textarea", text);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      done();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", function () { copy(button.parentNode.querySelector("pre").textContent, button); });
  }

  const data = document.getElementById("data");
  if (data) reading(JSON.parse(data.textContent));
  const field = document.getElementById("q");
  if (field) searching(field);

  function reading(told) {
    const inspector = document.getElementById("inspector");
    const hint = inspector.firstElementChild;
    const marks = Array.from(document.querySelectorAll(".text a.f"));
    const numbers = marks.map(function (mark) { return mark.dataset.f.split(" ").map(Number); });
    const byId = new Map(told.facts.map(function (fact, n) { return [fact.id, n]; }));
    let shown = "all", indicator = "", now = null;

    function fits(n) {
      const fact = told.facts[n];
      if (shown === "doubt" && !fact.why) return false;
      if (shown === "target" && fact.status !== "target") return false;
      return !indicator || fact.ind === indicator;
    }
    function filter() {
      marks.forEach(function (mark, i) { mark.classList.toggle("dim", !numbers[i].some(fits)); });
    }
    function mark(n) {
      marks.forEach(function (one, i) { one.classList.toggle("now", numbers[i].includes(n)); });
    }
    function close() {
      now = null;
      mark(-1);
      inspector.replaceChildren(hint);
    }
    function open(n, into) {
      now = n;
      mark(n);
      inspector.replaceChildren(box(n));
      inspector.scrollTop = 0;
      const at = numbers.findIndex(function (list) { return list.includes(n); });
      if (into && at >= 0) {
        marks[at].focus({ preventScroll: true });
        marks[at].scrollIntoView({ block: "center" });
      }
      try { history.replaceState(null, "", "#" + told.facts[n].id); } catch (error) { /* a page from the disk may not */ }
    }
    function step(by) {
      const fitting = told.facts.map(function (_, n) { return n; }).filter(fits);
      if (!fitting.length) return;
      const next = now === null
        ? (by > 0 ? 0 : fitting.length - 1)
        : by > 0 ? fitting.findIndex(function (n) { return n > now; })
          : fitting.filter(function (n) { return n < now; }).length - 1;
      if (next >= 0) open(fitting[next], true);
    }
    function toFigure(text, n) {
      const node = link(text, "#" + told.facts[n].id);
      node.addEventListener("click", function (event) { event.preventDefault(); open(n, true); });
      return node;
    }
    function box(n) {
      const fact = told.facts[n];
      const node = make("div", null, "box");
      const end = make("button", "关闭", "close");
      end.type = "button";
      end.addEventListener("click", close);
      node.append(end, make("h2", fact.label));
      if (fact.why) {
        const why = make("div", null, "warn");
        why.append(make("strong", "存疑，使用前请核对"), list(fact.why.map(function (text) { return make("span", text); })));
        const page = location.pathname.split("/").pop();
        why.append(link("更正条目", "../doubts/" + page + "#" + fact.id));
        node.append(why);
      }
      const facts = make("dl");
      for (const row of fact.rows) facts.append(make("dt", row[0]), make("dd", row[1]));
      facts.append(make("dt", "统一指标"));
      const ind = make("dd", fact.ind ? null : "无");
      if (fact.ind) ind.append(link(fact.name, "../indicators/" + fact.ind + ".html"));
      facts.append(ind);
      node.append(facts);
      if (fact.other) {
        node.append(make("h3", "与其他报告不一致"), list(fact.other.map(function (other) { return link(other.text, other.at); })));
      }
      for (const position of fact.rel || []) node.append(relation(told.relations[position], n));
      const share = make("p", null, "small");
      const button = make("button", "复制链接");
      button.type = "button";
      button.addEventListener("click", function () { copy(location.href.split("#")[0] + "#" + fact.id, button); });
      share.append(button, " " + fact.id);
      node.append(share, others(n));
      return node;
    }
    function others(n) {
      const at = numbers.find(function (list) { return list.includes(n); }) || [];
      const rest = at.filter(function (other) { return other !== n; });
      const node = make("div");
      if (rest.length) {
        node.append(make("h3", "同一数字还表示"), list(rest.map(function (other) { return toFigure(told.facts[other].label, other); })));
      }
      return node;
    }
    function relation(row, n) {
      const node = make("div");
      const head = make("h3", row.kind + " ");
      head.append(make("span", row.holds ? "成立" : "不成立", row.holds ? "ok" : "bad"));
      node.append(head, make("div", row.told), make("div", row.sum, "small"));
      node.append(list(row.members.map(function (member) {
        const text = member.role + "：" + member.text;
        if (member.at) return link(text, member.at);
        return member.n === n ? make("strong", text) : toFigure(text, member.n);
      })));
      return node;
    }
    function list(nodes) {
      const all = make("ul");
      for (const node of nodes) {
        const item = make("li");
        item.append(node);
        all.append(item);
      }
      return all;
    }

    marks.forEach(function (one, i) {
      one.addEventListener("click", function (event) {
        event.preventDefault();
        open(numbers[i].find(fits) ?? numbers[i][0], false);
      });
    });
    for (const button of document.querySelectorAll("[data-show]")) {
      button.addEventListener("click", function () {
        shown = button.dataset.show;
        for (const one of document.querySelectorAll("[data-show]")) one.setAttribute("aria-pressed", String(one === button));
        filter();
      });
    }
    for (const button of document.querySelectorAll("[data-toggle]")) {
      button.addEventListener("click", function () {
        button.setAttribute("aria-pressed", String(document.body.classList.toggle(button.dataset.toggle)));
      });
    }
    const pick = document.getElementById("indicator");
    if (pick) pick.addEventListener("change", function () { indicator = pick.value; filter(); });
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else if (event.key === "Escape") close();
    });
    function follow() {
      const n = byId.get(decodeURIComponent(location.hash.slice(1)));
      if (n !== undefined && n !== now) open(n, true);
    }
    window.addEventListener("hashchange", follow);
    follow();
  }

  function searching(field) {
    const found = document.getElementById("found");
    let asked = false;
    function load() {
      if (asked) return;
      asked = true;
      const script = make("script");
      script.src = field.dataset.index;
      script.addEventListener("load", search);
      document.head.append(script);
    }
    function search() {
      const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      found.replaceChildren();
      if (!words.length || !window.EDU_INDEX) return;
      const all = window.EDU_INDEX, items = [];
      function fits() {
        const text = Array.prototype.join.call(arguments, " ").toLowerCase();
        return words.every(function (word) { return text.includes(word); });
      }
      for (const row of all.indicators) if (fits(row[0], row[1])) items.push(item("指标 ", link(row[1], "indicators/" + row[0] + ".html")));
      for (const row of all.documents) {
        if (fits(row[1], row[2], row[3], row[4])) items.push(item("报告 ", link(row[1], "documents/" + row[0] + ".html")));
      }
      for (const row of all.labels) {
        if (items.length > 60) break;
        if (!fits(row[0], row[1] || "")) continue;
        const node = item((row[1] || "") + " ", make("strong", row[0] + " "));
        for (const one of row[3]) {
          const id = all.documents[one[0]][0];
          node.append(link((one[3] ? one[3] + "年 " : "") + one[2] + "（" + one[4] + "）", "documents/" + id + ".html#" + id + ":" + one[1]));
        }
        if (row[2] > row[3].length) node.append(make("span", "共 " + row[2] + " 条", "small"));
        items.push(node);
      }
      const list = make("ul");
      list.append.apply(list, items.slice(0, 60));
      found.append(items.length ? list : make("p", "没有找到"));
    }
    function item(kind, node) {
      const one = make("li", kind);
      one.append(node);
      return one;
    }
    field.addEventListener("focus", load);
    field.addEventListener("input", function () { load(); search(); });
  }
})();
