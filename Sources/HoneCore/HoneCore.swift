// HoneCore is the vocabulary that every other module speaks: latency histograms and what they say at a moment
// (snapshots), thresholds with units, findings with severity, the catalogue of patterns, the statistics that decide
// whether B differs from A, and who is told which queries ran. It does no I/O and imports neither Foundation nor NIO,
// so that it costs nothing to depend on and everything in it can be tested exhaustively.
