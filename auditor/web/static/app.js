// What pages do beyond plain forms and links: keys of the review, watching a job, files by drag and drop, asking before what cannot be undone,
// a slider over budgets, questions that other answers ask for, drafts that save themselves.
"use strict";
(function () {
  function typing(target) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    var found = Array.prototype.find.call(document.querySelectorAll("[data-key]"), function (item) { return item.dataset.key === event.key; });
    if (found) { event.preventDefault(); found.click(); }
    if (event.key === "/") {
      var search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // on a phone the menu is one line: the page that it stands on is in sight
  var here = document.querySelector(".bar nav a[aria-current]");
  if (here) here.closest("nav").scrollLeft = here.offsetLeft - here.closest("nav").offsetLeft - 40;

  document.addEventListener("submit", function (event) {
    var words = event.target.dataset.confirm;
    if (words && !window.confirm(words)) event.preventDefault();
  });

  document.querySelectorAll(".drop").forEach(function (form) {
    var file = form.querySelector("input[type=file]");
    ["dragover", "dragleave", "drop"].forEach(function (kind) {
      form.addEventListener(kind, function (event) {
        event.preventDefault();
        form.classList.toggle("over", kind === "dragover");
        if (kind === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
      });
    });
  });

  document.querySelectorAll("input[data-points]").forEach(function (slider) {
    var rows = document.querySelectorAll("#" + slider.dataset.points + " tbody tr");
    var told = document.getElementById("budget-told");
    var budget = document.getElementById("budget");
    function show(isMoved) {
      rows.forEach(function (row, place) { row.classList.toggle("chosen", place === Number(slider.value)); });
      var row = rows[Number(slider.value)];
      told.textContent = row.cells[0].textContent + " — " + row.cells[1].textContent + " → " + (row.cells[2] ? row.cells[2].textContent : "");
      if (budget && isMoved) budget.value = row.dataset.budget;
    }
    slider.parentElement.hidden = false;
    slider.addEventListener("input", function () { show(true); });
    show(false);
  });

  document.querySelectorAll("form.filling").forEach(function (form) {
    var saved = document.getElementById("saved"), timer = 0, isBusy = false, isStopped = false;

    function answers(key) {
      var fields = Array.prototype.filter.call(form.elements, function (field) { return field.name === "q." + key; });
      return fields.filter(function (field) { return field.type !== "checkbox" || field.checked; }).map(function (field) { return field.value; });
    }

    function ask() {
      form.querySelectorAll("[data-needs]").forEach(function (question) {
        var needs = question.dataset.needs.split(" ").filter(Boolean), of = question.dataset.of.split(" ");
        if (!needs.length) return;
        question.hidden = question.disabled = !needs.some(function (key) {
          return answers(key).some(function (value) { return of.indexOf(value) >= 0; });
        });
      });
    }

    function tell(page) {
      saved.textContent = page.note;
      if (page.has_rivals) {
        isStopped = true;
        var link = document.createElement("a");
        link.href = form.dataset.page;
        link.textContent = form.dataset.both;
        saved.append(" ", link);
        return;
      }
      form.elements.version.value = page.version;
      form.elements.was.value = JSON.stringify(page.was);
      form.querySelectorAll("[id^='wrong-']").forEach(function (line) {
        var told = page.problems[line.id.slice("wrong-".length)] || [];
        line.textContent = told.join(" ");
        line.hidden = !told.length;
      });
      window.history.replaceState(null, "", form.dataset.page);
    }

    function save(isLast) {
      timer = 0;
      if (isStopped) return;
      if (isBusy && !isLast) { later(); return; }
      isBusy = true;
      var sent = new URLSearchParams(new FormData(form));
      sent.set("auto", "1");
      fetch(form.getAttribute("action"), { method: "POST", body: sent, credentials: "same-origin", keepalive: isLast }).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then(tell).catch(function () { saved.textContent = form.dataset.failed; }).then(function () { isBusy = false; });
    }

    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 1000, false);
    }

    form.addEventListener("input", function () { ask(); later(); });
    form.addEventListener("submit", function () { window.clearTimeout(timer); timer = 0; });
    window.addEventListener("pagehide", function () { if (timer) save(true); });
    ask();
  });

  var state = document.querySelector("[data-watch]");
  if (state) {
    var progress = document.getElementById("progress");
    var timer = window.setInterval(function () {
      fetch(state.dataset.watch, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { window.clearInterval(timer); return null; }
        return answer.json();
      }).then(function (page) {
        if (!page) return;
        progress.textContent = page.job.progress;
        if (!page.is_open) { window.clearInterval(timer); window.location.reload(); }
      }).catch(function () { window.clearInterval(timer); });
    }, 1500);
  }
})();
