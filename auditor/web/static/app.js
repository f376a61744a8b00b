// What pages do beyond plain forms and links: keys of the review, watching a job, files by drag and drop, asking before what cannot be undone, a slider over budgets.
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
