/*
 * Part 7: the dashboard. Everything on it comes from /api/dashboard and /api/bookings.
 */

/* ------------------------------------------------------------ sortable table */

Bistro.table = (function () {
  /**
   * Makes a table's rows sortable by clicking its headers.
   *
   * Headers name the key of their column in data-key; rowFor turns a value into a row.
   */
  function attach(table, rowFor) {
    var headers = Bistro.dom.all("th[data-key]", table);
    var body = Bistro.dom.one("tbody", table);
    var values = [];
    var order = { key: null, descending: false };

    function draw() {
      var shown = values.slice();
      if (order.key) {
        shown.sort(Bistro.comparing(order.key, order.descending));
      }
      Bistro.dom.clear(body);
      shown.forEach(function (value) {
        body.appendChild(rowFor(value));
      });
      headers.forEach(function (header) {
        var active = header.dataset.key === order.key;
        header.classList.toggle("ascending", active && !order.descending);
        header.classList.toggle("descending", active && order.descending);
        header.setAttribute("aria-sort", active ? (order.descending ? "descending" : "ascending") : "none");
      });
    }

    headers.forEach(function (header) {
      header.tabIndex = 0;
      function sort() {
        order = {
          key: header.dataset.key,
          descending: header.dataset.key === order.key && !order.descending,
        };
        draw();
      }
      header.addEventListener("click", sort);
      header.addEventListener("keydown", function (press) {
        if (press.key === "Enter") {
          sort();
        }
      });
    });

    return {
      /** Shows other values, in the order that is chosen. */
      show: function (newValues) {
        values = newValues;
        draw();
      },
    };
  }

  return { attach: attach };
})();

/* --------------------------------------------------------------------- page */

Bistro.pages.dashboard = function () {
  var dom = Bistro.dom;
  var money = Bistro.format.money;
  var shownDashboard = null;

  function count(value) {
    return String(Math.round(value * 10) / 10);
  }

  function euros(cents) {
    return cents >= 1000000 ? "€ " + Math.round(cents / 10000) / 10 + "k" : money(Math.round(cents));
  }

  function tile(value, label) {
    return dom.make("div", { class: "tile" }, [dom.make("strong", { text: value }), dom.make("span", { text: label })]);
  }

  function drawTiles(dashboard) {
    var tiles = dom.one("#tiles");
    var each = dashboard.bookings === 0 ? 0 : Math.round(dashboard.spentCents / dashboard.bookings);
    dom.clear(tiles);
    tiles.appendChild(tile(String(dashboard.bookings), "dinners booked"));
    tiles.appendChild(tile(String(dashboard.guests), "guests at your table"));
    tiles.appendChild(tile(money(dashboard.spentCents), "spent"));
    tiles.appendChild(tile(money(each), "per dinner"));
  }

  function drawCharts(dashboard) {
    function monthly(key) {
      return dashboard.months.map(function (month) {
        return { label: Bistro.format.month(month.month), value: month[key] };
      });
    }
    Bistro.charts.bars(dom.one("#spent"), monthly("spentCents"), euros);
    Bistro.charts.line(dom.one("#dinners"), monthly("bookings"), count);
    Bistro.charts.ring(
      dom.one("#statuses"),
      dashboard.statuses.map(function (status) {
        return { label: status.status, value: status.bookings };
      })
    );
    Bistro.charts.rows(
      dom.one("#favourites"),
      dashboard.favourites.map(function (chef) {
        var said = chef.ownTitle ? " You wrote: " + chef.ownTitle + " " + Bistro.format.stars(chef.ownRating) : "";
        return {
          label: chef.name,
          value: chef.bookings,
          href: "/chefs/" + chef.chefId,
          title: chef.cuisine + "." + said,
        };
      }),
      String
    );
  }

  var table = Bistro.table.attach(dom.one("#bookings"), function (booking) {
    return dom.make("tr", {}, [
      dom.make("td", { text: Bistro.format.day(booking.date) }),
      dom.make("td", {}, [dom.make("a", { href: "/chefs/" + booking.chefId, text: booking.chefName })]),
      dom.make("td", { text: booking.productName }),
      dom.make("td", { class: "number", text: String(booking.guests) }),
      dom.make("td", { class: "number", text: money(booking.totalCents) }),
      dom.make("td", {}, [dom.make("span", { class: "status " + booking.status, text: booking.status })]),
    ]);
  });

  function showBookings(page) {
    return Bistro.api.get("/api/bookings?page=" + page).then(function (listing) {
      table.show(listing.items);
      drawPager(listing);
    });
  }

  function drawPager(listing) {
    var pager = dom.one("#booking-pager");
    function turn(label, page) {
      return dom.make("button", {
        type: "button",
        text: label,
        disabled: page < 1 || page > listing.pages,
        onclick: function () {
          showBookings(page).catch(complain);
        },
      });
    }
    dom.clear(pager);
    pager.appendChild(turn("Later", listing.page - 1));
    pager.appendChild(dom.make("span", { text: "page " + listing.page + " of " + listing.pages }));
    pager.appendChild(turn("Earlier", listing.page + 1));
  }

  function complain(error) {
    Bistro.toast(error.message, true);
  }

  function load() {
    Bistro.api
      .get("/api/dashboard")
      .then(function (dashboard) {
        shownDashboard = dashboard;
        dom.one("#dashboard").hidden = false;
        dom.one("#signed-out").hidden = true;
        drawTiles(dashboard);
        drawCharts(dashboard);
        return showBookings(1);
      })
      .catch(complain);
  }

  Bistro.session.onChange(function (session) {
    if (session) {
      load();
    } else {
      shownDashboard = null;
      dom.one("#dashboard").hidden = true;
      dom.one("#signed-out").hidden = false;
    }
  });
  dom.one("#sign-in-here").addEventListener("click", function () {
    Bistro.session.ask();
  });
  window.addEventListener(
    "resize",
    Bistro.debounced(150, function () {
      if (shownDashboard) {
        drawCharts(shownDashboard);
      }
    })
  );
};

