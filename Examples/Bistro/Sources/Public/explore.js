/*
 * Part 5: the explore page. Filters and order over the cards that are there, more cards from the API; and
 * the gallery that shows a chef's pictures large.
 */

/* ------------------------------------------------------------------ gallery */

Bistro.gallery = (function () {
  /** Makes pictures that are not links open large when clicked; arrow keys step through them, escape closes. */
  function attach(container) {
    container.addEventListener("click", function (click) {
      var image = click.target;
      if (image.tagName === "IMG" && !image.closest("a")) {
        click.preventDefault();
        open(container, image);
      }
    });
  }

  function visibleImages(container) {
    return Bistro.dom.all("img", container).filter(function (image) {
      return image.offsetParent !== null;
    });
  }

  function open(container, image) {
    var dom = Bistro.dom;
    var images = visibleImages(container);
    var place = Math.max(0, images.indexOf(image));
    var picture = dom.make("img", { alt: "" });
    var caption = dom.make("figcaption", {});
    var figure = dom.make("figure", {}, [picture, caption]);
    var back = dom.make("button", { type: "button", text: "‹", "aria-label": "Previous" });
    var forth = dom.make("button", { type: "button", text: "›", "aria-label": "Next" });
    var veil = dom.make("div", { class: "veil lightbox" }, [back, figure, forth]);

    function show(index) {
      place = (index + images.length) % images.length;
      picture.src = images[place].src;
      picture.alt = images[place].alt;
      caption.textContent = images[place].alt + " (" + (place + 1) + " of " + images.length + ")";
    }

    function close() {
      document.removeEventListener("keydown", steer);
      veil.remove();
    }

    function steer(press) {
      if (press.key === "Escape") {
        close();
      } else if (press.key === "ArrowLeft") {
        show(place - 1);
      } else if (press.key === "ArrowRight") {
        show(place + 1);
      }
    }

    back.addEventListener("click", function () {
      show(place - 1);
    });
    forth.addEventListener("click", function () {
      show(place + 1);
    });
    veil.addEventListener("click", function (click) {
      if (click.target === veil) {
        close();
      }
    });
    document.addEventListener("keydown", steer);
    show(place);
    document.body.appendChild(veil);
  }

  return { attach: attach, open: open };
})();

/* -------------------------------------------------------------------- cards */

Bistro.cards = {
  /** What a card says of its chef, from its data attributes. */
  read: function (card) {
    return {
      id: Number(card.dataset.chef),
      name: card.dataset.name,
      cuisine: card.dataset.cuisine,
      city: card.dataset.city,
      rating: Number(card.dataset.rating),
      reviews: Number(card.dataset.reviews),
      price: Number(card.dataset.price),
      text: card.textContent.toLowerCase(),
      element: card,
    };
  },

  /** A card like those that came with the page, from what /api/chefs answers. */
  make: function (chef) {
    var dom = Bistro.dom;
    var link = "/chefs/" + chef.id;
    var stars = dom.make("span", {
      class: "stars",
      title: chef.rating + " of 5",
      text: Bistro.format.stars(chef.rating),
    });
    var facts = " " + chef.reviewCount + " · " + chef.cuisine + " · " + chef.city;
    return dom.make(
      "article",
      {
        class: "card",
        "data-chef": chef.id,
        "data-name": chef.name,
        "data-cuisine": chef.cuisine,
        "data-city": chef.city,
        "data-rating": chef.rating,
        "data-reviews": chef.reviewCount,
        "data-price": chef.fromPriceCents,
      },
      [
        dom.make("a", { class: "picture", href: link }, [
          dom.make("img", { src: "/images/" + chef.photo, alt: chef.name }),
        ]),
        dom.make("div", { class: "about" }, [
          dom.make("h3", {}, [dom.make("a", { href: link, text: chef.name })]),
          dom.make("p", { class: "headline", text: chef.headline }),
          dom.make("p", { class: "facts" }, [stars, facts]),
          dom.make("p", {
            class: "price",
            text: "from " + Bistro.format.money(chef.fromPriceCents) + " per guest",
          }),
        ]),
      ]
    );
  },

  /** How two chefs compare under each of the orders that the page offers. */
  orders: {
    rating: Bistro.comparing("rating", true),
    reviews: Bistro.comparing("reviews", true),
    price: Bistro.comparing("price", false),
    name: Bistro.comparing("name", false),
  },
};

/* --------------------------------------------------------------------- page */

Bistro.pages.explore = function () {
  var dom = Bistro.dom;
  var form = dom.one("#filters");
  var output = dom.one("#limit-shown");
  var more = dom.one("#load-more");
  var nextPage = 3;

  /** Shows the cards that fit the form, in its order; each grid keeps its own cards. */
  function apply() {
    var wanted = {
      text: form.elements.text.value.trim().toLowerCase(),
      cuisine: form.elements.cuisine.value,
      limit: Number(form.elements.limit.value) * 100,
      order: form.elements.order.value,
    };
    output.textContent = form.elements.limit.value;
    dom.all(".grid").forEach(function (grid) {
      var chefs = dom.all(".card", grid).map(Bistro.cards.read);
      chefs.sort(Bistro.cards.orders[wanted.order]);
      chefs.forEach(function (chef) {
        chef.element.hidden = !fits(chef, wanted);
        grid.appendChild(chef.element);
      });
    });
    remember(wanted);
  }

  function fits(chef, wanted) {
    return (
      (wanted.text === "" || chef.text.indexOf(wanted.text) >= 0) &&
      (wanted.cuisine === "" || chef.cuisine === wanted.cuisine) &&
      chef.price <= wanted.limit
    );
  }

  /** Keeps the filters in the address, so that a link to them can be sent. */
  function remember(wanted) {
    var parts = [];
    ["text", "cuisine"].forEach(function (name) {
      if (wanted[name]) {
        parts.push(name + "=" + encodeURIComponent(wanted[name]));
      }
    });
    if (wanted.order !== "rating") {
      parts.push("order=" + wanted.order);
    }
    window.history.replaceState(null, "", parts.length ? "?" + parts.join("&") : window.location.pathname);
  }

  /** Sets the form from the address; true when the address said anything. */
  function recall() {
    var given = new URLSearchParams(window.location.search);
    var found = false;
    ["text", "cuisine", "order"].forEach(function (name) {
      if (given.get(name)) {
        form.elements[name].value = given.get(name);
        found = true;
      }
    });
    return found;
  }

  /** Fetches the next page of chefs and adds those that are not shown yet. */
  function loadMore() {
    var grid = dom.one("#more .grid");
    more.disabled = true;
    Bistro.api
      .get("/api/chefs?page=" + nextPage)
      .then(function (listing) {
        listing.items.forEach(function (chef) {
          if (!dom.one('[data-chef="' + chef.id + '"]')) {
            grid.appendChild(Bistro.cards.make(chef));
          }
        });
        nextPage += 1;
        more.hidden = nextPage > listing.pages;
        more.disabled = false;
        apply();
      })
      .catch(function (error) {
        more.disabled = false;
        Bistro.toast(error.message, true);
      });
  }

  form.addEventListener("input", Bistro.debounced(120, apply));
  form.addEventListener("submit", function (submission) {
    submission.preventDefault();
    apply();
  });
  more.addEventListener("click", loadMore);
  if (recall()) {
    apply();
  }
};

