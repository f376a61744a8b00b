"use strict";
(function () {
  var boxes = Array.prototype.slice.call(document.querySelectorAll("[data-filter]"));
  var findings = Array.prototype.slice.call(document.querySelectorAll("#findings article.finding"));
  var count = document.getElementById("shown");
  function apply() {
    var shown = 0;
    findings.forEach(function (finding) {
      var fits = boxes.every(function (box) {
        var wanted = box.value.trim().toLowerCase();
        if (!wanted) { return true; }
        if (box.dataset.filter === "text") { return finding.textContent.toLowerCase().indexOf(wanted) >= 0; }
        return finding.dataset[box.dataset.filter] === box.value;
      });
      finding.hidden = !fits;
      if (fits) { shown += 1; }
    });
    if (count) { count.textContent = String(shown); }
  }
  boxes.forEach(function (box) { box.addEventListener("input", apply); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a.number") : null;
    if (!link) { return; }
    var list = document.getElementById("inputs");
    if (list) { list.open = true; }
  });
  if (location.hash.indexOf("#in-") === 0 && document.getElementById("inputs")) { document.getElementById("inputs").open = true; }
  apply();
})();
