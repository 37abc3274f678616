// HoneAgent works on a running application that it knows only by its `hone.yaml`: probes gather evidence, detectors
// turn evidence into findings, the plan orders them by pattern, fixes apply and undo, trials decide under load, and
// the ledger remembers. It joins the features (load, database, HTTP rules) and prints nothing itself: progress goes to
// an observer, results are values that HoneReport renders.
