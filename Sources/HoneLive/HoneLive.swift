// HoneLive shows a load run in a browser while it goes on, and takes orders from there: a page on loopback with charts
// and with buttons to start, stop and change the load. LiveModel (pure) is what the page knows; LiveSession drives runs
// through a closure that it is given and tells the page's readers what changed; LiveServer is the shell of sockets
// around it, and LiveGate (pure) says which requests it answers: a page of another site must not be able to send load
// through somebody's browser.
