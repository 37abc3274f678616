/*
 * Part 2: who is signed in.
 *
 * The session is what /api/auth/login answered, kept in localStorage so that it outlives the page. Other parts
 * ask Bistro.session.current(), and listen with Bistro.session.onChange() to draw themselves anew.
 */
Bistro.session = (function () {
  var storageKey = "bistro-session";
  var listeners = [];

  /** The session, or null. Private windows may refuse storage: then there is none. */
  function current() {
    try {
      return JSON.parse(window.localStorage.getItem(storageKey));
    } catch (error) {
      return null;
    }
  }

  function keep(session) {
    try {
      if (session) {
        window.localStorage.setItem(storageKey, JSON.stringify(session));
      } else {
        window.localStorage.removeItem(storageKey);
      }
    } catch (error) {
      Bistro.toast("This browser does not keep the session.", true);
    }
    listeners.forEach(function (listener) {
      listener(session);
    });
  }

  /** Calls a function now and whenever somebody signs in or out. */
  function onChange(listener) {
    listeners.push(listener);
    listener(current());
  }

  function end() {
    keep(null);
  }

  /** Asks for email and password; resolves once signed in, never when the dialog is closed. */
  function ask() {
    var dom = Bistro.dom;
    return new Promise(function (resolve) {
      var message = dom.make("p", { class: "message bad" });
      var email = dom.make("input", {
        type: "email",
        value: "user1@bistro.example",
        autocomplete: "username",
        required: true,
      });
      var password = dom.make("input", {
        type: "password",
        value: "bistro-demo",
        autocomplete: "current-password",
        required: true,
      });
      var submit = dom.make("button", { type: "submit", text: "Sign in" });
      var form = dom.make("form", { class: "dialog" }, [
        dom.make("h2", { text: "Sign in" }),
        dom.make("label", {}, ["Email", email]),
        dom.make("label", {}, ["Password", password]),
        message,
        submit,
      ]);
      var veil = dom.make("div", { class: "veil" }, [form]);

      function close() {
        document.removeEventListener("keydown", closeOnEscape);
        veil.remove();
      }

      function closeOnEscape(press) {
        if (press.key === "Escape") {
          close();
        }
      }

      veil.addEventListener("click", function (click) {
        if (click.target === veil) {
          close();
        }
      });
      document.addEventListener("keydown", closeOnEscape);

      form.addEventListener("submit", function (submission) {
        submission.preventDefault();
        submit.disabled = true;
        message.textContent = "";
        Bistro.api
          .post("/api/auth/login", { email: email.value, password: password.value })
          .then(function (session) {
            keep(session);
            close();
            Bistro.toast("Welcome, " + session.name + ".");
            resolve(session);
          })
          .catch(function (error) {
            submit.disabled = false;
            message.textContent = error.message;
          });
      });

      document.body.appendChild(veil);
      email.focus();
    });
  }

  /** The session there is, or the one that results from asking. */
  function require() {
    var session = current();
    return session ? Promise.resolve(session) : ask();
  }

  /** Makes the button in the bar show who is signed in, and sign in or out. */
  function attach(button) {
    onChange(function (session) {
      button.textContent = session ? "Sign out " + session.name.split(" ")[0] : "Sign in";
    });
    button.addEventListener("click", function () {
      if (current()) {
        end();
        Bistro.toast("Signed out.");
      } else {
        ask();
      }
    });
  }

  return { current: current, onChange: onChange, end: end, ask: ask, require: require, attach: attach };
})();

