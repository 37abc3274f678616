/*
 * Part 4: a calendar to pick a day from.
 *
 * A plain table of buttons, so that the keyboard works as in any form; the arrow keys move from day to day.
 */
Bistro.calendar = (function () {
  var weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

  /** How many days a month has; months count from 0 as in Date. */
  function daysIn(year, month) {
    return new Date(year, month + 1, 0).getDate();
  }

  /** Where a month starts in a week that starts on Monday: 0 to 6. */
  function startOf(year, month) {
    return (new Date(year, month, 1).getDay() + 6) % 7;
  }

  /**
   * Puts a calendar into an element.
   *
   * onPick is called with "YYYY-MM-DD" whenever a day is chosen. Days before `first` cannot be chosen.
   */
  function attach(element, first, onPick) {
    var shown = { year: first.getFullYear(), month: first.getMonth() };
    var chosen = null;

    function turn(months) {
      var date = new Date(shown.year, shown.month + months, 1);
      if (date.getFullYear() * 12 + date.getMonth() < first.getFullYear() * 12 + first.getMonth()) {
        return;
      }
      shown = { year: date.getFullYear(), month: date.getMonth() };
      draw();
    }

    function choose(day) {
      chosen = day;
      onPick(day);
      draw();
      var button = Bistro.dom.one("button.chosen", element);
      if (button) {
        button.focus({ preventScroll: true });
      }
    }

    /** Moves the choice by days, turning the page when it leaves the month. */
    function move(days) {
      var from = chosen ? new Date(chosen + "T12:00:00") : first;
      var to = new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
      if (Bistro.format.isoDay(to) < Bistro.format.isoDay(first)) {
        return;
      }
      shown = { year: to.getFullYear(), month: to.getMonth() };
      choose(Bistro.format.isoDay(to));
    }

    function dayCell(number) {
      var dom = Bistro.dom;
      if (number < 1 || number > daysIn(shown.year, shown.month)) {
        return dom.make("td", {});
      }
      var day = Bistro.format.isoDay(new Date(shown.year, shown.month, number));
      var button = dom.make("button", {
        type: "button",
        text: String(number),
        "aria-label": Bistro.format.day(day),
        class: day === chosen ? "chosen" : "",
        disabled: day < Bistro.format.isoDay(first),
        onclick: function () {
          choose(day);
        },
      });
      return dom.make("td", {}, [button]);
    }

    function draw() {
      var dom = Bistro.dom;
      var body = dom.make("tbody", {});
      var offset = startOf(shown.year, shown.month);
      for (var week = 0; week * 7 - offset < daysIn(shown.year, shown.month); week += 1) {
        var row = dom.make("tr", {});
        for (var weekday = 0; weekday < 7; weekday += 1) {
          row.appendChild(dayCell(week * 7 + weekday - offset + 1));
        }
        body.appendChild(row);
      }
      var names = weekdays.map(function (name) {
        return dom.make("th", { text: name, scope: "col" });
      });
      dom.clear(element);
      element.appendChild(
        dom.make("div", { class: "turn" }, [
          dom.make("button", { type: "button", text: "‹", "aria-label": "Earlier", onclick: turn.bind(null, -1) }),
          dom.make("strong", { text: Bistro.format.months[shown.month] + " " + shown.year }),
          dom.make("button", { type: "button", text: "›", "aria-label": "Later", onclick: turn.bind(null, 1) }),
        ])
      );
      element.appendChild(dom.make("table", {}, [dom.make("thead", {}, [dom.make("tr", {}, names)]), body]));
    }

    element.addEventListener("keydown", function (press) {
      var steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
      if (steps[press.key]) {
        press.preventDefault();
        move(steps[press.key]);
      }
    });

    draw();
    return { choose: choose, move: move };
  }

  return { attach: attach, daysIn: daysIn, startOf: startOf };
})();

