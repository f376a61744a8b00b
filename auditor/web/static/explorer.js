// The explorer's picture moved, searched and asked about in the browser. The server draws every picture and every panel; without this script
// its boxes and lines of the key are plain links to the same addresses.
"use strict";
(function () {
  var LEAST = 0.02, MOST = 6, STEP = 1.25, SHIFT = 80;
  // of the address: what changes the picture itself, and what only changes how it is looked at
  var LOOKS = ["node", "hide", "view", "note", "lang"];
  var canvas, svg, world, place, shown, timer = 0, asked = 0, scale = { x: 0, y: 0, k: 1 };

  function all(selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); }

  function nodes() { return all(".node[data-id]", svg); }

  function node(id) { return nodes().find(function (one) { return one.dataset.id === id; }); }

  function query() { return new URLSearchParams(window.location.search); }

  function pictured(address) {
    var left = new URLSearchParams(new URL(address, window.location.href).search);
    LOOKS.forEach(function (name) { left.delete(name); });
    left.sort();
    return left.toString();
  }

  // how the picture is looked at

  function apply() {
    world.setAttribute("transform", "translate(" + scale.x + " " + scale.y + ") scale(" + scale.k + ")");
    window.clearTimeout(timer);
    timer = window.setTimeout(keepView, 250);
  }

  function keepView() {
    timer = 0;
    var box = canvas.getBoundingClientRect(), now = query();
    var middle = [(box.width / 2 - scale.x) / scale.k, (box.height / 2 - scale.y) / scale.k];
    now.set("view", middle.concat(scale.k).map(function (part) { return Number(part.toPrecision(4)); }).join(","));
    go(now, true);
  }

  function go(params, isSame) {
    var text = params.toString().replace(/%2C/g, ","), address = window.location.pathname + (text ? "?" + text : "");
    if (isSame) window.history.replaceState(null, "", address); else window.history.pushState(null, "", address);
    shown = window.location.href;
    languages();
  }

  function languages() {
    // the other language of this very view
    all("a[hreflang]").forEach(function (link) {
      var params = query();
      params.set("lang", link.hreflang);
      link.setAttribute("href", window.location.pathname + "?" + params);
    });
  }

  function fit() {
    var box = canvas.getBoundingClientRect();
    var k = Math.min(box.width / place.width, box.height / place.height, 1.5);
    scale = { k: k, x: (box.width - place.width * k) / 2, y: (box.height - place.height * k) / 2 };
    apply();
  }

  function setView(text) {
    var parts = (text || "").split(",").map(Number);
    if (parts.length === 3 && parts.every(Number.isFinite) && parts[2] > 0) { centre(parts[0], parts[1], parts[2]); return; }
    fit();
    // too small to read: the system that the picture is about comes first
    var subject = svg.querySelector(".node.subject");
    if (scale.k < 0.6 && subject) centre(Number(subject.dataset.x), Number(subject.dataset.y), 0.8);
  }

  function centre(x, y, k) {
    var box = canvas.getBoundingClientRect();
    k = Math.min(Math.max(k, LEAST), MOST);
    scale = { k: k, x: box.width / 2 - x * k, y: box.height / 2 - y * k };
    apply();
  }

  function zoom(by, x, y) {
    var box = canvas.getBoundingClientRect(), k = Math.min(Math.max(scale.k * by, LEAST), MOST);
    x = x === undefined ? box.width / 2 : x - box.left;
    y = y === undefined ? box.height / 2 : y - box.top;
    scale = { k: k, x: x - (x - scale.x) * k / scale.k, y: y - (y - scale.y) * k / scale.k };
    apply();
  }

  function pan(x, y) { scale.x += x; scale.y += y; apply(); }

  // a box that has the focus is never out of sight or too small to read
  function reveal(one, isCentred) {
    var box = canvas.getBoundingClientRect(), here = one.getBoundingClientRect();
    var isInside = here.left >= box.left && here.right <= box.right && here.top >= box.top && here.bottom <= box.bottom;
    if (isCentred || !isInside || scale.k < 0.3) centre(Number(one.dataset.x), Number(one.dataset.y), Math.max(scale.k, isCentred ? 1 : 0.5));
  }

  // neighbours of the box under the pointer or with the focus

  function light(one) {
    svg.classList.toggle("lit", Boolean(one));
    all(".on", svg).forEach(function (part) { part.classList.remove("on"); });
    if (!one) return;
    var own = new Set([one.dataset.id]), hidden = canvas.dataset.hide.split(" ");
    // of a frame all that is in it
    nodes().forEach(function (other) { if (other.dataset.group === one.dataset.id) own.add(other.dataset.id); });
    var near = new Set(own);
    all(".edge", svg).forEach(function (edge) {
      var ends = [edge.dataset.from, edge.dataset.to];
      if (!ends.some(function (end) { return own.has(end); }) || hidden.indexOf(edge.dataset.kind) >= 0) return;
      edge.classList.add("on");
      ends.forEach(function (end) { near.add(end); });
    });
    nodes().forEach(function (other) { if (near.has(other.dataset.id)) other.classList.add("on"); });
  }

  // what the server has to say

  function fetched(address) {
    var mine = ++asked;
    canvas.setAttribute("aria-busy", "true");
    return fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      canvas.removeAttribute("aria-busy");
      // of two questions the last one counts
      return mine === asked ? new DOMParser().parseFromString(text, "text/html") : null;
    }).catch(function () {
      canvas.removeAttribute("aria-busy");
      document.getElementById("found").textContent = canvas.dataset.failed;
      return null;
    });
  }

  // the panel of one box; the picture stays as it is
  function look(id, way) {
    var params = query();
    if (id) params.set("node", id); else params.delete("node");
    if (way !== "back") go(params);
    nodes().forEach(function (one) {
      if (one.dataset.id === id) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    });
    if (!id) {
      asked += 1;
      document.getElementById("about").replaceChildren();
      resized();
      return;
    }
    params.delete("view");
    fetched(window.location.pathname + "?" + params).then(function (page) {
      if (!page) return;
      document.getElementById("about").replaceWith(document.adoptNode(page.getElementById("about")));
      resized();
      var title = document.querySelector("#about h2");
      if (title && way === "keyboard") title.focus();
      if (title && way !== "back" && window.innerWidth <= 600) document.getElementById("about").scrollIntoView({ block: "nearest" });
    });
  }

  // another picture in place of this one
  function open(address, isBack) {
    fetched(address).then(function (page) {
      if (!page || !page.getElementById("canvas")) { if (page) window.location.assign(address); return; }
      var before = canvas;
      if (!isBack) window.history.pushState(null, "", address);
      document.title = page.title;
      document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
      start();
      var chosen = query().get("node"), one = chosen && node(chosen);
      if (one && !query().get("view")) reveal(one, true);
      if (!isBack && before) (document.querySelector("#about h2") || document.querySelector("h1")).focus({ preventScroll: true });
    });
  }

  function hide(kinds, isBack) {
    canvas.dataset.hide = kinds.join(" ");
    all(".tick").forEach(function (tick) { tick.setAttribute("aria-checked", String(kinds.indexOf(tick.dataset.kind) < 0)); });
    if (isBack) return;
    var params = query();
    if (kinds.length) params.set("hide", kinds.join(",")); else params.delete("hide");
    go(params);
  }

  function toggle(tick) {
    var hidden = canvas.dataset.hide.split(" ").filter(Boolean), kind = tick.dataset.kind;
    hide(hidden.indexOf(kind) < 0 ? hidden.concat(kind) : hidden.filter(function (one) { return one !== kind; }));
  }

  function resized() {
    var box = canvas.getBoundingClientRect();
    svg.setAttribute("viewBox", "0 0 " + box.width + " " + box.height);
  }

  function find(text) {
    var words = text.toLowerCase().split(/\s+/).filter(Boolean);
    var hits = nodes().filter(function (one) {
      var hay = (one.dataset.name + " " + one.dataset.sound + " " + one.dataset.id).toLowerCase();
      return words.every(function (word) { return hay.indexOf(word) >= 0; });
    });
    return hits.find(function (one) { return one.dataset.name.toLowerCase() === text.toLowerCase(); }) || hits[0];
  }

  // hands

  var KEYS = {
    ArrowLeft: function () { pan(SHIFT, 0); }, ArrowRight: function () { pan(-SHIFT, 0); }, ArrowUp: function () { pan(0, SHIFT); },
    ArrowDown: function () { pan(0, -SHIFT); }, "+": function () { zoom(STEP); }, "=": function () { zoom(STEP); }, "-": function () { zoom(1 / STEP); }, "0": fit
  };

  function hold() {
    var held = new Map(), moved = 0;
    canvas.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      if (!held.size) moved = 0;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      canvas.classList.add("held");
    });
    canvas.addEventListener("pointermove", function (event) {
      var before = held.get(event.pointerId);
      if (!before) return;
      var now = { x: event.clientX, y: event.clientY };
      var other = Array.from(held).filter(function (entry) { return entry[0] !== event.pointerId; }).map(function (entry) { return entry[1]; })[0];
      moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      // a hand that trembles still clicks
      if (moved > 6 && !canvas.hasPointerCapture(event.pointerId)) canvas.setPointerCapture(event.pointerId);
      if (other) {
        var wide = Math.hypot(now.x - other.x, now.y - other.y), was = Math.hypot(before.x - other.x, before.y - other.y);
        if (was > 0) zoom(wide / was, (now.x + other.x) / 2, (now.y + other.y) / 2);
        pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      } else if (moved > 6) pan(now.x - before.x, now.y - before.y);
      held.set(event.pointerId, now);
    });
    ["pointerup", "pointercancel"].forEach(function (kind) {
      canvas.addEventListener(kind, function (event) {
        held.delete(event.pointerId);
        if (!held.size) canvas.classList.remove("held");
      });
    });
    canvas.addEventListener("click", function (event) { if (moved > 6) { event.preventDefault(); event.stopPropagation(); } moved = 0; }, true);
    canvas.addEventListener("dragstart", function (event) { event.preventDefault(); });
    canvas.addEventListener("wheel", function (event) {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX, event.clientY);
    }, { passive: false });
  }

  function listen() {
    hold();
    canvas.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    canvas.addEventListener("pointerover", function (event) { if (event.pointerType !== "touch") light(event.target.closest(".node")); });
    canvas.addEventListener("pointerleave", function () { light(document.activeElement.closest(".canvas .node")); });
    canvas.addEventListener("focusin", function (event) {
      var one = event.target.closest(".node");
      light(one);
      // the browser's own scrolling would move the picture out of its frame
      canvas.scrollTo(0, 0);
      if (one && one.matches(":focus-visible")) reveal(one);
    });
    canvas.addEventListener("focusout", function () { light(null); });
    all("[data-zoom]").forEach(function (button) {
      button.addEventListener("click", function () { ({ in: KEYS["+"], out: KEYS["-"], fit: fit })[button.dataset.zoom](); });
    });
    all(".tick").forEach(function (tick) {
      tick.addEventListener("keydown", function (event) { if (event.key === " ") { event.preventDefault(); toggle(tick); } });
    });
    document.getElementById("find").addEventListener("submit", function (event) {
      var text = event.target.elements.system.value.trim(), one = text && find(text);
      if (!one) return;
      event.preventDefault();
      document.getElementById("found").textContent = canvas.dataset.found.replace("{name}", one.dataset.name);
      reveal(one, true);
      if (one.tagName === "a") { one.focus({ preventScroll: true }); look(one.dataset.id); }
    });
  }

  function start() {
    canvas = document.getElementById("canvas");
    if (!canvas) return;
    svg = canvas.querySelector("svg");
    world = svg.querySelector(".world");
    place = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    canvas.classList.add("live");
    all(".zoom, #keys").forEach(function (part) { part.hidden = false; });
    resized();
    setView(query().get("view"));
    shown = window.location.href;
    listen();
    languages();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("#main a[href]");
    if (!canvas || !link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var href = link.getAttribute("href"), isKey = event.detail === 0;
    if (link.matches(".tick")) { event.preventDefault(); toggle(link); return; }
    if (link.matches(".canvas .node")) { event.preventDefault(); look(link.dataset.id, isKey ? "keyboard" : "pointer"); return; }
    if (!/^\/explore(\?|$)/.test(href)) return;
    event.preventDefault();
    if (pictured(href) !== pictured(window.location.href)) { open(href); return; }
    // the panel is shut, or a neighbour looked at
    var id = new URL(href, window.location.href).searchParams.get("node"), last = query().get("node");
    look(id, isKey ? "keyboard" : "pointer");
    var one = node(id || last);
    if (one) { reveal(one, Boolean(id)); if (!id) one.focus({ preventScroll: true }); }
  });

  document.addEventListener("keydown", function (event) {
    var shut = event.key === "Escape" && document.querySelector("#about .shut");
    if (shut) shut.click();
  });

  window.addEventListener("popstate", function () {
    if (!canvas) return;
    window.clearTimeout(timer);
    var was = new URL(shown), isOther = pictured(shown) !== pictured(window.location.href);
    shown = window.location.href;
    if (isOther) { open(window.location.href, true); return; }
    hide((query().get("hide") || "").split(",").filter(Boolean), true);
    if (query().get("node") !== was.searchParams.get("node")) look(query().get("node"), "back");
    setView(query().get("view"));
  });

  window.addEventListener("resize", function () { if (canvas) resized(); });
  start();
})();
