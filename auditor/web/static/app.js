// What pages do beyond plain forms and links: keys of the review, watching a job, files by drag and drop, asking before what cannot be undone.
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
