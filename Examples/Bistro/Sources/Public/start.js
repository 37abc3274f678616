/*
 * Part 9: the start. The script stands in the head and is run before the body is read, so everything waits for it
 * and it waits for the body.
 */
document.addEventListener("DOMContentLoaded", function () {
  var name = document.body.dataset.page;
  Bistro.dom.all(".bar nav a").forEach(function (link) {
    link.classList.toggle("current", link.getAttribute("href") === "/" + name);
  });
  Bistro.session.attach(Bistro.dom.one("#session"));
  if (Bistro.pages[name]) {
    Bistro.pages[name]();
  }
});
