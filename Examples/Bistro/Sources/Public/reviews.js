/*
 * Part 8: the reviews. The page comes with its first twenty; more are fetched when the end comes into view.
 */
Bistro.reviews = {
  /** A review as the page shows it. */
  make: function (review) {
    var dom = Bistro.dom;
    return dom.make("blockquote", { "data-rating": review.rating }, [
      dom.make("p", {}, [
        dom.make("span", { class: "stars", text: Bistro.format.stars(review.rating) }),
        " ",
        dom.make("strong", { text: review.title }),
      ]),
      dom.make("p", { text: review.body }),
      dom.make("footer", {}, [
        review.author + " about ",
        dom.make("a", { href: "/chefs/" + review.chefId, text: review.chefName }),
        ", " + review.createdOn,
      ]),
    ]);
  },

  /** How many of the shown reviews have how many stars, five first. */
  histogram: function (quotes) {
    return [5, 4, 3, 2, 1].map(function (rating) {
      var count = quotes.filter(function (quote) {
        return Number(quote.dataset.rating) === rating;
      }).length;
      return { label: Bistro.format.stars(rating), value: count };
    });
  },

  /** Marks a word wherever it stands in an element's text, and takes the old marks away. */
  mark: function (element, word) {
    var text = element.textContent;
    Bistro.dom.clear(element);
    var from = 0;
    var lower = text.toLowerCase();
    var at = word === "" ? -1 : lower.indexOf(word);
    while (at >= 0) {
      element.appendChild(document.createTextNode(text.slice(from, at)));
      element.appendChild(Bistro.dom.make("mark", { text: text.slice(at, at + word.length) }));
      from = at + word.length;
      at = lower.indexOf(word, from);
    }
    element.appendChild(document.createTextNode(text.slice(from)));
  },
};

Bistro.pages.reviews = function () {
  var dom = Bistro.dom;
  var list = dom.one("#review-list");
  var form = dom.one("#review-filters");
  var page = Number(list.dataset.pageNumber);
  var lastPage = Number(list.dataset.pages);
  var loading = false;
  // More than this on one page helps nobody; the links below go on from there.
  var mostPages = page + 4;

  function apply() {
    var rating = form.elements.rating.value;
    var word = form.elements.text.value.trim().toLowerCase();
    dom.all("blockquote", list).forEach(function (quote) {
      var body = dom.all("p", quote)[1];
      var fitsRating = rating === "" || quote.dataset.rating === rating;
      var fitsWord = word === "" || quote.textContent.toLowerCase().indexOf(word) >= 0;
      quote.hidden = !(fitsRating && fitsWord);
      Bistro.reviews.mark(body, word);
    });
  }

  function drawHistogram() {
    Bistro.charts.rows(dom.one("#histogram"), Bistro.reviews.histogram(dom.all("blockquote", list)), String);
  }

  function loadNext() {
    if (loading || page >= lastPage || page >= mostPages) {
      return;
    }
    loading = true;
    Bistro.api
      .get("/api/reviews?page=" + (page + 1))
      .then(function (listing) {
        page = listing.page;
        lastPage = listing.pages;
        listing.items.forEach(function (review) {
          list.appendChild(Bistro.reviews.make(review));
        });
        loading = false;
        apply();
        drawHistogram();
      })
      .catch(function (error) {
        loading = false;
        Bistro.toast(error.message, true);
      });
  }

  form.addEventListener("input", Bistro.debounced(120, apply));
  form.addEventListener("submit", function (submission) {
    submission.preventDefault();
    apply();
  });
  window.addEventListener(
    "scroll",
    Bistro.debounced(80, function () {
      if (list.getBoundingClientRect().bottom < window.innerHeight + 200) {
        loadNext();
      }
    })
  );
  drawHistogram();
};

