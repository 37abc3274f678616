/*
 * Part 6: a chef's page. Choose a menu, a day and the number of guests, and book: once, or every week.
 */
Bistro.booking = {
  /** What is wrong with a form's values, by field; empty when nothing is. */
  problems: function (values) {
    var problems = {};
    if (!values.productId) {
      problems.menu = "Choose a menu.";
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(values.date)) {
      problems.date = "Choose a day.";
    }
    if (!(values.guests >= 1 && values.guests <= 20) || values.guests % 1 !== 0) {
      problems.guests = "Between 1 and 20 guests.";
    }
    if (values.address.trim() === "") {
      problems.address = "Where shall the chef come to?";
    }
    if (values.weekly && !(values.weeks >= 2 && values.weeks <= 12)) {
      problems.weeks = "Between 2 and 12 weeks.";
    }
    return problems;
  },

  /** The days of a weekly booking: the first, then every seventh. */
  weeklyDays: function (first, count) {
    var parts = first.split("-").map(Number);
    var days = [];
    for (var week = 0; week < count; week += 1) {
      days.push(Bistro.format.isoDay(new Date(parts[0], parts[1] - 1, parts[2] + 7 * week)));
    }
    return days;
  },

  /** What the API is asked for: one booking a day. */
  requests: function (chefId, values) {
    var days = values.weekly ? Bistro.booking.weeklyDays(values.date, values.weeks) : [values.date];
    return days.map(function (day) {
      return {
        chefId: chefId,
        productId: values.productId,
        date: day,
        guests: values.guests,
        address: values.address.trim(),
        note: values.note.trim(),
      };
    });
  },
};

Bistro.pages.chef = function () {
  var dom = Bistro.dom;
  var chefId = Number(dom.one("#chef").dataset.chef);
  var form = dom.one("#booking");
  var message = dom.one("#message");
  var total = dom.one("#total");
  var menus = dom.all(".menu");

  function chosenMenu() {
    return menus.filter(function (menu) {
      return dom.one("input", menu).checked;
    })[0];
  }

  function read() {
    var menu = chosenMenu();
    return {
      productId: menu ? Number(menu.dataset.product) : null,
      priceCents: menu ? Number(menu.dataset.price) : 0,
      date: form.elements.date.value,
      guests: Number(form.elements.guests.value),
      address: form.elements.address.value,
      note: form.elements.note.value,
      weekly: form.elements.weekly.checked,
      weeks: Number(form.elements.weeks.value),
    };
  }

  /** Shows the total, and which menu is chosen. */
  function refresh() {
    var values = read();
    var times = values.weekly ? values.weeks : 1;
    menus.forEach(function (menu) {
      menu.classList.toggle("chosen", menu === chosenMenu());
    });
    total.textContent = values.productId ? Bistro.format.money(values.priceCents * values.guests * times) : "–";
  }

  /** Marks the fields that have a problem and says the first one. */
  function showProblems(problems) {
    ["guests", "address", "weeks"].forEach(function (name) {
      form.elements[name].classList.toggle("invalid", name in problems);
    });
    var names = Object.keys(problems);
    say(names.length ? problems[names[0]] : "", true);
    return names.length === 0;
  }

  function say(text, isBad) {
    message.textContent = text;
    message.className = "message " + (isBad ? "bad" : "good");
  }

  /** One booking goes to /api/bookings, several go together to /api/bookings/batch: all of them, or none. */
  function send(requests) {
    if (requests.length === 1) {
      return Bistro.api.post("/api/bookings", requests[0]).then(function (booking) {
        return [booking];
      });
    }
    return Bistro.api.post("/api/bookings/batch", { bookings: requests }).then(function (result) {
      return result.items;
    });
  }

  function book() {
    var values = read();
    if (!showProblems(Bistro.booking.problems(values))) {
      return;
    }
    var submit = dom.one("button[type=submit]", form);
    Bistro.session
      .require()
      .then(function () {
        submit.disabled = true;
        return send(Bistro.booking.requests(chefId, values));
      })
      .then(function (bookings) {
        var cents = bookings.reduce(function (sum, booking) {
          return sum + booking.totalCents;
        }, 0);
        var days = bookings.map(function (booking) {
          return Bistro.format.day(booking.date);
        });
        say("Booked for " + days.join(", ") + ": " + Bistro.format.money(cents) + ".", false);
        submit.disabled = false;
      })
      .catch(function (error) {
        submit.disabled = false;
        say(error.message, true);
      });
  }

  var tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  Bistro.calendar.attach(dom.one("#calendar"), tomorrow, function (day) {
    form.elements.date.value = day;
    say(Bistro.format.day(day), false);
  });
  dom.one("#menus").addEventListener("change", refresh);
  form.addEventListener("input", refresh);
  form.addEventListener("submit", function (submission) {
    submission.preventDefault();
    book();
  });
  Bistro.gallery.attach(dom.one("main"));
  refresh();
};

